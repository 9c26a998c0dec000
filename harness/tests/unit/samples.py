"""Evidence as a cloud would give it, for tests that have none."""

from harness.benchmarks.machine import Machine
from harness.benchmarks.origin import Origin
from harness.benchmarks.resolution import bench
from harness.benchmarks.resolution.bench import Sample
from harness.benchmarks.resolution.measurement import Measurement
from harness.benchmarks.resolution.report import Report
from harness.cloud.access import Change
from harness.cloud.api import Migration, Server
from harness.cloud.client import Outcome
from harness.cloud.fleet import Fleet, Host
from harness.trials import evidence
from harness.trials.scenario import LATEST, Scenario
from harness.trials.trial import Trial

FLEET = Fleet(
    "three",
    (
        Host("web1", ("web1",), 2, "down"),
        Host("web10", ("web10",), 1, "down"),
        Host("spare", ("spare",), 0, "up"),
    ),
)
ORIGIN = Origin(
    {"upstream": "18.13.1", "fork": "18.13.1"},
    Machine("CPU", 2, "CPython 3", "Linux", 0.1),
    "c0ffee",
    "2026-11-22",
)
SCENARIO = Scenario("sample", "web1 failed", "three", "web1", frozenset({"web1"}), "spare")
BEFORE = (
    Server("id-a", "a", "web1", "web1", "ACTIVE", None, "instance-1"),
    Server("id-b", "b", "web1", "web1", "ACTIVE", None, "instance-2"),
    Server("id-c", "c", "web10", "web10", "ACTIVE", None, "instance-3"),
)


def server(before: Server, host: str, status: str = "SHUTOFF") -> Server:
    """Return the server as it is after it moved to ``host``."""
    return Server(before.id, before.name, host, host, status, None, before.instance)


def trial(
    moved: str = "", refused: str = "", client: str = "upstream", status: int = 0, **options: str
) -> Trial:
    """Return a trial in which the named servers (a, b, c) moved or were refused."""
    names = moved + refused
    asked = [Change(f"id-{n}", 400 if n in refused else 200) for n in names]
    after = [server(s, "spare") if s.name in moved else s for s in BEFORE]
    migrations = [Migration(f"id-{n}", "web", "spare", "done") for n in moved]
    hosts = evidence.collect(FLEET, SCENARIO.meant, BEFORE, after, asked, migrations)
    outcome = Outcome(status, options.get("stdout", ""), options.get("stderr", ""), 1.0)
    microversion = options.get("microversion", LATEST)
    return Trial(
        scenario=SCENARIO,
        client=client,
        command=f"nova {' '.join(SCENARIO.arguments(microversion))}",
        microversion=microversion,
        outcome=outcome,
        hosts=hosts,
        requests=("GET / -> 200",),
    )


def measurement(seconds: float = 1.0, queries: int = 12, first: float | None = 2.0) -> Measurement:
    """Return what a run cost that took some ``seconds`` to find a host."""
    return Measurement(seconds + 4, first, seconds, seconds / 2, 2, queries, 1500)


def bench_report(hosts: int = 2000) -> Report:
    """Return a report in which upstream's numbers grow with the look-alikes."""
    samples = [Sample(run, _cost(run)) for run in bench.plan(bench.cases(hosts), repeats=1)]
    return Report(samples, ORIGIN, hosts, 20, 1)


def _cost(run: bench.Run) -> Measurement:
    if run.side == bench.FORK or run.name != run.case.host:
        return measurement(0.1)
    searched = run.case.lookalikes
    found = None if run.case.fqdn else 2.0 + 0.1 * searched
    return measurement(0.1 + 0.1 * searched, 12 + 10 * searched, found)
