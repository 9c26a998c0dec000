import os
import signal
import time
import unittest

from harness.errors import HarnessError
from harness.running import detached
from harness.running.detached import Tell
from workbench import interrupts


class DetachedTest(unittest.TestCase):
    def test_it_goes_on_in_a_session_of_its_own(self) -> None:
        def work(tell: Tell) -> None:
            tell(f"{os.getpid()} {os.getsid(0)}")
            print("nobody reads this")
            time.sleep(60)

        pid, session = map(int, detached.run(work).split())
        self.assertEqual(pid, session)
        self.assertNotEqual(os.getpid(), pid)
        os.kill(pid, signal.SIGKILL)
        self.assertEqual((pid, signal.SIGKILL), os.waitpid(pid, 0))

    def test_it_ends_before_it_is_set_up(self) -> None:
        def refuse(tell: Tell) -> None:
            raise HarnessError("port 1: taken")

        self.assertRaisesRegex(HarnessError, "^port 1: taken$", detached.run, refuse)
        for work in (lambda tell: None, lambda tell: os._exit(3)):
            with self.assertRaisesRegex(HarnessError, "ended before it was up; try again"):
                detached.run(work)

    def test_an_interruption_reaches_both(self) -> None:
        ours, theirs = os.pipe()

        def work(tell: Tell) -> None:
            try:
                os.kill(os.getppid(), signal.SIGTERM)
                time.sleep(60)
            except KeyboardInterrupt:
                os.write(theirs, b"cleaned up")

        with interrupts.heeded():
            self.assertRaises(KeyboardInterrupt, detached.run, work)
        os.close(theirs)
        with os.fdopen(ours) as line:
            self.assertEqual("cleaned up", line.read())
