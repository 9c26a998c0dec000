import os
import signal
import unittest

from harness import interrupts


class InterruptsTest(unittest.TestCase):
    def setUp(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            self.addCleanup(signal.signal, number, signal.getsignal(number))
        self.addCleanup(setattr, interrupts, "_pending", False)
        interrupts.install()

    def test_either_signal_interrupts(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            interrupts.install()
            self.assertRaises(KeyboardInterrupt, os.kill, os.getpid(), number)

    def test_a_second_signal_does_not_disturb_the_first(self) -> None:
        self.assertRaises(KeyboardInterrupt, os.kill, os.getpid(), signal.SIGTERM)
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), number)

    def test_a_shield_holds_an_interruption_back(self) -> None:
        reached = []
        with self.assertRaises(KeyboardInterrupt), interrupts.shielded():
            with interrupts.shielded():
                os.kill(os.getpid(), signal.SIGINT)
                reached.append("inner")
            reached.append("outer")
        self.assertEqual(["inner", "outer"], reached)

    def test_a_shield_without_interruption(self) -> None:
        with interrupts.shielded():
            pass
        self.assertRaises(KeyboardInterrupt, os.kill, os.getpid(), signal.SIGINT)
