"""Bounds: which of them hold where, and how they are told."""

from unittest import mock

from packaging.requirements import Requirement

from fork.proofs import bounds
from fork.tests import support


class StatedTest(support.TestCase):
    def test_of_a_release_that_has_none(self) -> None:
        self.assertEqual([], bounds.stated(b"Name: mini\n", "3.9"))

    def test_what_holds_on_another_python_or_for_an_extra(self) -> None:
        metadata = b"""\
Requires-Dist: one>=1; python_version < "3.10"
Requires-Dist: two>=2; python_version >= "3.10"
Requires-Dist: three>=3; extra == "docs"
Requires-Dist: four
"""
        for python, names in (("3.9", ["one"]), ("3.12", ["two"])):
            held = [each.name for each in bounds.stated(metadata, python)]
            self.assertEqual([*names, "four"], held)


class RaisedTest(support.TestCase):
    def test_every_bound_is_a_lower_one(self) -> None:
        for python in ("3.9", "3.10", "3.13"):
            for each in bounds.raised(python):
                operators = [found.operator for found in each.specifier]
                self.assertEqual([">="], operators)

    def test_not_utf_8(self) -> None:
        path = self.folder / "odd.txt"
        path.write_bytes(b"\xff")
        line = "odd.txt is not UTF-8 (byte 0); save it as UTF-8"
        with mock.patch.object(bounds, "RAISED", path):
            self.assertRefused(line, bounds.raised, "3.9")


class TableTest(support.TestCase):
    def test_names_as_an_installer_writes_them(self) -> None:
        wheel, raised = Requirement("oslo.i18n>=3"), Requirement("Oslo_I18n>4")
        lines = bounds.table([wheel], [raised], {"oslo-i18n": "4.1"})
        expected = [
            "package    wheel  raised  installed",
            "oslo-i18n  >=3    >4      4.1",
        ]
        self.assertEqual(expected, lines)

    def test_no_bound(self) -> None:
        lines = bounds.table([Requirement("words")], [], {"words": "1"})
        self.assertEqual(["words", "any", "-", "1"], lines[1].split())
