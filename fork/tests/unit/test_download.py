"""Download: what pip is asked for, and how it says no."""

import subprocess
import tempfile
from pathlib import Path
from typing import Callable
from unittest import mock

from fork import download
from fork.tests import support


class DownloadTest(support.TestCase):
    def ask(self, call: Callable[..., Path], *args: str) -> list[str]:
        """Return the command that fetches something, and what it found."""

        def pip(command: list[str], **_: object) -> mock.Mock:
            self.command = command
            (self.folder / "found").touch()
            return mock.Mock(returncode=0)

        with mock.patch.object(subprocess, "run", pip):
            found = call(*args, str(self.folder))
        self.assertEqual(self.folder / "found", found)
        return self.command

    def test_wheel(self) -> None:
        command = self.ask(download.wheel, "mini===1.2")
        self.assertIn("--only-binary=:all:", command)
        self.assertEqual("mini===1.2", command[-1])

    def test_source_whose_build_may_use_wheels(self) -> None:
        command = self.ask(download.source, "mini", "1.2")
        self.assertIn("--no-binary=mini", command)
        self.assertEqual("mini===1.2", command[-1])

    def test_alone_and_whatever_python_it_wants(self) -> None:
        for command in (
            self.ask(download.wheel, "mini"),
            self.ask(download.source, "mini", "1.2"),
        ):
            self.assertIn("--no-deps", command)
            self.assertIn("--ignore-requires-python", command)

    def test_refused(self) -> None:
        stderr = "WARNING: slow\nERROR: No matching distribution\n"
        failed = mock.Mock(returncode=1, stderr=stderr)
        line = (
            "cannot fetch mini from the package index: ERROR: No matching "
            "distribution"
        )
        with (
            mock.patch.object(subprocess, "run", return_value=failed),
            tempfile.TemporaryDirectory() as folder,
        ):
            self.assertRefused(line, download.wheel, "mini", folder)
