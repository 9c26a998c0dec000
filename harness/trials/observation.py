"""What was seen of a cloud while something acted on it."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.cloud import access
from harness.cloud.client import Outcome
from harness.cloud.cloud import Cloud
from harness.cloud.fleet import Fleet
from harness.trials import evidence
from harness.trials.evidence import HostEvidence


@dataclass(frozen=True)
class Seen:
    """How something ended that ran on a cloud, what it asked, and what became of the fleet."""

    outcome: Outcome
    hosts: tuple[HostEvidence, ...]
    requests: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Observation(Seen):
    """The same, with what was run."""

    client: str
    """The label under which the report shows it."""
    command: str
    """The command line, without the executable's folder."""
    moves: bool = True
    """Whether it moves servers, and does not only change them."""

    @property
    def asked(self) -> list[str]:
        """The service hosts whose servers the client asked to move or to change."""
        return [host.name for host in self.hosts if host.asked]

    @property
    def moved(self) -> list[str]:
        """The service hosts whose servers are elsewhere now."""
        return [host.name for host in self.hosts if host.moved]

    @property
    def strays(self) -> list[str]:
        """The service hosts that were touched and should not have been."""
        return [host.name for host in self.hosts if host.stray]

    @property
    def left(self) -> list[str]:
        """The hosts that were meant and have servers that did not move, or were not changed."""
        return [h.name for h in self.hosts if h.meant and self._done(h) < len(h.servers)]

    def _done(self, host: HostEvidence) -> int:
        return host.moved if self.moves else host.accepted

    @property
    def arrivals(self) -> list[str]:
        """The distinct statuses of the servers that moved."""
        fates = [fate for host in self.hosts for fate in host.servers if fate.moved]
        return sorted({fate.status for fate in fates})

    @property
    def exact(self) -> bool:
        """Whether all of the hosts that were meant was moved or changed, and no other touched."""
        return not self.strays and not self.left


def observe(cloud: Cloud, fleet: Fleet, meant: frozenset[str], act: Callable[[], Outcome]) -> Seen:
    """Have something act, wait until nothing moves any more, and gather the evidence.

    :param fleet: the cloud's fleet, in the states that it has.
    :param meant: the service hosts that may be touched.
    :raises HarnessError: when the cloud dies or does not come to rest.
    """
    before = cloud.administrator.servers()
    start = access.position(cloud.access_log)
    outcome = act()
    cloud.check()
    requests = access.read(cloud.access_log, start)
    cloud.rest()
    after, migrations = cloud.administrator.servers(), cloud.administrator.migrations()
    asked = access.changes(requests)
    hosts = evidence.collect(fleet, meant, before, after, asked, migrations)
    return Seen(outcome, hosts, evidence.summarise(requests))
