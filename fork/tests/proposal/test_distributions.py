"""The first patch serves distributions: the same file, as they apply it.

Debian's python-novaclient 18.1.0 is upstream's source archive and a folder
`debian/`; an RPM spec applies `Patch0` with `%autosetup -p1`. A tool that is
not here is not tried, and the test says so.
"""

import dataclasses
import io
import shutil
import tarfile
import tempfile
import unittest
from pathlib import Path
from typing import ClassVar

from fork.building import tree
from fork.releases import source, upstream
from fork.tests import support
from fork.tests.proposal.trees import PROJECT, succeed

RELEASE = PROJECT.of("18.1.0")
PATCH = PROJECT.patches / f"{PROJECT.series().patches[0].name}.patch"
STEM = f"{RELEASE.name}-{RELEASE.upstream}"
DEBIAN = {
    "changelog": f"""\
{RELEASE.name} ({RELEASE.upstream}-1+strict1) unstable; urgency=medium

  * Evacuate the named host only.

 -- A Person <a@example.org>  Sun, 22 Nov 2026 07:05:20 +0000
""",
    "control": f"""\
Source: {RELEASE.name}
Maintainer: A Person <a@example.org>
Standards-Version: 4.6.2

Package: python3-novaclient
Architecture: all
Description: client library for OpenStack Compute API
""",
    "source/format": "3.0 (quilt)\n",
    "patches/series": f"{PATCH.name}\n",
    f"patches/{PATCH.name}": PATCH.read_text(encoding="utf-8"),
}
SPEC = f"""\
Name: {RELEASE.name}
Version: {RELEASE.upstream}
Release: 1
Summary: client
License: Apache-2.0
Source0: {STEM}.tar.gz
Patch0: {PATCH.name}
BuildArch: noarch
%description
%prep
%autosetup -p1
"""


class FirstPatchTest(unittest.TestCase):
    files: ClassVar[dict[str, bytes]]
    patched: ClassVar[dict[str, bytes]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.files = source.fetched(RELEASE)
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

    def archive(self, path: Path) -> None:
        """Write upstream's archive under a distribution's name for it."""
        with tarfile.open(path, "w:gz") as archive:
            for name, data in self.files.items():
                member = tarfile.TarInfo(f"{STEM}/{name}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))

    def debian(self) -> None:
        content = {f"debian/{p}": t.encode() for p, t in DEBIAN.items()}
        support.fill(self.tree, content)

    @support.needs("patch")
    def test_patch_as_rpm_runs_it(self) -> None:
        words = ["patch", "-p1", "-s", "--fuzz=0", "--no-backup-if-mismatch"]
        said = succeed([*words, "-f", "-i", PATCH], self.tree)
        self.assertEqual("", said)
        self.assertPatched(self.tree)

    @support.needs("quilt")
    def test_quilt(self) -> None:
        self.debian()
        settings = {"QUILT_PATCHES": "debian/patches"}
        succeed(["quilt", "push", "-a", "--fuzz=0"], self.tree, **settings)
        self.assertPatched(self.tree)

    @support.needs("dpkg-source")
    def test_debian_source_package(self) -> None:
        self.debian()
        name = f"{RELEASE.name}_{RELEASE.upstream}"
        self.archive(self.folder / f"{name}.orig.tar.gz")
        succeed(["dpkg-source", "--build", STEM], self.folder)
        package = f"{name}-1+strict1.dsc"
        unpack = ["dpkg-source", "--no-check", "--extract", package]
        said = succeed([*unpack, "unpacked"], self.folder)
        self.assertIn(f"applying {PATCH.name}\n", said)
        for word in ("offset", "fuzz"):
            self.assertNotIn(word, said)
        self.assertPatched(self.folder / "unpacked")

    @support.needs("rpmbuild")
    def test_rpm_spec(self) -> None:
        self.archive(self.folder / f"{STEM}.tar.gz")
        shutil.copy(PATCH, self.folder)
        support.fill(self.folder, {"client.spec": SPEC.encode()})
        places = ("_sourcedir", "_builddir", "_topdir")
        words = [f"--define={place} {self.folder}" for place in places]
        shutil.rmtree(self.tree)
        succeed(["rpmbuild", "-bp", *words, "client.spec"], self.folder)
        (unpacked,) = self.folder.rglob("doc/source/cli/nova.rst")
        self.assertPatched(unpacked.parents[3])
