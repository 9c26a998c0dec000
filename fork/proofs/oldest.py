"""Unit tests on the oldest requirements that a wheel admits.

What is installed otherwise, by tests and by pip, is the newest of everything.
"""

import dataclasses
import shutil
import sys
from pathlib import Path
from typing import Iterator, Mapping

from packaging.requirements import Requirement
from packaging.version import Version

from fork.building import distribution
from fork.building.project import Project
from fork.clients import compared, environment, suite
from fork.clients.compared import FORK, UPSTREAM
from fork.clients.environment import Environment
from fork.clients.interpreter import Declaration
from fork.clients.suite import Comparison, Results
from fork.errors import ForkError
from fork.proofs import bounds
from fork.proofs.tree_pair import affected_tests, chosen
from fork.releases import upstream
from fork.releases.upstream import Release
from fork.terminal import pool
from fork.terminal.progress import Progress
from workbench import table

_STEPS = {"build": 1, "install": 3, "suite": 2}
_LOWEST = ("--resolution", "lowest-direct", "--no-header", "--no-annotate")


@dataclasses.dataclass(frozen=True)
class Oldest:
    """Where clients are installed with the oldest of what they require.

    :param folder: where their environments are made
    :param version: the Python of these
    :param interpreter: where it is
    :param tests: regular expressions of the tests that are run
    :param progress: tells what is done
    """

    folder: Path
    version: str
    interpreter: Path
    tests: list[str]
    progress: Progress

    @property
    def held(self) -> Path:
        """The file that pins what is installed with a client."""
        return self.folder / "oldest.txt"

    def choose(self, metadata: bytes) -> list[str]:
        """Find the oldest of what a wheel requires, and pin it.

        :returns: a table of it
        :raises ForkError: when nothing meets it
        """
        stated = bounds.stated(metadata, self.version)
        raised = bounds.raised(self.version)
        pins = self.progress.timed(
            "install",
            lambda: self._pin([*stated, *raised]),
            lambda pins: f"{len(pins)} packages chosen",
        )
        return [f"Python {self.version}", *bounds.table(stated, raised, pins)]

    def build(self, project: Project, release: Release) -> Path:
        """Build the fork's wheel.

        :raises ForkError: when upstream's bytes or the patches do not fit
        """
        name = self.progress.timed(
            "build",
            lambda: distribution.wheel(project, release, self.folder),
            lambda name: f"{name} built",
        )
        return self.folder / name

    def run(self, of: str, client: str) -> dict[str, str]:
        """Install a client and run the tests as it is installed.

        :param of: the side
        :param client: what the installer is to install
        :raises ForkError: when either cannot be done
        """
        place, name = (
            Environment(self.folder / of, self.version),
            compared.name,
        )
        self.progress.timed(
            "install",
            lambda: self._install(place, client),
            lambda _: f"{name(of)} installed",
        )
        return self.progress.timed(
            "suite",
            lambda: suite.run(place, self.tests),
            lambda results: f"{name(of)}'s suite: {suite.told(results)}",
        )

    def _pin(self, wanted: list[Requirement]) -> dict[str, str]:
        stated = self.folder / "wanted.txt"
        stated.write_text("".join(f"{w}\n" for w in wanted), encoding="utf-8")
        what = "choosing the oldest requirements"
        words = ["--python", str(self.interpreter), *_LOWEST, str(stated)]
        found = environment.uv(self.folder, what, "pip", "compile", *words)
        self.held.write_bytes(found)
        lines = found.decode().splitlines()
        pins = (line.partition(";")[0].strip().split("==") for line in lines)
        return {name: version for name, version in pins}

    def _install(self, place: Environment, client: str) -> None:
        what = f"installing {place.folder.name}"
        shutil.rmtree(place.folder, ignore_errors=True)
        made = ["--python", str(self.interpreter), str(place.folder)]
        environment.uv(self.folder, what, "venv", *made)
        into = ["--python", str(place.python), "--requirement", str(self.held)]
        words = [*into, client, *environment.TESTS]
        environment.uv(self.folder, what, "pip", "install", *words)


def compare(
    project: Project, folder: Path, pythons: Mapping[str, Path]
) -> None:
    """Run unit tests on the oldest requirements, upstream and fork.

    They are those that the patches can change; the others find the same code
    on both. Prints what was installed, and what came of it.

    :param pythons: the Pythons that there are, by version; the oldest that
        the release declares is taken
    :raises ForkError: when there is no Python, something cannot be
        installed, or a test fails on one of both alone
    """
    folder.mkdir(parents=True, exist_ok=True)
    release = upstream.fetched(project.name, project.upstream)
    metadata = release.files[f"{upstream.METADATA}/METADATA"]
    version = _python(Declaration.parse(metadata), pythons)
    progress = Progress(2, sys.stderr)
    progress.plan(_STEPS)
    series = project.series()
    tests = chosen(affected_tests(series, [*release.files, *series.adds]))
    python = pythons[version]
    oldest = Oldest(folder.resolve(), version, python, tests, progress)
    print(*oldest.choose(metadata), sep="\n", flush=True)
    wheel = oldest.build(project, release)
    clients = {UPSTREAM: project.requirement, FORK: str(wheel)}
    with progress:
        run = pool.each(2, lambda of: oldest.run(of, clients[of]), clients)
        results = [*run]
    _judge(*results)


def _python(declaration: Declaration, found: Mapping[str, Path]) -> str:
    wanted = sorted(declaration.wanted, key=Version)
    for version in wanted:
        if version in found:
            return version
    raise ForkError(
        f"needs Python {' or '.join(wanted)}, which is not here; put one of "
        "them on PATH"
    )


def _judge(theirs: Results, ours: Results) -> None:
    rows = [("client", "tests", "failures")]
    for of, results in ((UPSTREAM, theirs), (FORK, ours)):
        failed = len(suite.failures(results))
        rows.append((compared.name(of), str(len(results)), str(failed)))
    differing = [*_differing(theirs, ours)]
    said = differing or ["the same tests fail on both"]
    print("", *table.aligned(rows), *said, sep="\n")
    problems = "; ".join(Comparison(theirs, {FORK: ours}).problems())
    if problems:
        raise ForkError(f"on the oldest requirements, {problems}")


def _differing(theirs: Results, ours: Results) -> Iterator[str]:
    """Yield each test that fails on one of both alone, or was lost."""
    failed = set(suite.failures(theirs)) ^ set(suite.failures(ours))
    for test in sorted(failed | set(theirs) - set(ours)):
        both = (theirs.get(test, "absent"), ours.get(test, "absent"))
        yield f"{test}: {both[0]} upstream, {both[1]} on the fork"
