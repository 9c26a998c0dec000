"""Prefixes: which trees are tried, and what fails one of them."""

from pathlib import Path

from fork.clients import suite
from fork.tests import support
from fork.tests.support import Ran

SECOND = support.PATCH.replace("-two\n+TWO", "-TWO\n+two").replace(
    "mine", "ours"
)
THIRD = support.PATCH.replace("mine.py", "tests/test_last.py").replace(
    "Adds: releasenotes/notes/mine.yaml\n", ""
)


class RunTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        series = "words.patch\nsecond.patch\nthird.patch\n"
        added = "novaclient/tests/test_words.py"
        trailers = f"Adds: {added}\nAdds: novaclient/mine.py"
        self.write(added, "")
        self.write("novaclient/ours.py", "OURS = 1\n")
        self.write("patches/series", series)
        self.write("patches/second.patch", SECOND)
        self.write("patches/third.patch", THIRD)
        first = support.PATCH.replace("Adds: novaclient/mine.py", trailers)
        self.write("patches/words.patch", first)
        self.results = {
            "novaclient.tests.test_upstream.T.test": "success",
            "novaclient.tests.test_words.T.test": "skip",
        }
        self.trees: list[dict[str, bytes]] = []
        self.chosen: list[list[str]] = []
        self._patch(suite, "run_tree", self.run_tree)

    def run_tree(self, tree: Path, tests: list[str]) -> dict[str, str]:
        self.trees.append(support.files(tree))
        self.chosen.append(tests)
        return self.results

    def prefixes(self) -> Ran:
        return self.main("prefixes", self.out)

    def test_every_prefix_but_the_whole(self) -> None:
        lines = "words: 2 tests, 0 failures\nsecond: 2 tests, 0 failures\n"
        self.assertEqual(Ran(None, lines, ""), self.prefixes())
        first, second = self.trees
        self.assertEqual(b"one\nTWO\nthree\n", first["novaclient/words.txt"])
        self.assertIn("novaclient/mine.py", first)
        self.assertNotIn("novaclient/ours.py", first)
        self.assertEqual(b"one\ntwo\nthree\n", second["novaclient/words.txt"])
        self.assertIn("novaclient/ours.py", second)
        self.assertNotIn("novaclient/tests/test_last.py", second)

    def test_what_the_prefix_can_change(self) -> None:
        self.prefixes()
        words = r"^novaclient\.tests\.test_words\."
        self.assertEqual([[words], [words]], self.chosen)

    def test_the_release_is_fetched_once(self) -> None:
        self.prefixes()
        self.fetched.assert_called_once_with("mini-client", "1.2")

    def test_failure(self) -> None:
        self.results["novaclient.tests.test_upstream.T.test"] = "failure"
        ran = self.prefixes()
        lines = "words: 2 tests, 1 failures\nsecond: 2 tests, 1 failures\n"
        self.assertEqual((1, lines), (ran.status, ran.out))
        fails = "novaclient.tests.test_upstream.T.test fails\n"
        self.assertEqual(
            f"{fails}{fails}fork: error: prefixes of the series that fail: 2; "
            "`stestr last` says more in the tree of each, below "
            f"{self.out}\n",
            ran.err,
        )

    def test_added_tests_that_did_not_run(self) -> None:
        del self.results["novaclient.tests.test_words.T.test"]
        self.results["novaclient.tests.test_words_too.T.test"] = "success"
        ran = self.prefixes()
        self.assertEqual(1, ran.status)
        line = "novaclient.tests.test_words did not run\n"
        self.assertEqual(2, ran.err.count(line))

    def test_one_patch_has_no_prefix(self) -> None:
        self.write("patches/series", "words.patch\n")
        (self.root / "patches/second.patch").unlink()
        (self.root / "patches/third.patch").unlink()
        self.assertEqual(Ran(None, "", ""), self.prefixes())
