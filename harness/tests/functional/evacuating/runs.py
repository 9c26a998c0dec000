"""Runs of nova that are watched while they last: by what Nova is asked."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from harness.cloud import access, client
from harness.cloud.access import Request
from harness.cloud.client import Client
from harness.cloud.cloud import Cloud

_PATIENCE = 120.0
_PAUSE = 0.01


class Run:
    """A run of nova, which has begun."""

    status: int
    """How it ended; there is none before it was closed."""
    stdout: str
    stderr: str

    def __init__(self, cloud: Cloud, nova: Client, words: list[str]) -> None:
        """Start it."""
        _heed_interrupts()
        self._cloud = cloud
        self._start = access.position(cloud.access_log)
        self._process = subprocess.Popen(
            [nova.executable, *words],
            env=client.environment(cloud.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @property
    def requests(self) -> list[Request]:
        """What Nova was asked since, by whomever."""
        return access.read(self._cloud.access_log, self._start)

    @property
    def evacuations(self) -> list[Request]:
        """The requests to evacuate a server, in the order in which they were answered."""
        return [each for each in self.changes if "evacuate" in each.body]

    @property
    def changes(self) -> list[Request]:
        """The requests to change a server, in the order in which they were answered."""
        return [each for each in self.requests if each.changed]

    @property
    def reads(self) -> list[Request]:
        """What was read, in the order in which it was asked for."""
        found = [each for each in self.requests if each.method == "GET"]
        return sorted(found, key=lambda each: each.arrived)

    def count(self, route: str, since: float = 0.0) -> int:
        """Count how often a route was read, from a moment on."""
        return sum(route in each.path and each.arrived > since for each in self.reads)

    def await_(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds, or until it has ended."""
        deadline = time.monotonic() + _PATIENCE
        while self._process.poll() is None and not condition():
            self._cloud.check()
            assert time.monotonic() < deadline, "nova does not end"
            time.sleep(_PAUSE)

    def interrupt(self) -> None:
        """Do what Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)

    def close(self) -> None:
        """Let it end."""
        if hasattr(self, "status"):
            return
        try:
            self.stdout, self.stderr = self._process.communicate(timeout=_PATIENCE)
        finally:
            self._process.kill()
        self.status = self._process.returncode

    @cached_property
    def document(self) -> Any:
        """What it printed."""
        return json.loads(self.stdout)


def _heed_interrupts() -> None:
    """Have what is started be interrupted as on a terminal.

    What a shell runs in the background ignores that, and hands it on.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
