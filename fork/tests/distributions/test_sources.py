"""The first patch serves distributions: the same file, as they apply it."""

import dataclasses
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from fork.building import tree
from fork.releases import upstream
from fork.tests import support
from fork.tests.distributions import packages
from fork.tests.distributions.packages import DEB, PATCH, RELEASE, SPEC, STEM
from fork.tests.proposal.trees import succeed


class FirstPatchTest(unittest.TestCase):
    files: ClassVar[dict[str, bytes]]
    patched: ClassVar[dict[str, bytes]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.files = packages.upstream()
        through = PATCH.stem
        minimal = dataclasses.replace(RELEASE, through=through)
        release = upstream.fetched(RELEASE.name, RELEASE.upstream)
        cls.patched = tree.assemble(minimal, release).files

    def setUp(self) -> None:
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name).resolve()
        self.tree = self.folder / STEM
        support.fill(self.tree, self.files)

    def assertPatched(self, folder: Path) -> None:
        """Assert that the edits are there, and nothing else is."""
        found = support.files(folder)
        edited = {p for p in self.files if found.get(p) != self.files[p]}
        manual = "doc/source/cli/nova.rst"
        code = edited - {manual}
        self.assertEqual(
            {
                "novaclient/tests/unit/v2/test_shell.py",
                "novaclient/v2/shell.py",
            },
            code,
        )
        for path in code:
            self.assertEqual(self.patched[path], found[path])
        self.assertIn(b"``--no-strict``", found[manual])
        rooms = ("debian/", ".pc/")
        others = {p for p in found if not p.startswith(rooms)}
        self.assertEqual({*self.files}, others)

    @support.needs("patch")
    def test_patch_as_rpm_runs_it(self) -> None:
        words = ["patch", "-p1", "-s", "--fuzz=0", "--no-backup-if-mismatch"]
        said = succeed([*words, "-f", "-i", PATCH], self.tree)
        self.assertEqual("", said)
        self.assertPatched(self.tree)

    @support.needs("quilt")
    def test_quilt(self) -> None:
        packages.debianize(self.tree)
        settings = {"QUILT_PATCHES": "debian/patches"}
        succeed(["quilt", "push", "-a", "--fuzz=0"], self.tree, **settings)
        self.assertPatched(self.tree)

    @support.needs("dpkg-source")
    def test_debian_source_package(self) -> None:
        packages.debianize(self.tree)
        name = f"{RELEASE.name}_{RELEASE.upstream}"
        packages.archive(self.files, self.folder / f"{name}.orig.tar.gz")
        succeed(["dpkg-source", "--build", STEM], self.folder)
        package = f"{RELEASE.name}_{DEB}.dsc"
        unpack = ["dpkg-source", "--no-check", "--extract", package]
        said = succeed([*unpack, "unpacked"], self.folder)
        self.assertIn(f"applying {PATCH.name}\n", said)
        for word in ("offset", "fuzz"):
            self.assertNotIn(word, said)
        self.assertPatched(self.folder / "unpacked")

    @support.needs("rpmbuild")
    def test_rpm_spec(self) -> None:
        packages.archive(self.files, self.folder / f"{STEM}.tar.gz")
        shutil.copy(PATCH, self.folder)
        support.fill(self.folder, {"client.spec": SPEC.encode()})
        places = ("_sourcedir", "_builddir", "_topdir")
        words = [f"--define={place} {self.folder}" for place in places]
        shutil.rmtree(self.tree)
        succeed(["rpmbuild", "-bp", *words, "client.spec"], self.folder)
        (unpacked,) = self.folder.rglob("doc/source/cli/nova.rst")
        self.assertPatched(unpacked.parents[3])
