"""What the bench of evacuations would have measured, for tests that run nothing."""

from harness.benchmarks.evacuation import bench, plan
from harness.benchmarks.evacuation.bench import Sample, Start
from harness.benchmarks.evacuation.plan import OPENSTACK, Case, Run, Side
from harness.benchmarks.evacuation.report import Report
from harness.benchmarks.evacuation.timing import Timing
from harness.tests.unit import samples

CASES = [Case(delay, servers) for delay in (20, 100) for servers in (10, 100, 500)]


def timing(requests: float = 2.0, first: float = 1.0, period: float = 0.5) -> Timing:
    """Return a run whose process ended a second after its last answer."""
    return Timing(first + requests + 1, first, requests, period)


def sample(case: Case, side: Side) -> Sample:
    """Return a run without cost: Nova's delay for each server, twice that in a loop."""
    period = max(case.seconds, 0.001) * (2 if side.client == OPENSTACK else 1)
    requests = case.servers / side.concurrency * period
    return Sample(Run(case, side), timing(requests, 0.5, period))


def starts(fork: float = 0.25, repeats: int = 3) -> list[Start]:
    """Return start-ups; those of upstream take a quarter of a second."""
    seconds = {"upstream": 0.25, "fork": fork}
    both = bench.startups(repeats)
    return [Start(each, client, seconds[client]) for each in both for client in each.turns]


def report(cases: list[Case] = CASES) -> Report:
    """Return a report of some cases."""
    found = [sample(run.case, run.side) for run in plan.plan(cases, 3)]
    return Report(found, starts(), samples.ORIGIN, 3)
