"""Coverage of the lines that the fork adds or changes, by its own tests."""

import subprocess
import sys
from pathlib import Path

from fork import history
from fork.errors import ForkError
from fork.project import Project
from fork.trial import TESTS, Trial


def run(project: Project, folder: Path) -> None:
    """Run the fork's tests and print which of its lines they reach.

    :param folder: where the trees are written; made anew
    :raises ForkError: when a test fails or a line is not reached
    """
    trial = Trial.write(project, folder)
    measure = ["run", "--source", "novaclient", "--omit", f"{TESTS}*"]
    _coverage(trial.fork, [*measure, "-m", "unittest", *trial.tests])
    _coverage(trial.fork, ["xml", "-q"])
    compare = ["coverage.xml", "--compare-branch", history.UPSTREAM]
    program = Path(sys.executable).with_name("diff-cover")
    result = subprocess.run(
        [str(program), *compare, "--fail-under", "100"], cwd=trial.fork
    )
    if result.returncode:
        raise ForkError("a line that the fork adds or changes is not covered")


def _coverage(folder: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "coverage", *arguments]
    if subprocess.run(command, cwd=folder).returncode:
        raise ForkError("the fork's tests fail; their output is above")
