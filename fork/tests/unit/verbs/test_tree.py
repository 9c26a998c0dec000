"""Tree: what it prints and writes, and what it leaves alone."""

from fork.tests import support
from fork.tests.support import Ran


class TreeTest(support.MainTestCase):
    def test_writes_the_tree_and_prints_offsets(self) -> None:
        ran = self.main("tree", self.out / "tree")
        line = "words: novaclient/words.txt, hunk 1, offset +0\n"
        self.assertEqual(Ran(None, line, ""), ran)
        written = support.files(self.out / "tree")
        self.assertEqual(b"one\nTWO\nthree\n", written["novaclient/words.txt"])
        self.fetched.assert_called_once_with("mini-client", "1.2")

    def test_unsupported_release(self) -> None:
        ran = self.main("tree", self.out / "tree", "--upstream", "1.1")
        line = (
            "fork: error: upstream release 1.1 is not supported; choose one "
            "of: 1.2\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.fetched.assert_not_called()

    def test_nothing_is_written_when_a_patch_fails(self) -> None:
        damaged = support.PATCH.replace("-two", "-zwei")
        self.write("patches/words.patch", damaged)
        ran = self.main("tree", self.out / "tree")
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertEqual(1, ran.err.count("\n"))
        self.assertEqual([], list(self.out.iterdir()))

    def test_repository_is_not_overwritten(self) -> None:
        before = support.files(self.root)
        ran = self.main("tree", self.root)
        line = (
            f"fork: error: {self.root} is not a tree; name an empty folder\n"
        )
        self.assertEqual(Ran(1, "", line), ran)
        self.assertEqual(before, support.files(self.root))
