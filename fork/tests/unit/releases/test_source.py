"""Source: the archive's files, and the bytes that are trusted."""

import io
import subprocess
import tarfile
from pathlib import Path
from unittest import mock

from fork.releases import source
from fork.tests import support

MANUAL = {"doc/words.rst": b"Words\n", "tox.ini": b""}
PACKAGE = {
    path: data
    for path, data in support.UPSTREAM.items()
    if path.startswith("novaclient/")
}


class FetchedTest(support.MiniatureTestCase):
    def fetched(
        self, content: dict[str, bytes], status: int = 0
    ) -> dict[str, bytes]:
        self.content = content
        result = mock.Mock(returncode=status, stderr="ERROR: none\n")
        self.pip = mock.Mock(return_value=result, side_effect=self.download)
        with mock.patch.object(subprocess, "run", self.pip):
            return source.fetched(self.project)

    def download(self, command: list[str], **_: object) -> object:
        folder = Path(command[command.index("--dest") + 1])
        with tarfile.open(folder / "mini-client-1.2.tar.gz", "w:gz") as made:
            link = tarfile.TarInfo("mini-client-1.2/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            made.addfile(link)
            for path, data in self.content.items():
                member = tarfile.TarInfo(f"mini-client-1.2/{path}")
                member.size = len(data)
                made.addfile(member, io.BytesIO(data))
        return mock.DEFAULT

    def test_files_by_path(self) -> None:
        content = {**PACKAGE, **MANUAL}
        self.assertEqual(content, self.fetched(content))

    def test_this_archive_and_no_other(self) -> None:
        self.fetched(PACKAGE)
        command = self.pip.call_args[0][0]
        self.assertEqual("mini-client===1.2", command[-1])
        for option in ("--no-deps", "--no-binary=mini-client"):
            self.assertIn(option, command)

    def test_package_that_was_not_reviewed(self) -> None:
        words = {"novaclient/words.txt": b"other"}
        with self.assertRaisesRegex(Exception, r"words\.txt has SHA-256"):
            self.fetched({**PACKAGE, **words, **MANUAL})
        more = {"novaclient/more.py": b""}
        with self.assertRaisesRegex(Exception, r"more\.py is not in"):
            self.fetched({**PACKAGE, **more})

    def test_file_outside(self) -> None:
        line = "mini-client-1.2/a/../../b lies outside upstream's archive"
        content = {**PACKAGE, "a/../../b": b""}
        self.assertRefused(line, self.fetched, content)

    def test_not_on_the_index(self) -> None:
        line = (
            "cannot fetch mini-client===1.2 from the package index: "
            "ERROR: none"
        )
        self.assertRefused(line, self.fetched, PACKAGE, 1)
