"""Where a build takes upstream's release: mostly from where pip put it.

Two settings keep pip from putting the wheel there that was reviewed, and a
build then fetches it by itself. `--no-binary` makes pip build a wheel of its
own from upstream's source archive. `PIP_CONSTRAINT`, which before pip 25.3
holds for what a build needs as well, may pin the fork, and upstream's release
is not the fork.
"""

import os
from pathlib import Path
from typing import Iterator
from urllib.parse import urlsplit
from urllib.request import url2pathname

from fork.building import constraints
from fork.building.project import Project
from fork.errors import ForkError
from fork.releases import upstream
from fork.releases.lock import digests
from fork.releases.upstream import METADATA, Release

#: Whoever builds a wheel leaves a mark in it.
MARK = f"{METADATA}/WHEEL"


def requirements(project: Project) -> list[str]:
    """Say what an installer is to put there.

    The release, unless pip is told to install another version of it: then
    pip itself, which fetches it.
    """
    return ["pip"] if _is_pinned(project) else [project.requirement]


def release(project: Project) -> Release:
    """Return the project's upstream release.

    :raises ForkError: when it is neither there nor to be fetched
    """
    if _is_pinned(project):
        return _fetched(project)
    found = upstream.installed(project.name, project.upstream)
    return _fetched(project) if _is_rebuilt(project, found) else found


def _is_pinned(project: Project) -> bool:
    """Say whether PIP_CONSTRAINT pins another version."""
    return any(
        version != project.upstream
        for path in os.environ.get("PIP_CONSTRAINT", "").split()
        for version in _pinned(project, path)
    )


def _pinned(project: Project, path: str) -> Iterator[str]:
    """Yield the versions that a file pins; one elsewhere is pip's to read."""
    url = urlsplit(path)
    local = url2pathname(url.path) if url.scheme == "file" else path
    try:
        text = Path(local).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    yield from constraints.pinned(text, project)


def _is_rebuilt(project: Project, found: Release) -> bool:
    """Say whether the code was reviewed, and not who made a wheel of it."""
    lock = project.lock()
    try:
        lock.verify(project.upstream, found.files, below="novaclient/")
    except ForkError:
        return False
    made = digests(found.files).get(MARK)
    return made != lock.require(project.upstream).get(MARK)


def _fetched(project: Project) -> Release:
    try:
        return upstream.fetched(project.name, project.upstream)
    except ForkError as error:
        raise ForkError(
            "pip was not to install upstream's wheel, so the build fetches "
            f"it: {error}; build with `--only-binary {project.name}`, and "
            "without the fork in PIP_CONSTRAINT"
        ) from None
