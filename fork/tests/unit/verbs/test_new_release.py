"""New release: admitted, known, or not fitting."""

from unittest import mock

from fork.errors import ForkError
from fork.releases import upstream
from fork.tests import support
from fork.tests.support import Ran


class NewReleaseTest(support.MainTestCase):
    HUNK = "words: novaclient/words.txt, hunk 1, offset +0\n"

    def setUp(self) -> None:
        super().setUp()
        self.before = support.files(self.root)
        self.newest = mock.Mock(return_value="1.3")
        self._patch(upstream, "newest", self.newest)

    def offer(self, version: str, **changes: bytes) -> None:
        """Have the package index offer a release as its newest."""
        files = support.release(**changes).files
        self.fetched.return_value = upstream.Release(version, files)
        self.newest.return_value = version

    def assertUnchanged(self) -> None:
        self.assertEqual(self.before, support.files(self.root))

    def test_admits_the_release(self) -> None:
        self.offer("1.3")
        ran = self.main("new-release", "1.3")
        lines = f"{self.HUNK}1.3: new, {len(support.UPSTREAM)} files\nnext:\n"
        self.assertEqual((None, ""), (ran.status, ran.err))
        self.assertTrue(ran.out.startswith(lines), ran.out)
        self.fetched.assert_called_once_with("mini-client", "1.3")
        self.newest.assert_not_called()
        self.assertIn("1.3", self.project.lock().releases)

    def test_admits_the_newest(self) -> None:
        self.offer("1.4")
        self.assertEqual(None, self.main("new-release").status)
        self.fetched.assert_called_once_with("mini-client", "1.4")
        self.assertIn("1.4", self.project.lock().releases)

    def test_release_in_the_lock(self) -> None:
        ran = self.main("new-release", "1.2")
        expected = Ran(None, f"{self.HUNK}1.2 is in the lock\n", "")
        self.assertEqual(expected, ran)
        self.assertUnchanged()

    def test_newest_is_in_the_lock(self) -> None:
        self.offer("1.2")
        ran = self.main("new-release", "--check")
        line = "1.2 is newest and in the lock\n"
        self.assertEqual(Ran(None, self.HUNK + line, ""), ran)
        self.assertUnchanged()

    def test_newest_is_not_in_the_lock(self) -> None:
        self.offer("1.3")
        ran = self.main("new-release", "--check")
        line = (
            "fork: error: 1.3 fits, and is not in the lock; run `python -m "
            "fork new-release 1.3`\n"
        )
        self.assertEqual(Ran(1, self.HUNK, line), ran)
        self.assertUnchanged()

    def test_manual_is_no_part_of_a_release(self) -> None:
        text = support.PATCH + support.MANUAL_EDIT
        self.write("patches/words.patch", text)
        self.offer("1.3")
        ran = self.main("new-release", "1.3")
        self.assertEqual((None, ""), (ran.status, ran.err))
        self.assertTrue(ran.out.startswith(f"{self.HUNK}1.3: new"), ran.out)

    def test_does_not_fit(self) -> None:
        self.offer("1.3", **{"novaclient/words.txt": b"eins\nzwei\n"})
        for arguments in (["1.3"], [], ["--check"], ["1.3", "--check"]):
            ran = self.main("new-release", *arguments)
            self.assertEqual((1, ""), (ran.status, ran.out))
            self.assertIn("    | two\n", ran.err)
            self.assertIn("    | zwei\n", ran.err)
            line = (
                "fork: error: hunks that do not fit 1.3: 1; mend the patches "
                "and try again\n"
            )
            self.assertTrue(ran.err.endswith(line), ran.err)
            self.assertUnchanged()

    def test_in_the_lock_with_other_bytes(self) -> None:
        self.offer("1.2", **{"novaclient/words.txt": b"one\ntwo\nthree\n4"})
        ran = self.main("new-release", "1.2")
        self.assertEqual((1, ""), (ran.status, ran.out))
        self.assertIn("is not the release that was reviewed", ran.err)
        self.assertUnchanged()

    def test_index_lacks_it(self) -> None:
        self.fetched.side_effect = ForkError("cannot fetch it")
        ran = self.main("new-release", "99")
        self.assertEqual(Ran(1, "", "fork: error: cannot fetch it\n"), ran)
        self.assertUnchanged()
