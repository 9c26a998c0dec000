"""The README: every command in it does what it says."""

import os
import re
import shutil
import subprocess
import unittest
from typing import Iterator

from fork.tests.packaging import tools

README = (tools.PROJECT.root / "README.md").read_text(encoding="utf-8")
PINS = "requests===2.32.0\npython-novaclient==={}\n"
#: What .ci/run or tox runs; this test would run itself.
BY_TOX = "python3 -m venv .venv && .venv/bin/pip install -q tox && "


def commands() -> list[str]:
    """Return every line of the README's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


class ReadmeTest(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        needed = ("pip", "psutil", "pypi-simple", "rich")
        python = tools.venv(self.folder / "venv", *needed)
        tools.install(python, *tools.requirements()[1:])
        self.path = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
        pins = PINS.format(tools.PROJECT.upstream)
        (self.source / "upper-constraints.txt").write_text(pins)
        harness = tools.PROJECT.root / "harness"
        shutil.copytree(harness, self.source / "harness")
        (self.source / "hosts.txt").write_text("node3\nnode34\n")
        (self.source / "scripts").mkdir()
        script = self.source / "scripts" / "on-failure.sh"
        script.write_text("nova host-evacuate $1\n")

    def sh(self, command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", "-c", command],
            cwd=self.source,
            env={**os.environ, **tools.QUICK, "PATH": self.path},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def test_every_command(self) -> None:
        ours = [c for c in commands() if not c.startswith(BY_TOX)]
        self.assertEqual(2, len(commands()) - len(ours))
        for command in ours:
            self.check(command)

    def check(self, command: str) -> None:
        result = self.sh(command)
        with self.subTest(command, output=result.stdout):
            status, words = self.expected(command)
            self.assertEqual(status, result.returncode)
            self.assertIn(words, result.stdout)

    def expected(self, command: str) -> "tuple[int, str]":
        version = tools.PROJECT.version
        for start, status, words in (
            ("pip install .", 0, f"python-novaclient-{version}"),
            ("nova help", 0, "--no-strict"),
            ("pip wheel --no-deps . -C upstream", 0, "-17.7.0+strict2.0.1-"),
            ("pip wheel --no-deps . -C through", 0, "+1of5.strict2.1.1-"),
            ("python3 -c", 0, f"{version}\n"),
            ("python3 -m novaclient.fork", 0, "label: strict2.1.1\n"),
            ("python -m fork index", 0, "index"),
            ("python -m fork constraints", 0, f"==={version}"),
            ("python -m fork new-release", 1, "18.14.0"),
            ("pip install -r harness", 0, "tree-sitter"),
            ("python -m harness audit", 1, "node03"),
            ("python -m harness scan", 1, "on-failure.sh:1: nova"),
            ("python -m fork proposal", 0, "/0001-Make-host-evacuate-"),
            ("python -m fork refresh", 0, "no change\n"),
        ):
            if command.startswith(start):
                return status, words
        raise AssertionError(f"nothing is known of {command}")


class LayoutTest(unittest.TestCase):
    def test_every_room(self) -> None:
        """What is explained is there, and what is there is explained."""
        explained = {*re.findall(r"^\| `([\w/]+)/`", README, re.M)}
        self.assertEqual(set(), {*_rooms("fork", "harness")} - explained)
        for room in explained:
            self.assertTrue((tools.PROJECT.root / room).is_dir(), room)


def _rooms(*packages: str) -> Iterator[str]:
    """Yield the rooms of packages that have rooms, tests left out."""
    for package in packages:
        for path in (tools.PROJECT.root / package).glob("*/__init__.py"):
            if path.parent.name != "tests":
                yield f"{package}/{path.parent.name}"
