"""Upstream's release: found where it is installed, or fetched as a wheel."""

import dataclasses
import hashlib
import importlib.metadata
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Iterable, Iterator

from packaging.utils import parse_wheel_filename

from fork.errors import ForkError
from fork.releases import download

METADATA = "dist-info"
#: What an installer writes into dist-info, as opposed to the wheel.
INSTALLER_FILES = {
    "INSTALLER",
    "RECORD",
    "REQUESTED",
    "direct_url.json",
    "uv_build.json",
    "uv_cache.json",
}


@dataclasses.dataclass(frozen=True)
class Release:
    """One upstream release.

    :param version: its version
    :param files: its package files by path; the metadata is under
        `dist-info/`, whatever the release calls that folder
    :param wheel: the SHA-256 of its wheel; "" if that is not here
    """

    version: str
    files: dict[str, bytes]
    wheel: str = ""


def installed(name: str, version: str) -> Release:
    """Read the release that is installed beside this interpreter.

    :raises ForkError: when another version is installed, or none
    """
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        raise ForkError(
            f"{name} {version} is not installed; run "
            f"`pip install {name}==={version}`"
        ) from None
    if found.version != version:
        raise ForkError(
            f"{name} {version} is needed, {found.version} is installed; run "
            f"`pip install {name}==={version}`"
        )
    located = {str(path): Path(path.locate()) for path in found.files or ()}
    files = {
        key: located[path].read_bytes()
        for path, key in _package_files(located)
        if located[path].exists()
    }
    return Release(version, files)


def fetched(name: str, version: str) -> Release:
    """Fetch a release's wheel from the package index and read it.

    :raises ForkError: when the index does not have it
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = download.wheel(f"{name}==={version}", folder)
        with zipfile.ZipFile(wheel) as archive:
            paths = _package_files(archive.namelist())
            files = {key: archive.read(path) for path, key in paths}
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return Release(version, files, digest)


def newest(name: str) -> str:
    """Return the newest release that the package index has.

    :raises ForkError: when the index does not have any
    """
    with tempfile.TemporaryDirectory() as folder:
        wheel = download.wheel(name, folder)
        # An index of ours may offer the fork of it.
        return parse_wheel_filename(wheel.name)[1].public


def _package_files(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pair each path that the wheel carries with its key in a Release."""
    for path in sorted(paths):
        folder, *rest = PurePosixPath(path).parts
        if folder == "novaclient" and not path.endswith(".pyc"):
            yield path, path
        elif folder.endswith(".dist-info") and rest[0] not in INSTALLER_FILES:
            yield path, "/".join([METADATA, *rest])
