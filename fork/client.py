"""Clients to compare, each installed alone."""

import dataclasses
import subprocess
import sys
from pathlib import Path

from fork.errors import ForkError
from fork.project import Project


def install(project: Project, folder: Path, labels: list[str]) -> list[Path]:
    """Install clients below a folder.

    :param labels: any of upstream, minimal (the fork of the first patch
        alone) and fork
    :returns: their `nova` executables, in that order
    :raises ForkError: when uv fails; its output is on stderr
    """
    for label in labels:
        place = str(folder / label)
        print(f"installing {label}'s client", file=sys.stderr)
        _uv("venv", "--clear", place)
        _uv("pip", "install", "--python", place, *_wanted(project, label))
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


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    if subprocess.run(command).returncode:
        raise ForkError(f"uv {' '.join(arguments)} failed")
