"""In which order installers take the fork's versions.

What every pbr reads of them the manual shows: `python -m fork pbr`.
"""

import tempfile
import unittest
from pathlib import Path
from typing import Union

from fork.building import pages
from fork.proofs import pbr
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.indexes import Pip, Uv
from fork.tests.packaging.tools import PROJECT, succeed


def order(release: str) -> list[str]:
    """Return versions of a release in the order that the manual states."""
    versions = [each.version for each in pbr.forks(PROJECT, release)]
    whole, parts = versions[:2], versions[2:]
    once = [each.version for each in pbr.once(PROJECT, release)]
    return [release, once[1], *parts, once[0], *whole]


class OrderTest(unittest.TestCase):
    """What installers take for newer, of versions as they once were, too."""

    def check(self, tool: Union[Pip, Uv]) -> None:
        for release in pbr.RELEASES[1:]:
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
        for release in pbr.RELEASES[1:]:
            once = pbr.once(PROJECT, release)[0].version
            now = PROJECT.of(release).version
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
    return f"{indexes.of(versions).as_uri()}/{pages.PAGES}"
