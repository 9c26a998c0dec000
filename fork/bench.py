"""The bench: what is done with one release at a time."""

import dataclasses
from pathlib import Path
from typing import Mapping

from fork import product, suite, variant
from fork.environment import Environment
from fork.interpreter import PYTHON2
from fork.journal import Journal
from fork.product import Product
from fork.project import Project
from fork.row import Row
from fork.suite import Comparison

SIDES = ("upstream", "fork")


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
        found: str = self.journal.step(
            (release, "variant"),
            self._key(release),
            "build",
            lambda: variant.digest(self._at(release)),
            lambda digest: f"variant {digest[:8]}",
        )
        return found

    def build(self, row: Row) -> None:
        """Build the fork's wheel and choose the Pythons to try it on."""
        built = self.journal.step(
            (row.release, "build"),
            self._key(row.release),
            "build",
            lambda: dataclasses.asdict(
                product.build(self._at(row.release), self._wheels(row))
            ),
            lambda built: f"{built['wheel']} built",
        )
        row.product = Product(**built)
        self._choose(row, row.product)

    def prove(self, row: Row) -> None:
        """Install both clients on every Python and run both suites."""
        for python in row.pythons:
            for side in SIDES:
                self._install(row, side, python)
        upstream, fork = (self._suite(row, side) for side in SIDES)
        row.comparison = Comparison(upstream, fork)

    def environment(self, row: Row, side: str, python: str) -> Environment:
        """Return the place of a client's environment."""
        folder = self.journal.folder / row.release / f"{side}-{python}"
        return Environment(folder, python)

    def key(self, row: Row, side: str, python: str) -> str:
        """Return the key under which a client's results are recorded."""
        assert row.product
        made_of = {"upstream": row.release, "fork": row.product.sha256}
        return f"{made_of[side]} on {python} at {self.pythons[python]}"

    def _choose(self, row: Row, built: Product) -> None:
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

    def _install(self, row: Row, side: str, python: str) -> None:
        assert row.product
        clients = {
            "upstream": f"{self.project.name}==={row.release}",
            "fork": str(self._wheels(row) / row.product.wheel),
        }
        interpreter = self.pythons[python]
        environment = self.environment(row, side, python)
        key = self.key(row, side, python)
        self.journal.step(
            (row.release, f"install-{side}-{python}"),
            key,
            "install",
            lambda: environment.install(interpreter, clients[side]),
            lambda _: f"{side} installed on Python {python}",
        )

    def _suite(self, row: Row, side: str) -> dict[str, str]:
        python = row.pythons[0]
        environment = self.environment(row, side, python)
        results: dict[str, str] = self.journal.step(
            (row.release, f"suite-{side}"),
            self.key(row, side, python),
            "suite",
            lambda: suite.run(environment),
            lambda results: f"{side}'s suite: {suite.told(results)}",
        )
        return results

    def _at(self, release: str) -> Project:
        return dataclasses.replace(self.project, upstream=release)

    def _key(self, release: str) -> str:
        return product.fingerprint(self._at(release))

    def _wheels(self, row: Row) -> Path:
        return self.journal.folder / row.release
