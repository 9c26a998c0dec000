"""Upstream's source archive: its package, and what no wheel has."""

import tarfile
import tempfile
from pathlib import PurePosixPath
from typing import Iterator

from fork.building.project import Project
from fork.errors import ForkError
from fork.releases import archive

PACKAGE = "novaclient/"


def fetched(project: Project) -> dict[str, bytes]:
    """Fetch the source archive of the project's release; return its files.

    The lock knows the package, which is the same in the wheel. What else the
    archive holds (the manual, release notes, settings of tools) is as good
    as the package index.

    :raises ForkError: when the index does not have it, or the package is not
        what was reviewed
    """
    with tempfile.TemporaryDirectory() as folder:
        path = archive.fetch(project.name, project.upstream, folder)
        with tarfile.open(path) as opened:
            files = dict(_files(opened))
    project.lock().verify(project.upstream, files, below=PACKAGE)
    return files


def _files(opened: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in opened:
        # The first part names the release.
        path = PurePosixPath(*PurePosixPath(member.name).parts[1:])
        if ".." in path.parts:
            raise ForkError(f"{member.name} lies outside upstream's archive")
        stream = opened.extractfile(member) if member.isfile() else None
        if stream:
            yield path.as_posix(), stream.read()
