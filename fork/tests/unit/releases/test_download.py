"""Download: what pip is asked for, and how it says no."""

import ensurepip
import importlib.util
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Mapping
from unittest import mock

from fork.releases import download
from fork.tests import support


class DownloadTest(support.TestCase):
    def ask(self, requirement: str) -> list[str]:
        """Return the command that fetches something, and what it found."""

        def pip(
            command: list[str], env: Mapping[str, str], **_: object
        ) -> mock.Mock:
            self.command, self.environment = command, env
            (self.folder / "found").touch()
            return mock.Mock(returncode=0)

        with mock.patch.object(subprocess, "run", pip):
            found = download.wheel(requirement, str(self.folder))
        self.assertEqual(self.folder / "found", found)
        return self.command

    def test_wheel(self) -> None:
        command = self.ask("mini===1.2")
        self.assertIn("--only-binary=:all:", command)
        self.assertEqual("mini===1.2", command[-1])

    def test_alone_and_whatever_python_it_wants(self) -> None:
        command = self.ask("mini")
        self.assertIn("--no-deps", command)
        self.assertIn("--ignore-requires-python", command)

    def test_whatever_a_person_installs(self) -> None:
        settings = {
            "PIP_CONSTRAINT": "/mine.txt",
            "PIP_NO_BINARY": "mini",
            "PIP_INDEX_URL": "https://localhost/simple",
        }
        with mock.patch.dict(os.environ, settings):
            self.ask("mini")
            kept = {**os.environ, **settings}
        kept.update(PIP_CONSTRAINT=os.devnull, PIP_NO_BINARY=":none:")
        self.assertEqual(kept, self.environment)

    def find_no_pip(self, *places: str, shared: str = "") -> None:
        """Let there be no pip but the one that Python brings."""
        spec = mock.Mock(submodule_search_locations=[*places])
        found = {"ensurepip": spec if places else None, "pip": None}
        config = {"WHEEL_PKG_DIR": shared or None}
        for patcher in (
            mock.patch.object(importlib.util, "find_spec", found.get),
            mock.patch.object(sysconfig, "get_config_var", config.get),
            mock.patch.object(sys, "executable", self.python(self.folder)),
        ):
            patcher.start()
            self.addCleanup(patcher.stop)

    def python(self, folder: Path) -> str:
        """Make a Python that has no pip of its own."""
        path = folder / "python"
        script = '[ "$1" = -I ] && exit 1; exec "$REAL" "$@"\n'
        path.write_text(f"#!/bin/sh\nREAL={sys.executable}\n{script}")
        path.chmod(0o755)
        return str(path)

    def test_pip_that_runs_the_build(self) -> None:
        self.find_no_pip(str(self.folder))
        outside = [sys.executable, "-I", "-m", "pip"]
        Path(sys.executable).write_text("#!/bin/sh\nexit 0\n")
        self.assertEqual(outside, download.pip())

    def test_pip_that_python_brings(self) -> None:
        name = "_bundled/pip-23.0-py3-none-any.whl"
        place = self.folder / "ensurepip"
        support.fill(place, {name: b"", "_bundled/setuptools-1.whl": b""})
        self.find_no_pip(str(place))
        self.assertEqual(
            [sys.executable, f"{place}/{name}/pip"], download.pip()
        )

    def test_pip_that_a_distribution_keeps_elsewhere(self) -> None:
        name, place = "pip-23.0-py3-none-any.whl", self.folder / "wheels"
        support.fill(place, {name: b"", "setuptools-1.whl": b""})
        self.find_no_pip(str(self.folder), shared=str(place))
        self.assertEqual(
            [sys.executable, f"{place}/{name}/pip"], download.pip()
        )

    def test_pip_that_python_brings_runs(self) -> None:
        place = Path(ensurepip.__file__).parent
        shared = sysconfig.get_config_var("WHEEL_PKG_DIR") or ""
        self.find_no_pip(str(place), shared=shared)
        command = [*download.pip(), "--version"]
        shown = subprocess.check_output(command, text=True)
        self.assertTrue(shown.startswith("pip "), shown)

    def test_no_pip_at_all(self) -> None:
        line = "there is no pip to fetch with; install pip"
        for places in ((), (str(self.folder),)):
            self.find_no_pip(*places)
            self.assertRefused(line, download.wheel, "mini", "")

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
