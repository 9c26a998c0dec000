"""A trial: one client runs one scenario at one microversion, on a cloud that was reset."""

from dataclasses import dataclass

from harness.cloud import access, client
from harness.cloud.client import Client, Outcome
from harness.cloud.cloud import Cloud
from harness.trials import evidence
from harness.trials.evidence import HostEvidence
from harness.trials.scenario import Scenario

_PATIENCE = 600.0


@dataclass(frozen=True)
class Trial:
    """What a client was told to do, and all that was seen of it."""

    scenario: Scenario
    client: str
    microversion: str
    outcome: Outcome
    hosts: tuple[HostEvidence, ...]
    requests: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command line, without the executable's folder."""
        return " ".join(["nova", *self.scenario.arguments(self.microversion)])

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
        return host.moved if self.scenario.moves else host.accepted

    @property
    def arrivals(self) -> list[str]:
        """The distinct statuses of the servers that moved."""
        fates = [fate for host in self.hosts for fate in host.servers if fate.moved]
        return sorted({fate.status for fate in fates})

    @property
    def exact(self) -> bool:
        """Whether all of the hosts that were meant was moved or changed, and no other touched."""
        return not self.strays and not self.left


def run(cloud: Cloud, scenario: Scenario, runner: Client, microversion: str) -> Trial:
    """Reset the cloud, run the client and gather the evidence.

    :raises HarnessError: when the cloud dies, or the client cannot be run.
    """
    fleet = scenario.load_fleet()
    cloud.reset(fleet)
    before = cloud.administrator.servers()
    start = access.position(cloud.access_log)
    arguments = scenario.arguments(microversion)
    outcome = client.run(runner, arguments, cloud.environment, _PATIENCE, cloud.check)
    cloud.check()
    requests = access.read(cloud.access_log, start)
    cloud.rest()
    after, migrations = cloud.administrator.servers(), cloud.administrator.migrations()
    asked = access.changes(requests)
    hosts = evidence.collect(fleet, scenario.meant, before, after, asked, migrations)
    sent = evidence.summarise(requests)
    return Trial(scenario, runner.label, microversion, outcome, hosts, sent)
