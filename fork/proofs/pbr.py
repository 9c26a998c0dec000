"""What every pbr reads of the fork's versions.

novaclient asks pbr for its version when it is imported. pbr has read local
labels in several ways; wheels of the fork get along with all of them.
"""

import dataclasses
import shutil
import sys
from pathlib import Path
from typing import Iterator, Mapping

from fork.building import distribution
from fork.building.project import Project
from fork.clients import environment
from fork.clients.environment import WITH_PBR, Environment
from fork.errors import ForkError
from fork.releases import upstream
from fork.terminal import pool
from workbench import table

#: The ends, and all patch numbers that there are: 0, 1 and 2.
RELEASES = ("10.2.0", "13.0.2", "17.7.0", "18.13.1")
NEWEST = "newest"
#: The oldest that releases up to 17.3.0 admit, and the oldest that later ones
#: do; one of the last that ask pkg_resources; then one for each way in which
#: those that ask importlib read a label.
PBRS = ("2.0.0", "3.0.0", "5.4.5", "5.11.1", "6.1.1", "7.0.3", NEWEST)
FAILS = "fails"
_NEEDS = (*WITH_PBR, "six")
_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"

#: The forks that are tried, by wheel.
Wheels = Mapping[Path, Project]
#: What each says with a pbr, in the same order.
Said = list[str]


class Once(Project):
    """The fork as it was labelled once: every release alike."""

    @property
    def local(self) -> str:
        """The label of this build."""
        return heading(self, super().local)


def heading(project: Project, local: str) -> str:
    """Return a label as setup.cfg states it, and which part it is of.

    :param local: what became of it
    """
    part = [] if project.through is None else local.split(".")[:1]
    return ".".join([*part, project.label])


def forks(project: Project, release: str) -> list[Project]:
    """Return forks of a release: the whole ones first, in order of labels."""
    word = project.label.partition(".")[0]
    labels = (f"{word}.1", f"{word}.10")
    whole = [
        dataclasses.replace(project.of(release), label=label)
        for label in labels
    ]
    return [*whole, *(each.minimal() for each in whole)]


def once(project: Project, release: str) -> list[Project]:
    """Return the forks of a release as they were labelled once."""
    whole = Once(project.root, project.name, release, "strict.1")
    return [whole, whole.minimal()]


def run(project: Project, folder: Path) -> None:
    """Print what clients call themselves for every pbr, release and label.

    :param folder: where wheels are built, and an environment for each pbr
    :raises ForkError: when something cannot be installed, or a client calls
        itself by another version than upstream's
    """
    folder.mkdir(parents=True, exist_ok=True)
    wheels = _build(project, folder.resolve())
    said: dict[str, Said] = {}
    found = pool.each(2, lambda pbr: _ask(folder.resolve(), pbr, wheels), PBRS)
    for number, (pbr, said[pbr]) in enumerate(zip(PBRS, found), 1):
        print(f"[{number}/{len(PBRS)}] {pbr}", file=sys.stderr)
    print(*_table([*wheels.values()], said), sep="\n")
    wrong = [*_wrong([*wheels.values()], said)]
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if wrong[1:] else ""
        raise ForkError(f"{wrong[0]}{more}")


def _build(project: Project, folder: Path) -> dict[Path, Project]:
    built: dict[Path, Project] = {}
    for version in RELEASES:
        release = upstream.fetched(project.name, version)
        for each in [*forks(project, version), *once(project, version)]:
            name = distribution.wheel(each, release, folder)
            built[folder / name] = each
    return built


def _ask(folder: Path, pbr: str, wheels: Wheels) -> Said:
    """Install every wheel beside a pbr; return what the clients say."""
    place = Environment(folder / f"pbr-{pbr}", _PYTHON)
    shutil.rmtree(place.folder, ignore_errors=True)
    what = f"installing pbr {pbr}"
    environment.uv(folder, what, "venv", str(place.folder))
    into = ("pip", "install", "--python", str(place.python))
    # What the newest release requires is enough for all to say who they are.
    environment.uv(folder, what, *into, str([*wheels][-1]), *_NEEDS)
    wanted = "pbr" if pbr == NEWEST else f"pbr=={pbr}"
    environment.uv(folder, what, *into, "--no-deps", wanted)
    said = []
    for wheel in wheels:
        what = f"installing {wheel.name}"
        environment.uv(folder, what, *into, "--no-deps", str(wheel))
        said.append(_says(place))
    return said


def _says(place: Environment) -> str:
    """Return the version by which the client calls itself.

    It is what `nova --version` prints, which imports all of it first.
    """
    try:
        return place.client_version()
    except ForkError:
        return FAILS


def _table(tried: list[Project], said: Mapping[str, Said]) -> list[str]:
    width = len(tried) // len(RELEASES)
    labels = [heading(each, each.local) for each in tried[:width]]
    rows = [["pbr", "release", *labels]]
    for pbr, versions in said.items():
        for place, release in enumerate(RELEASES):
            start = place * width
            rows.append([pbr, release, *versions[start : start + width]])
    return [*table.aligned(rows)]


def _wrong(tried: list[Project], said: Mapping[str, Said]) -> Iterator[str]:
    """Yield the clients that print another version than upstream's."""
    for pbr, versions in said.items():
        for each, version in zip(tried, versions):
            if not isinstance(each, Once) and version != each.upstream:
                yield (
                    f"with pbr {pbr}, {each.version} says {version!r} for "
                    "its version"
                )
