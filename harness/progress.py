"""Telling a person what is going on, and since when."""

import time

from rich.console import Console

from workbench.progress import Board

_EVERY = 5.0


class Progress(Board):
    """Lines with the elapsed time on standard error; a bar too on a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        """Start the clock.

        :param console: where to write; standard error by default.
        """
        super().__init__(console)
        self._began = time.monotonic()
        self._counted = ""
        self._due = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def step(self, text: str) -> None:
        """Say that something begins, or has been reached."""
        self._counted = ""
        self._say(text)
        self.show("", 0, None)

    def count(self, text: str, done: int, total: int) -> None:
        """Say how far something has come: at once on a terminal, else every few seconds."""
        if text != self._counted:
            self._counted, self._due = text, self.elapsed + _EVERY
        if self.has_bar:
            self.show(f"{text}: {done} of {total}", done, total)
        elif self.elapsed >= self._due:
            self._due = self.elapsed + _EVERY
            self._say(f"{text}: {done} of {total}")

    def _say(self, text: str) -> None:
        self.say(f"{self.elapsed:6.1f} s  {text}")
