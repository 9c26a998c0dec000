"""Clients to compare, each installed alone."""

import dataclasses
import sys
from pathlib import Path

from fork import program
from fork.project import Project


def install(project: Project, folder: Path, labels: list[str]) -> list[Path]:
    """Install clients below a folder.

    :param labels: any of upstream, minimal (the fork of the first patch
        alone) and fork
    :returns: their `nova` executables, in that order
    :raises ForkError: when uv fails
    """
    for label in labels:
        place, what = str(folder / label), f"installing {label}'s client"
        print(what, file=sys.stderr)
        install = ["pip", "install", "--python", place]
        for words in (
            ["venv", "--clear", place],
            [*install, *_wanted(project, label)],
        ):
            uv = [sys.executable, "-m", "uv", "--quiet", *words]
            program.run(uv, Path(), what)
    return [folder / label / "bin" / "nova" for label in labels]


def _wanted(project: Project, label: str) -> list[str]:
    """Say what pip is to install for a label."""
    if label == "upstream":
        return [project.requirement]
    if label == "fork":
        return [str(project.root)]
    whole = dataclasses.replace(project, through=None)
    first = whole.series().patches[0].name
    return ["--config-setting", f"through={first}", str(project.root)]
