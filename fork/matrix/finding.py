"""One release in the matrix: what was seen of it, and the verdict."""

import dataclasses
from typing import Optional

from fork.clients.compared import FORK, MINIMAL, UPSTREAM
from fork.clients.suite import Comparison
from fork.matrix.built_wheel import BuiltWheel
from fork.matrix.replay import Incident

OK, FAILED, NOT_RUN = "ok", "failed", "not run"
#: Every outcome, as the last line counts them.
OUTCOMES = (OK, FAILED, NOT_RUN)


@dataclasses.dataclass
class Finding:
    """A release; the matrix fills in what it sees, step by step.

    :param release: the upstream release
    :param series: the OpenStack series that made it
    :param pbr: the version of pbr to install, that of the series; "" for the
        newest
    :param products: the wheels by side; the minimal fork has one where the
        fork holds more than the first patch
    :param pythons: the Pythons on which it is tried; the suite runs on the
        first
    :param comparison: the suite, on upstream's release and on the forks
    :param incidents: the incident, on every Python
    :param errors: what could not be done although it should
    :param missing: what could not be tried on this machine
    :param in_part: whether upstream, too, runs only those tests that the
        patches can change
    """

    release: str
    series: str
    pbr: str = ""
    products: dict[str, BuiltWheel] = dataclasses.field(default_factory=dict)
    pythons: list[str] = dataclasses.field(default_factory=list)
    comparison: Optional[Comparison] = None
    incidents: list[Incident] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)
    missing: list[str] = dataclasses.field(default_factory=list)
    in_part: bool = False

    @property
    def product(self) -> Optional[BuiltWheel]:
        """The wheel of the whole fork, once it is built."""
        return self.products.get(FORK)

    @property
    def sides(self) -> list[str]:
        """Upstream's client, and every fork of it."""
        return [UPSTREAM, *self.products]

    def sides_on(self, python: str) -> list[str]:
        """Return the sides to try on a Python: the minimal fork on the first.

        Where a second is due, it is 2.7, for which releases of one patch
        were made.
        """
        if python == self.pythons[0]:
            return self.sides
        return [side for side in self.sides if side != MINIMAL]

    @property
    def problems(self) -> list[str]:
        """What differs from what is expected."""
        compared = self.comparison.problems() if self.comparison else ()
        incidents = [line for i in self.incidents for line in i.problems()]
        return [*self.errors, *compared, *incidents]

    @property
    def outcome(self) -> str:
        """One of OUTCOMES; nothing that was not seen counts as passed."""
        if self.problems:
            return FAILED
        complete = self.comparison and len(self.incidents) == len(self.pythons)
        return NOT_RUN if self.missing or not complete else OK

    @property
    def reasons(self) -> list[str]:
        """Why the outcome is not ok."""
        return self.problems + self.missing

    def incident(self, python: str) -> Optional[Incident]:
        """Return the incident on a Python, if it was seen."""
        return next((i for i in self.incidents if i.python == python), None)


def summary(findings: list[Finding]) -> str:
    """Count the outcomes in one line."""
    counts = count(findings)
    parts = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES)
    noun = "release" if len(findings) == 1 else "releases"
    return f"{len(findings)} {noun}: {parts}"


def count(findings: list[Finding]) -> dict[str, int]:
    """Return how many findings have each outcome."""
    outcomes = [finding.outcome for finding in findings]
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES}


def passed(findings: list[Finding]) -> bool:
    """Say whether all that could run is as expected, and something ran."""
    counts = count(findings)
    return not counts[FAILED] and counts[OK] > 0
