"""Two clients to compare: upstream's and the fork's, each installed alone."""

import subprocess
import sys
from pathlib import Path

from fork.errors import ForkError
from fork.project import Project


def install(project: Project, folder: Path) -> list[Path]:
    """Install both clients below a folder.

    :returns: the two `nova` executables, upstream's first
    :raises ForkError: when uv fails; its output is on stderr
    """
    wanted = {"upstream": project.requirement, "fork": str(project.root)}
    for label, requirement in wanted.items():
        place = str(folder / label)
        print(f"installing {label}'s client", file=sys.stderr)
        _uv("venv", "--clear", place)
        _uv("pip", "install", "--python", place, requirement)
    return [folder / label / "bin" / "nova" for label in wanted]


def _uv(*arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "--quiet", *arguments]
    if subprocess.run(command).returncode:
        raise ForkError(f"uv {' '.join(arguments)} failed")
