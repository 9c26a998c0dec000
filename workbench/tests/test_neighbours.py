"""Neighbours: who uses the workbench, and whom it does not know."""

import ast
import unittest
from pathlib import Path
from typing import Iterator

ROOM = Path(__file__).resolve().parents[1]


class NeighboursTest(unittest.TestCase):
    def test_it_knows_neither(self) -> None:
        modules = [*ROOM.rglob("*.py")]
        self.assertTrue(modules)
        for module in modules:
            for name in _imported(module):
                self.assertNotIn(name.partition(".")[0], ("fork", "harness"))


def _imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
