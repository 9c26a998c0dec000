"""Lock: what changed, or nothing at all."""

from fork.errors import ForkError
from fork.releases.lock import Lock, digests
from fork.releases.upstream import Release
from fork.tests import support
from fork.tests.support import Ran


class LockTest(support.MainTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.fetched.side_effect = lambda name, version: Release(
            version, support.UPSTREAM
        )

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
