"""Both unit suites, and coverage of the fork's lines by its own tests."""

import shutil
import sys
import sysconfig
from pathlib import Path

from fork.building.project import Project
from fork.clients import program, suite
from fork.git import history
from fork.proofs.tree_pair import TreePair, chosen

#: Measured where it is installed, compared where the repository is.
CONFIG = """\
[run]
source = novaclient
omit = */novaclient/tests/*
parallel = true
data_file = {data}

[paths]
novaclient =
    {tree}/novaclient
    {site}/novaclient
"""


def run(project: Project, folder: Path, tests: list[str]) -> None:
    """Run the unit suites as they are installed here.

    Unless some are chosen, print which of the fork's lines its own tests
    reach.

    :param folder: where trees and measurements are written; made anew
    :param tests: what stestr is to run instead of all
    :raises ForkError: when a test fails or a line is not reached
    """
    site = Path(sysconfig.get_path("purelib"))
    if tests:
        _suite(site, tests, {})
        return
    shutil.rmtree(folder, ignore_errors=True)
    trial = TreePair.write(project, folder)
    settings = _configure(folder.resolve(), trial.fork.resolve(), site)
    ours = chosen(trial.tests)
    _suite(site, ours, {**settings, "PYTHON": _measuring()})
    _suite(site, ["--exclude-regex", "|".join(ours)], {})
    _judge(trial.fork, settings)


def _configure(folder: Path, tree: Path, site: Path) -> dict[str, str]:
    """Say what is measured, and where the repository has what ran."""
    path = folder / "measure.ini"
    text = CONFIG.format(data=folder / "coverage", tree=tree, site=site)
    path.write_text(text, encoding="utf-8")
    return {"COVERAGE_RCFILE": str(path)}


def _measuring() -> str:
    return f"{sys.executable} -B -m coverage run"


def _suite(site: Path, words: list[str], settings: dict[str, str]) -> None:
    command = [*suite.command(Path(sys.executable)), *words]
    failed = "unit tests fail; their output is above"
    program.show(command, site, failed, settings)


def _judge(tree: Path, settings: dict[str, str]) -> None:
    for words in (["combine", "-q"], ["xml", "-q", "-o", "coverage.xml"]):
        command = [sys.executable, "-B", "-m", "coverage", *words]
        program.show(command, tree, "nothing was measured", settings)
    reporter = Path(sys.executable).with_name("diff-cover")
    compare = ["coverage.xml", "--compare-branch", history.UPSTREAM]
    program.show(
        [reporter, *compare, "--fail-under", "100"],
        tree,
        "a line that the fork adds or changes is not covered",
        settings,
    )
