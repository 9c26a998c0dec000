"""What finding a host costs: upstream's ``--strict`` beside the fork, in a cell full of hosts.

Every compute service is reported up, so Nova refuses each evacuation after the same checks on
both sides, with 400: whatever is measured comes before that, and nothing ever moves.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.benchmarks.estimate import Estimate
from harness.benchmarks.resolution import measurement
from harness.benchmarks.resolution.measurement import Measurement
from harness.cloud import access, client
from harness.cloud.access import Request
from harness.cloud.client import Client
from harness.cloud.cloud import Cloud
from harness.cloud.fleet import DOWN, Fleet, Host
from harness.errors import HarnessError
from harness.progress import Progress
from harness.trials.scenario import LATEST

MICROVERSIONS = ("2.52", LATEST)
UPSTREAM, FORK = "upstream", "fork"
OPTIONS = {UPSTREAM: ["--strict"], FORK: []}
DOMAIN = "example.org"

_FAMILY = "node"
_NAMED = (1999, 199, 19, 1)
_PATIENCE = 600.0
_REFUSED = 400
_RUN, _SEARCHED = 2.5, 0.025


@dataclass(frozen=True)
class Case:
    """A host that has a name, and how many hypervisors' hostnames contain it beside its own."""

    host: str
    """The service host."""
    lookalikes: int
    fqdn: bool
    """Whether its hypervisor's hostname is an FQDN, or that of the service host."""
    microversion: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which somebody may call it."""
        return (self.host, f"{self.host}.{DOMAIN}") if self.fqdn else (self.host,)


@dataclass(frozen=True)
class Run:
    """One ``nova host-evacuate`` of a case."""

    case: Case
    side: str
    name: str

    @property
    def arguments(self) -> list[str]:
        """What follows ``nova`` on the command line."""
        version = self.case.microversion
        asked = [] if version == LATEST else ["--os-compute-api-version", version]
        return [*asked, "host-evacuate", *OPTIONS[self.side], self.name]

    @property
    def weight(self) -> float:
        """About how long it takes, in seconds, to tell how much is left to do."""
        searches = self.side == UPSTREAM and self.name == self.case.host
        return _RUN + _SEARCHED * self.case.lookalikes * searches

    def __str__(self) -> str:
        """Return it as the progress shows it."""
        options = " ".join(OPTIONS[self.side])
        return f"{self.side} {options} {self.name}, {self.case.microversion}".replace("  ", " ")


@dataclass(frozen=True)
class Sample:
    """A run and what it cost once."""

    run: Run
    measurement: Measurement


def hosts(number: int) -> list[str]:
    """Return so many service hosts, each named by its number."""
    return [f"{_FAMILY}{index}" for index in range(1, number + 1)]


def cases(number: int) -> list[Case]:
    """Return the cases of a cell of so many hosts, those with an FQDN last.

    1999, 199, 19 and 1 begin the numbers of 0, 10, 110 and 1,110 other hosts of 2,000. With
    FQDNs, the first and the last of these suffice: an FQDN has no look-alike.
    """
    counted = [(f"{_FAMILY}{index}", _lookalikes(index, number)) for index in _NAMED]
    found = [(host, count) for host, count in counted if count is not None]
    return [
        Case(host, count, fqdn, microversion)
        for fqdn, chosen in ((False, found), (True, found[:1] + found[1:][-1:]))
        for host, count in chosen
        for microversion in MICROVERSIONS
    ]


def _lookalikes(index: int, number: int) -> int | None:
    if index > number:
        return None
    return sum(str(other).startswith(str(index)) for other in range(1, number + 1)) - 1


def plan(chosen: Sequence[Case], repeats: int) -> list[Run]:
    """Return the runs, both sides of a case in turn, every other time the fork's first."""
    turns = (1, -1)
    return [
        run
        for repeat in range(repeats)
        for case in chosen
        for run in _runs(case)[:: turns[repeat % 2]]
    ]


def _runs(case: Case) -> list[Run]:
    return [Run(case, side, name) for side in (UPSTREAM, FORK) for name in case.names]


class Bench:
    """A cell full of hosts and the two clients that are measured on it."""

    def __init__(self, cloud: Cloud, clients: dict[str, Client], progress: Progress) -> None:
        """Measure ``clients`` by :data:`UPSTREAM` and :data:`FORK`, on a cloud of :func:`seed`."""
        self._cloud, self._clients, self._progress = cloud, clients, progress

    def run(self, number: int, servers: int, repeats: int) -> Iterator[Sample]:
        """Fill the cell and yield a sample for each run of the plan.

        :raises HarnessError: when a client touches other servers than those of the host, or
            Nova does not refuse to evacuate them.
        """
        # This takes a second: it imports Nova's tables.
        from harness.benchmarks.resolution import full_cell

        self._progress.step(f"writing {number} hosts with {servers} servers each")
        databases = self._cloud.databases
        full_cell.gather(databases["cell"], databases["api"], hosts(number), servers)
        chosen = cases(number)
        short = plan([case for case in chosen if not case.fqdn], repeats)
        long = plan([case for case in chosen if case.fqdn], repeats)
        estimate = Estimate(self._progress, [*short, *long])
        yield from self._samples(short, estimate)
        self._cloud.cell.append_domain(DOMAIN)
        yield from self._samples(long, estimate)

    def _samples(self, runs: list[Run], estimate: Estimate) -> Iterator[Sample]:
        for run in _runs(runs[0].case):
            self._measure(run)  # unused: neither side shall find everything cold
        for run in runs:
            estimate.announce(run)
            yield Sample(run, self._measure(run))

    def _measure(self, run: Run) -> Measurement:
        cloud, executable = self._cloud, self._clients[run.side]
        cloud.cell.beat(())
        start, began = access.position(cloud.access_log), time.monotonic()
        outcome = client.run(executable, run.arguments, cloud.environment, _PATIENCE, cloud.check)
        requests = access.read(cloud.access_log, start)
        verify(run, requests, cloud.cell.servers_on(run.case.host), outcome.stderr)
        return measurement.measure(began, outcome.seconds, requests)


def seed() -> Fleet:
    """Return the fleet that a cloud starts with: the host whose rows are copied."""
    name = hosts(1)[0]
    return Fleet("bench", (Host(name, (name,), 1, DOWN),))


def verify(run: Run, requests: Sequence[Request], servers: set[str], stderr: str) -> None:
    """Make sure that a run is worth comparing.

    :param servers: the ids of the servers of the host.
    :param stderr: what the client said.
    :raises HarnessError: when it asked for other servers than these, or for some of them, or
        Nova answered otherwise than it should, or was not asked at all.
    """
    asked = access.changes(list(requests))
    if not requests:
        said = stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise HarnessError(f"{run}: Nova was not asked: {said[0]}; is it a nova that works?")
    if asked and sorted(each.server for each in asked) != sorted(servers):
        what = f"{len(asked)} requests to evacuate are not one for each of {len(servers)} servers"
        raise HarnessError(f"{run}: {what} of {run.case.host}; there is nothing to compare")
    for each in asked:
        if each.status != _REFUSED:
            what = f"Nova answered {each.status} to an evacuation instead of refusing it"
            raise HarnessError(f"{run}: {what}; try again")
