"""What one run of a client did to the fleet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

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
    meant: bool = True
    """Whether it is to move when its host is emptied."""

    @property
    def moved(self) -> bool:
        """Whether the server is on another host than before."""
        return self.destination not in (None, self.source)

    @property
    def touched(self) -> bool:
        """Whether somebody asked to move or to change it, or it moved."""
        return bool(self.asked) or self.moved

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
        """For how many of its servers that are meant Nova accepted a request."""
        return sum(fate.refused < len(fate.asked) for fate in self.servers if fate.meant)

    @property
    def moved(self) -> int:
        """How many of its servers are elsewhere now."""
        return sum(fate.moved for fate in self.servers)

    @property
    def stray(self) -> bool:
        """Whether a server of it was touched that should not have been."""
        return any(fate.touched and not (self.meant and fate.meant) for fate in self.servers)


def collect(
    fleet: Fleet,
    meant: frozenset[str],
    before: Iterable[Server],
    after: Iterable[Server],
    asked: Iterable[Change],
    migrations: Iterable[Migration],
    spared: Collection[str] = (),
) -> tuple[HostEvidence, ...]:
    """Sort what was observed by the service host on which each server was.

    :param before: the servers before the client ran.
    :param after: those that are left of them, once everything had come to rest.
    :param spared: the ids of those that stay when their host is emptied.
    """
    asked, migrations = list(asked), list(migrations)
    later = {server.id: server for server in after}
    fates: dict[str | None, list[Fate]] = {}
    for server in sorted(before, key=lambda server: server.name):
        fate = _fate(server, later.get(server.id), asked, migrations)
        fate = replace(fate, meant=server.id not in spared)
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
    """Return each request as ``METHOD PATH -> STATUS``, and what befell it."""
    return tuple(map(_summary, requests))


def _summary(request: Request) -> str:
    befell = f" ({request.fault})" if request.fault else ""
    return f"{request.method} {request.path} -> {request.status}{befell}"
