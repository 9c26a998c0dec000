"""Coverage of the lines that the fork adds or changes, by its own tests."""

import sys
from pathlib import Path

from fork.building.project import Project
from fork.clients import program
from fork.git import history
from fork.proofs.trial import TESTS, Trial


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
    reporter = Path(sys.executable).with_name("diff-cover")
    program.show(
        [reporter, *compare, "--fail-under", "100"],
        trial.fork,
        "a line that the fork adds or changes is not covered",
    )


def _coverage(folder: Path, arguments: list[str]) -> None:
    command = [sys.executable, "-B", "-m", "coverage", *arguments]
    failed = "the fork's tests fail; their output is above"
    program.show(command, folder, failed)
