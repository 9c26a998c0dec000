"""Index: what is built, and its address."""

from fork.tests import support
from fork.tests.support import Ran


class IndexTest(support.MainTestCase):
    def test_builds_what_is_chosen_and_prints_where(self) -> None:
        folder = self.out / "an index"
        ran = self.main("index", folder, "--releases", "1.*")
        address = f"file://{self.out}/an%20index/simple\n"
        self.assertEqual(Ran(None, address, "[1/1] 1.2\n"), ran)
        self.assertIn("simple/index.html", support.files(folder))

    def test_all_that_are_supported(self) -> None:
        ran = self.main("index", self.out / "index")
        self.assertEqual((None, "[1/1] 1.2\n"), (ran.status, ran.err))

    def test_release_that_is_not_known(self) -> None:
        ran = self.main("index", self.out / "index", "--releases", "2.*")
        line = "no supported release matches '2.*'; choose from: 1.2"
        self.assertEqual(Ran(1, "", f"fork: error: {line}\n"), ran)
        self.fetched.assert_not_called()
