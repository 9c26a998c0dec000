"""Each client beside upstream and beside the limit, and whether the aims were met."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.benchmarks import aim
from harness.benchmarks.aim import Aim, Ratio
from harness.benchmarks.evacuation import timing
from harness.benchmarks.evacuation.bench import Sample, Start
from harness.benchmarks.evacuation.plan import (
    BARE,
    FORK,
    FORKS,
    REFERENCE,
    SIDES,
    UPSTREAM,
    Case,
    Run,
    Side,
    StartUp,
)
from harness.benchmarks.evacuation.timing import Timing

CROWDED, PLAIN = Case(100, 500), Case(100, 100)
FASTER = {32: 22.0, 8: 7.0}
NEAR_LIMIT, SLOW = 1.1, 100
NEAR_UPSTREAM = 1.02


def bare(side: Side) -> Side:
    """Return the bare client with as many requests at a time."""
    return Side(BARE, side.concurrency)


@dataclass(frozen=True)
class Result:
    """How long a client takes for a case."""

    run: Run
    timing: Timing
    """The median."""
    repeats: int
    servers: int
    """How many there were when it was measured."""

    @property
    def is_measured(self) -> bool:
        """Whether there were all of the case, and nothing was extrapolated."""
        return self.servers == self.run.case.servers


class Results:
    """What was measured, and what follows from it."""

    def __init__(self, samples: Iterable[Sample]) -> None:
        """Take the medians of the repeats."""
        runs: dict[Run, list[Timing]] = {}
        for sample in samples:
            runs.setdefault(sample.run, []).append(sample.timing)
        self._measured = {
            run: Result(run, timing.median(several), len(several), run.case.servers)
            for run, several in runs.items()
        }
        self.cases = sorted({run.case for run in runs})

    def all(self) -> list[Result]:
        """Return the result of every client in every case."""
        return [self.of(case, side) for case in self.cases for side in SIDES]

    def has(self, case: Case, side: Side) -> bool:
        """Return whether a client was measured in a case."""
        return Run(case, side) in self._measured

    def of(self, case: Case, side: Side) -> Result:
        """Return the result of a client in a case of :attr:`cases`.

        What was not run is extrapolated from the same client with fewer servers.
        """
        run = Run(case, side)
        if run in self._measured:
            return self._measured[run]
        known = [
            result
            for each, result in self._measured.items()
            if (each.side, each.case.delay) == (side, case.delay)
        ]
        last = max(known, key=lambda result: result.servers)
        extended = last.timing.extended(case.servers - last.servers)
        return Result(run, extended, last.repeats, last.servers)

    def limit(self, run: Run) -> Result:
        """Return the result of the bare client with as many requests at a time."""
        return self.of(run.case, bare(run.side))

    def speed(self, run: Run) -> float:
        """Return upstream's time by that of a run, whole processes."""
        upstream = self.of(run.case, REFERENCE).timing.whole
        return upstream / self.of(run.case, run.side).timing.whole

    def by_limit(self, run: Run) -> float:
        """Return how many times as long the requests take as those of the bare client."""
        return self.of(run.case, run.side).timing.requests / self.limit(run).timing.requests


@dataclass(frozen=True)
class Comparison:
    """How long both clients take to start, medians."""

    startup: StartUp
    seconds: dict[str, float]
    """By client."""

    @property
    def ratio(self) -> float:
        """The fork's time by upstream's."""
        return self.seconds[FORK] / self.seconds[UPSTREAM]


def compare(starts: Sequence[Start]) -> list[Comparison]:
    """Put both clients side by side."""
    seconds: dict[StartUp, dict[str, list[float]]] = {}
    for each in starts:
        seconds.setdefault(each.startup, {}).setdefault(each.client, []).append(each.seconds)
    return [
        Comparison(startup, {name: statistics.median(several) for name, several in both.items()})
        for startup, both in seconds.items()
    ]


def aims(results: Results, comparisons: Sequence[Comparison]) -> list[Aim]:
    """Judge what was measured."""
    return [
        *(_faster(results, number, least) for number, least in FASTER.items()),
        _near_limit(results),
        _near_upstream(results),
        aim.judge(
            f"start-up takes the fork at most {NEAR_UPSTREAM:g} times as long as upstream",
            {each.startup.command: each.ratio for each in comparisons},
            lambda ratio: ratio <= NEAR_UPSTREAM,
        ),
    ]


def _faster(results: Results, concurrency: int, least: float) -> Aim:
    text = f"the fork, {concurrency} at a time, is at least {least:g} times faster than upstream"
    reached: dict[str, Ratio] = dict(_speed(results, CROWDED, Side(FORK, concurrency)))
    return aim.judge(text, reached, lambda ratio: ratio >= least)


def _speed(results: Results, case: Case, side: Side) -> Iterator[tuple[str, float]]:
    if results.has(case, side) and results.has(case, REFERENCE):
        yield _name(case), results.speed(Run(case, side))


def _near_limit(results: Results) -> Aim:
    """Judge the worst case of each concurrency, of those that were measured on both sides."""
    text = f"from {SLOW} ms on its requests take at most {NEAR_LIMIT:g} times as long as bare ones"
    slow = [case for case in results.cases if case.delay >= SLOW]
    reached: dict[str, Ratio] = {}
    for side in FORKS:
        known = [
            case for case in slow if results.has(case, side) and results.has(case, bare(side))
        ]
        ratios = {case: results.by_limit(Run(case, side)) for case in known}
        for worst in sorted(ratios, key=ratios.__getitem__)[-1:]:
            reached[f"{_name(worst)} with concurrency {side.concurrency}"] = ratios[worst]
    return aim.judge(text, reached, lambda ratio: ratio <= NEAR_LIMIT)


def _near_upstream(results: Results) -> Aim:
    text = f"one at a time it takes at most {NEAR_UPSTREAM:g} times as long as upstream"
    speeds = _speed(results, PLAIN, FORKS[0])
    reached: dict[str, Ratio] = {name: 1 / speed for name, speed in speeds}
    return aim.judge(text, reached, lambda ratio: ratio <= NEAR_UPSTREAM)


def _name(case: Case) -> str:
    return f"{case.servers} x {case.delay} ms"
