"""Patch: what one patch reports. How it applies is in cases/."""

import unittest

from fork.errors import ForkError
from fork.patches.misfit import Misfit
from fork.patches.patch import Offset, Patch
from fork.tests import support

WORDS = "novaclient/words.txt"


def offsets(case: str) -> list[Offset]:
    folder = support.CASES / case
    patch = Patch.read(folder / "patches" / "words.patch")
    return patch.apply(support.files(folder / "upstream"))


class OffsetTest(unittest.TestCase):
    def test_exact(self) -> None:
        self.assertEqual([Offset(WORDS, 1, 0)], offsets("exact"))

    def test_growth_is_no_offset(self) -> None:
        expected = [Offset(WORDS, 1, 0), Offset(WORDS, 2, 0)]
        self.assertEqual(expected, offsets("later-hunk-follows-growth"))

    def test_each_hunk_has_its_own(self) -> None:
        expected = [Offset(WORDS, 1, 1), Offset(WORDS, 2, 3)]
        case = "two-hunks-at-different-offsets"
        self.assertEqual(expected, offsets(case))

    def test_negative(self) -> None:
        expected = [Offset(WORDS, 1, -2)]
        self.assertEqual(expected, offsets("at-a-negative-offset"))

    def test_files_in_the_order_of_the_patch(self) -> None:
        paths = [offset.path for offset in offsets("two-files")]
        self.assertEqual([WORDS, "novaclient/more.txt"], paths)

    def test_as_text(self) -> None:
        self.assertEqual("a.py, hunk 2, offset -3", str(Offset("a.py", 2, -3)))
        self.assertEqual("a.py, hunk 1, offset +0", str(Offset("a.py", 1, 0)))


class AttemptTest(unittest.TestCase):
    def attempt(self, case: str) -> tuple[list[object], dict[str, bytes]]:
        folder = support.CASES / case
        patch = Patch.read(folder / "patches" / "words.patch")
        tree = support.files(folder / "upstream")
        return [*patch.attempt(tree)], tree

    def test_goes_on_after_a_hunk_that_does_not_fit(self) -> None:
        outcomes, tree = self.attempt("first-hunk-fails")
        fault = (
            f"patch words, {WORDS}, hunk 1 does not apply: its lines are not "
            "in the file (expected at line 1)"
        )
        path = support.CASES / "first-hunk-fails" / "upstream" / WORDS
        text = path.read_text(encoding="utf-8")
        misfit = Misfit(fault, ["one", "two", "three"], 1, text.split("\n"))
        self.assertEqual([misfit, Offset(WORDS, 2, 0)], outcomes)
        self.assertEqual(text.replace("nine", "NINE").encode(), tree[WORDS])

    def test_ambiguous_hunk(self) -> None:
        (misfit,), _ = self.attempt("ambiguous-offset")
        assert isinstance(misfit, Misfit)
        self.assertIn("hunk 1 is ambiguous: ", misfit.fault)

    def test_same_as_apply_when_all_fit(self) -> None:
        case = "two-hunks-at-different-offsets"
        outcomes, tree = self.attempt(case)
        self.assertEqual(offsets(case), outcomes)
        after = support.files(support.CASES / case / "after")
        self.assertEqual(after, tree)


class AllOrNothingTest(support.TestCase):
    def test_first_file_stays_when_the_second_fails(self) -> None:
        folder = support.CASES / "second-file-fails"
        patch = Patch.read(folder / "patches" / "words.patch")
        tree = support.files(folder / "upstream")
        before = dict(tree)
        line = (folder / "error").read_text(encoding="utf-8").rstrip("\n")
        self.assertRefused(line, patch.apply, tree)
        self.assertEqual(before, tree)


class ApplyTest(support.TestCase):
    def test_every_hunk_or_none(self) -> None:
        folder = support.CASES / "second-file-fails"
        tree = support.files(folder / "upstream")
        before = dict(tree)
        patch = Patch.read(folder / "patches" / "words.patch")
        with self.assertRaises(ForkError):
            patch.apply(tree)
        self.assertEqual(before, tree)


class AddsTest(unittest.TestCase):
    def test_trailers(self) -> None:
        case = support.CASES / "lint-clean" / "patches" / "words.patch"
        expected = ["novaclient/mine.txt", "releasenotes/notes/mine.yaml"]
        self.assertEqual(expected, Patch.read(case).adds)

    def test_none(self) -> None:
        case = support.CASES / "exact" / "patches" / "words.patch"
        self.assertEqual([], Patch.read(case).adds)


class PackagedTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = support.CASES / "edits-the-manual"
        self.patch = Patch.read(self.folder / "patches" / "words.patch")

    def test_edits_of_the_manual_are_left_out(self) -> None:
        paths = [edit.path for edit in self.patch.packaged.edits]
        self.assertEqual([WORDS], paths)
        self.assertEqual(self.patch.message, self.patch.packaged.message)

    def test_the_patch_itself_has_them(self) -> None:
        manual = "doc/source/words.rst"
        tree = support.files(self.folder / "upstream")
        tree[manual] = b"Words\n=====\n"
        self.patch.apply(tree)
        self.assertEqual(b"Words\n*****\n", tree[manual])
        after = support.files(self.folder / "after")
        self.assertEqual({**after, manual: b"Words\n*****\n"}, tree)
