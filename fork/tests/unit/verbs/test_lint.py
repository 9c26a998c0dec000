"""Lint: the findings, and the status."""

from fork.tests import support
from fork.tests.support import Ran


class LintTest(support.MainTestCase):
    def test_clean(self) -> None:
        self.assertEqual(Ran(None, "", ""), self.main("lint"))

    def test_findings(self) -> None:
        text = support.PATCH.replace("Change-Id", "Id")
        self.write("patches/words.patch", text.replace("Forwarded", "Sent"))
        lines = (
            "words.patch: has no Change-Id trailer\n"
            "words.patch: has no Forwarded trailer\n"
            "fork: error: 2 findings in patches/\n"
        )
        self.assertEqual(Ran(1, "", lines), self.main("lint"))

    def test_series_that_cannot_be_read(self) -> None:
        self.write("patches/series", "gone.patch\n")
        line = "fork: error: series lists gone.patch, which does not exist\n"
        self.assertEqual(Ran(1, "", line), self.main("lint"))
