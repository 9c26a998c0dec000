"""The bench: what is done with one release at a time."""

import dataclasses
from pathlib import Path
from typing import Mapping

from fork.building.project import Project
from fork.clients import suite
from fork.clients.compared import FORK, MINIMAL, UPSTREAM, name
from fork.clients.environment import Environment
from fork.clients.interpreter import PYTHON2
from fork.clients.suite import Comparison
from fork.errors import ForkError
from fork.matrix import built_wheel, variant
from fork.matrix.built_wheel import BuiltWheel
from fork.matrix.finding import Finding
from fork.matrix.journal import Journal
from fork.proofs.tree_pair import affected_tests, chosen


@dataclasses.dataclass(frozen=True)
class Bench:
    """Builds, installs and tests releases, each step once.

    :param project: the fork
    :param journal: where the steps are recorded, beside what they make
    :param pythons: the Pythons that there are, by version
    """

    project: Project
    journal: Journal
    pythons: Mapping[str, Path]

    def variant(self, release: str) -> str:
        """Return the variant of a release."""
        project = self.project.of(release)
        found: str = self.journal.step(
            (release, "variant"),
            built_wheel.fingerprint(project),
            "build",
            lambda: variant.digest(project),
            lambda digest: f"variant {digest[:8]}",
        )
        return found

    def build(self, row: Finding) -> None:
        """Build the wheels and choose the Pythons to try them on.

        The minimal fork is built where the fork holds more than it does.
        """
        project = self.project.of(row.release)
        fork = self._build("build", project)
        if len(fork.patches) > 1:
            minimal = self._build("build-minimal", project.minimal())
            row.products[MINIMAL] = minimal
        row.products[FORK] = fork
        self._choose(row, fork)

    def prove(self, row: Finding) -> None:
        """Install the clients on every Python and run every suite.

        Of a fork those tests run that its patches can change; upstream's
        release runs all, unless the row is tried in part.

        :raises ForkError: when an installer fails, or brings an upstream
            that was not reviewed, as one does whose cache was written to; or
            when a client calls itself by another version
        """
        for python in row.pythons:
            for side in row.sides_on(python):
                self._install(row, side, python)
                self._ask(row, side, python)
            self._verify(row, python)
        parts = {side: self._chosen(row, side) for side in row.sides}
        suites = {s: self._suite(row, s, parts[s]) for s in row.sides}
        row.comparison = Comparison(suites.pop(UPSTREAM), suites, parts)

    def environment(self, row: Finding, side: str, python: str) -> Environment:
        """Return the place of a client's environment."""
        folder = self.journal.folder / row.release / f"{side}-{python}"
        return Environment(folder, python)

    def key(self, row: Finding, side: str, python: str) -> str:
        """Return the key under which a client's results are recorded."""
        is_upstream = side == UPSTREAM
        made_of = row.release if is_upstream else row.products[side].sha256
        pbr = f" with pbr {row.pbr}" if row.pbr else ""
        return f"{made_of} on {python} at {self.pythons[python]}{pbr}"

    def _build(self, step: str, project: Project) -> BuiltWheel:
        release = project.upstream
        folder = self.journal.folder / release
        built = self.journal.step(
            (release, step),
            built_wheel.fingerprint(project),
            "build",
            lambda: dataclasses.asdict(built_wheel.build(project, folder)),
            lambda built: f"{built['wheel']} built",
        )
        return BuiltWheel(**built)

    def _choose(self, row: Finding, built: BuiltWheel) -> None:
        declaration = built.declaration
        python = declaration.choose(self.pythons)
        wanted = " or ".join(declaration.wanted)
        if not python:
            row.missing.append(f"needs Python {wanted}, which is not here")
            return
        row.pythons.append(python)
        if declaration.python2 and PYTHON2 in self.pythons:
            row.pythons.append(PYTHON2)
        elif declaration.python2:
            row.missing.append(f"Python {PYTHON2} is not here")

    def _install(self, row: Finding, side: str, python: str) -> None:
        client, interpreter = self._client(row, side), self.pythons[python]
        environment = self.environment(row, side, python)
        key = self.key(row, side, python)
        self.journal.step(
            (row.release, f"install-{side}-{python}"),
            key,
            "install",
            lambda: environment.install(interpreter, client, row.pbr),
            lambda _: f"{side} installed on Python {python}",
        )

    def _ask(self, row: Finding, side: str, python: str) -> None:
        """Make sure that a client calls itself by upstream's version."""
        said = self.environment(row, side, python).client_version()
        if said != row.release:
            raise ForkError(
                f"{name(side)}'s client calls itself {said} on Python "
                f"{python} with pbr {row.pbr or 'of today'}"
            )

    def _verify(self, row: Finding, python: str) -> None:
        installed = self.environment(row, UPSTREAM, python).files("novaclient")
        lock = self.project.lock()
        lock.verify(row.release, installed, below="novaclient/")

    def _client(self, row: Finding, side: str) -> str:
        """Say what an installer is to install for a side."""
        if side == UPSTREAM:
            return f"{self.project.name}==={row.release}"
        wheel = row.products[side].wheel
        return str(self.journal.folder / row.release / wheel)

    def _chosen(self, row: Finding, side: str) -> list[str]:
        """Choose the tests that the patches can change; [] for all tests."""
        if side == UPSTREAM and not row.in_part:
            return []
        project = self.project.of(row.release)
        series = (project.minimal() if side == MINIMAL else project).series()
        installed = self.environment(row, FORK, row.pythons[0])
        return chosen(affected_tests(series, installed.files("novaclient")))

    def _suite(
        self, row: Finding, side: str, tests: list[str]
    ) -> dict[str, str]:
        python = row.pythons[0]
        environment = self.environment(row, side, python)
        results: dict[str, str] = self.journal.step(
            (row.release, f"suite-{side}"),
            " ".join([self.key(row, side, python), *tests]),
            "suite",
            lambda: suite.run(environment, tests),
            lambda results: f"{side}'s suite: {suite.told(results)}",
        )
        return results
