"""Interrupts: the first signal ends the block, and nothing disturbs it."""

import functools
import os
import signal
import unittest
from typing import Callable

from workbench import interrupts


def _send(*numbers: int) -> None:
    for number in numbers:
        os.kill(os.getpid(), number)


class InterruptsTestCase(unittest.TestCase):
    def setUp(self) -> None:
        for number in interrupts.SIGNALS:
            earlier = signal.signal(number, signal.SIG_DFL)
            self.addCleanup(signal.signal, number, earlier)

    def heeded(self, work: Callable[[], object]) -> int:
        """Do work, and return the signal that interrupted it."""
        with (
            self.assertRaises(KeyboardInterrupt) as caught,
            interrupts.heeded(),
        ):
            work()
        return interrupts.number(caught.exception)


class HeededTest(InterruptsTestCase):
    def test_every_signal(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            found = self.heeded(functools.partial(_send, number))
            self.assertEqual(number, found)

    def test_interruption_of_no_signal(self) -> None:
        def work() -> None:
            raise KeyboardInterrupt

        self.assertEqual(signal.SIGINT, self.heeded(work))

    def test_second_signal_does_not_disturb_the_first(self) -> None:
        def work() -> None:
            try:
                _send(signal.SIGTERM)
            finally:
                _send(*interrupts.SIGNALS)
                self.cleaned = True

        self.assertEqual(signal.SIGTERM, self.heeded(work))
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


class ShieldedTest(InterruptsTestCase):
    def test_a_shield_holds_an_interruption_back(self) -> None:
        reached = []

        def work() -> None:
            with interrupts.shielded():
                with interrupts.shielded():
                    _send(signal.SIGTERM)
                    reached.append("inner")
                reached.append("outer")
            reached.append("behind")

        self.assertEqual(signal.SIGTERM, self.heeded(work))
        self.assertEqual(["inner", "outer"], reached)

    def test_one_that_was_held_back_comes_once(self) -> None:
        def work() -> None:
            with interrupts.shielded():
                _send(signal.SIGINT)

        self.heeded(work)
        with interrupts.shielded():
            pass

    def test_a_shield_without_interruption(self) -> None:
        def work() -> None:
            with interrupts.shielded():
                pass
            _send(signal.SIGINT)

        self.assertEqual(signal.SIGINT, self.heeded(work))
