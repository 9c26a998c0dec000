"""Program: what runs, where, in which environment, and how it fails."""

import os
import subprocess
import sys
from unittest import mock

from fork.clients import program
from fork.clients.processes import Processes
from fork.tests import support


class RunTest(support.TestCase):
    def python(self, code: str, *tolerated: int) -> bytes:
        words = [sys.executable, "-c", code]
        return program.run(words, self.folder, "it", 60, tolerated or (0,))

    def test_stdout_and_nothing_else(self) -> None:
        code = "import sys; print('out'); print('err', file=sys.stderr)"
        self.assertEqual(b"out\n", self.python(code))

    def test_in_the_folder(self) -> None:
        code = "import os; print(os.getcwd(), end='')"
        self.assertEqual(str(self.folder).encode(), self.python(code))

    def test_nothing_to_read(self) -> None:
        letter = self.folder / "letter"
        letter.write_text("for the caller", encoding="utf-8")
        self.addCleanup(os.dup2, os.dup(0), 0)
        with letter.open() as stream:
            os.dup2(stream.fileno(), 0)
        code = "import sys; print(repr(sys.stdin.read()))"
        self.assertEqual(b"''\n", self.python(code))

    def test_failure_quotes_the_last_lines(self) -> None:
        code = "import sys; sys.stderr.write('a\\nb\\nc\\nd\\ne\\nf\\n')"
        line = "it failed (3): b c d e f"
        self.assertRefused(line, self.python, f"{code}; sys.exit(3)")

    def test_silent_failure(self) -> None:
        line = "it failed (3): it said nothing"
        self.assertRefused(line, self.python, "import sys; sys.exit(3)")

    def test_tolerated_status(self) -> None:
        code = "import sys; print('out'); sys.exit(1)"
        self.assertEqual(b"out\n", self.python(code, 0, 1))

    def test_cannot_be_run(self) -> None:
        path = self.folder / "gone"
        line = f"it cannot be run: {path}: No such file or directory"
        self.assertRefused(line, program.run, [path], self.folder, "it", 60)

    def test_takes_too_long(self) -> None:
        words = [sys.executable, "-c", "input()"]
        hanging = subprocess.TimeoutExpired(words, 120.0)
        processes = mock.Mock(run=mock.Mock(side_effect=hanging))
        with mock.patch.object(program, "_processes", processes):
            line = "it did not end within 2 minutes; it was stopped"
            run = (program.run, words, self.folder, "it", 120.0)
            self.assertRefused(line, *run)
        self.assertEqual(120.0, processes.run.call_args.args[3])

    def test_stopped(self) -> None:
        with mock.patch.object(program, "_processes", Processes()):
            program.stop()
            self.assertRaises(KeyboardInterrupt, self.python, "")

    def test_settings(self) -> None:
        code = "import os; print(os.environ['LC_ALL'], os.environ['MINE'])"
        words = [sys.executable, "-c", code]
        settings = {"LC_ALL": "C", "MINE": "1"}
        ran = program.run(words, self.folder, "it", settings=settings)
        self.assertEqual(b"C 1\n", ran)


class ShowTest(support.TestCase):
    def show(self, code: str) -> None:
        program.show([sys.executable, "-c", code], self.folder, "it is bad")

    def test_output_goes_where_the_callers_goes(self) -> None:
        path = self.folder / "output"
        self.addCleanup(os.dup2, os.dup(1), 1)
        with path.open("w") as stream:
            os.dup2(stream.fileno(), 1)
        self.show("print('seen')")
        self.assertEqual("seen\n", path.read_text(encoding="utf-8"))

    def test_failure(self) -> None:
        self.assertRefused("it is bad", self.show, "raise SystemExit(3)")


class EndedTest(support.TestCase):
    def test_any_status(self) -> None:
        for status in (0, 1, 3):
            words = [sys.executable, "-c", f"raise SystemExit({status})"]
            done = program.ended(words, self.folder, "it")
            self.assertEqual(
                (status, b"", b""), (done.returncode, done.stdout, done.stderr)
            )


class EnvironmentTest(support.TestCase):
    def test_without_the_callers_settings(self) -> None:
        before = {
            "HOME": "/home",
            "GIT_DIR": "/elsewhere/.git",
            "OS_USERNAME": "admin",
            "PYTHONPATH": "/elsewhere",
            "VIRTUAL_ENV": "/venv",
            "LC_ALL": "C",
        }
        with mock.patch.dict(os.environ, before, clear=True):
            after = program.environment()
        self.assertEqual({"HOME": "/home", "LC_ALL": "C.UTF-8"}, after)
