"""A package index of the fork: wheels, their pages, a line per series."""

import email
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Iterable

from fork.building import distribution
from fork.building.project import Project
from fork.errors import ForkError
from fork.releases import openstack, upstream

PACKAGES, PAGES, CONSTRAINTS = "packages", "simple", "constraints.txt"
HEADER = """\
# The fork of {name} by OpenStack series; the lines exclude
# each other. Put the one of your series into its upper-constraints in place
# of upstream's, or have `python -m fork constraints FILE` do it.
"""


def build(project: Project, releases: list[str], folder: Path) -> None:
    """Build the fork of each release, and a folder that serves them.

    :param folder: made anew; stays as it was when a release fails
    :raises ForkError: when the folder holds anything but an earlier index,
        or a release cannot be fetched or patched
    """
    folder = folder.resolve()
    if folder.exists() and not _is_ours(folder):
        raise ForkError(f"{folder} is not an index; name an empty folder")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as place:
            made = Path(place, "made")
            _fill(project, releases, made)
            if folder.exists():
                folder.rename(Path(place, "earlier"))
            made.rename(folder)
    except OSError as error:
        raise ForkError(f"{folder} cannot be written: {error}") from None


def write_pages(folder: Path) -> None:
    """Write the pages of the wheels in a folder's `packages/`.

    Their links are relative: any web server will do, and `file://`.

    :raises ForkError: when dumb-pypi fails
    """
    wheels = sorted((folder / PACKAGES).glob("*.whl"))
    with tempfile.TemporaryDirectory() as place:
        listed, site = Path(place, "wheels.json"), Path(place, "site")
        listed.write_text("".join(map(_entry, wheels)), encoding="utf-8")
        _dumb_pypi("--package-list-json", listed, "--output-dir", site)
        # What else it writes is for people who browse, and links elsewhere.
        shutil.copytree(site / PAGES, folder / PAGES)


def constraints(project: Project, releases: Iterable[str]) -> str:
    """Return a pin of the newest of the releases for each series."""
    chosen, lines = set(releases), [HEADER.format(name=project.name)]
    for name, series in openstack.read().items():
        made = [release for release in series.releases if release in chosen]
        for release in made[-1:]:
            pin = f"{project.name}==={project.of(release).version}"
            lines.append(f"{pin}  # {name}\n")
    return "".join(lines)


def _is_ours(folder: Path) -> bool:
    """Return whether a folder is empty or an index that was built before."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    return names in (set(), {PACKAGES, PAGES, CONSTRAINTS})


def _fill(project: Project, releases: list[str], folder: Path) -> None:
    wheels = folder / PACKAGES
    wheels.mkdir(parents=True)
    for number, version in enumerate(releases, 1):
        print(f"[{number}/{len(releases)}] {version}", file=sys.stderr)
        release = upstream.fetched(project.name, version)
        distribution.wheel(project, release, wheels)
    write_pages(folder)
    text = constraints(project, releases)
    (folder / CONSTRAINTS).write_text(text, encoding="utf-8")


def _entry(wheel: Path) -> str:
    """Return what dumb-pypi is to know of a wheel, as a line of JSON."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    entry = {"filename": wheel.name, "hash": f"sha256={digest}"}
    wanted = _metadata(wheel)["Requires-Python"]
    if wanted:
        entry["requires_python"] = wanted
    return json.dumps(entry) + "\n"


def _metadata(wheel: Path) -> "email.message.Message[str, str]":
    with zipfile.ZipFile(wheel) as archive:
        paths = archive.namelist()
        (path,) = (p for p in paths if p.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(path))


def _dumb_pypi(*arguments: object) -> None:
    command = [sys.executable, "-m", "dumb_pypi.main"]
    command += ["--packages-url", f"../../{PACKAGES}"]
    command += ["--no-generate-timestamp", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        reason = result.stderr.strip().splitlines()[-1:]
        raise ForkError("dumb-pypi failed: " + "".join(reason))
