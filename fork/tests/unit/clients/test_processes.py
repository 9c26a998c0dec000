"""Processes: each ends whole, by itself, for its time or with all others."""

import os
import select
import subprocess
import sys
import threading
from typing import Any, TextIO
from unittest import mock

import workbench.processes
from fork.clients import processes
from fork.clients.processes import Processes
from fork.tests import support

#: Starts another process, and waits for it.
PARENT = "import subprocess, sys; subprocess.run(sys.argv[1:])"
#: Ignores a polite request. While it runs, it holds a pipe open.
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pipe = open("pipe", "w")
print("up", file=pipe, flush=True)
signal.pause()
"""
#: Says good-bye when it is asked to end.
TIDY = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("bye", file=pipe)))
pipe = open("pipe", "w")
print("up", file=pipe, flush=True)
signal.pause()
"""


class ProcessesTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.processes = Processes()
        self.grace(0.1)
        os.mkfifo(self.folder / "pipe")

    def grace(self, seconds: float) -> None:
        patcher = mock.patch.object(processes, "GRACE", seconds)
        patcher.start()
        self.addCleanup(patcher.stop)

    def run_python(
        self, *arguments: str, limit: float = 60
    ) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-c", *arguments]
        return self.processes.run(command, self.folder, os.environ, limit)

    def start(self, *arguments: str) -> "tuple[threading.Thread, TextIO]":
        """Run Python in a thread until it is up; return its pipe, too."""

        def run() -> None:
            self.assertRaises(KeyboardInterrupt, self.run_python, *arguments)
            self.ended = True

        self.ended = False
        thread = threading.Thread(target=run)
        thread.start()
        return thread, self.up()

    def up(self) -> TextIO:
        pipe = (self.folder / "pipe").open()
        self.addCleanup(pipe.close)
        self.assertEqual("up\n", pipe.readline())
        return pipe

    def assertSays(self, last: str, pipe: TextIO) -> None:
        """Assert that whoever held a pipe is gone, and what it said last."""
        ready, _, _ = select.select([pipe], [], [], 60)
        self.assertTrue(ready, "it runs still")
        self.assertEqual(last, pipe.read())

    def test_output_and_status(self) -> None:
        code = "import sys; print('out'); sys.exit('err')"
        ran = self.run_python(code)
        found = (ran.returncode, ran.stdout, ran.stderr)
        self.assertEqual((1, b"out\n", b"err\n"), found)

    def test_takes_too_long(self) -> None:
        code = "import signal; signal.pause()"
        with self.assertRaises(subprocess.TimeoutExpired):
            self.run_python(code, limit=0)

    def test_ends_what_it_started_when_its_time_is_over(self) -> None:
        def expire(*_: Any, timeout: float) -> None:
            self.pipe = self.up()
            raise subprocess.TimeoutExpired("it", timeout)

        arguments = (PARENT, sys.executable, "-c", STUBBORN)
        with (
            mock.patch.object(subprocess.Popen, "communicate", expire),
            self.assertRaises(subprocess.TimeoutExpired) as caught,
        ):
            self.run_python(*arguments, limit=7)
        self.assertEqual(7, caught.exception.timeout)
        self.assertSays("", self.pipe)

    def test_stop_ends_what_runs_and_what_it_started(self) -> None:
        thread, pipe = self.start(PARENT, sys.executable, "-c", STUBBORN)
        self.processes.stop()
        self.assertSays("", pipe)
        thread.join()
        self.assertTrue(self.ended)

    def test_stop_lets_a_process_clean_up(self) -> None:
        self.grace(60)
        thread, pipe = self.start(TIDY)
        self.processes.stop()
        self.assertSays("bye\n", pipe)
        thread.join()
        self.assertTrue(self.ended)

    def test_nothing_starts_after_a_stop(self) -> None:
        self.processes.stop()
        code = "open('file', 'w')"
        self.assertRaises(KeyboardInterrupt, self.run_python, code)
        self.assertFalse((self.folder / "file").exists())

    def test_terminal_reaches_none(self) -> None:
        code = "import os; print(os.getsid(0) == os.getpid())"
        self.assertEqual(b"True\n", self.run_python(code).stdout)

    def test_one_that_ended_is_not_signalled(self) -> None:
        self.run_python("")
        with mock.patch.object(workbench.processes, "end") as end:
            self.processes.stop()
        end.assert_called_once_with([], processes.GRACE)
