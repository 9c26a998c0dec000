"""The fork of one release: its wheel, and how it came about."""

import dataclasses
import hashlib
from pathlib import Path

from fork.building import distribution, tree
from fork.building.project import Project
from fork.clients.interpreter import Declaration
from fork.releases import upstream


@dataclasses.dataclass(frozen=True)
class BuiltWheel:
    """What the matrix needs to know of a wheel.

    :param wheel: its file name
    :param sha256: its digest
    :param versions: the Pythons that the release declares
    :param requires: its Requires-Python
    :param offsets: by patch, how many lines off each of its hunks applied
    """

    wheel: str
    sha256: str
    versions: list[str]
    requires: str
    offsets: dict[str, list[int]]

    @property
    def declaration(self) -> Declaration:
        """The Pythons for which it was made."""
        return Declaration(self.versions, self.requires)

    @property
    def patches(self) -> list[str]:
        """The patches that it holds, in the order of the series."""
        return [*self.offsets]

    @property
    def largest(self) -> int:
        """The offset that is farthest from none."""
        every = [at for offsets in self.offsets.values() for at in offsets]
        return max(every, key=abs, default=0)


def build(project: Project, folder: Path) -> BuiltWheel:
    """Fetch the project's release, patch it and write the wheel to a folder.

    :raises ForkError: when the release or the patches do not fit
    """
    release = upstream.fetched(project.name, project.upstream)
    assembly = tree.assemble(project, release)
    folder.mkdir(parents=True, exist_ok=True)
    wheel = distribution.wheel(project, release, folder)
    metadata = release.files[f"{upstream.METADATA}/METADATA"]
    declaration = Declaration.parse(metadata)
    return BuiltWheel(
        wheel=wheel,
        sha256=hashlib.sha256((folder / wheel).read_bytes()).hexdigest(),
        versions=declaration.versions,
        requires=declaration.requires,
        offsets={
            name: [offset.lines for offset in offsets]
            for name, offsets in assembly.offsets.items()
        },
    )


def fingerprint(project: Project) -> str:
    """Return a digest of all of which the wheel is made.

    :raises ForkError: when the patches cannot be read
    """
    files = [*sorted(project.patches.glob("*.patch"))]
    files += [project.patches / "series"]
    adds = project.series().adds
    files += [project.root / path for path in adds]
    locked = project.lock().require(project.upstream)
    digest = hashlib.sha256(
        f"{project.version} {sorted(locked.items())}".encode()
    )
    for path in files:
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()
