"""Distribution: what each archive holds, and that it is the same always."""

import base64
import csv
import dataclasses
import hashlib
import io
import os
import tarfile
import zipfile
from pathlib import Path
from unittest import mock

from fork.building import distribution, sbom
from fork.building.project import Project
from fork.releases.lock import Lock, digests
from fork.releases.upstream import Release
from fork.tests import support

INFO = "mini_client-1.2+tiny.2.0.1.dist-info"
WHEEL = "mini_client-1.2+tiny.2.0.1-py3-none-any.whl"


def content(archive: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


class WheelTest(support.MiniatureTestCase):
    def build(self) -> dict[str, bytes]:
        release = self.installed()
        name = distribution.wheel(self.project, release, self.out)
        self.assertEqual(WHEEL, name)
        return content(self.out / name)

    def test_files(self) -> None:
        built = self.build()
        record = built.pop(f"{INFO}/RECORD").decode()
        metadata = built.pop(f"{INFO}/METADATA").decode()
        expected = {
            f"{INFO}/{sbom.PATH}": sbom.text(self.project).encode(),
            f"{INFO}/WHEEL": support.UPSTREAM["dist-info/WHEEL"],
            f"{INFO}/entry_points.txt": support.UPSTREAM[
                "dist-info/entry_points.txt"
            ],
            "novaclient/__init__.py": b"",
            "novaclient/fork.py": distribution.SHIPPED.read_bytes(),
            "novaclient/mine.py": b"MINE = True\n",
            "novaclient/words.txt": b"one\nTWO\nthree\n",
        }
        self.assertEqual(expected, built)
        self.assertNotIn("Project-URL", metadata)
        self.assertIn("Version: 1.2+tiny.2.0.1\n", metadata)
        self.assertIn("Requires-Dist: words\n", metadata)
        self.assertRecorded(record, built)

    def assertRecorded(self, record: str, built: dict[str, bytes]) -> None:
        rows = {
            path: digest for path, digest, _ in csv.reader(io.StringIO(record))
        }
        for path, data in built.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
            stated = rows[path].replace("sha256=", "")
            self.assertEqual(digest.rstrip(b"=").decode(), stated)

    def test_same_bytes_whatever_surrounds_it(self) -> None:
        self.build()
        first = (self.out / WHEEL).read_bytes()
        self.addCleanup(os.umask, os.umask(0o077))
        with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH="1700000000"):
            self.build()
        self.assertEqual(first, (self.out / WHEEL).read_bytes())

    def test_every_file_at_one_mode(self) -> None:
        self.build()
        with zipfile.ZipFile(self.out / WHEEL) as archive:
            infos = archive.infolist()
        modes = {
            info.external_attr >> 16
            for info in infos
            if not info.filename.endswith("/RECORD")
        }
        self.assertEqual({0o100644}, modes)

    def test_where_to_report(self) -> None:
        url = "https://example.org/faults"
        self.project = dataclasses.replace(self.project, report=url)
        metadata = self.build()[f"{INFO}/METADATA"].decode()
        self.assertIn(f"\nProject-URL: Strict fork, {url}\n", metadata)
        for line in self.build_without_report():
            self.assertIn(line, metadata.splitlines())

    def build_without_report(self) -> list[str]:
        self.project = dataclasses.replace(self.project, report="")
        return self.build()[f"{INFO}/METADATA"].decode().splitlines()

    def test_file_of_upstreams_in_the_way(self) -> None:
        files = {**support.UPSTREAM, "novaclient/fork.py": b""}
        lock = Lock({"1.2": digests(files)}).text()
        self.write("patches/upstream.lock", lock)
        release, build = Release("1.2", files), distribution.wheel
        line = "novaclient/fork.py is upstream's; call the fork's otherwise"
        self.assertRefused(line, build, self.project, release, self.out)

    def test_nothing_is_left_when_upstream_was_changed(self) -> None:
        (self.site / "novaclient" / "words.txt").write_bytes(b"changed")
        with self.assertRaisesRegex(Exception, "novaclient/words.txt has SHA"):
            self.build()
        self.assertEqual([], list(self.out.iterdir()))

    def test_of_the_release_whatever_the_project_builds(self) -> None:
        project = dataclasses.replace(self.project, upstream="1.1")
        release = support.release()
        name = distribution.wheel(project, release, self.out)
        self.assertEqual(WHEEL, name)
        self.assertIn(f"{INFO}/METADATA", content(self.out / name))

    def test_label_that_no_version_may_carry(self) -> None:
        project = Project(self.root, "mini-client", "1.2", "a b")
        line = (
            "wheel pack failed: Invalid version '1.2+a b.2.0.': Invalid "
            "version: '1.2+a b.2.0.'"
        )
        build = distribution.wheel
        self.assertRefused(line, build, project, support.release(), self.out)
        self.assertEqual([], list(self.out.iterdir()))


class EditableWheelTest(support.MiniatureTestCase):
    def build(self) -> str:
        release = self.installed()
        return distribution.editable_wheel(self.project, release, self.out)

    def test_points_at_the_patched_tree(self) -> None:
        name = self.build()
        self.assertEqual(WHEEL, name)
        built = content(self.out / name)
        code = {path for path in built if not path.startswith(INFO)}
        self.assertEqual({"_mini_client.pth"}, code)
        place = Path(built["_mini_client.pth"].decode().rstrip("\n"))
        self.assertEqual(self.root / "build" / "tree", place)
        expected = {
            "novaclient/__init__.py": b"",
            "novaclient/fork.py": distribution.SHIPPED.read_bytes(),
            "novaclient/mine.py": b"MINE = True\n",
            "novaclient/words.txt": b"one\nTWO\nthree\n",
        }
        self.assertEqual(expected, support.files(place))

    def test_earlier_tree_stays_when_the_patch_fails(self) -> None:
        self.build()
        before = support.files(self.root / "build")
        damaged = support.PATCH.replace("-two", "-zwei")
        self.write("patches/words.patch", damaged)
        with self.assertRaisesRegex(Exception, "hunk 1 does not apply"):
            self.build()
        self.assertEqual(before, support.files(self.root / "build"))


class SourceArchiveTest(support.MiniatureTestCase):
    NAME = "mini_client-1.2+tiny.2.0.1"

    def build(self, project: Project) -> dict[str, bytes]:
        name = distribution.source_archive(project, self.out)
        with tarfile.open(self.out / name) as archive:
            read = {
                member.name: archive.extractfile(member)
                for member in archive.getmembers()
            }
            return {name: file.read() for name, file in read.items() if file}

    def test_holds_the_repository_and_nothing_of_upstreams(self) -> None:
        built = self.build(self.project)
        expected = support.files(self.root)
        del expected["fork/__pycache__/__init__.cpython-39.pyc"]
        expected["PKG-INFO"] = (
            b"Metadata-Version: 2.1\nName: mini-client\n"
            b"Version: 1.2+tiny.2.0.1\nSummary: mini-client 1.2, strict fork\n"
            b"Requires-Python: >=3.9\n"
            b"Description-Content-Type: text/markdown; charset=UTF-8\n\n"
            b"# A miniature\n"
        )
        expected["setup.cfg"] = built[f"{self.NAME}/setup.cfg"]
        inside = {f"{self.NAME}/{path}": expected[path] for path in expected}
        self.assertEqual(inside, built)

    def test_members_are_in_order_at_one_mode_and_time(self) -> None:
        name = distribution.source_archive(self.project, self.out)
        with tarfile.open(self.out / name) as archive:
            members = archive.getmembers()
        stated = {(member.mode, member.mtime) for member in members}
        self.assertEqual({(0o644, int(distribution.EPOCH))}, stated)
        patches = [
            member.name.partition("/patches/")[2]
            for member in members
            if "/patches/" in member.name
        ]
        expected = ["cover-letter.txt", "series", "upstream.lock"]
        self.assertEqual([*expected, "words.patch"], patches)

    def test_needs_no_upstream(self) -> None:
        (self.site / "novaclient" / "words.txt").write_bytes(b"changed")
        self.assertIn(f"{self.NAME}/PKG-INFO", self.build(self.project))

    def test_states_the_chosen_release(self) -> None:
        chosen = Project(self.root, "mini-client", "1.1", "tiny.1")
        built = self.build(chosen)
        settings = built["mini_client-1.1+tiny.1.0.1/setup.cfg"].decode()
        self.assertEqual(
            "[metadata]\nname = mini-client\n\n"
            "[fork]\nupstream = 1.1\nlabel = tiny.1\n\n",
            settings,
        )

    def test_same_bytes_at_any_time(self) -> None:
        self.build(self.project)
        path = self.out / f"{self.NAME}.tar.gz"
        first = path.read_bytes()
        (self.root / "LICENSE").touch()
        (self.root / "LICENSE").chmod(0o600)
        with mock.patch("time.time", return_value=2e9):
            self.build(self.project)
        self.assertEqual(first, path.read_bytes())
