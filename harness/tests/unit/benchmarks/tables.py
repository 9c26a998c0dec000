import io
import unittest
from typing import Any

from rich.console import Console


class TableTestCase(unittest.TestCase):
    """Tests of what a report shows on a terminal."""

    report: Any
    """The module that shows it."""

    def show(self, found: Any, width: int = 90) -> str:
        stream = io.StringIO()
        self.report.show(found, Console(file=stream, width=width, highlight=False))
        return stream.getvalue()

    def rows(self, shown: str) -> list[str]:
        return [" ".join(line.split()) for line in shown.splitlines()]
