"""Clients to compare, each installed alone."""

import sys
from pathlib import Path
from typing import Optional

from fork.building.project import Project
from fork.clients import program, served
from fork.clients.compared import FORK, UPSTREAM


def install(
    project: Project,
    folder: Path,
    labels: list[str],
    index: Optional[Path] = None,
) -> list[Path]:
    """Install clients below a folder.

    :param labels: any of upstream, minimal (the fork of the first patch
        alone) and fork
    :param index: an index to upload to a server, and take the fork from
        there; else it is built from this repository
    :returns: their `nova` executables, in that order
    :raises ForkError: when an installer fails
    """
    for label in labels:
        place, what = folder / label, f"installing {label}'s client"
        print(what, file=sys.stderr)
        _uv(what, "venv", "--clear", str(place))
        if label == FORK and index:
            served.install(project, index, place)
        else:
            wanted = _wanted(project, label)
            _uv(what, "pip", "install", "--python", str(place), *wanted)
    return [folder / label / "bin" / "nova" for label in labels]


def _wanted(project: Project, label: str) -> list[str]:
    """Say what uv is to install for a label."""
    if label == UPSTREAM:
        return [project.requirement]
    if label == FORK:
        return [str(project.root)]
    setting = f"through={project.minimal().through}"
    return ["--config-setting", setting, str(project.root)]


def _uv(what: str, *words: str) -> None:
    program.run([sys.executable, "-m", "uv", "--quiet", *words], Path(), what)
