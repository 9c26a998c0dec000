"""Commands: every verb has its options and says what it is for."""

import argparse

from fork import commands, verbs
from fork.tests import support


class ParserTest(support.TestCase):
    def parse(self, *args: str) -> argparse.Namespace:
        return commands.parser().parse_args(args)

    def refused(self, *args: str) -> str:
        ran = support.run(self.parse, *args)
        self.assertEqual((2, ""), (ran.status, ran.out))
        return ran.err

    def test_help_names_every_verb_and_each_has_its_own(self) -> None:
        text = commands.parser().format_help()
        names = [
            line.split()[0]
            for line in text.splitlines()
            if line.startswith("    ") and not line.startswith("     ")
        ]
        self.assertEqual(15, len(names))
        for name in names:
            ran = support.run(self.parse, name, "--help")
            self.assertEqual((0, ""), (ran.status, ran.err))
            self.assertIn("\nexample: ", ran.out)

    def test_verb_that_takes_nothing(self) -> None:
        self.assertEqual(verbs.lint_patches, self.parse("lint").run)

    def test_no_number_of_jobs(self) -> None:
        given = ("matrix", "--work", "w", "--harness", "h")
        for number in ("0", "-1", "two"):
            err = self.refused(*given, f"--jobs={number}")
            self.assertIn(f"'{number}' is no number of jobs", err)
