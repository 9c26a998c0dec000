"""Which release a requirement gets, with one package index and with two.

The fork of 18.13.1 is 18.13.1+strict2.1.1 (PEP 440). What pip and uv make of
that differs from operator to operator, and some of it is a trap.
"""

import tempfile
import unittest
from pathlib import Path
from typing import Union

from fork.building import pages
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.indexes import NEXT, Pip, Uv, UvBest
from fork.tests.packaging.tools import PROJECT

UPSTREAM, FORK = PROJECT.upstream, PROJECT.version
NOTHING = ""
SERIES = ".".join(UPSTREAM.split(".")[:2])
#: By requirement: with the fork's index alone, and with upstream's beside it.
TABLE = {
    "": (FORK, NEXT),
    f"=={UPSTREAM}": (FORK, FORK),
    f"=={FORK}": (FORK, FORK),
    f"==={UPSTREAM}": (NOTHING, UPSTREAM),
    f"==={FORK}": (FORK, FORK),
    f"~={SERIES}": (FORK, NEXT),
    f"~={UPSTREAM}": (FORK, FORK),
    f">={UPSTREAM}": (FORK, NEXT),
    f">{UPSTREAM}": (NOTHING, NEXT),
    f"!={UPSTREAM}": (NOTHING, NEXT),
}
#: The same of an upper-constraints file, as it is and rewritten.
BEFORE, AFTER = (NOTHING, UPSTREAM), (FORK, FORK)


class Versions:
    """The tests; the classes below say by which tool, and over what."""

    class Test(unittest.TestCase):
        tool: Union[Pip, Uv]

        def setUp(self) -> None:
            folder = tempfile.TemporaryDirectory()
            self.addCleanup(folder.cleanup)
            self.folder = Path(folder.name)
            self.ours = self.address(indexes.lone())
            self.theirs = self.address(indexes.upstream())

        def address(self, folder: Path) -> str:
            """Return the index's address."""
            return f"{folder.as_uri()}/{pages.PAGES}"

        def chosen(self, urls: list[str], *arguments: object) -> str:
            """Return the version that would be installed, or nothing."""
            command = [*self.tool.choose(urls), *arguments]
            ran = tools.run(*command, environment=indexes.alone())
            if ran.returncode:
                self.assertRegex(ran.stdout, self.tool.none)
                return NOTHING
            (version,) = self.tool.chosen(ran.stdout)
            return version

        def constraints(self) -> Path:
            """Return an upper-constraints file as OpenStack writes it."""
            path = self.folder / "upper-constraints.txt"
            pins = f"python-neutronclient===1.0\n{PROJECT.requirement}\n"
            path.write_text(pins, encoding="utf-8")
            return path

        def constrained(self, path: Path) -> tuple[str, str]:
            arguments = ("--constraint", path, PROJECT.name)
            one = self.chosen([self.ours], *arguments)
            return one, self.chosen([self.ours, self.theirs], *arguments)

        def test_one_index(self) -> None:
            for form, (expected, _) in TABLE.items():
                with self.subTest(form):
                    version = self.chosen([self.ours], PROJECT.name + form)
                    self.assertEqual(expected, version)

        def test_two_indexes(self) -> None:
            both = [self.ours, self.theirs]
            for form, (_, expected) in TABLE.items():
                with self.subTest(form):
                    version = self.chosen(both, PROJECT.name + form)
                    self.assertEqual(expected, version)

        def test_upper_constraints(self) -> None:
            path = self.constraints()
            self.assertEqual(BEFORE, self.constrained(path))
            rewrite = ("-m", "fork", "constraints", path)
            tools.succeed(*rewrite, cwd=PROJECT.root)
            self.assertEqual(AFTER, self.constrained(path))

    class Served(Test):
        """Over HTTP, where what is chosen is installed, too."""

        def address(self, folder: Path) -> str:
            return indexes.served(self, folder)

        def install(self, python: Path, *arguments: object) -> str:
            """Install from the fork's index, and return what there is."""
            command = [*self.tool.install(python, [self.ours]), *arguments]
            tools.succeed(*command, environment=indexes.alone())
            return tools.succeed("-c", tools.VERSION, python=python).strip()

        def test_empty_venv(self) -> None:
            python = tools.venv(self.folder / "venv")
            self.assertEqual(FORK, self.install(python, PROJECT.name))

        def test_upstream_is_installed_already(self) -> None:
            python = tools.venv(self.folder / "venv")
            tools.install(python, "--no-deps", tools.upstream_wheel())
            for form in ("", f"=={UPSTREAM}"):
                pin = PROJECT.name + form
                self.assertEqual(UPSTREAM, self.install(python, pin))
            self.assertEqual(FORK, self.install(python, "--upgrade", pin))

        def test_upstream_gives_way_to_the_forks_own_pin(self) -> None:
            python = tools.venv(self.folder / "venv")
            tools.install(python, "--no-deps", tools.upstream_wheel())
            pin = f"{PROJECT.name}==={FORK}"
            self.assertEqual(FORK, self.install(python, pin))


class PipFileTest(Versions.Test):
    tool = Pip()


class PipServedTest(Versions.Served):
    tool = Pip()


class UvFileTest(Versions.Test):
    tool = UvBest()


class UvServedTest(Versions.Served):
    tool: Union[Pip, Uv] = UvBest()

    def test_first_index_alone_unless_told_otherwise(self) -> None:
        self.tool = Uv()
        both = [self.ours, self.theirs]
        for form, (expected, _) in TABLE.items():
            with self.subTest(form):
                version = self.chosen(both, PROJECT.name + form)
                self.assertEqual(expected, version)
