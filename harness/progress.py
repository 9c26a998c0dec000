"""Telling a person what is going on, and since when."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

_EVERY = 5.0


class Progress:
    """Lines with the elapsed time on standard error; a live line too on a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        """Start the clock.

        :param console: where to write; standard error by default.
        """
        self.console = console or Console(stderr=True, highlight=False)
        self._began = time.monotonic()
        self._counted = ""
        self._due = 0.0
        self._status: Status | None = None

    def __enter__(self) -> Self:
        """Show the live line, if there is a terminal."""
        if self.console.is_terminal:
            self._status = self.console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the live line."""
        if self._status:
            self._status.stop()
            self._status = None

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def step(self, text: str) -> None:
        """Say that something begins, or has been reached."""
        self._counted = ""
        self._say(text)

    def count(self, text: str, done: int, total: int) -> None:
        """Say how far something has come: at once on a terminal, else every few seconds."""
        if text != self._counted:
            self._counted, self._due = text, self.elapsed + _EVERY
        if self._status:
            self._status.update(f"{self.elapsed:6.1f} s  {text}: {done} of {total}")
        elif self.elapsed >= self._due:
            self._due = self.elapsed + _EVERY
            self._say(f"{text}: {done} of {total}")

    def _say(self, text: str) -> None:
        line = f"{self.elapsed:6.1f} s  {text}"
        self.console.print(line, markup=False, soft_wrap=True)
        if self._status:
            self._status.update("")
