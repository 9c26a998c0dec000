"""Telling a person what is going on, and since when."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console

from workbench.progress import Board

_EVERY = 5.0


class Progress:
    """Lines with the elapsed time on standard error; a bar too on a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        """Start the clock.

        :param console: where to write; standard error by default.
        """
        self._board = Board(console)
        self._began = time.monotonic()
        self._counted = ""
        self._due = 0.0

    def __enter__(self) -> Self:
        """Show the bar, if there is a terminal."""
        self._board.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the bar."""
        self._board.__exit__(kind, error, trace)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def step(self, text: str) -> None:
        """Say that something begins, or has been reached."""
        self._counted = ""
        self._say(text)
        self._board.show("", 0, None)

    def count(self, text: str, done: int, total: int) -> None:
        """Say how far something has come: at once on a terminal, else every few seconds."""
        if text != self._counted:
            self._counted, self._due = text, self.elapsed + _EVERY
        if self._board.has_bar:
            self._board.show(f"{text}: {done} of {total}", done, total)
        elif self.elapsed >= self._due:
            self._due = self.elapsed + _EVERY
            self._say(f"{text}: {done} of {total}")

    def _say(self, text: str) -> None:
        self._board.say(f"{self.elapsed:6.1f} s  {text}")
