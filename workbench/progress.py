"""Progress on stderr: lines, and below them, on a terminal, a bar."""

import sys
from types import TracebackType
from typing import Optional, TextIO, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

_Shown = TypeVar("_Shown", bound="Board")


def console(stream: Optional[TextIO] = None) -> Console:
    """Return a console that takes nothing but a terminal for a terminal.

    :param stream: where it writes; stderr, when none is given
    """
    stream = stream or sys.stderr
    forced = None if stream.isatty() else False
    return Console(file=stream, force_terminal=forced, highlight=False)


class Board:
    """Lines that stay, and a bar for the length of a ``with`` block."""

    def __init__(self, shown: Optional[Console] = None) -> None:
        """Show nothing yet.

        :param shown: where to write; stderr, when none is given
        """
        self._console = shown or console()
        self._bar: Optional[Progress] = None

    def __enter__(self: _Shown) -> _Shown:
        """Show the bar, if there is a terminal."""
        if self._console.is_terminal:
            self._bar = _bar(self._console)
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        """Remove the bar."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    @property
    def has_bar(self) -> bool:
        """Whether somebody sees what `show` is told."""
        return self._bar is not None

    def say(self, line: str) -> None:
        """Write a line as it is, whatever it holds."""
        self._console.out(line, highlight=False)

    def show(self, text: str, done: int, total: Optional[int]) -> None:
        """Show in the bar how far something has come.

        :param total: when nobody knows, the bar only moves
        """
        if self._bar:
            self._bar.update(
                self._task, description=text, completed=done, total=total
            )


def _bar(shown: Console) -> Progress:
    """Make a bar.

    What is written to stdout while it is shown stands above it; but where
    stdout is no terminal, it goes where it is meant to go.
    """
    return Progress(
        SpinnerColumn(),
        TimeElapsedColumn(),
        BarColumn(),
        TextColumn("{task.description}", markup=False),
        console=shown,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
