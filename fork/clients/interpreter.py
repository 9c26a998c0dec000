"""Which Pythons a release declares, which are here, and which one suits."""

import dataclasses
import email
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Collection, Iterator, Optional

from packaging.specifiers import SpecifierSet
from packaging.version import Version

PYTHON2 = "2.7"
#: The Pythons that are looked for, oldest first.
VERSIONS = (PYTHON2, *(f"3.{minor}" for minor in range(6, 14)))
_CLASSIFIER = re.compile(r"Programming Language :: Python :: (\d\.\d+)")
_ASK = "import sys; print('%d.%d' % sys.version_info[:2])"


@dataclasses.dataclass(frozen=True)
class Declaration:
    """The Pythons for which a release was made.

    :param versions: those that its classifiers name
    :param requires: its Requires-Python
    """

    versions: list[str]
    requires: str

    @classmethod
    def parse(cls, metadata: bytes) -> "Declaration":
        """Read a wheel's METADATA."""
        fields = email.message_from_bytes(metadata)
        classifiers = fields.get_all("Classifier", [])
        matches = map(_CLASSIFIER.fullmatch, map(str, classifiers))
        versions = [match[1] for match in matches if match]
        return cls(versions, str(fields.get("Requires-Python", "")))

    @property
    def python2(self) -> bool:
        """Whether the release says that it runs on Python 2.7."""
        return PYTHON2 in self.versions

    @property
    def wanted(self) -> list[str]:
        """The Pythons that are honest for the release, best first.

        They are the ones that it declares, the newest first, then the one
        after them: releases that were made for 3.5 alone run on 3.6.
        """
        declared = [v for v in self.versions if v.startswith("3.")]
        if not declared:
            return []
        declared.sort(key=Version, reverse=True)
        major, minor = declared[0].split(".")
        wanted = [*declared, f"{major}.{int(minor) + 1}"]
        return [v for v in wanted if v in SpecifierSet(self.requires)]

    def choose(self, found: Collection[str]) -> Optional[str]:
        """Return the Python 3 to use, or None when none suits."""
        return next((v for v in self.wanted if v in found), None)


def find() -> dict[str, Path]:
    """Return the Pythons of PATH and of pyenv, by version."""
    found = {version: located(version) for version in VERSIONS}
    return {version: path for version, path in found.items() if path}


def located(version: str) -> Optional[Path]:
    """Return a Python of PATH or of pyenv, or None.

    python-discovery knows neither 2.7 nor the versions of pyenv that are
    not switched on (seen with 1.9.6).
    """
    candidates = _candidates(version)
    return next((path for path in candidates if _is(path, version)), None)


def _candidates(version: str) -> Iterator[Path]:
    name = f"python{version}"
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    root = os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"
    yield from sorted(Path(root).glob(f"versions/{version}.*/bin/{name}"))


def _is(path: Path, version: str) -> bool:
    """Say whether a path runs: pyenv's shims may stand for nothing."""
    done = subprocess.run([path, "-c", _ASK], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.strip() == version
