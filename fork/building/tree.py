"""The assembled tree: upstream's release, patched, with our own files."""

import dataclasses
import shutil
from pathlib import Path, PurePosixPath

from fork.building.project import Project
from fork.errors import ForkError
from fork.patches.patch import Offset
from fork.releases import upstream


@dataclasses.dataclass(frozen=True)
class Assembly:
    """What a build ships, and how the patches applied to get there.

    :param files: the package files by path; the metadata is under
        `dist-info/`
    :param offsets: by patch, where each of its hunks applied
    """

    files: dict[str, bytes]
    offsets: dict[str, list[Offset]]


def assemble(project: Project, release: upstream.Release) -> Assembly:
    """Patch a release and add our files.

    :raises ForkError: when the release is not the one that was reviewed, a
        patch does not apply, or a file to add is missing or upstream's
    """
    project.lock().verify(release.version, release.files)
    return patched(project, release)


def patched(project: Project, release: upstream.Release) -> Assembly:
    """Patch a release that may be new, and add our files.

    :raises ForkError: when a patch does not apply, or a file to add is
        missing or upstream's
    """
    # The release decides, whatever the project builds.
    series = project.of(release.version).series()
    files = dict(release.files)
    offsets = series.packaged.apply(files)
    for path in filter(_is_installed, series.adds):
        if path in release.files:
            raise ForkError(f"{path} is upstream's; edit it with a patch")
        files[path] = added(project.root, path)
    return Assembly(files, offsets)


def write(files: dict[str, bytes], folder: Path) -> None:
    """Write files below a folder that is made anew, each at mode 0644.

    :raises ForkError: when the folder holds anything but an earlier tree
    """
    if folder.exists() and not _is_ours(folder):
        raise ForkError(f"{folder} is not a tree; name an empty folder")
    shutil.rmtree(folder, ignore_errors=True)
    overwrite(files, folder)


def overwrite(files: dict[str, bytes], folder: Path) -> None:
    """Write files below a folder, beside what it holds."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o644)


def added(root: Path, path: str) -> bytes:
    """Read a file that a patch adds.

    :raises ForkError: when it is missing or outside the repository
    """
    if ".." in PurePosixPath(path).parts:
        raise ForkError(f"Adds: {path} lies outside the tree")
    if not (root / path).is_file():
        raise ForkError(f"Adds: {path} does not exist")
    return (root / path).read_bytes()


def _is_ours(folder: Path) -> bool:
    """Return whether a folder is empty or a tree that was written before.

    A checkout of upstream's has the package too, but never its metadata.
    """
    if (folder / upstream.METADATA).is_dir():
        return True
    if not folder.is_dir() or (folder / ".git").exists():
        return False
    package = folder / "novaclient" / "__init__.py"
    return package.exists() or not any(folder.iterdir())


def _is_installed(path: str) -> bool:
    return path.startswith("novaclient/")
