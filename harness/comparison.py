"""Upstream beside the fork: medians, ratios, and whether the aims were met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harness import aim, measurement
from harness.aim import Aim, Ratio
from harness.bench import FORK, UPSTREAM, Case, Run, Sample
from harness.measurement import Measurement

FASTER = 300.0
WITHIN = 1.15
FEWER = 3.0
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
    long = [each for each in comparisons if each.case.fqdn]
    names = dict.fromkeys(each.name for each in long)
    return [
        _faster([each for each in short if each.case.lookalikes == CROWDED]),
        _within([each for each in short if not each.case.lookalikes]),
        *(_fewer([each for each in long if each.name == name]) for name in names),
    ]


def _faster(crowded: Sequence[Comparison]) -> Aim:
    text = f"with {CROWDED:,} look-alikes the fork finds the host at least {FASTER:g} times faster"
    reached = {each.case.microversion: each.ratio("finding") for each in crowded}
    return aim.judge(text, reached, lambda ratio: ratio >= FASTER)


def _within(alone: Sequence[Comparison]) -> Aim:
    text = f"with none its first evacuation takes at most {WITHIN:g} times as long as upstream's"
    ratios = {each.case.microversion: each.ratio("first") for each in alone}
    reached = {version: ratio and 1 / ratio for version, ratio in ratios.items()}
    return aim.judge(text, reached, lambda ratio: ratio <= WITHIN)


def _fewer(named: Sequence[Comparison]) -> Aim:
    name = f"{named[0].name} ({named[0].lookalikes:,} look-alikes)"
    text = f"FQDN/short, {name}: at least {FEWER:g} times fewer queries"
    reached = {each.case.microversion: each.ratio("queries") for each in named}
    return aim.judge(text, reached, lambda ratio: ratio >= FEWER)
