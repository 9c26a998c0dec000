"""The incident, with what dpkg and rpm install of the first patch."""

import json
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any, ClassVar

from fork.tests import support
from fork.tests.distributions import packages
from fork.tests.distributions.packages import PROJECT, PYTHON, RELEASE
from fork.tests.proposal.trees import succeed

NAMED = "XXXX-HOST-YYYY34"
#: Runs a client below a root with the dependencies of a venv.
WRAPPER = """\
#!/bin/sh
PYTHONPATH={site} exec {python} {nova} "$@"
"""


class IncidentTest(unittest.TestCase):
    folder: ClassVar[Path]
    python: ClassVar[Path]

    @classmethod
    def setUpClass(cls) -> None:
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        cls.folder = Path(place.name).resolve()

    @support.needs("dpkg-buildpackage", "dh_python3", "rpmbuild")
    def test_named_host_only(self) -> None:
        files = packages.upstream()
        self.make_venv()
        clients = {"upstream": self.folder / "venv" / "bin" / "nova"}
        for name, make in (("deb", packages.deb), ("rpm", packages.rpm)):
            place = self.folder / name
            place.mkdir()
            clients[name] = self.wrapped(make(files, place))
        asked = self.asked(clients)
        self.assertEqual({NAMED}, asked["deb"])
        self.assertEqual({NAMED}, asked["rpm"])
        neighbours = {f"{NAMED}{digit}" for digit in range(10)}
        self.assertEqual({NAMED, *neighbours}, asked["upstream"])

    def make_venv(self) -> None:
        """Install upstream's release, with its dependencies."""
        uv = [sys.executable, "-m", "uv", "--quiet", "--no-config"]
        make = ["venv", "--python", PYTHON, "venv"]
        succeed([*uv, *make], self.folder)
        install = ["pip", "install", "--python", "venv", RELEASE.requirement]
        succeed([*uv, *install], self.folder)

    def wrapped(self, root: Path) -> Path:
        """Return a program that runs the client below a root, and no other."""
        (package,) = root.rglob("novaclient/__init__.py")
        site, nova = package.parents[1], root / "usr" / "bin" / "nova"
        python = self.folder / "venv" / "bin" / "python"
        program = root / "nova"
        text = WRAPPER.format(site=site, python=python, nova=nova)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        said = succeed([program, "help", "host-evacuate"], self.folder)
        self.assertIn("--no-strict", said)
        return program

    def asked(self, clients: dict[str, Path]) -> dict[str, set[str]]:
        """Return by client the hosts of whose servers Nova was asked."""
        words = [sys.executable, "-m", "harness", "incident"]
        for label, nova in clients.items():
            words += ["--client", f"{label}={nova}"]
        words += ["--scenario", "outage", "--format", "json"]
        said = succeed([*words], PROJECT.root)
        report = json.loads(said[said.index("{") : said.rindex("}") + 1])
        versions = {c["label"]: c["version"] for c in report["clients"]}
        # pbr reads it from the metadata of each package.
        self.assertEqual(dict.fromkeys(clients, RELEASE.upstream), versions)
        return {trial["client"]: _asked(trial) for trial in report["trials"]}


def _asked(trial: Any) -> set[str]:
    return {each["name"] for each in trial["hosts"] if each["asked"]}
