"""The parent's end of the line to each process of the cloud."""

import contextlib
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from harness.errors import HarnessError
from workbench.interrupts import shielded
from workbench.processes import end

PREFIX = "harness-"
"""How the names of temporary folders begin."""
Progress = Callable[[int, int], None]


def listen(port: int = 0) -> socket.socket:
    """Bind a socket on loopback.

    :param port: 0 for a free one.
    :raises HarnessError: when the port is taken.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        hint = "choose another with --port, or leave it out for a free one"
        raise HarnessError(f"port {port} on 127.0.0.1: {error.strerror}; {hint}") from error
    return listener


def make_folder(stack: ExitStack) -> Path:
    """Make a temporary folder, which is removed at the end of a stack."""
    with shielded():
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Process:
    """A child process that serves one part of the cloud."""

    def __init__(self, name: str, folder: Path, listener: socket.socket | None = None) -> None:
        """Start the service ``NAME``; its standard error goes to ``NAME.err`` in ``folder``.

        It leads a session of its own, so that Ctrl-C reaches the parent alone.

        :param listener: where it serves; None if it finds a place of its own.
        """
        descriptors = [listener.fileno()] if listener else []
        self.name = name
        self._errors = folder / f"{name}.err"
        self._pending = b""
        with self._errors.open("wb") as errors:
            self._process = subprocess.Popen(
                [*_command(name), str(folder), *map(str, descriptors)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                pass_fds=descriptors,
                start_new_session=True,
                env=_environment(),
            )

    @classmethod
    def start(
        cls, stack: ExitStack, name: str, folder: Path, listener: socket.socket | None = None
    ) -> Self:
        """Start a process, which is stopped at the end of a stack."""
        with shielded():
            process = cls(name, folder, listener)
            stack.callback(process.stop)
        return process

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(
        self, do: str, timeout: float, progress: Progress | None = None, **options: Any
    ) -> dict[str, Any]:
        """Give a command and wait until it is done.

        :returns: its answer.
        :raises HarnessError: when the command fails, takes too long, or the process ends.
        """
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"do": do, **options}).encode() + b"\n")
        return self.wait("done", timeout, progress)

    def wait(self, word: str, timeout: float, progress: Progress | None = None) -> dict[str, Any]:
        """Read answers until one holds ``word``.

        :returns: that one.
        :raises HarnessError: as :meth:`ask` does.
        """
        deadline = time.monotonic() + timeout
        while True:
            answer = self._answer(deadline)
            if "error" in answer:
                raise HarnessError(f"{self.name} failed: {answer['error']}; try again")
            if "progress" in answer and progress:
                progress(answer["progress"], answer["total"])
            if word in answer:
                return answer

    def _answer(self, deadline: float) -> dict[str, Any]:
        assert self._process.stdout
        while b"\n" not in self._pending:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self._process.stdout], [], [], left)
            if not ready:
                raise HarnessError(
                    f"{self.name} did not answer in time; is the machine overloaded?"
                )
            read = self._process.stdout.read(65536)
            if not read:
                raise HarnessError(f"{self.name} ended unexpectedly: {self._last_words()}")
            self._pending += read
        line, _, self._pending = self._pending.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        # A process whose parent is gone takes the folder with it.
        found = self._errors.read_text(errors="replace") if self._errors.exists() else ""
        lines = found.strip().splitlines()
        return lines[-1].strip() if lines else "it left no message"

    def stop(self) -> None:
        """End the process and its forks at once; what they hold is thrown away anyway."""
        assert self._process.stdin and self._process.stdout
        end([self._process])
        self._process.stdin.close()
        self._process.stdout.close()


def _command(name: str) -> list[str]:
    """``-P``: seen from the folder of this module, its ``keystone.py`` would be Keystone."""
    return [sys.executable, "-P", "-m", f"harness.cloud.services.{name}"]


def _environment() -> dict[str, str]:
    """Drop what would steer the services elsewhere, or compile Nova at every start."""
    steering = ("OS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(steering)}
    here = str(Path(__file__).resolve().parents[2])
    path = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(path), "PYTHONWARNINGS": "ignore"}
