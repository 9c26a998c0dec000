import pathlib
import platform
import socket
import subprocess
import tempfile
import unittest
from unittest import mock

from harness.benchmarks import machine


class DescribeTest(unittest.TestCase):
    def test_what_a_time_depends_on(self) -> None:
        found = machine.describe()
        self.assertTrue(found.cpu and found.system)
        self.assertGreaterEqual(found.cores, 1)
        self.assertGreaterEqual(found.load, 0)
        self.assertTrue(found.python.endswith(platform.python_version()))

    def test_nobody_is_named(self) -> None:
        self.assertNotIn(socket.gethostname(), str(machine.describe()))

    def test_the_model_of_the_cpu(self) -> None:
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("processor\t: 0\nmodel name\t: Fast 3: the CPU\nmodel name\t: other\n")
            file.flush()
            with mock.patch.object(machine, "_CPUS", pathlib.Path(file.name)):
                self.assertEqual("Fast 3: the CPU", machine.describe().cpu)

    def test_a_system_that_tells_less(self) -> None:
        nowhere = mock.patch.object(machine, "_CPUS", pathlib.Path("/nonexistent"))
        silent = mock.patch.object(platform, "freedesktop_os_release", side_effect=OSError)
        with nowhere, silent:
            found = machine.describe()
        self.assertEqual(platform.machine(), found.cpu)
        self.assertEqual(f"{platform.system()} {platform.release()}", found.system)


class CommitTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        root = mock.patch.object(machine, "_ROOT", self.folder)
        root.start()
        self.addCleanup(root.stop)

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
        command = ["git", *who, *arguments]
        found = subprocess.run(
            command, cwd=self.folder, check=True, capture_output=True, text=True
        )
        return found.stdout.strip()

    def test_a_commit_and_what_differs_from_it(self) -> None:
        file = self.folder / "a"
        file.write_text("1")
        self.git("init", "--quiet")
        self.git("add", "a")
        self.git("commit", "--quiet", "--message", "m")
        head = self.git("rev-parse", "HEAD")[:12]
        (self.folder / "new").touch()
        self.assertEqual(head, machine.commit())
        file.write_text("2")
        self.assertEqual(f"{head}, changed", machine.commit())

    def test_no_commit_yet(self) -> None:
        self.git("init", "--quiet")
        self.assertEqual("unknown", machine.commit())

    def test_no_repository(self) -> None:
        with mock.patch.dict("os.environ", {"GIT_CEILING_DIRECTORIES": str(self.folder.parent)}):
            self.assertEqual("unknown", machine.commit())

    def test_no_git(self) -> None:
        with mock.patch.dict("os.environ", {"PATH": "/nonexistent"}):
            self.assertEqual("unknown", machine.commit())
