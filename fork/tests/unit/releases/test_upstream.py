"""Upstream: the wheel's own files, wherever they were found."""

import hashlib
import subprocess
import zipfile
from pathlib import Path
from unittest import mock

from fork.releases import upstream
from fork.tests import support


class InstalledTest(support.MiniatureTestCase):
    def installed(self, version: str = support.VERSION) -> upstream.Release:
        return upstream.installed("mini-client", version)

    def test_files_of_the_wheel(self) -> None:
        self.assertEqual(support.release(), self.installed())

    def test_file_that_is_gone(self) -> None:
        (self.site / "novaclient" / "words.txt").unlink()
        self.assertNotIn("novaclient/words.txt", self.installed().files)

    def test_file_that_was_changed(self) -> None:
        path = self.site / "novaclient" / "words.txt"
        path.write_bytes(b"changed")
        changed = {"novaclient/words.txt": b"changed"}
        self.assertEqual(support.release(**changed), self.installed())

    def test_other_version(self) -> None:
        line = (
            "mini-client 1.1 is needed, 1.2 is installed; run "
            "`pip install mini-client===1.1`"
        )
        self.assertRefused(line, self.installed, "1.1")

    def test_the_fork_itself(self) -> None:
        metadata = self.site / "mini_client-1.2.dist-info" / "METADATA"
        text = metadata.read_text(encoding="utf-8")
        labelled = text.replace("1.2", "1.2+tiny.2.0.1")
        metadata.write_text(labelled, encoding="utf-8")
        line = (
            "mini-client 1.2 is needed, 1.2+tiny.2.0.1 is installed; run "
            "`pip install mini-client===1.2`"
        )
        self.assertRefused(line, self.installed)

    def test_not_installed(self) -> None:
        line = (
            "no-client 1.2 is not installed; run `pip install no-client===1.2`"
        )
        self.assertRefused(line, upstream.installed, "no-client", "1.2")


class DownloadTestCase(support.TestCase):
    wheel = "mini_client-1.2-py3-none-any.whl"

    def pip_does(self, **result: object) -> None:
        """Put a pip in place that downloads the miniature, or fails."""
        self.pip = mock.Mock(side_effect=self.download)
        self.result = {"returncode": 0, "stderr": "", **result}
        patcher = mock.patch.object(subprocess, "run", self.pip)
        patcher.start()
        self.addCleanup(patcher.stop)

    def download(self, command: list[str], **_: object) -> mock.Mock:
        path = Path(command[command.index("--dest") + 1], self.wheel)
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in support.UPSTREAM.items():
                inside = name.replace("dist-info", "mini_client-1.2.dist-info")
                archive.writestr(inside, data)
            archive.writestr("mini_client-1.2.dist-info/RECORD", b"")
            archive.writestr("mini_client-1.2.data/scripts/mini", b"")
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        return mock.Mock(**self.result)


class FetchedTest(DownloadTestCase):
    def fetched(self, **result: object) -> upstream.Release:
        self.pip_does(**result)
        return upstream.fetched("mini-client", support.VERSION)

    def test_same_as_installed(self) -> None:
        found = self.fetched()
        self.assertEqual(support.release().files, found.files)
        self.assertEqual(self.digest, found.wheel)

    def test_exactly_this_release_whatever_python_it_wants(self) -> None:
        self.fetched()
        command = self.pip.call_args[0][0]
        self.assertEqual("mini-client===1.2", command[-1])
        self.assertIn("--no-deps", command)
        self.assertIn("--only-binary=:all:", command)
        self.assertIn("--ignore-requires-python", command)

    def test_not_on_the_index(self) -> None:
        stderr = "WARNING: slow\nERROR: No matching distribution\n"
        line = (
            "cannot fetch mini-client===1.2 from the package index: "
            "ERROR: No matching distribution"
        )
        failed = {"returncode": 1, "stderr": stderr}
        self.assertRefused(line, lambda: self.fetched(**failed))

    def test_no_reason(self) -> None:
        line = "cannot fetch mini-client===1.2 from the package index:"
        self.assertRefused(line, lambda: self.fetched(returncode=1))


class NewestTest(DownloadTestCase):
    def newest(self, **result: object) -> str:
        self.pip_does(**result)
        return upstream.newest("mini-client")

    def test_version_of_what_the_index_gives(self) -> None:
        self.assertEqual("1.2", self.newest())
        command = self.pip.call_args[0][0]
        self.assertEqual("mini-client", command[-1])
        self.assertIn("--only-binary=:all:", command)
        self.assertIn("--ignore-requires-python", command)

    def test_release_when_the_index_has_the_fork_of_it(self) -> None:
        self.wheel = "mini_client-1.2+tiny.2.0.1-py3-none-any.whl"
        self.assertEqual("1.2", self.newest())

    def test_none(self) -> None:
        line = "cannot fetch mini-client from the package index: ERROR: none"
        failed = {"returncode": 1, "stderr": "ERROR: none\n"}
        self.assertRefused(line, lambda: self.newest(**failed))
