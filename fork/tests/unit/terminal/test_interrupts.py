"""Interrupts: the first signal ends the block, and says so in the status."""

import functools
import os
import signal
from typing import Callable
from unittest import mock

from fork.errors import StoppedError
from fork.terminal import interrupts
from fork.tests import support


def _send(*numbers: int) -> None:
    for number in numbers:
        os.kill(os.getpid(), number)


class HeededTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        for number in interrupts.SIGNALS:
            earlier = signal.signal(number, signal.SIG_DFL)
            self.addCleanup(signal.signal, number, earlier)

    def heeded(self, work: Callable[[], object]) -> int:
        """Do work and return the status with which it was stopped."""
        with self.assertRaises(StoppedError) as caught, interrupts.heeded():
            work()
        self.message = str(caught.exception)
        return caught.exception.status

    def test_every_signal(self) -> None:
        for number, status in (
            (signal.SIGINT, 130),
            (signal.SIGTERM, 143),
            (signal.SIGHUP, 129),
        ):
            self.assertEqual(
                status, self.heeded(functools.partial(_send, number))
            )
            self.assertEqual(f"stopped by {number.name}", self.message)

    def test_interruption_of_no_signal(self) -> None:
        work = mock.Mock(side_effect=KeyboardInterrupt)
        self.assertEqual(130, self.heeded(work))

    def test_second_signal_does_not_disturb_the_first(self) -> None:
        def work() -> None:
            try:
                _send(signal.SIGTERM)
            finally:
                _send(*interrupts.SIGNALS)
                self.cleaned = True

        self.assertEqual(143, self.heeded(work))
        self.assertTrue(self.cleaned)

    def test_signals_mean_afterwards_what_they_meant_before(self) -> None:
        self.heeded(lambda: _send(signal.SIGTERM))
        for number in interrupts.SIGNALS:
            self.assertEqual(signal.SIG_DFL, signal.getsignal(number))

    def test_ignored_signal_stays_ignored(self) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with interrupts.heeded():
            _send(signal.SIGHUP)

    def test_nothing_happens(self) -> None:
        with interrupts.heeded():
            pass
