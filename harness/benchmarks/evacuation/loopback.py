"""A Nova on loopback that takes as long for each evacuation as it is told."""

from contextlib import ExitStack
from pathlib import Path
from typing import Self

from harness.cloud import settings
from harness.cloud.processes import Process, listen, make_folder
from harness.errors import HarnessError

_PATIENCE = 60.0


class Loopback:
    """The process of :mod:`harness.cloud.services.standin`, for the length of a ``with`` block."""

    def __init__(self, port: int = 0) -> None:
        """Describe it; it starts when the ``with`` block is entered.

        :param port: where it listens; 0 for a free port.
        """
        self._port = port
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Start it.

        :raises HarnessError: when the port is taken or it does not start.
        """
        with ExitStack() as stack:
            listener = stack.enter_context(listen(self._port))
            self.url = settings.url(listener)
            self._folder = make_folder(stack)
            self._process = Process.start(stack, "standin", self._folder, listener)
            self._process.wait("ready", _PATIENCE)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the process and remove the folder."""
        self._stack.close()

    @property
    def environment(self) -> dict[str, str]:
        """The ``OS_*`` variables with which a client finds it."""
        return settings.environment(self.url)

    @property
    def access_log(self) -> Path:
        """The file in which each request is noted as a line of JSON."""
        return self._folder / settings.ACCESS_LOG

    def arrange(self, servers: int, delay: float) -> None:
        """Give the failed host that many servers, each of which takes ``delay`` seconds."""
        self._process.ask("arrange", _PATIENCE, servers=servers, delay=delay)

    def check(self) -> None:
        """Make sure that it runs.

        :raises HarnessError: when it has ended.
        """
        if not self._process.alive:
            raise HarnessError(f"{self._process.name} died; start the bench again")
