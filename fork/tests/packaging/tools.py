"""What the packaging tests share: tools, places to build in, and a wheel."""

import atexit
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Mapping, Optional

import build

from fork.building import distribution, project
from fork.clients import interpreter

PROJECT = project.read()
DIST_INFO = f"{PROJECT.stem}-{PROJECT.version}.dist-info"
#: The tag is upstream's own; 18.13.1 runs on Python 3 alone.
WHEEL = f"{PROJECT.stem}-{PROJECT.version}-py3-none-any.whl"
SDIST = f"{PROJECT.stem}-{PROJECT.version}.tar.gz"
#: Prints which client is installed; `nova --version` drops the label.
VERSION = """
import importlib.metadata
print(importlib.metadata.version("python-novaclient"))
"""
PIP = ("-m", "pip", "--disable-pip-version-check")
UV = ("-m", "uv", "--no-progress")
Environment = Mapping[str, str]
#: Byte code takes longer than all else; pip wants the no as a no.
QUICK = {"PIP_NO_COMPILE": "no"}


@functools.cache
def shared(name: str) -> Path:
    """Return a folder that lasts as long as this process."""
    folder = tempfile.mkdtemp(prefix=f"{name}-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def run(
    *args: object,
    environment: Optional[Environment] = None,
    python: object = sys.executable,
    umask: int = 0o022,
    cwd: Optional[Path] = None,
) -> "subprocess.CompletedProcess[str]":
    """Run Python with these arguments, its stderr mixed into stdout."""
    return subprocess.run(
        [str(python), *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, **QUICK, **(environment or {})},
        umask=umask,
        cwd=cwd,
    )


def succeed(*args: object, **kwargs: object) -> str:
    """Run Python, and return its output or fail with it."""
    ran = run(*args, **kwargs)  # type: ignore[arg-type]
    if ran.returncode:
        words = " ".join(map(str, args))
        raise AssertionError(f"{words}: {ran.returncode}\n{ran.stdout}")
    return ran.stdout


def copy(folder: Path) -> Path:
    """Copy the repository's sources, so that a test may change them."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in distribution.SOURCES:
        shutil.copytree(PROJECT.root / name, folder / name, ignore=ignore)
    for name in (*distribution.SOURCE_FILES, "setup.cfg"):
        shutil.copy(PROJECT.root / name, folder / name)
    return folder


def venv(folder: Path, *requirements: object, python: str = "") -> Path:
    """Make a venv with these requirements; return its Python."""
    succeed(*UV, "venv", "--python", python or sys.executable, folder)
    path = folder / "bin" / "python"
    if requirements:
        install(path, *requirements)
    return path


def install(python: Path, *requirements: object) -> None:
    """Install into a venv with uv."""
    succeed(*UV, "pip", "install", "--python", python, *requirements)


def requirements() -> list[str]:
    """Return what must be installed to build."""
    stated = build.ProjectBuilder(PROJECT.root).build_system_requires
    return [PROJECT.requirement, *stated]


@functools.cache
def offline() -> Environment:
    """Return the environment of a machine that has a wheelhouse, no index.

    The proxy is a port where nothing listens: whoever asks the network all
    the same fails.
    """
    wheels = shared("wheelhouse")
    succeed(*PIP, "wheel", "--wheel-dir", wheels, *requirements())
    nowhere = "http://127.0.0.1:9"
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_INDEX": "1",
        "UV_CACHE_DIR": str(shared("uv-cache")),
        "UV_FIND_LINKS": str(wheels),
        "UV_NO_CONFIG": "1",
        "UV_OFFLINE": "1",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }


@functools.cache
def fork_wheel() -> Path:
    """Build the wheel that others are compared with."""
    folder = shared("fork")
    source = copy(folder / "source")
    succeed(*UV, "build", "--wheel", "--out-dir", folder, source)
    return folder / WHEEL


@functools.cache
def upstream_wheel() -> Path:
    """Download upstream's wheel."""
    folder = shared("upstream")
    command = (*PIP, "download", "--no-deps", "--dest", folder)
    succeed(*command, PROJECT.requirement)
    (wheel,) = folder.glob("*.whl")
    return wheel


def sha256(path: Path) -> str:
    """Return a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def content(wheel: Path) -> dict[str, bytes]:
    """Read a wheel's files; the metadata is under `dist-info/`."""
    with zipfile.ZipFile(wheel) as archive:
        return {_key(name): archive.read(name) for name in archive.namelist()}


def _key(name: str) -> str:
    folder, _, rest = name.partition("/")
    return f"dist-info/{rest}" if folder.endswith(".dist-info") else name


def metadata(wheel: Path) -> Message:
    """Parse a wheel's metadata."""
    text = content(wheel)["dist-info/METADATA"].decode("utf-8")
    return Parser().parsestr(text)


def stated(prefix: str) -> list[str]:
    """Return what follows this prefix on the lines of the patches."""
    patches = sorted(PROJECT.patches.glob("*.patch"))
    text = "".join(path.read_text(encoding="utf-8") for path in patches)
    lines = [line for line in text.split("\n") if line.startswith(prefix)]
    return [line[len(prefix) :] for line in lines]


def adds() -> list[str]:
    """Return the files that the patches add to the package."""
    return [
        path for path in stated("Adds: ") if path.startswith("novaclient/")
    ]


def python(version: str) -> str:
    """Find a Python on PATH or under pyenv; "" if there is none."""
    return str(interpreter.located(version) or "")


class TestCase(unittest.TestCase):
    """A test with a copy of the repository and a folder for what it builds."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.source = copy(self.folder / "source")
        self.out = self.folder / "out"
        self.out.mkdir()

    def build(self, *args: object, umask: int = 0o022) -> Path:
        """Build a wheel with uv and return it."""
        command = (*UV, "build", "--wheel", "--out-dir", self.out)
        succeed(*command, *args, self.source, umask=umask)
        (wheel,) = self.out.glob("*.whl")
        return wheel

    def assertSameWheel(self, wheel: Path) -> None:
        """Assert that a wheel is byte for byte the one that all make."""
        self.assertEqual(WHEEL, wheel.name)
        self.assertEqual(sha256(fork_wheel()), sha256(wheel))
