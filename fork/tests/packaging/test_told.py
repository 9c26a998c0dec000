"""An installed client says which fork it is, on old Pythons as well."""

import subprocess
import unittest
from pathlib import Path

from fork.building import distribution, sbom
from fork.tests.packaging import tools
from fork.tests.packaging.tools import PROJECT

URL = "https://example.org/faults"
ASK = ("-m", "novaclient.fork")
NEWEST = "import novaclient; print(novaclient.API_MAX_VERSION.get_string())"
COMPILE = "import sys; compile(sys.stdin.read(), 'fork', 'exec')"


class ToldTest(tools.TestCase):
    def test_what_is_installed(self) -> None:
        settings = self.source / "setup.cfg"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(f"{text}report = {URL}\n", encoding="utf-8")
        wheel = self.build()
        urls = tools.metadata(wheel).get_all("Project-URL") or []
        self.assertIn(f"Strict fork, {URL}", urls)
        python = tools.venv(self.folder / "venv", wheel)
        said = tools.succeed(*ASK, python=python, cwd=self.folder)
        *told, last = said.splitlines()
        patches = PROJECT.series().patches
        newest = tools.succeed("-c", NEWEST, python=python).strip()
        self.assertEqual(
            [
                f"release: {PROJECT.upstream}",
                f"label: {PROJECT.local}",
                "patches:",
                *(f"- {p.name}: {p.message.subject}" for p in patches),
                f"microversions: 2.1 to {newest}",
                f"report faults: {URL}",
            ],
            told,
        )
        name, _, path = last.partition(": ")
        self.assertEqual("bill of materials", name)
        folder = Path(path).parents[1]
        self.assertEqual(tools.DIST_INFO, folder.name)
        self.gone(python, Path(path))

    def gone(self, python: Path, path: Path) -> None:
        path.unlink()
        ran = tools.run(*ASK, python=python, cwd=self.folder)
        line = "the metadata of python-novaclient is gone; install it again\n"
        self.assertEqual((1, line), (ran.returncode, ran.stdout))

    def test_nowhere_to_report_by_default(self) -> None:
        python = tools.venv(self.folder / "venv", tools.fork_wheel())
        said = tools.succeed(*ASK, python=python, cwd=self.folder)
        line = "report faults: to whoever gave you this client, not to "
        self.assertIn(f"\n{line}OpenStack\n", said)

    def test_upstream_does_not(self) -> None:
        wheel = tools.upstream_wheel()
        python = tools.venv(self.folder / "venv", wheel)
        self.assertEqual(1, tools.run(*ASK, python=python).returncode)


class OldPythonTest(unittest.TestCase):
    def test_syntax(self) -> None:
        """Where the oldest releases run, a wheel's module is compiled."""
        for version in ("2.7", "3.6"):
            python = tools.python(version)
            if not python:
                self.skipTest(f"python{version} was not found")
            text = distribution.SHIPPED.read_bytes()
            command = [python, "-c", COMPILE]
            subprocess.run(command, input=text, check=True)

    def test_bill_is_where_the_module_looks(self) -> None:
        text = distribution.SHIPPED.read_text(encoding="utf-8")
        for part in (PROJECT.stem, *sbom.PATH.split("/")):
            self.assertIn(part, text)
