"""The fork uploaded to the index servers that people run, and installed.

What they lack they have from another index, where upstream's release and the
next one are.
"""

import tempfile
import unittest
from pathlib import Path
from typing import Any

from fork.building import pages
from fork.tests.packaging import indexes, servers, tools
from fork.tests.packaging.indexes import NEXT, Pip, Uv
from fork.tests.packaging.tools import PROJECT

FORK, UPSTREAM = PROJECT.version, PROJECT.upstream


class ServerTestCase(unittest.TestCase):
    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        self.theirs = indexes.served(self, indexes.upstream())

    def choose(self, simple: str, *wanted: object) -> set[str]:
        """Return what pip and uv would install."""
        found = set()
        for tool in (Pip(), Uv()):
            command = [*tool.choose([simple]), *wanted]
            said = tools.succeed(*command, environment=indexes.alone())
            found.update(tool.chosen(said))
        return found

    def install(self, simple: str) -> None:
        """Assert that both install the fork into an empty environment."""
        for tool in (Pip(), Uv()):
            name = type(tool).__name__
            python = tools.venv(self.folder / name)
            command = [*tool.install(python, [simple]), PROJECT.name]
            tools.succeed(*command, environment=indexes.alone())
            shown = tools.succeed("-c", tools.VERSION, python=python)
            self.assertEqual(FORK, shown.strip())

    def assertNoTimes(self, simple: str) -> None:
        """Assert that no time is stated, and that uv can do without."""
        date = ("--exclude-newer", "2036-01-01", PROJECT.name)
        command = [*Uv().choose([simple]), *date]
        ran = tools.run(*command, environment=indexes.alone())
        self.assertIn("filtered by `exclude-newer`", ran.stdout)
        exempt = f"{PROJECT.name}=false"
        command += ["--exclude-newer-package", exempt]
        said = tools.succeed(*command, environment=indexes.alone())
        self.assertEqual([FORK], Uv().chosen(said))

    def uploaded(self, server: Any) -> str:
        """Upload the fork, and return where installers look."""
        servers.upload(server, indexes.fork() / pages.PACKAGES / tools.WHEEL)
        simple: str = server.simple
        return simple


class PypiserverTest(ServerTestCase):
    def test_alone_and_before_another_index(self) -> None:
        """It never mixes: a project is its own, or the other's."""
        for elsewhere in ("", self.theirs):
            place = self.folder / f"place{len(elsewhere)}"
            place.mkdir()
            server = servers.Pypiserver(place, elsewhere)
            with server.running():
                simple = self.uploaded(server)
                pin = f"{PROJECT.name}==={FORK}"
                for wanted in (PROJECT.name, pin):
                    self.assertEqual({FORK}, self.choose(simple, wanted))
                if elsewhere:
                    self.install(simple)
                    self.assertNoTimes(simple)


class DevpiTest(ServerTestCase):
    def test_above_a_mirror(self) -> None:
        server = servers.Devpi(self.folder, self.theirs, mixed=False)
        with server.running():
            # Until the fork is there, the mirror's are.
            self.assertEqual({NEXT}, self.choose(server.simple, PROJECT.name))
            simple = self.uploaded(server)
            self.assertEqual({FORK}, self.choose(simple, PROJECT.name))
            self.install(simple)
            self.assertNoTimes(simple)

    def test_mixed_with_a_mirror(self) -> None:
        """As an index that has both: the next release of upstream wins."""
        server = servers.Devpi(self.folder, self.theirs, mixed=True)
        with server.running():
            simple = self.uploaded(server)
            name = PROJECT.name
            self.assertEqual({NEXT}, self.choose(simple, name))
            for form in (f"==={FORK}", f"=={UPSTREAM}"):
                self.assertEqual({FORK}, self.choose(simple, name + form))
            upper = f"{name}==={UPSTREAM}"
            self.assertEqual({UPSTREAM}, self.choose(simple, upper))
