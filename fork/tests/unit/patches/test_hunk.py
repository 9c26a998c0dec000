"""Hunk: the one place at which it may stand."""

from unidiff.patch import Hunk, PatchSet

from fork.patches.hunk import locate
from fork.tests import support

TEXT = ["x", "a", "b", "y", "a", "b", "z"]


def hunk(*body: str) -> Hunk:
    removed = sum(line[0] != "+" for line in body)
    added = sum(line[0] != "-" for line in body)
    lines = ["--- a/t", "+++ b/t", f"@@ -1,{removed} +1,{added} @@", *body]
    return PatchSet.from_string("\n".join([*lines, ""]))[0][0]


class LocateTest(support.TestCase):
    def test_where_it_says(self) -> None:
        for stated in (1, 4):
            self.assertEqual(stated, locate(hunk(" a", "-b"), TEXT, stated, 0))

    def test_the_only_other_place(self) -> None:
        for stated in (-3, 0, 6, 99):
            self.assertEqual(3, locate(hunk(" y", "-a"), TEXT, stated, 0))

    def test_first_and_last_line(self) -> None:
        self.assertEqual(0, locate(hunk("-x", " a"), TEXT, 0, 0))
        self.assertEqual(5, locate(hunk(" b", "-z"), TEXT, 5, 0))

    def test_white_space_counts(self) -> None:
        line = (
            "does not apply: its lines are not in the file (expected at "
            "line 1)"
        )
        self.assertRefused(line, locate, hunk(" x", "-a ", "+c"), TEXT, 0, 0)

    def test_floor_is_the_first_place(self) -> None:
        self.assertEqual(4, locate(hunk(" a", "-b"), TEXT, 0, 4))
        self.assertEqual(4, locate(hunk(" a", "-b"), TEXT, 1, 2))

    def test_nothing_behind_the_floor(self) -> None:
        line = (
            "does not apply: its lines are not in the file (expected at "
            "line 2)"
        )
        self.assertRefused(line, locate, hunk(" a", "-b"), TEXT, 1, 5)

    def test_several_other_places(self) -> None:
        line = (
            "is ambiguous: its lines stand at 2, 5; quote lines that stand "
            "once"
        )
        self.assertRefused(line, locate, hunk(" a", "-b"), TEXT, 0, 0)

    def test_target_in_place_of_the_source(self) -> None:
        line = "is already applied"
        self.assertRefused(line, locate, hunk(" x", "-c", "+a"), TEXT, 0, 0)

    def test_longer_than_the_file(self) -> None:
        body = [" x", *(f" {letter}" for letter in "abyabz"), " q", "-r"]
        line = (
            "does not apply: its lines are not in the file (expected at "
            "line 1)"
        )
        self.assertRefused(line, locate, hunk(*body), TEXT, 0, 0)
