"""A description of what Nova's databases say: services, hypervisors, servers, records."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.cloud import settings
from harness.cloud.fleet import DOWN

CELL1, CELL2 = "cell1", "cell2"

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "harness.invalid")


@dataclass(frozen=True)
class Service:
    """A record of a nova-compute, alive or not."""

    host: str
    state: str = DOWN
    """One of :data:`harness.cloud.fleet.STATES`."""
    cell: str = CELL1
    version: int | None = None
    """Nova's internal number of the release that it is; None for that of this cloud."""
    deleted: bool = False
    """Whether somebody deleted it; its hypervisors are left behind."""


@dataclass(frozen=True)
class Hypervisor:
    """A hypervisor under a service host."""

    hostname: str
    host: str
    own_id: str | None = None
    """Its UUID; None for the one by which a compute service that is started knows it."""


@dataclass(frozen=True)
class Server:
    """A server, in whatever state."""

    name: str
    host: str
    """The service host."""
    vm: str = "active"
    """Nova's ``vm_state``; ``deleted`` if it is gone for good."""
    task: str | None = None
    """Nova's ``task_state``."""
    power: int = 1
    """Nova's ``power_state``; 1 if it runs."""
    project: str = settings.PROJECT
    hypervisor: str | None = None
    """None for the first hypervisor under the host."""
    age: int | None = None
    """Minutes after the birth of the first server; None for its place in the world."""
    volume: bool = False
    """Whether its root disk is a volume."""
    launched: bool = True
    """Whether it ever ran."""

    @property
    def id(self) -> str:
        """The UUID, which depends on the name alone."""
        return identify("server", self.name)


@dataclass(frozen=True)
class Record:
    """A move of a server that was asked for, and what became of it."""

    server: str
    """Its name."""
    status: str
    source: str
    target: str | None = None
    kind: str = "evacuation"


@dataclass(frozen=True)
class World:
    """All of it, the oldest first."""

    services: tuple[Service, ...] = ()
    hypervisors: tuple[Hypervisor, ...] = ()
    servers: tuple[Server, ...] = ()
    records: tuple[Record, ...] = ()
    down_cells: frozenset[str] = frozenset()
    """Cells whose database nobody reaches."""

    @property
    def cells(self) -> frozenset[str]:
        """The cells that there are: the first, and those of the services."""
        return frozenset([CELL1, *(service.cell for service in self.services)])

    def service(self, host: str) -> Service | None:
        """Return the service of a host; None if it never had one."""
        return next((each for each in self.services if each.host == host), None)

    def cell_of(self, host: str) -> str:
        """Return the cell of a service host."""
        service = self.service(host)
        return service.cell if service else CELL1

    def hypervisors_of(self, host: str) -> list[Hypervisor]:
        """Return the hypervisors under a service host."""
        return [each for each in self.hypervisors if each.host == host]

    def id_of(self, node: Hypervisor) -> str:
        """Return the UUID of a hypervisor."""
        if node.own_id:
            return node.own_id
        place = self.hypervisors_of(node.host).index(node)
        return identify("hypervisor", node.host, str(place))

    def server(self, name: str) -> Server:
        """Return the server of that name.

        :raises StopIteration: when there is none.
        """
        return next(each for each in self.servers if each.name == name)


def identify(*words: str) -> str:
    """Return a UUID that depends on the words alone."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(words)))


def load(path: Path) -> World:
    """Read a world from JSON, in the words of Nova's API."""
    return parse(json.loads(path.read_text()))


def parse(content: dict[str, Any]) -> World:
    """Make a world of parsed JSON.

    :param content: lists of ``services`` (``host``, ``state``), ``hypervisors``
        (``hypervisor_hostname``, ``service``), ``servers`` (``name``, ``host``, perhaps ``vm``,
        ``task``, ``project``) and ``migrations`` (``instance_uuid``, ``status``,
        ``source_compute``, ``dest_compute``, ``migration_type``).
    """
    servers = content.get("servers", [])
    names = {each.get("id", each["name"]): each["name"] for each in servers}
    return World(
        tuple(Service(each["host"], each["state"]) for each in content.get("services", [])),
        tuple(
            Hypervisor(each["hypervisor_hostname"], each["service"])
            for each in content.get("hypervisors", [])
        ),
        tuple(_server(each) for each in servers),
        tuple(_record(each, names) for each in content.get("migrations", [])),
    )


def _server(content: dict[str, Any]) -> Server:
    own = {key: content[key] for key in ("vm", "task", "project") if key in content}
    return Server(content["name"], content["host"], **own)


def _record(content: dict[str, Any], names: dict[str, str]) -> Record:
    return Record(
        names[content["instance_uuid"]],
        content["status"],
        content["source_compute"],
        content["dest_compute"],
        content["migration_type"],
    )


def hosts(names: Sequence[str], state: str = DOWN) -> World:
    """Return hosts with one hypervisor each, which has the host's name, and no servers."""
    services = tuple(Service(name, state) for name in names)
    return World(services, tuple(Hypervisor(name, name) for name in names))
