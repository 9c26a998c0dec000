"""A ``nova`` that is started once: what every run of it would import is there already.

A run takes a third of the time of a new process, which counts where there are hundreds. It is
a process of its own all the same, forked from one that has run nothing.
"""

import contextlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Self

from harness.cloud import client
from harness.cloud.client import Client, Outcome
from harness.errors import HarnessError

_SCRIPT = Path(__file__).with_name("forked.py")


class WarmClient:
    """A client that waits to be run, for the length of a ``with`` block."""

    def __init__(self, cold: Client) -> None:
        """Describe it; it starts when the ``with`` block is entered."""
        self.label = cold.label
        self._client = cold

    def __enter__(self) -> Self:
        """Start it.

        :raises HarnessError: when the executable is no script of an interpreter.
        """
        self._process = subprocess.Popen(
            [_interpreter(self._client), "-P", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=client.environment({}),
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.kill()
        with contextlib.suppress(BrokenPipeError):
            self._process.communicate()

    def run(self, arguments: list[str], credentials: dict[str, str]) -> Outcome:
        """Run it to its end, in an environment of its own.

        :param credentials: the ``OS_*`` variables; none are inherited.
        :raises HarnessError: when it is gone.
        """
        began = time.monotonic()
        asked = {"arguments": arguments, "environment": client.environment(credentials)}
        answer = self._ask(json.dumps(asked))
        if not answer:
            raise HarnessError(f"client {self.label} is gone; start it again")
        return Outcome(**json.loads(answer), seconds=time.monotonic() - began)

    def _ask(self, line: str) -> str:
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        return self._process.stdout.readline()


def _interpreter(cold: Client) -> str:
    with cold.executable.open("rb") as script:
        line = os.fsdecode(script.readline())
    if not line.startswith("#!"):
        raise HarnessError(f"client {cold.label}: '{cold.executable}' is no Python script")
    return line.removeprefix("#!").strip()
