"""What the tests share: the cases, and a miniature of the whole project."""

import contextlib
import dataclasses
import functools
import http.server
import io
import os
import shutil
import sys
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, TypeVar
from unittest import mock

from fork import __main__
from fork.building import project
from fork.building.project import Project
from fork.errors import ForkError
from fork.releases import source, upstream
from fork.releases.lock import Lock, digests
from fork.releases.upstream import Release

CASES = Path(__file__).parent / "cases"
#: The package of Debian's that has a program, where the names differ.
DEBIAN = {
    "dh_python3": "debhelper, dh-python, python3-all, python3-pbr",
    "dpkg-buildpackage": "dpkg-dev",
    "dpkg-source": "dpkg-dev",
    "nginx": "nginx-light",
    "rpmbuild": "rpm",
}
T = TypeVar("T", bound=type)
Test = TypeVar("Test", bound=Callable[..., None])

VERSION = "1.2"
PATCH = """\
From: A Person <a@example.org>
Date: Sun, 22 Nov 2026 07:05:20 +0000
Subject: [PATCH] Shout the second word

Nobody hears it otherwise.

Related-Bug: #1
Forwarded: no
Change-Id: I1
Adds: novaclient/mine.py
Adds: releasenotes/notes/mine.yaml
---
diff --git a/novaclient/words.txt b/novaclient/words.txt
--- a/novaclient/words.txt
+++ b/novaclient/words.txt
@@ -1,3 +1,3 @@
 one
-two
+TWO
 three
"""
#: What it does to the manual, which the source archive has.
MANUAL_EDIT = """\
diff --git a/doc/words.rst b/doc/words.rst
--- a/doc/words.rst
+++ b/doc/words.rst
@@ -1,3 +1,3 @@
 Words
-two
+TWO
 end
"""
UPSTREAM = {
    "dist-info/METADATA": b"""\
Metadata-Version: 2.1
Name: mini-client
Version: 1.2
Requires-Dist: words

A miniature.
""",
    "dist-info/WHEEL": b"""\
Wheel-Version: 1.0
Generator: a hand
Root-Is-Purelib: true
Tag: py3-none-any
""",
    "dist-info/entry_points.txt": b"[console_scripts]\nmini = novaclient:x\n",
    "novaclient/__init__.py": b"",
    "novaclient/words.txt": b"one\ntwo\nthree\n",
}
ADDED = {
    "novaclient/mine.py": b"MINE = True\n",
    "releasenotes/notes/mine.yaml": b"fixes: []\n",
}
REPOSITORY = {
    **ADDED,
    "LICENSE": b"Do as you like.\n",
    "README.md": b"# A miniature\n",
    "fork/__init__.py": b"",
    "fork/__pycache__/__init__.cpython-39.pyc": b"byte code",
    "patches/cover-letter.txt": b"Shout\n\nThey are deaf.\n",
    "patches/series": b"words.patch\n",
    "patches/words.patch": PATCH.encode(),
    "pyproject.toml": b"[build-system]\n",
    "setup.cfg": b"""\
# The miniature.
[metadata]
name = mini-client

[fork]
upstream = 1.2
label = tiny.1
""",
}


def needs(*programs: str) -> Callable[[Test], Test]:
    """Skip a test where programs are not installed; say what to install.

    With STRICT_FORK_NO_SKIPS=1 it runs, and fails.
    """
    absent = [
        DEBIAN.get(name, name) for name in programs if not shutil.which(name)
    ]
    skipped = bool(absent) and os.environ.get("STRICT_FORK_NO_SKIPS") != "1"
    return unittest.skipIf(skipped, f"install {' and '.join(absent)}")


@contextlib.contextmanager
def address(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of loopback; give its address."""
    handler = functools.partial(_Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def files(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def fill(folder: Path, content: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for path, data in content.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def each_case(outcome: str) -> Callable[[T], T]:
    """Give a class a test for every case that has this outcome.

    The test calls the class's `check` with the case's folder.
    """

    def decorate(cls: T) -> T:
        for found in sorted(CASES.glob(f"*/{outcome}")):
            name = found.parent.name.replace("-", "_")
            setattr(cls, f"test_{name}", _case(found.parent))
        return cls

    return decorate


def _case(folder: Path) -> Callable[[Any], None]:
    return lambda test: test.check(folder)


def release(**changes: bytes) -> Release:
    """Return the miniature's upstream release, with files changed."""
    return Release(VERSION, {**UPSTREAM, **changes})


def install(site: Path, version: str = VERSION) -> None:
    """Install the miniature's upstream release as pip would."""
    folder = f"mini_client-{version}.dist-info"
    installed = {
        path.replace("dist-info", folder): data.replace(
            b"Version: 1.2", f"Version: {version}".encode()
        )
        for path, data in UPSTREAM.items()
    }
    written = {
        "../bin/mini": b"#!python\n",
        "novaclient/__pycache__/words.cpython-39.pyc": b"byte code",
        f"{folder}/INSTALLER": b"pip\n",
        f"{folder}/REQUESTED": b"",
        f"{folder}/direct_url.json": b"{}",
    }
    listed = [*installed, *written, f"{folder}/RECORD"]
    record = "".join(f"{path},,\n" for path in listed).encode()
    fill(site, {**installed, **written, f"{folder}/RECORD": record})


class TestCase(unittest.TestCase):
    """A test with a folder of its own and one way to expect an error."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()

    def assertRefused(
        self, line: str, call: Callable[..., object], *args: object
    ) -> None:
        """Assert that a call raises a ForkError with exactly this line."""
        with self.assertRaises(ForkError) as caught:
            call(*args)
        self.assertEqual(line, str(caught.exception))


@dataclasses.dataclass
class Ran:
    """What a command did."""

    status: object
    out: str
    err: str


def run(call: Callable[..., object], *args: object) -> Ran:
    """Run a command or a hook as the process that it is a part of."""
    out, err, status = io.StringIO(), io.StringIO(), None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            call(*args)
        except SystemExit as stopped:
            status = stopped.code
    return Ran(status, out.getvalue(), err.getvalue())


class MiniatureTestCase(TestCase):
    """A test in a miniature repository with upstream installed beside it."""

    def setUp(self) -> None:
        super().setUp()
        self.root = self.folder / "repository"
        self.site = self.folder / "site"
        self.out = self.folder / "out"
        self.out.mkdir()
        fill(self.root, REPOSITORY)
        lock = Lock({VERSION: digests(UPSTREAM)}).text().encode()
        fill(self.root, {"patches/upstream.lock": lock})
        install(self.site)
        self._patch(sys, "path", [str(self.site), *sys.path])
        self.project = project.read(self.root)
        self._patch(project, "read", self._read)

    def write(self, path: str, text: str) -> None:
        """Change a file of the repository."""
        fill(self.root, {path: text.encode()})

    def installed(self) -> Release:
        """Read upstream's release as a build finds it."""
        return upstream.installed(self.project.name, self.project.upstream)

    def _read(self, root: Optional[Path] = None) -> Project:
        return Project(self.root, "mini-client", VERSION, "tiny.1")

    def _patch(self, target: object, name: str, value: object) -> None:
        patcher = mock.patch.object(target, name, value)
        patcher.start()
        self.addCleanup(patcher.stop)


class MainTestCase(MiniatureTestCase):
    """A test of the command line, in a miniature with no package index."""

    def setUp(self) -> None:
        super().setUp()
        patcher = mock.patch.object(
            upstream, "fetched", return_value=release()
        )
        self.fetched = patcher.start()
        self.addCleanup(patcher.stop)

    def main(self, *args: object) -> Ran:
        """Run the command line."""
        return run(__main__.main, [str(arg) for arg in args])


#: The miniature's upstream release as a source archive.
SOURCE = {
    **{p: d for p, d in UPSTREAM.items() if p.startswith("novaclient/")},
    ".gitignore": b"*.py\n",
    "doc/words.rst": b"Words\ntwo\nend\n",
    "tox.ini": b"",
}
SECOND = (
    PATCH.replace("Shout the second", "Whisper the first")
    .replace("Change-Id: I1\n", "Change-Id: I2\nApplies-from: 1.1\n")
    .replace("mine", "ours")
    .replace("-two\n+TWO\n", " TWO\n")
    .replace(" one\n", "-one\n+(one)\n")
)


class ProposalTestCase(MainTestCase):
    """A test of two patches, the first of which edits the manual."""

    def setUp(self) -> None:
        super().setUp()
        fill(
            self.root,
            {
                "novaclient/ours.py": b"OURS = True\n",
                "patches/second.patch": SECOND.encode(),
                "patches/series": b"words.patch\nsecond.patch\n",
                "patches/words.patch": (PATCH + MANUAL_EDIT).encode(),
                "releasenotes/notes/ours.yaml": b"upgrade: []\n",
            },
        )
        self.fetched = mock.Mock(return_value=SOURCE)
        self._patch(source, "fetched", self.fetched)
        self.proposed = self.folder / "proposed"
        self.tree = self.proposed / "tree"
