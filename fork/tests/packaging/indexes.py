"""Package indexes for the tests: the fork's, and one with upstream's."""

import contextlib
import datetime
import functools
import os
import re
import shutil
import unittest
import zipfile
from pathlib import Path

from fork.building import index, pages
from fork.clients.served import LOCAL as LOCAL
from fork.tests import support
from fork.tests.packaging import tools
from fork.tests.packaging.tools import PIP, PROJECT, UV, succeed

OLDER = "17.7.0"
#: A release that upstream has not made yet.
NEXT = PROJECT.upstream.split(".")[0] + ".999.0"
METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
#: What the indexes say of when their wheels came.
UPLOADED = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


@functools.cache
def alone() -> tools.Environment:
    """Have a tool see the indexes that it is told of, and no others.

    pip starts dozens of times: with its byte code kept, twice as quickly.
    """
    return {
        **LOCAL,
        "PIP_CONFIG_FILE": os.devnull,
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(tools.shared("byte-code")),
        "UV_NO_CONFIG": "1",
    }


@functools.cache
def empty() -> Path:
    """Return the Python of a venv that stays empty."""
    return tools.venv(tools.shared("empty") / "venv")


@functools.cache
def fork() -> Path:
    """Build an index of two releases by the command, and return it."""
    folder = tools.shared("index") / "fork"
    releases = f"{OLDER},{PROJECT.upstream}"
    command = ("-m", "fork", "index", folder, "--releases", releases)
    epoch = {index.EPOCH: f"{UPLOADED.timestamp():.0f}"}
    succeed(*command, "--hashes", cwd=PROJECT.root, environment=epoch)
    return folder


@functools.cache
def lone() -> Path:
    """Return an index with the fork of the newest release alone."""
    return of_wheels("lone", fork() / pages.PACKAGES / tools.WHEEL)


@functools.cache
def upstream() -> Path:
    """Return an index with upstream's release and the next one."""
    return of_wheels("upstream", tools.upstream_wheel(), bare(NEXT))


def of(versions: list[str]) -> Path:
    """Return an index with bare wheels."""
    name = f"{len(versions)}-{versions[-1]}"
    made = tools.shared("index") / name
    return made if made.exists() else of_wheels(name, *map(bare, versions))


def served(test: unittest.TestCase, folder: Path) -> str:
    """Serve a folder on a free port until a test ends; give its address."""
    stack = contextlib.ExitStack()
    test.addCleanup(stack.close)
    url = stack.enter_context(support.address(folder))
    return f"{url}/{pages.PAGES}"


def of_wheels(name: str, *wheels: Path) -> Path:
    """Make an index of wheels."""
    folder = tools.shared("index") / name
    (folder / pages.PACKAGES).mkdir(parents=True)
    for wheel in wheels:
        shutil.copy(wheel, folder / pages.PACKAGES)
    pages.write(folder, UPLOADED)
    return folder


@functools.cache
def bare(version: str, name: str = PROJECT.name, needed: str = "") -> Path:
    """Make a wheel of a name, a version and a need, and nothing else."""
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = METADATA.format(name=name, version=version)
    metadata += f"Requires-Dist: {needed}\n" if needed else ""
    files = {"METADATA": metadata, "WHEEL": WHEEL, "RECORD": ""}
    path = tools.shared("bare") / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in files.items():
            archive.writestr(f"{stem}.dist-info/{each}", text)
    return path


class Pip:
    """pip, with indexes of the test's and no others."""

    #: What it says when no release will do.
    none = "ERROR: (No matching distribution found|ResolutionImpossible)"

    def install(self, python: Path, urls: list[str]) -> list[object]:
        """Return the beginning of an installation into a venv."""
        command = [*PIP, "--isolated", "--python", python, "install"]
        return [*command, "--no-compile", "--no-deps", *self._where(urls)]

    def choose(self, urls: list[str]) -> list[object]:
        """Return the beginning of an installation that is not made."""
        # Into this environment: asked for another, pip starts itself twice.
        command = [*PIP, "--isolated", "install", "--ignore-installed"]
        return [*command, "--dry-run", "--no-deps", *self._where(urls)]

    def chosen(self, shown: str) -> list[str]:
        """Return the version that would have been installed."""
        return re.findall(rf"Would install {PROJECT.name}-(\S+)", shown)

    def _where(self, urls: list[str]) -> list[str]:
        first, *rest = urls
        more = [word for url in rest for word in ("--extra-index-url", url)]
        return ["--index-url", first, *more]


class Uv:
    """uv, with indexes of the test's and no others."""

    none = "No solution found when resolving dependencies"
    strategy = "first-index"

    def install(self, python: Path, urls: list[str]) -> list[object]:
        """Return the beginning of an installation into a venv."""
        command = [*UV, "pip", "install", "--python", python, "--no-deps"]
        return [*command, *self._where(urls)]

    def choose(self, urls: list[str]) -> list[object]:
        """Return the beginning of an installation that is not made."""
        return [*self.install(empty(), urls), "--dry-run"]

    def chosen(self, shown: str) -> list[str]:
        """Return the version that would have been installed."""
        return re.findall(rf"^ \+ {PROJECT.name}==(\S+)", shown, re.M)

    def _where(self, urls: list[str]) -> list[str]:
        *rest, last = urls
        more = [word for url in rest for word in ("--index", url)]
        strategy = ["--index-strategy", self.strategy]
        return ["--default-index", last, *more, *strategy]


class UvBest(Uv):
    """uv, told to look at all indexes, as pip does."""

    strategy = "unsafe-best-match"
