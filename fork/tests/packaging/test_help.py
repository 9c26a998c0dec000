"""No command but host-evacuate changes, at any microversion."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from fork.tests.packaging import tools

VERSIONS = ("2.1", "2.52", "2.53", "latest")
HELP = """
import json
import sys

import novaclient
from novaclient import api_versions, shell

def texts(version):
    if version == "latest":
        version = novaclient.API_MAX_VERSION.get_string()
    main = shell.OpenStackComputeShell()
    main.extensions = []
    chosen = api_versions.APIVersion(version)
    main.get_subcommand_parser(chosen, do_help=True, argv=[])
    parsers = main.subcommands.items()
    return {name: parser.format_help() for name, parser in parsers}

print(json.dumps({version: texts(version) for version in sys.argv[1:]}))
"""
#: The commands that the series makes match one host.
CHANGED = (
    "host-evacuate",
    "host-evacuate-live",
    "host-meta",
    "host-servers-migrate",
)


class HelpTest(unittest.TestCase):
    ours: ClassVar[dict[str, dict[str, str]]]
    theirs: ClassVar[dict[str, dict[str, str]]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.ours = _help(tools.fork_wheel())
        cls.theirs = _help(tools.upstream_wheel())

    def test_every_other_command_is_upstreams(self) -> None:
        for version in VERSIONS:
            ours, theirs = self.ours[version], self.theirs[version]
            self.assertEqual(list(theirs), list(ours))
            for command in set(theirs) - {*CHANGED, "hypervisor-servers"}:
                what = f"nova help {command} at {version}"
                self.assertEqual(theirs[command], ours[command], what)

    def test_each_that_changed_names_the_new_option(self) -> None:
        for version in VERSIONS:
            for command in CHANGED:
                words = " ".join(self.ours[version][command].split())
                self.assertIn("--no-strict DEPRECATED", words)
                self.assertIn("match (default)", words)

    def test_a_listing_may_be_strict(self) -> None:
        for version in VERSIONS:
            words = " ".join(self.ours[version]["hypervisor-servers"].split())
            self.assertIn("hypervisor-servers [--strict] <hostname>", words)
            self.assertNotIn("--no-strict", words)

    def test_commands_were_looked_at(self) -> None:
        for version in VERSIONS:
            self.assertGreater(len(self.theirs[version]), 90)
        newest, oldest = self.theirs["latest"], self.theirs["2.1"]
        self.assertNotEqual(newest, oldest)


def _help(wheel: Path) -> dict[str, dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        python = tools.venv(Path(folder, "venv"), wheel)
        text = tools.succeed("-c", HELP, *VERSIONS, python=python)
    found: dict[str, dict[str, str]] = json.loads(text)
    return found
