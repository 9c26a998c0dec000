"""The command line: every verb, over a miniature and no package index."""

from unittest import mock

from fork import __main__, upstream
from fork.errors import ForkError
from fork.lock import Lock, digests
from fork.tests import support
from fork.tests.support import Ran


class MainTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        release = support.release()
        patcher = mock.patch.object(upstream, "fetched", return_value=release)
        self.fetched = patcher.start()
        self.addCleanup(patcher.stop)

    def main(self, *args: object) -> Ran:
        return support.run(__main__.main, [str(arg) for arg in args])


class TreeTest(MainTestCase):
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


class LintTest(MainTestCase):
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


class LockTest(MainTestCase):
    def lock(self) -> Lock:
        return Lock.read(self.root / "patches" / "upstream.lock")

    def test_renews_every_release(self) -> None:
        before = self.lock()
        ran = self.main("lock")
        self.assertEqual(Ran(None, "no change\n", "[1/1] 1.2\n"), ran)
        self.assertEqual(before, self.lock())

    def test_adds_a_release(self) -> None:
        ran = self.main("lock", "1.10", "1.3")
        count = len(support.UPSTREAM)
        out = f"1.3: new, {count} files\n1.10: new, {count} files\n"
        self.assertEqual(Ran(None, out, "[1/2] 1.10\n[2/2] 1.3\n"), ran)
        expected = dict.fromkeys(
            ["1.2", "1.3", "1.10"], digests(support.UPSTREAM)
        )
        self.assertEqual(Lock(expected), self.lock())
        self.assertEqual(["1.2", "1.3", "1.10"], list(self.lock().releases))

    def test_nothing_is_written_when_a_fetch_fails(self) -> None:
        path = self.root / "patches" / "upstream.lock"
        before = path.read_bytes()
        self.fetched.side_effect = [support.release(), ForkError("no index")]
        ran = self.main("lock", "1.3", "1.4")
        err = "[1/2] 1.3\n[2/2] 1.4\nfork: error: no index\n"
        self.assertEqual(Ran(1, "", err), ran)
        self.assertEqual(before, path.read_bytes())


class UsageTest(MainTestCase):
    def test_no_verb(self) -> None:
        ran = self.main()
        self.assertEqual((2, ""), (ran.status, ran.out))
        line = "error: the following arguments are required: VERB\n"
        self.assertIn(line, ran.err)

    def test_help_of_every_verb(self) -> None:
        for verb in ("tree", "lint", "lock"):
            ran = self.main(verb, "--help")
            self.assertEqual((0, ""), (ran.status, ran.err))
