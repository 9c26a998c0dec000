"""A maintainer's day: upstream releases, and the fork is carried there."""

from fork.releases.lock import Lock
from fork.tests.packaging import tools
from fork.tests.packaging.tools import PROJECT


class NewReleaseTest(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.lock = self.source / "patches" / "upstream.lock"

    def new_release(self, *arguments: str) -> tuple[int, str]:
        command = ("-m", "fork", "new-release", *arguments)
        ran = tools.run(*command, cwd=self.source)
        return ran.returncode, ran.stdout

    def test_release_that_is_new_to_the_lock(self) -> None:
        whole = self.lock.read_bytes()
        lock = PROJECT.lock()
        releases = dict(lock.releases)
        newest, _ = releases.popitem()
        older = Lock(releases, lock.wheels)
        self.lock.write_text(older.text(), encoding="utf-8")
        status, shown = self.new_release(newest)
        self.assertEqual(0, status, shown)
        self.assertIn(f"\n{newest}: new, ", shown)
        self.assertEqual(whole, self.lock.read_bytes())

    def test_release_that_does_not_fit(self) -> None:
        before = self.lock.read_bytes()
        status, shown = self.new_release("9.1.0")
        self.assertEqual(1, status, shown)
        expected = "    |     '--strict',\n"
        actual = "    |     hypervisors = cs.hypervisors.search(args.host, "
        self.assertIn(expected, shown)
        self.assertIn(actual, shown)
        self.assertEqual(before, self.lock.read_bytes())

    def test_release_that_the_index_lacks(self) -> None:
        status, shown = self.new_release("99.1")
        line = f"fork: error: cannot fetch {PROJECT.name}===99.1 from the "
        self.assertEqual((1, 1), (status, shown.count("\n")), shown)
        self.assertTrue(shown.startswith(line), shown)

    def test_newest_that_the_index_has(self) -> None:
        before = self.lock.read_bytes()
        status, shown = self.new_release("--check")
        known = " is newest and in the lock\n"
        behind = "; run `python -m fork new-release "
        self.assertIn(behind if status else known, shown)
        self.assertEqual(before, self.lock.read_bytes())
