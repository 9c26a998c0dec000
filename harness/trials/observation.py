"""What was seen of a cloud while something acted on it."""

from dataclasses import dataclass

from harness.cloud import access, settings
from harness.cloud.client import Outcome
from harness.cloud.cloud import Cloud
from harness.trials import evidence
from harness.trials.evidence import HostEvidence


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was asked of a cloud, and what became of its fleet."""

    hosts: tuple[HostEvidence, ...]
    requests: tuple[str, ...]
    moves: bool = True
    """Whether servers were to be moved, and not only to be changed."""

    @property
    def asked(self) -> list[str]:
        """The service hosts whose servers somebody asked to move or to change."""
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
        return [host.name for host in self.hosts if host.meant and not self._emptied(host)]

    def _emptied(self, host: HostEvidence) -> bool:
        meant = [fate for fate in host.servers if fate.meant]
        return all(fate.moved for fate in meant) if self.moves else host.accepted == len(meant)

    @property
    def arrivals(self) -> list[str]:
        """The distinct statuses of the servers that moved."""
        fates = [fate for host in self.hosts for fate in host.servers if fate.moved]
        return sorted({fate.status for fate in fates})

    @property
    def exact(self) -> bool:
        """Whether all of the hosts that were meant was moved or changed, and no other touched."""
        return not self.strays and not self.left


@dataclass(frozen=True, kw_only=True)
class Observation(Seen):
    """The same, with what was run and how it ended."""

    client: str
    """The label under which the report shows it."""
    command: str
    """The command line, without the executable's folder."""
    outcome: Outcome


class Watch:
    """Sees what happens on a cloud from now on."""

    def __init__(self, cloud: Cloud) -> None:
        """Note where every server is."""
        self._cloud = cloud
        self._before = cloud.administrator.servers()
        self._start = access.position(cloud.access_log)

    def see(self, meant: frozenset[str], moves: bool = True) -> Seen:
        """Wait until nothing moves any more, and gather the evidence.

        :param meant: the service hosts that may be touched.
        :param moves: whether servers are to be moved, and not only to be changed.
        :raises HarnessError: when the cloud dies or does not come to rest.
        """
        cloud = self._cloud
        cloud.rest()
        after, migrations = cloud.administrator.servers(), cloud.administrator.migrations()
        found = access.read(cloud.access_log, self._start)
        requests = [each for each in found if each.agent.split()[:1] != [settings.AGENT]]
        asked = access.changes(requests)
        fleet, before = cloud.current, self._before
        hosts = evidence.collect(fleet, meant, before, after, asked, migrations, cloud.spared)
        return Seen(hosts=hosts, requests=evidence.summarise(requests), moves=moves)
