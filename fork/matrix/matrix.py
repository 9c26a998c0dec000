"""The release matrix: every release is built, installed, tested and tried."""

import collections
import dataclasses
from typing import Callable, Collection, Iterable, Mapping, TypeVar

from fork.errors import ForkError
from fork.matrix import batches, variant
from fork.matrix.batches import Visit, Visits
from fork.matrix.bench import Bench
from fork.matrix.finding import Finding
from fork.releases import openstack
from fork.terminal import pool

T = TypeVar("T")
U = TypeVar("U")
_ALL = {"build": 1, "install": 2, "suite": 2, "replay": 2}


@dataclasses.dataclass(frozen=True)
class Matrix:
    """Tries many releases, some at a time.

    :param bench: where releases are built, installed and tested
    :param visits: how their clients meet the incident
    :param jobs: how much is done at a time
    """

    bench: Bench
    visits: Visits
    jobs: int

    def run(
        self, releases: Iterable[str], in_part: Collection[str] = ()
    ) -> list[Finding]:
        """Try releases; return what was seen of each.

        :param in_part: those of which upstream, too, runs only the tests that
            the patches can change
        """
        calendar = openstack.read()
        rows = [_row(v, calendar, v in in_part) for v in releases]
        self._plan(_ALL for _ in rows)
        self._each(self._build, rows)
        runnable = [row for row in rows if row.pythons]
        self._plan(map(_steps, runnable))
        self._each(self._prove, runnable)
        sound = [row for row in runnable if not row.errors]
        batches = self.visits.batches(sound, self.jobs)
        self._plan({"replay": len(batch)} for batch in batches)
        self._each(self._replay, batches)
        for row in sound:
            row.incidents.extend(self.visits.incidents(row))
        return rows

    def variants(self, releases: Iterable[str]) -> list[str]:
        """Choose a release of every variant, the newest of all among them.

        :raises ForkError: when a release or the patches do not fit
        """
        releases = [*releases]
        self._plan({"build": 1} for _ in releases)
        digests = self._each(self.bench.variant, releases)
        return variant.representatives(dict(zip(releases, digests)))

    def _build(self, row: Finding) -> None:
        self._note(row, lambda: self.bench.build(row))

    def _prove(self, row: Finding) -> None:
        self._note(row, lambda: self.bench.prove(row))

    def _replay(self, batch: list[Visit]) -> None:
        """Replay with a batch; with its halves, when that fails.

        So a client that fails or hangs ends its own release alone.
        """
        if len(batch) == 1:
            self._note(batch[0].row, lambda: self.visits.replay(batch))
            return
        try:
            self.visits.replay(batch)
        except ForkError as error:
            self._say(f"clients: {len(batch)}, now in halves: {error}")
            middle = len(batch) // 2
            self._replay(batch[:middle])
            self._replay(batch[middle:])

    def _note(self, row: Finding, work: Callable[[], None]) -> None:
        """Do work; an error is the release's own, and the others go on."""
        try:
            work()
        except ForkError as error:
            if str(error) not in row.errors:
                row.errors.append(str(error))
            self._say(f"{row.release}: {error}")

    def _say(self, text: str) -> None:
        self.bench.journal.progress.say(text)

    def _each(self, work: Callable[[T], U], items: Iterable[T]) -> list[U]:
        with self.bench.journal.progress:
            return [*pool.each(self.jobs, work, items)]

    def _plan(self, steps: Iterable[Mapping[str, int]]) -> None:
        total: collections.Counter[str] = collections.Counter()
        for plan in steps:
            total.update(plan)
        self.bench.journal.progress.plan(total)


def _row(
    release: str, calendar: Mapping[str, openstack.Series], in_part: bool
) -> Finding:
    name = openstack.series(release, calendar)
    pbr = calendar[name].pbr if name else ""
    return Finding(release, name, pbr, in_part=in_part)


def _steps(row: Finding) -> dict[str, int]:
    clients = len(batches.visits(row))
    suites = len(row.sides)
    return {"install": clients, "suite": suites, "replay": clients}
