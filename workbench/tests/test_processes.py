"""Processes: what is ended with a child, and how it is asked before."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import TextIO

from workbench import processes
from workbench.processes import Child

#: Holds a pipe open while it runs, and ignores a polite request.
STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pipe = open("pipe", "w")
print(os.getpid(), file=pipe, flush=True)
signal.pause()
"""
#: Says good-bye when it is asked to end.
TIDY = """
import os, signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("bye", file=pipe)))
pipe = open("pipe", "w")
print(os.getpid(), file=pipe, flush=True)
signal.pause()
"""
#: Starts what it is told to, and waits for it.
PARENT = "import subprocess, sys; subprocess.run(sys.argv[1:])"
#: Starts what it is told to, and ends: the other belongs to nobody.
RUNAWAY = "import subprocess, sys; subprocess.Popen(sys.argv[1:])"
#: Starts what it is told to in a session of its own, and waits for it.
APART = """
import subprocess, sys
subprocess.run(sys.argv[1:], start_new_session=True)
"""


class EndTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        os.mkfifo(self.folder / "pipe")

    def start(self, *programs: str) -> "tuple[Child, TextIO]":
        """Start Python, each program by the one before; return a pipe, too.

        It is that of the last.
        """
        words = [w for code in programs for w in (sys.executable, "-c", code)]
        child = subprocess.Popen(
            words, cwd=self.folder, start_new_session=True
        )
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        pipe = (self.folder / "pipe").open()
        self.addCleanup(pipe.close)
        self.addCleanup(_kill, int(pipe.readline()))
        return child, pipe

    def assertSays(self, last: str, pipe: TextIO) -> None:
        """Assert that whoever held a pipe is gone, and what it said last."""
        ready, _, _ = select.select([pipe], [], [], 60)
        self.assertTrue(ready, "it runs still")
        self.assertEqual(last, pipe.read())

    def test_a_child(self) -> None:
        child, pipe = self.start(STUBBORN)
        processes.end([child])
        self.assertSays("", pipe)
        self.assertEqual(-signal.SIGKILL, child.returncode)

    def test_what_a_child_started(self) -> None:
        child, pipe = self.start(PARENT, STUBBORN)
        processes.end([child])
        self.assertSays("", pipe)

    def test_what_a_child_started_that_is_gone(self) -> None:
        child, pipe = self.start(RUNAWAY, STUBBORN)
        self.assertEqual(0, child.wait())
        processes.end([child])
        self.assertSays("", pipe)
        self.assertEqual(0, child.returncode)

    def test_what_left_the_session_of_a_child(self) -> None:
        child, pipe = self.start(APART, STUBBORN)
        processes.end([child])
        self.assertSays("", pipe)

    def test_several(self) -> None:
        children, pipes = zip(*(self.start(STUBBORN) for _ in range(2)))
        processes.end(children)
        for pipe in pipes:
            self.assertSays("", pipe)

    def test_others_are_left_alone(self) -> None:
        child, _ = self.start(STUBBORN)
        other, _ = self.start(STUBBORN)
        processes.end([child])
        self.assertIsNone(other.poll())

    def test_that_it_is_asked_when_there_is_time(self) -> None:
        child, pipe = self.start(TIDY)
        processes.end([child], grace=60)
        self.assertSays("bye\n", pipe)
        self.assertEqual(0, child.returncode)

    def test_that_it_is_not_asked_when_there_is_none(self) -> None:
        child, pipe = self.start(TIDY)
        processes.end([child])
        self.assertSays("", pipe)

    def test_that_it_is_killed_when_it_was_asked_in_vain(self) -> None:
        child, pipe = self.start(PARENT, STUBBORN)
        processes.end([child], grace=0.1)
        self.assertSays("", pipe)

    def test_what_left_and_was_asked_in_vain(self) -> None:
        child, pipe = self.start(APART, STUBBORN)
        processes.end([child], grace=0.1)
        self.assertSays("", pipe)

    def test_one_that_ended(self) -> None:
        child = subprocess.Popen(
            [sys.executable, "-c", ""], start_new_session=True
        )
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        processes.end([child], grace=60)
        self.assertEqual(0, child.returncode)


def _kill(pid: int) -> None:
    """Leave nothing behind when a test failed."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
