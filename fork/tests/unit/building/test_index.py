"""Index: what its folder holds, and when it stays as it was."""

import dataclasses
import datetime
import hashlib
import json
import os
import re
import zipfile
from unittest import mock

from pypi_simple import DistributionPackage, IndexPage, ProjectPage

from fork.building import index
from fork.errors import ForkError
from fork.releases import openstack, upstream
from fork.releases.lock import Lock, digests
from fork.releases.openstack import Series
from fork.releases.upstream import Release
from fork.tests import support

CALENDAR = {
    "alpha": Series("4.2.0", ["1.1", "1.2"]),
    "beta": Series("5.0", ["1.10"]),
    "gamma": Series("6.0", []),
}
PYTHON = {"1.1": "", "1.2": ">=3.6", "1.10": '>=3.9,!="3.9.1"'}
WHEELS = {
    version: f"mini_client-{version}+tiny.{version[2:]}.0.1-py3-none-any.whl"
    for version in PYTHON
}
#: By what the pages call it, a version of upstream's; in their order.
VERSIONS = {
    "1.1+tiny.1.0.1": "1.1",
    "1.10+tiny.10.0.1": "1.10",
    "1.2+tiny.2.0.1": "1.2",
}
#: When the miniature's patch was.
WRITTEN = datetime.datetime(
    2026, 11, 22, 7, 5, 20, tzinfo=datetime.timezone.utc
)


def release(version: str) -> Release:
    """Return a release of the miniature that wants its own Python."""
    wanted = f"Version: {version}\n"
    if PYTHON[version]:
        wanted += f"Requires-Python: {PYTHON[version]}\n"
    metadata = support.UPSTREAM["dist-info/METADATA"].decode()
    data = metadata.replace("Version: 1.2\n", wanted).encode()
    return Release(version, {**support.UPSTREAM, "dist-info/METADATA": data})


class IndexTestCase(support.MiniatureTestCase):
    def setUp(self) -> None:
        super().setUp()
        locked = {
            version: digests(release(version).files) for version in PYTHON
        }
        self.write("patches/upstream.lock", Lock(locked).text())
        self._patch(openstack, "read", lambda: CALENDAR)
        self.fetched = mock.Mock(
            side_effect=lambda name, version: release(version)
        )
        self._patch(upstream, "fetched", self.fetched)
        self.index = self.out / "index"

    def build(self, *releases: str) -> support.Ran:
        return support.run(
            index.build, self.project, list(releases), self.index
        )


class FolderTest(IndexTestCase):
    def test_wheels_pages_and_constraints(self) -> None:
        self.build("1.1", "1.10")
        expected = [
            "SHA256SUMS",
            "constraints.txt",
            f"packages/{WHEELS['1.1']}",
            f"packages/{WHEELS['1.1']}.metadata",
            f"packages/{WHEELS['1.10']}",
            f"packages/{WHEELS['1.10']}.metadata",
            "simple/index.html",
            "simple/index.json",
            "simple/mini-client/index.html",
            "simple/mini-client/index.json",
        ]
        self.assertEqual(sorted(expected), [*support.files(self.index)])

    def test_progress(self) -> None:
        ran = self.build("1.1", "1.10")
        err = "[1/2] 1.1\n[2/2] 1.10\n"
        self.assertEqual(support.Ran(None, "", err), ran)

    def test_same_bytes_again(self) -> None:
        self.build("1.1", "1.2")
        first = support.files(self.index)
        self.build("1.1", "1.2")
        self.assertEqual(first, support.files(self.index))

    def test_web_server_may_read_it(self) -> None:
        self.addCleanup(os.umask, os.umask(0o022))
        self.build("1.2")
        for path in [self.index, *self.index.rglob("*")]:
            wanted = 0o755 if path.is_dir() else 0o644
            self.assertEqual(wanted, path.stat().st_mode & 0o777, path)

    def test_folder_in_a_folder_that_is_not_there(self) -> None:
        self.index = self.out / "srv" / "index"
        self.build("1.2")
        self.assertIn("constraints.txt", support.files(self.index))

    def test_link_to_a_folder_stays_a_link(self) -> None:
        real, self.index = self.index, self.out / "link"
        real.mkdir()
        self.index.symlink_to(real)
        self.build("1.2")
        self.assertTrue(self.index.is_symlink())
        self.assertIn("constraints.txt", support.files(real))


class PageTest(IndexTestCase):
    """What is written, as a library reads it that others keep."""

    def setUp(self) -> None:
        super().setUp()
        self.pages = self.index / "simple"

    def read(self, name: str) -> list[DistributionPackage]:
        path = self.pages / "mini-client" / name
        text, base = path.read_text(encoding="utf-8"), path.as_uri()
        if path.suffix == ".html":
            page = ProjectPage.from_html("mini-client", text, base)
        else:
            page = ProjectPage.from_json_data(json.loads(text), base)
            self.assertEqual("1.1", page.repository_version)
            self.assertEqual([*VERSIONS], page.versions)
        return page.packages

    def check(self, name: str) -> None:
        found = self.read(name)
        self.assertEqual(sorted(WHEELS.values()), [f.filename for f in found])
        for version, file in zip(VERSIONS.values(), found):
            path = self.index / "packages" / file.filename
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self.assertEqual({"sha256": digest}, file.digests)
            self.assertEqual(path.as_uri().replace("+", "%2B"), file.url)
            self.assertEqual(PYTHON[version] or None, file.requires_python)
            beside = path.with_name(f"{path.name}.metadata").read_bytes()
            digest = hashlib.sha256(beside).hexdigest()
            self.assertEqual({"sha256": digest}, file.metadata_digests)
            with zipfile.ZipFile(path) as archive:
                (inside,) = (
                    n for n in archive.namelist() if n.endswith("/METADATA")
                )
                self.assertEqual(archive.read(inside), beside)

    def test_both_forms(self) -> None:
        self.build(*PYTHON)
        self.check("index.html")
        text = (self.pages / "mini-client" / "index.html").read_text("utf-8")
        times = re.findall('data-upload-time="(.*?)"', text)
        self.assertEqual(["2026-11-22T07:05:20Z"] * 3, times)
        self.check("index.json")
        for file in self.read("index.json"):
            path = self.index / "packages" / file.filename
            self.assertEqual(path.stat().st_size, file.size)
            self.assertEqual(WRITTEN, file.upload_time)

    def test_list_of_projects_and_sums(self) -> None:
        self.build("1.2")
        text = (self.pages / "index.html").read_text("utf-8")
        hrefs = re.findall('href="(.*?)"', text)
        self.assertEqual(["mini-client/index.html"], hrefs)
        text = (self.pages / "index.json").read_text("utf-8")
        listed = IndexPage.from_json_data(json.loads(text))
        self.assertEqual(["mini-client"], listed.projects)
        lines = (self.index / "SHA256SUMS").read_text("utf-8").splitlines()
        stated = {path: digest for digest, path in map(str.split, lines)}
        expected = digests(support.files(self.index))
        del expected["SHA256SUMS"]
        self.assertEqual(expected, stated)


class UploadedTest(IndexTestCase):
    def uploaded(self, epoch: str) -> datetime.datetime:
        with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH=epoch):
            return index.uploaded(self.project)

    def test_newest_patch(self) -> None:
        later = support.SECOND.replace("22 Nov", "23 Nov")
        self.write("patches/words.patch", later.replace("I2", "I1"))
        self.write("patches/second.patch", support.PATCH)
        self.write("patches/series", "words.patch\nsecond.patch\n")
        day = datetime.timedelta(days=1)
        self.assertEqual(WRITTEN + day, index.uploaded(self.project))

    def test_what_the_publisher_says(self) -> None:
        stated = self.uploaded("1767225600")
        self.assertEqual("2026-01-01T00:00:00+00:00", stated.isoformat())

    def test_no_number_of_seconds(self) -> None:
        for text in ("", "yesterday", "9" * 30):
            line = (
                f"SOURCE_DATE_EPOCH is {text!r}; set it to seconds since "
                "1970, like 1767225600"
            )
            self.assertRefused(line, self.uploaded, text)


class ConstraintsTest(IndexTestCase):
    def constraints(self, *releases: str) -> list[str]:
        text = index.constraints(self.project, releases)
        header = index.HEADER.format(name="mini-client")
        self.assertTrue(text.startswith(header))
        return text[len(header) :].splitlines()

    def test_last_release_of_every_series(self) -> None:
        expected = [
            "mini-client===1.2+tiny.2.0.1  # alpha",
            "mini-client===1.10+tiny.10.0.1  # beta",
        ]
        self.assertEqual(expected, self.constraints(*PYTHON))

    def test_label_of_a_part_of_the_series(self) -> None:
        self.project = dataclasses.replace(self.project, through="words")
        expected = ["mini-client===1.2+1of1.tiny.2.0.1  # alpha"]
        self.assertEqual(expected, self.constraints("1.2"))

    def test_last_one_that_was_built(self) -> None:
        expected = ["mini-client===1.1+tiny.1.0.1  # alpha"]
        self.assertEqual(expected, self.constraints("1.1"))

    def test_digests(self) -> None:
        with mock.patch("sys.stderr"):
            index.build(self.project, ["1.1", "1.10"], self.index, True)
        text = (self.index / "constraints.txt").read_text("utf-8")
        for version, series in (("1.1", "alpha"), ("1.10", "beta")):
            path = self.index / "packages" / WHEELS[version]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            pin = f"mini-client==={self.project.of(version).version}"
            line = f"{pin} --hash=sha256:{digest}  # {series}\n"
            self.assertIn(line, text)

    def test_file(self) -> None:
        self.build("1.1")
        text = (self.index / "constraints.txt").read_text("utf-8")
        self.assertEqual(index.constraints(self.project, ["1.1"]), text)


class RefusedTest(IndexTestCase):
    def assertKept(self, line: str, *releases: str) -> None:
        """Assert that a build is refused and leaves what was there."""
        before = support.files(self.out)
        build = index.build
        with mock.patch("sys.stderr"):
            self.assertRefused(
                line, build, self.project, list(releases), self.index
            )
        self.assertEqual(before, support.files(self.out))
        self.assertEqual([], [*self.out.glob("tmp*")])

    def test_folder_of_something_else(self) -> None:
        self.index.mkdir()
        (self.index / "precious").touch()
        line = f"{self.index} is not an index; name an empty folder"
        self.assertKept(line, "1.2")
        self.fetched.assert_not_called()

    def test_index_with_something_beside_it(self) -> None:
        self.build("1.2")
        (self.index / "precious").touch()
        line = f"{self.index} is not an index; name an empty folder"
        self.assertKept(line, "1.2")

    def test_index_as_it_was_once(self) -> None:
        self.build("1.2")
        (self.index / "SHA256SUMS").unlink()
        self.build("1.2")
        self.assertIn("SHA256SUMS", support.files(self.index))

    def test_file(self) -> None:
        self.index.touch()
        line = f"{self.index} is not an index; name an empty folder"
        self.assertKept(line, "1.2")

    def test_file_in_the_way(self) -> None:
        (self.out / "file").touch()
        self.index = self.out / "file" / "index"
        with self.assertRaisesRegex(ForkError, "index cannot be written: "):
            index.build(self.project, ["1.2"], self.index)

    def test_release_that_cannot_be_fetched(self) -> None:
        self.build("1.2")
        self.fetched.side_effect = [release("1.1"), ForkError("no index")]
        self.assertKept("no index", "1.1", "1.2")

    def test_release_that_cannot_be_fetched_at_first(self) -> None:
        self.fetched.side_effect = [release("1.1"), ForkError("no index")]
        self.assertKept("no index", "1.1", "1.2")
        self.assertFalse(self.index.exists())

    def test_release_that_does_not_fit(self) -> None:
        damaged = support.PATCH.replace("-two", "-zwei")
        self.write("patches/words.patch", damaged)
        line = (
            "patch words, novaclient/words.txt, hunk 1 does not apply: its "
            "lines are not in the file (expected at line 1)"
        )
        self.assertKept(line, "1.2")
