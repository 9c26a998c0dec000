"""Table: columns that are aligned, and Markdown."""

import unittest

from workbench import table

ROWS = [("NAME", "SIZE"), ("a", "10"), ("long name", "")]


class AlignedTest(unittest.TestCase):
    def test_flush_left(self) -> None:
        lines = ["NAME       SIZE", "a          10", "long name"]
        self.assertEqual(lines, [*table.aligned(ROWS)])

    def test_a_column_that_is_flush_right(self) -> None:
        lines = ["NAME       SIZE", "a            10", "long name"]
        self.assertEqual(lines, [*table.aligned(ROWS, {1})])

    def test_letters_that_are_two_cells_wide(self) -> None:
        lines = ["節点  x", "n1    y"]
        found = table.aligned([("節点", "x"), ("n1", "y")])
        self.assertEqual(lines, [*found])

    def test_no_row(self) -> None:
        self.assertEqual([], [*table.aligned([])])


class MarkdownTest(unittest.TestCase):
    def test_columns(self) -> None:
        head, *rows = ROWS
        self.assertEqual(
            [
                "| NAME | SIZE |",
                "| --- | ---: |",
                "| a | 10 |",
                "| long name |  |",
            ],
            [*table.markdown(head, rows, {1})],
        )
