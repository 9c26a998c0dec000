"""A package index of the fork: wheels, their pages, a line per series."""

import datetime
import email.utils
import os
import sys
import tempfile
from pathlib import Path
from typing import Iterable, Mapping, Optional

from fork.building import distribution, pages
from fork.building.pages import PACKAGES, PAGES
from fork.building.project import Project
from fork.errors import ForkError
from fork.releases import openstack, upstream

CONSTRAINTS, SUMS = "constraints.txt", "SHA256SUMS"
#: Whoever publishes says by it when; otherwise the newest patch does.
EPOCH = "SOURCE_DATE_EPOCH"
HEADER = """\
# The fork of {name} by OpenStack series; the lines exclude
# each other. Put the one of your series into its upper-constraints in place
# of upstream's, or have `python -m fork constraints FILE` do it.
"""


def build(
    project: Project, releases: list[str], folder: Path, hashes: bool = False
) -> None:
    """Build the fork of each release, and a folder that serves them.

    :param folder: made anew; stays as it was when a release fails
    :param hashes: whether the pins state the digests of the wheels
    :raises ForkError: when the folder holds anything but an earlier index,
        or a release cannot be fetched or patched
    """
    folder, when = folder.resolve(), uploaded(project)
    if folder.exists() and not _is_ours(folder):
        raise ForkError(f"{folder} is not an index; name an empty folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            made = Path(place, "made")
            wheels = _fill(project, releases, made)
            pages.write(made, when)
            text = constraints(project, releases, wheels if hashes else None)
            (made / CONSTRAINTS).write_text(text, encoding="utf-8")
            (made / SUMS).write_text(_sums(made), encoding="utf-8")
            if folder.exists():
                folder.rename(Path(place, "earlier"))
            made.rename(folder)
    except OSError as error:
        raise ForkError(f"{folder} cannot be written: {error}") from None


def uploaded(project: Project) -> datetime.datetime:
    """Return what the pages state as the time of upload.

    No clock is asked, so that an index is the same whoever builds it: it is
    SOURCE_DATE_EPOCH, or when the newest patch of the series was written.

    :raises ForkError: when the variable does not count seconds
    """
    stated = os.environ.get(EPOCH)
    if stated is None:
        patches = project.series().patches
        dates = [patch.message.date for patch in patches]
        return max(map(email.utils.parsedate_to_datetime, dates))
    try:
        return datetime.datetime.fromtimestamp(
            int(stated), datetime.timezone.utc
        )
    except (ValueError, OverflowError, OSError):
        raise ForkError(
            f"{EPOCH} is {stated!r}; set it to seconds since 1970, like "
            "1767225600"
        ) from None


def constraints(
    project: Project,
    releases: Iterable[str],
    wheels: Optional[Mapping[str, Path]] = None,
) -> str:
    """Return a pin of the newest of the releases for each series.

    :param wheels: by release, the wheel whose digest its pin is to state
    """
    chosen, lines = set(releases), [HEADER.format(name=project.name)]
    for name, series in openstack.read().items():
        made = [release for release in series.releases if release in chosen]
        for release in made[-1:]:
            pin = f"{project.name}==={project.of(release).version}"
            if wheels:
                digest = pages.digest(wheels[release].read_bytes())
                pin += f" --hash=sha256:{digest}"
            lines.append(f"{pin}  # {name}\n")
    return "".join(lines)


def _is_ours(folder: Path) -> bool:
    """Return whether a folder is empty or an index that was built before."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    # Indexes were made without sums, once.
    return not names or names | {SUMS} == {PACKAGES, PAGES, CONSTRAINTS, SUMS}


def _fill(
    project: Project, releases: list[str], folder: Path
) -> dict[str, Path]:
    """Build the wheels; return where each is, by release."""
    place = folder / PACKAGES
    place.mkdir(parents=True)
    wheels = {}
    for number, version in enumerate(releases, 1):
        print(f"[{number}/{len(releases)}] {version}", file=sys.stderr)
        release = upstream.fetched(project.name, version)
        name = distribution.wheel(project, release, place)
        wheels[version] = place / name
    return wheels


def _sums(folder: Path) -> str:
    """Return the digest of each file, as `sha256sum --check` reads them."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(
        f"{pages.digest(path.read_bytes())}  "
        f"{path.relative_to(folder).as_posix()}\n"
        for path in paths
    )
