"""A virtual environment with one client in it, upstream's or the fork's."""

import dataclasses
import shutil
import sys
from pathlib import Path
from typing import Iterator

from fork.clients import program
from fork.clients.interpreter import PYTHON2

#: What upstream's unit tests and the fork's import, of today's index.
TESTS = (
    "ddt",
    "fixtures",
    "hypothesis",
    "mock",
    "osprofiler",
    "requests-mock",
    "stestr",
    "testscenarios",
    "testtools",
)
#: Dependencies of a Python's time, where today's break on it.
PINS = {
    # keystoneauth1 5.1.3 forgot to say that it needs Python 3.
    PYTHON2: ("keystoneauth1<4",),
}
#: What else a pbr of the time needs: it asked pkg_resources.
WITH_PBR = ("setuptools<81",)
#: Seconds that an installer may take; a minute is usual at worst.
LIMIT = 30 * 60.0
_ASK = "import novaclient; print(novaclient.__version__)"


def uv(folder: Path, what: str, *words: str) -> bytes:
    """Run uv in a folder; return what it wrote to stdout.

    :param what: what it does, as the subject of an error
    :raises ForkError: when it fails
    """
    command = [sys.executable, "-m", "uv", "--no-config", *words]
    return program.run(command, folder, what, LIMIT)


@dataclasses.dataclass(frozen=True)
class Environment:
    """A virtual environment.

    :param folder: where it is
    :param version: its Python, for instance 3.9
    """

    folder: Path
    version: str

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    @property
    def site(self) -> Path:
        """Where its packages are."""
        return self.folder / "lib" / f"python{self.version}" / "site-packages"

    def program(self, name: str) -> Path:
        """Return the path of one of its commands."""
        return self.folder / "bin" / name

    def files(self, package: str) -> dict[str, bytes]:
        """Read the files of a package that is installed in it, by path."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in (self.site / package).rglob("*")
            if path.is_file() and path.suffix != ".pyc"
        }

    def client_version(self) -> str:
        """Return the version by which its client calls itself.

        :raises ForkError: when the client cannot be imported
        """
        words = [str(self.python), "-c", _ASK]
        what = f"importing the client in {self.folder.name}"
        return program.run(words, self.folder, what).decode().strip()

    def install(
        self, interpreter: Path, client: str, pbr: str = ""
    ) -> list[str]:
        """Make it anew, with a client in it.

        :param client: what the installer is to install
        :param pbr: the version of pbr to install; "" for the newest
        :returns: everything that is installed, as NAME-VERSION
        :raises ForkError: when an installer fails
        """
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        wanted = [client, *PINS.get(self.version, ())]
        if pbr:
            wanted += [f"pbr=={pbr}", *WITH_PBR]
        for words in self._commands(interpreter, wanted):
            what = f"installing {Path(client).name} on Python {self.version}"
            program.run(words, self.folder.parent, what, LIMIT)
        return sorted(path.stem for path in self.site.glob("*.dist-info"))

    def _commands(
        self, interpreter: Path, wanted: list[str]
    ) -> Iterator[list[str]]:
        here = [sys.executable, "-m"]
        if self.version == PYTHON2:
            # uv cannot; the last virtualenv that can brings the last pip.
            # Only the incident runs here, so no test needs anything.
            yield [
                *here,
                "virtualenv",
                "-p",
                str(interpreter),
                f"{self.folder}",
            ]
            yield [f"{self.python}", "-m", "pip", "install", *wanted]
            return
        uv = [*here, "uv", "--no-config"]
        yield [*uv, "venv", "--python", str(interpreter), f"{self.folder}"]
        install = ["pip", "install", "--python", f"{self.python}"]
        yield [*uv, *install, *wanted, *TESTS]
