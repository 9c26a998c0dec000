"""The command line: how it begins and ends."""

from fork.tests import support
from fork.tests.support import Ran


class MainTest(support.MainTestCase):
    def test_no_verb(self) -> None:
        ran = self.main()
        self.assertEqual((2, ""), (ran.status, ran.out))
        line = "error: the following arguments are required: VERB\n"
        self.assertIn(line, ran.err)

    def test_error_is_one_line(self) -> None:
        self.write("patches/series", "")
        line = "series lists no patch; nothing would be forked"
        self.assertEqual(
            Ran(1, "", f"fork: error: {line}\n"), self.main("lint")
        )
