"""What is run, how often and in which order."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from harness.trials.report import count

UPSTREAM, FORK, BARE, OPENSTACK = "upstream", "fork", "bare", "openstack"
CONCURRENCY = (1, 8, 32)

_LONG = {UPSTREAM: 11.5, FORK: 11.5, BARE: 3.0, OPENSTACK: 3.0}
"""Seconds from which on a run is not repeated. What is compared of the first two includes their
start-up, which varies."""
_TOO_LONG = 20.0
"""Seconds of waiting from which on a run is left out that has a shorter one to tell by."""
_STARTING = 0.6
_WORKING = {UPSTREAM: 0.006, FORK: 0.006, BARE: 0.001, OPENSTACK: 1.7}


@dataclass(frozen=True)
class Side:
    """A client, and how many requests it has under way at a time."""

    client: str
    concurrency: int = 1

    def __str__(self) -> str:
        """Return it as tables show it."""
        if self.client == OPENSTACK:
            return "openstack, in a loop"
        return self.client + f", {self.concurrency} at a time" * (self.concurrency > 1)


LOOP, REFERENCE = Side(OPENSTACK), Side(UPSTREAM)
FORKS = tuple(Side(FORK, number) for number in CONCURRENCY)
LIMITS = tuple(Side(BARE, number) for number in CONCURRENCY)
SIDES = (LOOP, REFERENCE, *FORKS, *LIMITS)


@dataclass(frozen=True, order=True)
class Case:
    """A failed host with servers, and how long Nova takes for the evacuation of each."""

    delay: int
    """In milliseconds."""
    servers: int

    @property
    def seconds(self) -> float:
        """The delay as the stand-in takes it."""
        return self.delay / 1000


@dataclass(frozen=True)
class Run:
    """One evacuation of a host."""

    case: Case
    side: Side

    @property
    def weight(self) -> float:
        """About how long it takes, in seconds."""
        working = _WORKING[self.side.client] * self.case.servers
        return _STARTING + working + self._waiting

    @property
    def _waiting(self) -> float:
        return math.ceil(self.case.servers / self.side.concurrency) * self.case.seconds

    def is_measured(self, fewest: int) -> bool:
        """Tell whether it is run, or told from one with fewer servers.

        The loop is only run with the fewest, and a client with one request at a time only if
        that is not too long; but upstream, to which all others are compared, always is.

        :param fewest: servers in the smallest case.
        """
        if self.side == LOOP:
            return self.case.servers == fewest
        if self.side == REFERENCE or self.side.concurrency > 1:
            return True
        return self._waiting <= _TOO_LONG or self.case.servers == fewest

    def __str__(self) -> str:
        """Return it as the progress shows it."""
        return f"{self.side}: {count(self.case.servers, 'server')}, {self.case.delay} ms each"


def plan(cases: Sequence[Case], repeats: int) -> list[Run]:
    """Return the runs, all sides of a case in turn, every other time in reverse order.

    :param repeats: how often each is run; once if it takes long.
    """
    fewest = min(case.servers for case in cases)
    return [run for case in cases for run in _turns(case, repeats, fewest)]


def _turns(case: Case, repeats: int, fewest: int) -> Iterator[Run]:
    runs = [run for side in SIDES if (run := Run(case, side)).is_measured(fewest)]
    for turn in range(repeats):
        for run in runs[:: (1, -1)[turn % 2]]:
            if not turn or run.weight < _LONG[run.side.client]:
                yield run


@dataclass(frozen=True)
class StartUp:
    """A command that sends no evacuation, run by upstream's client and the fork by turns."""

    command: str
    arguments: dict[str, tuple[str, ...]] = field(hash=False)
    """What follows ``nova``, by client."""
    repeats: int

    @property
    def weight(self) -> float:
        """About how long all runs take, in seconds, with one before that does not count."""
        return (self.repeats + 1) * len(self.arguments) * _STARTING

    def __str__(self) -> str:
        """Return it as the progress shows it."""
        return f"start-up: {self.command}, {count(self.repeats, 'time')} each"

    @property
    def turns(self) -> list[str]:
        """The clients in the order in which they are run."""
        both = list(self.arguments)
        return [each for turn in range(self.repeats) for each in both[:: (1, -1)[turn % 2]]]
