"""Archive: found where pip would look, whole, and without a build."""

import hashlib
import os
from pathlib import Path
from unittest import mock

from fork.releases import archive, settings
from fork.releases.settings import Settings
from fork.tests import support

NAME = "mini_client-1.2.tar.gz"
#: It would end any build.
DATA = b"no archive at all"
FAILED = "cannot fetch mini-client===1.2 from the package index: "


class FetchTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.into = self.folder / "into"
        self.into.mkdir()

    def index(self, *names: str, digest: str = "") -> Path:
        """Write an index of files beside their page; return its folder."""
        root = self.folder / f"index{len(list(self.folder.iterdir()))}"
        made = digest or hashlib.sha256(DATA).hexdigest()
        links = [
            f'<a href="../../files/{n}#sha256={made}">{n}</a>' for n in names
        ]
        files = {f"files/{name}": DATA for name in names}
        files["simple/mini-client/index.html"] = "".join(links).encode()
        support.fill(root, files)
        return root

    def fetch(
        self, *indexes: str, links: tuple[str, ...] = ()
    ) -> dict[str, bytes]:
        """Fetch with these settings; return what there is then."""
        stated = Settings([*indexes], [*links])
        local = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        with (
            mock.patch.object(settings, "read", return_value=stated),
            mock.patch.dict(os.environ, local),
        ):
            path = archive.fetch("mini-client", "1.2", str(self.into))
        self.assertEqual(self.into / NAME, path)
        return support.files(self.into)

    def address(self, root: Path) -> str:
        return f"{root.as_uri()}/simple"

    def assertFails(
        self, reason: str, *indexes: str, **kwargs: object
    ) -> None:
        self.assertRefused(
            FAILED + reason,
            lambda: self.fetch(*indexes, **kwargs),  # type: ignore[arg-type]
        )
        self.assertEqual({}, support.files(self.into))

    def test_over_http(self) -> None:
        root = self.index("mini_client-1.1.tar.gz", NAME)
        with support.address(root) as url:
            self.assertEqual({NAME: DATA}, self.fetch(f"{url}/simple/"))

    def test_in_a_folder(self) -> None:
        url = self.address(self.index(NAME))
        self.assertEqual({NAME: DATA}, self.fetch(url))

    def test_neither_a_wheel_nor_another_release(self) -> None:
        names = (
            "mini_client-1.2-py3-none-any.whl",
            "mini_client-1.2.1.tar.gz",
            "mini_client-1.2+tiny.2.0.1.tar.gz",
            "mini_client_more-1.2.tar.gz",
        )
        url = self.address(self.index(*names))
        self.assertFails("it has no source archive of it", url)

    def test_index_without_the_project(self) -> None:
        empty = self.folder / "empty"
        empty.mkdir()
        reason = "it has no source archive of it"
        self.assertFails(reason, self.address(empty))
        self.assertFails(reason)
        with support.address(empty) as url:
            self.assertFails(reason, f"{url}/simple")
            there = self.address(self.index(NAME))
            found = self.fetch(f"{url}/simple", there)
        self.assertEqual({NAME: DATA}, found)

    def test_index_that_does_not_answer(self) -> None:
        nobody = "http://user:secret@127.0.0.1:9/simple"
        self.assertFails("ConnectionError", nobody)
        there = self.address(self.index(NAME))
        self.assertEqual({NAME: DATA}, self.fetch(nobody, there))

    def test_file_that_is_gone(self) -> None:
        root = self.index(NAME)
        (root / "files" / NAME).unlink()
        self.assertFails("404 Not Found", self.address(root))

    def test_other_bytes_than_announced(self) -> None:
        url = self.address(self.index(NAME, digest="0" * 64))
        with self.assertRaisesRegex(Exception, "sha256 digest"):
            self.fetch(url)
        self.assertEqual({}, support.files(self.into))

    def test_links_first(self) -> None:
        """A folder of files, which has no page, and a page of links."""
        root = self.index(NAME)
        other = self.address(self.index(NAME, digest="0" * 64))
        page = f"{root.as_uri()}/simple/mini-client/index.html"
        files = root / "files"
        for place in (str(files), files.as_uri(), page):
            found = self.fetch(other, links=(place,))
            self.assertEqual({NAME: DATA}, found)
            (self.into / NAME).unlink()

    def test_certificates_and_proxy(self) -> None:
        there = archive._session(Settings([], [], "/ca.pem", "http://p:1"))
        both = {"http": "http://p:1", "https": "http://p:1"}
        self.assertEqual(("/ca.pem", both), (there.verify, there.proxies))
        none = archive._session(Settings([], []))
        self.assertEqual((True, {}), (none.verify, none.proxies))
