"""Upstream's release and the fork, side by side, to try tests on."""

import dataclasses
import re
import sys
from pathlib import Path
from typing import Iterable

from fork.building import tree
from fork.building.project import Project
from fork.clients import program
from fork.git import history
from fork.patches.series import Series
from fork.releases import upstream

TESTS = "novaclient/tests/"


@dataclasses.dataclass(frozen=True)
class TreePair:
    """Two folders and what the series does to turn one into the other.

    :param upstream: the release as it is
    :param fork: a git repository whose last commit is the fork
    :param series: the patches between them
    """

    upstream: Path
    fork: Path
    series: Series

    @classmethod
    def write(cls, project: Project, folder: Path) -> "TreePair":
        """Fetch the release and write both folders below another.

        :raises ForkError: when the release or the patches do not fit
        """
        release = upstream.fetched(project.name, project.upstream)
        assembly = tree.assemble(project, release)
        trial = cls(folder / "upstream", folder / "fork", project.series())
        tree.write(release.files, trial.upstream)
        history.record(release, assembly, trial.fork)
        return trial

    @property
    def modules(self) -> list[str]:
        """The modules that the fork edits or adds, tests left out."""
        edited = {e.path for patch in self.series.patches for e in patch.edits}
        return sorted(
            path
            for path in {*edited, *self.series.adds}
            if path.endswith(".py") and not path.startswith(TESTS)
        )

    @property
    def tests(self) -> list[str]:
        """The test modules that the fork adds."""
        return added_tests(self.series)


def added_tests(series: Series) -> list[str]:
    """Return the test modules that a series adds."""
    return [_module(path) for path in series.adds if _is_test(path)]


def affected_tests(series: Series, tests: Iterable[str]) -> list[str]:
    """Return the test modules that a series adds or edits, or changes so.

    That is done by a module that is edited to the tests that have its name.

    :param tests: the paths of all test modules
    """
    edited = {edit.path for patch in series.patches for edit in patch.edits}
    names = {f"test_{Path(path).name}" for path in edited}
    touched = {*edited, *series.adds}
    return sorted(
        _module(path)
        for path in tests
        if _is_test(path) and (path in touched or Path(path).name in names)
    )


def chosen(modules: Iterable[str]) -> list[str]:
    """Return regular expressions for the tests of modules."""
    return [rf"^{re.escape(module)}\." for module in modules]


def _is_test(path: str) -> bool:
    return path.startswith(TESTS) and "/test_" in path


def _module(path: str) -> str:
    return path[: -len(".py")].replace("/", ".")


def command(tests: list[str]) -> list[str]:
    """Return the command that runs test modules in a folder."""
    return [sys.executable, "-B", "-m", "unittest", "--failfast", *tests]


def passes(folder: Path, tests: list[str]) -> bool:
    """Run test modules in a folder and say whether they pass."""
    return program.ended(command(tests), folder, "tests").returncode == 0
