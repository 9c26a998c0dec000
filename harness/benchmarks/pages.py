"""The files that a bench leaves in ``doc/``: a page, all numbers and a chart."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from workbench.table import markdown


def check(folder: Path) -> None:
    """Make sure, before hours of work, that a folder can be written to.

    :raises HarnessError: when it cannot.
    """
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise HarnessError(f"'{folder}' is not a folder to write to; name one with --write")


def write(folder: Path, name: str, page: str, numbers: dict[str, Any], chart: str) -> None:
    """Write the three files of one name."""
    files = {"md": page, "json": json.dumps(numbers, indent=1) + "\n", "svg": chart}
    for suffix, text in files.items():
        (folder / f"{name}.{suffix}").write_text(text)


def table(labels: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown: ``labels`` are flush left, ``columns`` flush right."""
    heads = [*labels, *columns]
    lines = markdown(heads, rows, range(len(labels), len(heads)))
    return "".join(f"{line}\n" for line in lines)
