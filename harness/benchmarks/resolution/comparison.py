"""Upstream beside the fork: medians, ratios, and whether the aims were met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness.benchmarks import aim
from harness.benchmarks.aim import Aim, Ratio
from harness.benchmarks.resolution import measurement
from harness.benchmarks.resolution.bench import FORK, UPSTREAM, Case, Run, Sample
from harness.benchmarks.resolution.measurement import Measurement

FASTER = 26.0
WITHIN = 1.2
WITHIN_BY_FQDN = 1.5
QUERIES = 2.0
CROWDED = 1110


@dataclass(frozen=True)
class Comparison:
    """What it takes each client to find a host of which somebody knows one name."""

    case: Case
    name: str
    asked: tuple[str, ...]
    """The names that upstream is asked for in turn, until it finds the host."""
    upstream: Measurement
    fork: Measurement

    @property
    def lookalikes(self) -> int:
        """How many hostnames contain the name beside the host's own; an FQDN has none."""
        return self.case.lookalikes if self.name == self.case.host else 0

    def ratio(self, name: str) -> Ratio:
        """Return upstream's number by the fork's; ``None`` where one found nothing."""
        upstream, fork = getattr(self.upstream, name), getattr(self.fork, name)
        found = self.fork.first is not None and self.upstream.first is not None
        return upstream / fork if found and fork else None


def compare(samples: Iterable[Sample]) -> list[Comparison]:
    """Take the medians of the repeats and put both sides of each case together.

    Where the hypervisor has an FQDN, upstream does not find the host by its short name:
    somebody who knows only that pays for both searches.
    """
    runs: dict[Run, list[Measurement]] = {}
    for sample in samples:
        runs.setdefault(sample.run, []).append(sample.measurement)
    medians = {run: measurement.median(several) for run, several in runs.items()}
    cases = dict.fromkeys(run.case for run in runs)
    return [_comparison(medians, case, name) for case in cases for name in case.names]


def _comparison(medians: dict[Run, Measurement], case: Case, name: str) -> Comparison:
    found = medians[Run(case, UPSTREAM, name)]
    asked = [name]
    for other in case.names[case.names.index(name) + 1 :]:
        if found.first is None:
            found = found.then(medians[Run(case, UPSTREAM, other)])
            asked.append(other)
    return Comparison(case, name, tuple(asked), found, medians[Run(case, FORK, name)])


def aims(comparisons: Sequence[Comparison]) -> list[Aim]:
    """Judge what was measured."""
    short = [each for each in comparisons if not each.case.fqdn]
    alone = [each for each in short if not each.lookalikes]
    whole = [each for each in comparisons if each.name != each.case.host]
    return [
        _within("a service host without look-alikes", alone, WITHIN),
        _within("a host by its FQDN", whole, WITHIN_BY_FQDN),
        _faster([each for each in short if each.lookalikes == CROWDED]),
        _frugal(alone),
        _independent(short),
    ]


def _within(what: str, compared: Sequence[Comparison], bound: float) -> Aim:
    text = f"the first evacuation of {what} takes at most {bound:g} times as long as upstream's"
    reached = {_place(each): _inverse(each.ratio("first")) for each in compared}
    return aim.judge(text, reached, lambda ratio: ratio <= bound)


def _faster(crowded: Sequence[Comparison]) -> Aim:
    text = f"with {CROWDED:,} look-alikes its first evacuation comes {FASTER:g} times sooner"
    reached = {_place(each): each.ratio("first") for each in crowded}
    return aim.judge(text, reached, lambda ratio: ratio >= FASTER)


def _frugal(alone: Sequence[Comparison]) -> Aim:
    text = f"without look-alikes at most {QUERIES:g} times upstream's database queries"
    reached = {_place(each): _inverse(each.ratio("queries")) for each in alone}
    return aim.judge(text, reached, lambda ratio: ratio <= QUERIES)


def _independent(short: Sequence[Comparison]) -> Aim:
    """Judge whether look-alikes cost the fork queries."""
    text = "as many database queries with look-alikes as without"
    found: dict[str, list[Comparison]] = {}
    for each in short:
        found.setdefault(each.case.microversion, []).append(each)
    reached = {version: _spread(several) for version, several in found.items()}
    return aim.judge(text, reached, lambda ratio: ratio == 1)


def _spread(compared: Sequence[Comparison]) -> Ratio:
    if any(each.fork.first is None for each in compared):
        return None
    queries = [each.fork.queries for each in compared]
    return max(queries) / min(queries)


def _place(compared: Comparison) -> str:
    case = compared.case
    return case.microversion if compared.name == case.host else f"{case.microversion} {case.host}"


def _inverse(ratio: Ratio) -> Ratio:
    return 1 / ratio if ratio else None
