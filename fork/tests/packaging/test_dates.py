"""Installers that take nothing newer than a date, and digests of everything.

uv takes upload times from HTML too, so any server will do, and a folder. pip
takes them from JSON alone, which nginx serves to whoever asks for it.
"""

import contextlib
import subprocess
from pathlib import Path
from typing import Union

from fork.building import index, pages
from fork.clients import served
from fork.tests import support
from fork.tests.packaging import indexes, tools
from fork.tests.packaging.indexes import Pip, Uv
from fork.tests.packaging.tools import PROJECT

BEFORE, AFTER = "2025-12-31T00:00:00Z", "2026-01-02T00:00:00Z"
SITE = PROJECT.root / "fork" / "building" / "examples" / "nginx.conf"
#: What stands around a site; nothing is written outside of its folder.
NGINX = """\
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder};
    fastcgi_temp_path {folder};
    proxy_temp_path {folder};
    scgi_temp_path {folder};
    uwsgi_temp_path {folder};
    include {folder}/site.conf;
}}
"""


class DatesTest(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.folder.chmod(0o755)

    def choose(self, tool: Union[Pip, Uv], url: str, *words: object) -> str:
        """Return the version that is chosen, or what a tool says."""
        command = [*tool.choose([url]), *words, PROJECT.name]
        ran = tools.run(*command, environment=indexes.alone())
        return ran.stdout if ran.returncode else tool.chosen(ran.stdout)[0]

    def check(self, tool: Union[Pip, Uv], url: str, option: str) -> None:
        said = self.choose(tool, url, option, AFTER)
        self.assertEqual(PROJECT.version, said)
        self.assertRegex(self.choose(tool, url, option, BEFORE), tool.none)

    def test_uv(self) -> None:
        folder = indexes.fork()
        in_folder = f"{folder.as_uri()}/{pages.PAGES}"
        for url in (in_folder, indexes.served(self, folder)):
            self.check(Uv(), url, "--exclude-newer")

    @support.needs("nginx")
    def test_json_by_nginx(self) -> None:
        url = f"{self.nginx(indexes.fork())}/{pages.PAGES}"
        self.check(Uv(), url, "--exclude-newer")
        self.check(Pip(), url, "--uploaded-prior-to")

    def test_pip_finds_no_times_in_html(self) -> None:
        url = indexes.served(self, indexes.fork())
        said = self.choose(Pip(), url, "--uploaded-prior-to", AFTER)
        self.assertIn("does not provide upload-time metadata", said)

    def nginx(self, folder: Path) -> str:
        """Serve an index as the manual says; return the address."""
        port = served.free_port()
        site = SITE.read_text(encoding="utf-8")
        site = site.replace("8080", str(port))
        site = site.replace("/srv/index", str(self.public(folder)))
        (self.folder / "site.conf").write_text(site, encoding="utf-8")
        config = self.folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder), encoding="utf-8")
        url = f"http://127.0.0.1:{port}"
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        words = ["nginx", "-c", str(config)]
        stack.enter_context(served.started(words, f"{url}/{pages.PAGES}/"))
        return url

    def public(self, folder: Path) -> Path:
        """Return a link to a folder that every user may read."""
        for path in (folder.parent, folder):
            path.chmod(0o755)
        link = self.folder / "index"
        link.symlink_to(folder)
        return link


class DigestsTest(tools.TestCase):
    def setUp(self) -> None:
        super().setUp()
        lines = (indexes.fork() / index.CONSTRAINTS).read_text("utf-8")
        self.pin = [line for line in lines.splitlines() if line[0] != "#"][-1]
        self.python = tools.venv(self.folder / "venv")
        self.url = indexes.served(self, indexes.fork())

    def install(self, tool: Union[Pip, Uv], pin: str, *words: object) -> str:
        path = self.folder / "pins.txt"
        path.write_text(f"{pin}\n", encoding="utf-8")
        command = [*tool.install(self.python, [self.url]), "--require-hashes"]
        words = words or ("--requirement", path)
        ran = tools.run(*command, *words, environment=indexes.alone())
        if ran.returncode:
            return ran.stdout
        shown = tools.succeed("-c", tools.VERSION, python=self.python).strip()
        tools.succeed(
            *tools.UV,
            "pip",
            "uninstall",
            PROJECT.name,
            "--python",
            self.python,
        )
        return shown

    def test_pin_is_taken(self) -> None:
        path = self.folder / "pins.txt"
        constrained = ("--constraint", path, PROJECT.name)
        for tool in (Pip(), Uv()):
            self.assertEqual(PROJECT.version, self.install(tool, self.pin))
        said = self.install(Pip(), self.pin, *constrained)
        self.assertEqual(PROJECT.version, said)
        # uv has no digests in constraints.
        said = self.install(Uv(), self.pin, *constrained)
        self.assertIn("must have their versions pinned with `==`", said)

    def test_other_bytes_are_refused(self) -> None:
        digest = self.pin.partition("sha256:")[2][:64]
        other = self.pin.replace(digest, "0" * 64)
        for tool, line in ((Pip(), "DO NOT MATCH"), (Uv(), "Hash mismatch")):
            self.assertIn(line, self.install(tool, other))

    def test_sums(self) -> None:
        words = ["sha256sum", "--check", "--quiet", index.SUMS]
        subprocess.run(words, cwd=indexes.fork(), check=True)
