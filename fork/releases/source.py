"""Upstream's source archive: its package, and what no wheel has."""

import tempfile

from fork.building.project import Project
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
        files = archive.files(path)
    project.lock().verify(project.upstream, files, below=PACKAGE)
    return files
