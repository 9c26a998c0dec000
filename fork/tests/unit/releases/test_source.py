"""Source: the archive's files, and the bytes that are trusted."""

import io
import tarfile
from pathlib import Path
from unittest import mock

from fork.releases import archive, source
from fork.tests import support

MANUAL = {"doc/words.rst": b"Words\n", "tox.ini": b""}
PACKAGE = {
    path: data
    for path, data in support.UPSTREAM.items()
    if path.startswith("novaclient/")
}


class FetchedTest(support.MiniatureTestCase):
    def fetched(self, content: dict[str, bytes]) -> dict[str, bytes]:
        self.content = content
        self.fetch = mock.Mock(side_effect=self.download)
        with mock.patch.object(archive, "fetch", self.fetch):
            return source.fetched(self.project)

    def download(self, name: str, version: str, folder: str) -> Path:
        archived = Path(folder, "mini-client-1.2.tar.gz")
        with tarfile.open(archived, "w:gz") as made:
            link = tarfile.TarInfo("mini-client-1.2/link")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            made.addfile(link)
            for path, data in self.content.items():
                member = tarfile.TarInfo(f"mini-client-1.2/{path}")
                member.size = len(data)
                made.addfile(member, io.BytesIO(data))
        return archived

    def test_files_by_path(self) -> None:
        content = {**PACKAGE, **MANUAL}
        self.assertEqual(content, self.fetched(content))

    def test_this_archive_and_no_other(self) -> None:
        self.fetched(PACKAGE)
        self.fetch.assert_called_once_with("mini-client", "1.2", mock.ANY)

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
