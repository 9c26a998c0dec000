"""Journal: what was done is not done again, unless it was of other stuff."""

import io
from unittest import mock

from fork.errors import ForkError
from fork.matrix.journal import Journal
from fork.terminal.progress import Progress
from fork.tests import support

NAME = ("1.2", "suite-fork")


class JournalTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        patcher = mock.patch("time.monotonic", return_value=0.0)
        patcher.start()
        self.addCleanup(patcher.stop)
        self.stream = io.StringIO()
        progress = Progress(1, self.stream, lambda: 0.0)
        progress.plan({"suite": 2})
        self.journal = Journal(self.folder / "work", progress)
        self.path = self.folder / "work" / "1.2" / "suite-fork.json"
        self.work = mock.Mock(return_value={"a.test_one": "success"})

    def step(self, key: str = "key") -> object:
        return self.journal.step(
            NAME, key, "suite", self.work, lambda result: f"{len(result)} test"
        )

    def test_done_once(self) -> None:
        for _ in range(2):
            self.assertEqual({"a.test_one": "success"}, self.step())
        self.work.assert_called_once_with()
        self.assertEqual(
            "[0:00, 0:00 left] 1.2: 1 test (0 s)\n", self.stream.getvalue()
        )
        self.assertEqual(0, self.journal.progress.estimate())

    def test_done_again_when_it_is_made_of_other_stuff(self) -> None:
        self.step("one")
        self.step("two")
        self.assertEqual(2, self.work.call_count)
        self.assertIsNone(self.journal.read(NAME, "one"))
        self.assertIsNotNone(self.journal.read(NAME, "two"))

    def test_another_step_of_the_release(self) -> None:
        self.step()
        self.assertIsNone(self.journal.read(("1.2", "build"), "key"))
        self.assertIsNone(self.journal.read(("1.1", "suite-fork"), "key"))

    def test_failure_is_not_recorded(self) -> None:
        self.work.side_effect = ForkError("no index")
        self.assertRefused("no index", self.step)
        self.assertFalse(self.path.exists())

    def test_record_that_was_cut_off(self) -> None:
        self.step()
        whole = self.path.read_text(encoding="utf-8")
        for text in ("", whole[:-5], "[]", "7", "{}"):
            self.path.write_text(text, encoding="utf-8")
            self.assertIsNone(self.journal.read(NAME, "key"))

    def test_nothing_but_the_record_is_left(self) -> None:
        self.step()
        self.assertEqual([self.path], [*self.path.parent.iterdir()])
