"""What verbs write on standard output."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from harness.benchmarks import pages

_Report = TypeVar("_Report")

_WIDTH = 160


def print_json(content: Any) -> None:
    """Print it as indented JSON."""
    json.dump(content, sys.stdout, indent=1)
    print()


def console() -> Console:
    """Print as wide as the terminal is; where there is none, nothing needs to be wrapped."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=_WIDTH)


def publish(
    folder: Path | None,
    measure: Callable[[], _Report],
    show: Callable[[_Report, Console], None],
    write: Callable[[Path, _Report], None],
) -> None:
    """Measure, show what was found, and perhaps write it.

    :param folder: where to write it; None for nowhere.
    :raises HarnessError: before anything is measured, when it cannot be written there.
    """
    if folder:
        pages.check(folder)
    found = measure()
    show(found, console())
    if folder:
        write(folder, found)
