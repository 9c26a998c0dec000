"""Commands: every verb has its options and says what it is for."""

import argparse

from fork import commands
from fork.tests import support
from fork.verbs import lint


class ParserTest(support.TestCase):
    def parse(self, *args: str) -> argparse.Namespace:
        return commands.parser().parse_args(args)

    def test_help_names_every_verb_and_each_has_its_own(self) -> None:
        text = commands.parser().format_help()
        names = [
            line.split()[0]
            for line in text.splitlines()
            if line.startswith("    ") and not line.startswith("     ")
        ]
        self.assertEqual(16, len(names))
        for name in names:
            ran = support.run(self.parse, name, "--help")
            self.assertEqual((0, ""), (ran.status, ran.err))
            self.assertIn("\nexample: ", ran.out)

    def test_verb_that_takes_nothing(self) -> None:
        self.assertEqual(lint.run, self.parse("lint").run)
