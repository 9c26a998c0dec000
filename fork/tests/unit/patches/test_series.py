"""Series: every way that one applies or is refused is a folder of cases/."""

import unittest
from pathlib import Path

from fork.patches.series import Series
from fork.tests import support


@support.each_case("error")
class RefusedTest(support.TestCase):
    def check(self, case: Path) -> None:
        tree = support.files(case / "upstream")
        before = dict(tree)

        def apply() -> None:
            Series.read(case / "patches").packaged.apply(tree)

        line = (case / "error").read_text(encoding="utf-8").rstrip("\n")
        self.assertRefused(line, apply)
        self.assertEqual(before, tree)


@support.each_case("after")
class AppliedTest(unittest.TestCase):
    def check(self, case: Path) -> None:
        tree = support.files(case / "upstream")
        Series.read(case / "patches").packaged.apply(tree)
        self.assertEqual(support.files(case / "after"), tree)


class SeriesTest(unittest.TestCase):
    def test_offsets_by_patch_in_the_order_of_the_series(self) -> None:
        case = support.CASES / "second-patch-needs-the-first"
        series = Series.read(case / "patches")
        offsets = series.apply(support.files(case / "upstream"))
        self.assertEqual(["zuerst", "danach"], list(offsets))

    def test_adds_in_the_order_of_the_patches(self) -> None:
        case = support.CASES / "lint-file-two-patches-add"
        series = Series.read(case / "patches")
        self.assertEqual(["novaclient/mine.txt"] * 2, series.adds)
