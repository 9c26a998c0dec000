"""Misfit: which lines of upstream's are shown for a hunk's."""

import unittest

from fork.patches.misfit import Misfit


def misfit(wanted: str, line: int, text: list[str]) -> Misfit:
    return Misfit("hunk 1 does not apply", wanted.split(), line, text)


class ClosestTest(unittest.TestCase):
    def check(self, expected: str, wanted: str, line: int, text: str) -> None:
        place = misfit(wanted, line, text.split()).closest()
        self.assertEqual(expected.split(), text.split()[place])

    def test_line_that_changed(self) -> None:
        text = "a b one TWO three c d"
        self.check("one TWO three", "one two three", 1, text)

    def test_first_and_last_lines_that_changed(self) -> None:
        text = "a b ONE two three four FIVE c d"
        wanted = "one two three four five"
        self.check("ONE two three four FIVE", wanted, 1, text)

    def test_lines_that_upstream_put_in(self) -> None:
        text = "a one x y two three b"
        self.check("one x y two three", "one two three", 1, text)

    def test_line_that_upstream_took_out(self) -> None:
        text = "a b one three four c"
        self.check("one three four", "one two three four", 1, text)

    def test_most_alike_though_it_is_far(self) -> None:
        text = "one a b c d e f g h i j one two three k l"
        self.check("one two three k", "one two three four", 1, text)

    def test_nearest_of_the_same(self) -> None:
        text = "a one X three a a b one X three b a c one X three c"
        place = misfit("one two three", 9, text.split()).closest()
        self.assertEqual(slice(7, 10), place)

    def test_nothing_alike(self) -> None:
        self.check("c d", "one two", 3, "a b c d e")

    def test_nothing_alike_beyond_the_end(self) -> None:
        self.check("d e", "one two", 30, "a b c d e")

    def test_file_shorter_than_the_hunk(self) -> None:
        self.check("one", "one two three", 1, "a one")

    def test_file_that_begins_within_the_hunk(self) -> None:
        self.check("two three", "one two three", 1, "two three a b c d")

    def test_empty_file(self) -> None:
        self.check("", "one two", 1, "")


class ReportTest(unittest.TestCase):
    def test_both_texts(self) -> None:
        text = ["a", "one", "TWO", "", "  three", "b"]
        found = Misfit("hunk 1", ["one", "two", "", "  three"], 1, text)
        expected = """\
hunk 1
  the patch expects, at line 1:
    | one
    | two
    |
    |   three
  upstream has, at line 2:
    | one
    | TWO
    |
    |   three"""
        self.assertEqual(expected.split("\n"), list(found.report()))
