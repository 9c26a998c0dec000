"""Selection: what a list of releases and patterns names."""

import unittest

from fork.releases.selection import select
from fork.tests import support

KNOWN = ["9.2.0", "10.2.0", "17.7.0", "18.0.0", "18.10.0"]


class SelectTest(unittest.TestCase):
    def check(self, pattern: str, *expected: str) -> None:
        self.assertEqual(list(expected), select(KNOWN, pattern))

    def test_one(self) -> None:
        self.check("17.7.0", "17.7.0")

    def test_pattern(self) -> None:
        self.check("18.*", "18.0.0", "18.10.0")

    def test_several_in_the_order_known(self) -> None:
        self.check("18.*,9.2.0", "9.2.0", "18.0.0", "18.10.0")

    def test_blanks_and_repeats(self) -> None:
        self.check("18.0.0, 18.0.*,18.0.0", "18.0.0")

    def test_all(self) -> None:
        self.check("*", *KNOWN)

    def test_dots_are_dots(self) -> None:
        self.check("1?.2.0", "10.2.0")

    def test_any_order_of_known_is_kept(self) -> None:
        self.assertEqual(["2", "1"], select(iter(["2", "1"]), "1,2"))


class RefusedTest(support.TestCase):
    def check(self, pattern: str, part: str) -> None:
        line = (
            f"no supported release matches {part}; choose from: "
            "9.2.0 10.2.0 17.7.0 18.0.0 18.10.0"
        )
        self.assertRefused(line, select, KNOWN, pattern)

    def test_unknown(self) -> None:
        self.check("9.9.9", "'9.9.9'")

    def test_the_first_unknown_of_several(self) -> None:
        self.check("18.*,19.*,20.*", "'19.*'")

    def test_prefix_is_no_match(self) -> None:
        self.check("17.7", "'17.7'")

    def test_nothing(self) -> None:
        self.check("", "''")

    def test_nothing_after_a_comma(self) -> None:
        self.check("17.7.0,", "''")

    def test_nothing_known(self) -> None:
        line = "no supported release matches '1'; choose from: none"
        self.assertRefused(line, select, [], "1")
