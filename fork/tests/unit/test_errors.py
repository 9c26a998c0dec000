"""Errors: one line on stderr, and the status."""

import signal
import unittest

from fork.errors import ForkError, StoppedError, reported
from fork.tests import support


class ForkErrorTest(unittest.TestCase):
    def test_message_of_many_lines_becomes_one(self) -> None:
        self.assertEqual("a b c", str(ForkError("a\n b\n\tc\n")))


class ReportedTest(support.TestCase):
    def test_error_is_one_line_and_status_1(self) -> None:
        def fail() -> None:
            raise ForkError("it broke")

        ran = support.run(reported(fail))
        self.assertEqual(support.Ran(1, "", "fork: error: it broke\n"), ran)

    def test_signal_is_told_by_the_status(self) -> None:
        def fail() -> None:
            raise StoppedError(signal.SIGTERM)

        ran = support.run(reported(fail))
        line = "fork: error: stopped by SIGTERM\n"
        self.assertEqual(support.Ran(143, "", line), ran)

    def test_result_and_arguments_pass_through(self) -> None:
        self.assertEqual((1, 2), reported(lambda *args: args)(1, 2))

    def test_fault_of_ours_keeps_its_traceback(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            reported(lambda: 1 / 0)()
