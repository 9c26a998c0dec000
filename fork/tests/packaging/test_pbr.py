"""What every pbr reads of the fork's versions, and in which order they are.

novaclient asks pbr for its version when it is imported. pbr has read local
labels in several ways; wheels of the fork get along with all of them.
"""

import dataclasses
import functools
import tempfile
import unittest
from pathlib import Path
from typing import Iterator, Union

from fork import distribution, index, upstream
from fork.project import Project
from fork.series import listed
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.indexes import Pip, Uv
from fork.tests.packaging.tools import PROJECT, succeed

#: The ends, and all patch numbers that there are: 0, 1 and 2.
RELEASES = ("10.2.0", "13.0.2", "17.7.0", "18.13.1")
WORD = PROJECT.label.partition(".")[0]
LABELS = (f"{WORD}.1", f"{WORD}.10")
THROUGH = (None, listed(PROJECT.patches)[0])
#: pkg_resources, which pbr asked first, is not in later ones.
NEEDS = ("setuptools<81", "six")
ASK = """
import importlib.metadata, novaclient
print(importlib.metadata.version("python-novaclient"))
print(novaclient.__version__)
"""


def forks(release: str) -> Iterator[Project]:
    """Yield the forks of a release: of parts first, in order of labels."""
    for through in reversed(THROUGH):
        for label in LABELS:
            yield dataclasses.replace(
                PROJECT, upstream=release, label=label, through=through
            )


@functools.cache
def wheels() -> dict[Path, Project]:
    """Build the fork of every release, with every label and part."""
    folder, built = tools.shared("wheels"), {}
    for version in RELEASES:
        release = upstream.fetched(PROJECT.name, version)
        for project in forks(version):
            name = distribution.wheel(project, release, folder)
            built[folder / name] = project
    return built


class Pbr:
    """The tests; the classes below say of which pbr."""

    class Test(unittest.TestCase):
        pbr: str

        def test_reads_upstreams_version(self) -> None:
            folder = tempfile.TemporaryDirectory()
            self.addCleanup(folder.cleanup)
            venv = Path(folder.name, "venv")
            python = tools.venv(venv, PROJECT.requirement, *NEEDS)
            tools.install(python, "--no-deps", self.pbr)
            for wheel, project in wheels().items():
                with self.subTest(project.version):
                    tools.install(python, "--no-deps", wheel)
                    self.check(python, project)

        def check(self, python: Path, project: Project) -> None:
            """Assert what is said of a version that is installed."""
            quiet = {"PYTHONWARNINGS": "ignore"}
            stated = [project.version, project.upstream]
            shown = succeed("-c", ASK, python=python, environment=quiet)
            self.assertEqual(stated, shown.split())
            nova = (python.parent / "nova", "--version")
            shown = succeed(*nova, python=python, environment=quiet)
            self.assertEqual(project.upstream, shown.splitlines()[-1])


class OldestAdmittedOnceTest(Pbr.Test):
    """Releases up to 17.3.0 take it."""

    pbr = "pbr==2.0.0"


class OldestAdmittedTest(Pbr.Test):
    pbr = "pbr==3.0.0"


class PkgResourcesTest(Pbr.Test):
    """One of the last that ask pkg_resources."""

    pbr = "pbr==5.4.5"


class ImportlibTest(Pbr.Test):
    pbr = "pbr==5.11.1"


class SixTest(Pbr.Test):
    pbr = "pbr==6.1.1"


class SevenTest(Pbr.Test):
    pbr = "pbr==7.0.3"


class NewestTest(Pbr.Test):
    """It knows what a local label is."""

    pbr = "pbr"


def order(release: str) -> list[str]:
    """Return versions of a release in the order that the manual states."""
    versions = [project.version for project in forks(release)]
    parts, whole = versions[: len(LABELS)], versions[len(LABELS) :]
    once = [f"{release}+{part}strict.1" for part in ("1of4.", "")]
    return [release, once[0], *parts, once[1], *whole]


class OrderTest(unittest.TestCase):
    """What installers take for newer, of versions as they once were, too."""

    def check(self, tool: Union[Pip, Uv]) -> None:
        for release in RELEASES[1:]:
            versions = order(release)
            for number, version in enumerate(versions, 1):
                with self.subTest(version):
                    offered = [address(versions[:number])]
                    command = [*tool.choose(offered), PROJECT.name]
                    shown = succeed(*command, environment=indexes.alone())
                    self.assertEqual([version], tool.chosen(shown))

    def test_pip(self) -> None:
        self.check(Pip())

    def test_uv(self) -> None:
        self.check(Uv())

    def check_upgrade(self, tool: Union[Pip, Uv]) -> None:
        """Assert that a fork as it once was gives way to that of today."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        python = tools.venv(Path(folder.name, "venv"))
        for release in RELEASES[1:]:
            once, now = f"{release}+strict.1", PROJECT.of(release).version
            tools.install(python, "--no-deps", indexes.bare(once))
            command = tool.install(python, [address([now])])
            pin = f"{PROJECT.name}=={release}"
            words = [*command, "--upgrade", pin]
            succeed(*words, environment=indexes.alone())
            shown = succeed("-c", tools.VERSION, python=python)
            self.assertEqual(now, shown.strip())

    def test_upgrade_by_pip(self) -> None:
        self.check_upgrade(Pip())

    def test_upgrade_by_uv(self) -> None:
        self.check_upgrade(Uv())


def address(versions: list[str]) -> str:
    """Return the address of an index of these versions."""
    return f"{indexes.of(versions).as_uri()}/{index.PAGES}"
