"""Progress: the time gone by and the estimate."""

import io
import os
from unittest import mock

from fork.terminal.progress import GUESSES, Progress
from fork.tests import support


class ProgressTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.now, self.stream = 1000.0, io.StringIO()
        self.progress = Progress(2, self.stream, lambda: self.now)

    def test_guess_until_it_is_measured(self) -> None:
        self.progress.plan({"suite": 4, "replay": 2})
        expected = (4 * GUESSES["suite"] + 2 * GUESSES["replay"]) / 2
        self.assertEqual(expected, self.progress.estimate())

    def test_mean_of_what_was_measured(self) -> None:
        self.progress.plan({"suite": 4})
        self.progress.done("suite", "", 10.0)
        self.progress.done("suite", "", 30.0)
        self.assertEqual(2 * 20.0 / 2, self.progress.estimate())

    def test_several_steps_at_once(self) -> None:
        self.progress.plan({"replay": 12})
        self.progress.done("replay", "", 60.0, steps=6)
        self.assertEqual(6 * 10.0 / 2, self.progress.estimate())

    def test_what_an_earlier_call_did_teaches_nothing(self) -> None:
        self.progress.plan({"suite": 2})
        self.progress.skip("suite")
        self.assertEqual(GUESSES["suite"] / 2, self.progress.estimate())

    def test_a_step_that_it_times(self) -> None:
        def work() -> int:
            self.now += 30
            return 7

        self.progress.plan({"suite": 3})
        result = self.progress.timed("suite", work, lambda seen: f"saw {seen}")
        self.assertEqual(7, result)
        told = "[0:30, 0:30 left] saw 7 (30 s)\n"
        self.assertEqual(told, self.stream.getvalue())

    def test_never_less_than_nothing(self) -> None:
        self.progress.plan({"suite": 1})
        for _ in range(3):
            self.progress.skip("suite")
        self.assertEqual(0, self.progress.estimate())

    def test_measures_outlive_a_new_plan(self) -> None:
        self.progress.plan({"suite": 1})
        self.progress.done("suite", "", 10.0)
        self.progress.plan({"suite": 1})
        self.assertEqual(5.0, self.progress.estimate())

    def test_bar_on_a_terminal_alone(self) -> None:
        with self.progress:
            self.progress.plan({"suite": 3})
            self.progress.skip("suite")
        self.assertEqual("", self.stream.getvalue())
        terminal = mock.Mock(wraps=io.StringIO(), isatty=lambda: True)
        variables = {"TERM": "xterm", "COLUMNS": "100"}
        with mock.patch.dict(os.environ, variables):
            progress = Progress(2, terminal, lambda: self.now)
            progress.plan({"suite": 3})
            progress.skip("suite")
            with progress:
                progress.done("suite", "1.2: green", 61.4)
        shown = "".join(call.args[0] for call in terminal.write.mock_calls)
        self.assertIn("1.2: green (61 s)", shown)
        self.assertIn("2 of 3, 0:31 left", shown)

    def test_lines(self) -> None:
        self.progress.plan({"suite": 3})
        self.now += 61.4
        self.progress.done("suite", "1.2: green", 61.4)
        self.now += 3600
        self.progress.say("on we go")
        self.assertEqual(
            "[1:01, 1:01 left] 1.2: green (61 s)\n"
            "[61:01, 1:01 left] on we go\n",
            self.stream.getvalue(),
        )
