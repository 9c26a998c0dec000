"""What one run of a client did to the fleet."""

from collections.abc import Iterable
from dataclasses import dataclass

from harness.cloud.access import Change, Request
from harness.cloud.api import Migration, Server
from harness.cloud.fleet import Fleet

_DELETED = "DELETED"


@dataclass(frozen=True)
class Fate:
    """What happened to one server."""

    server: str
    name: str
    asked: tuple[int | None, ...]
    """The status of Nova's answer to each request to move or to change it."""
    source: str | None
    destination: str | None
    """The service host after the run; None if it has none, as when it was deleted."""
    status: str
    """The server's status after the run: ``SHUTOFF`` when it arrived stopped."""
    migrations: tuple[str, ...]
    """The status of each migration record, the oldest first."""

    @property
    def moved(self) -> bool:
        """Whether the server is on another host than before."""
        return self.destination not in (None, self.source)

    @property
    def refused(self) -> int:
        """How many of these requests Nova did not accept."""
        return sum(not Change(self.server, status).accepted for status in self.asked)


@dataclass(frozen=True)
class HostEvidence:
    """What happened to the servers of one service host."""

    name: str
    hypervisors: tuple[str, ...]
    state: str
    meant: bool
    """Whether the user of the command meant this host."""
    servers: tuple[Fate, ...]

    @property
    def asked(self) -> int:
        """How many requests to move or to change named one of its servers."""
        return sum(len(fate.asked) for fate in self.servers)

    @property
    def refused(self) -> int:
        """How many of them Nova did not accept."""
        return sum(fate.refused for fate in self.servers)

    @property
    def accepted(self) -> int:
        """For how many of its servers Nova accepted a request."""
        return sum(fate.refused < len(fate.asked) for fate in self.servers)

    @property
    def moved(self) -> int:
        """How many of its servers are elsewhere now."""
        return sum(fate.moved for fate in self.servers)

    @property
    def stray(self) -> bool:
        """Whether it was touched and should not have been."""
        return bool(self.asked or self.moved) and not self.meant


def collect(
    fleet: Fleet,
    meant: frozenset[str],
    before: Iterable[Server],
    after: Iterable[Server],
    asked: Iterable[Change],
    migrations: Iterable[Migration],
) -> tuple[HostEvidence, ...]:
    """Sort what was observed by the service host on which each server was.

    :param before: the servers before the client ran.
    :param after: those that are left of them, once everything had come to rest.
    """
    asked, migrations = list(asked), list(migrations)
    later = {server.id: server for server in after}
    fates: dict[str | None, list[Fate]] = {}
    for server in sorted(before, key=lambda server: server.name):
        fate = _fate(server, later.get(server.id), asked, migrations)
        fates.setdefault(server.host, []).append(fate)
    return tuple(
        HostEvidence(
            host.name,
            host.hypervisors,
            host.state,
            host.name in meant,
            tuple(fates.get(host.name, ())),
        )
        for host in fleet.hosts
    )


def _fate(
    before: Server, after: Server | None, asked: list[Change], migrations: list[Migration]
) -> Fate:
    return Fate(
        server=before.id,
        name=before.name,
        asked=tuple(request.status for request in asked if request.server == before.id),
        source=before.host,
        destination=after.host if after else None,
        status=after.status if after else _DELETED,
        migrations=tuple(m.status for m in migrations if m.server == before.id),
    )


def summarise(requests: Iterable[Request]) -> tuple[str, ...]:
    """Return each request as ``METHOD PATH -> STATUS``."""
    return tuple(f"{r.method} {r.path} -> {r.status}" for r in requests)
