"""Index: what its folder holds, and when it stays as it was."""

import dataclasses
import hashlib
import html
import os
import re
import subprocess
from pathlib import Path
from unittest import mock

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
LINK = re.compile(r'<a\s+href="([^"]*)"(?:\s+data-requires-python="(.*)")?')


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
            "constraints.txt",
            f"packages/{WHEELS['1.1']}",
            f"packages/{WHEELS['1.10']}",
            "simple/index.html",
            "simple/mini-client/index.html",
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
    def links(self) -> dict[Path, tuple[str, str]]:
        """Return digest and wanted Python of every file that is linked."""
        page = self.index / "simple" / "mini-client" / "index.html"
        found = LINK.findall(page.read_text(encoding="utf-8"))
        parts = [(*href.split("#sha256="), wanted) for href, wanted in found]
        return {
            (page.parent / href).resolve(): (digest, html.unescape(wanted))
            for href, digest, wanted in parts
        }

    def test_digest_and_python_of_every_wheel(self) -> None:
        self.build(*PYTHON)
        expected = {}
        for version, wanted in PYTHON.items():
            path = self.index / "packages" / WHEELS[version]
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            expected[path] = digest, wanted
        self.assertEqual(expected, self.links())

    def test_list_of_projects(self) -> None:
        self.build("1.2")
        page = (self.index / "simple" / "index.html").read_text("utf-8")
        hrefs = re.findall('href="(.*?)"', page)
        self.assertEqual(["mini-client/index.html"], hrefs)

    def test_dumb_pypi_fails(self) -> None:
        failed = mock.Mock(returncode=1, stderr="Traceback\nNo module\n")
        (self.out / "packages").mkdir()
        with mock.patch.object(subprocess, "run", return_value=failed):
            line = "dumb-pypi failed: No module"
            self.assertRefused(line, index.write_pages, self.out)


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
