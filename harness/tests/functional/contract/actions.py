"""The changes that are asked of both, each of a server of its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from harness.stage.world import CELL2, Hypervisor, Record, Server, Service, World
from harness.tests.functional.contract import model
from harness.tests.functional.contract.catalogue import Request

VM_STATES = (
    "active",
    "building",
    "deleted",
    "error",
    "paused",
    "rescued",
    "resized",
    "shelved",
    "shelved_offloaded",
    "soft-delete",
    "stopped",
    "suspended",
)
TASKS = (
    None,
    "rebuilding",
    "rebuild_spawning",
    "powering-off",
    "migrating",
    "deleting",
    "rebooting",
    "resize_prep",
    "unknown-task",
)
HOSTS = {"dead": "down", "forced": "forced-down", "alive": "up"}
EVACUATION_BORDERS = ("2.1", "2.13", "2.14", "2.28", "2.29", "2.67", "2.68", "2.94", "2.95")
LIVE_BORDERS = ("2.24", "2.25", "2.29", "2.30", "2.33", "2.34", "2.67", "2.68", "2.100")
MIGRATE_BORDERS = ("2.1", "2.55", "2.56", "2.100")
SERVICE_BORDERS = ("2.53", "2.68", "2.69", "2.100")
SHARED = {"onSharedStorage": False}


_RESIZED = (
    *(
        Record(f"moved off {host}", "finished", host, "spare", "migration")
        for host in (*HOSTS, "gone")
    ),
    Record("resized", "finished", "alive", "spare", "resize"),
    Record("confirmed", "confirmed", "alive", "spare", "migration"),
    Record("lost", "error", "alive", "spare", "migration"),
)


def _world() -> World:
    """Return hosts that are down, forced down and up, each with a server in every state."""
    services = [Service(host, state) for host, state in HOSTS.items()]
    services += [
        Service("spare", "up"),
        Service("stale"),
        Service("gone", deleted=True),
        Service("far", cell=CELL2),
    ]
    names = [service.host for service in services if service.host != "stale"]
    servers = [
        Server(name_of(host, vm, task), host, vm, task)
        for host in HOSTS
        for vm in VM_STATES
        for task in (TASKS if vm in ("active", "error", "stopped") else (None, "deleting"))
    ]
    servers += [Server(f"plain{number}", "dead") for number in range(_PLAIN)]
    servers += [
        Server("left behind", "gone"),
        Server("of a far cell", "far"),
        Server("unlaunched", "dead", launched=False),
        Server("of another project", "dead", project="tenant"),
        Server("of another project, alive", "alive", project="tenant"),
        *(Server(record.server, "spare", "resized") for record in _RESIZED),
        Server("never moved", "spare", "resized"),
        Server("unlaunched, moved", "spare", "resized", launched=False),
        Server("of another project, moved", "spare", "resized", project="tenant"),
    ]
    records = (
        *_RESIZED,
        Record("alive active None", "finished", "spare", "alive", "migration"),
        Record("unlaunched, moved", "finished", "alive", "spare", "migration"),
        Record("of another project, moved", "finished", "alive", "spare", "migration"),
    )
    nodes = tuple(Hypervisor(name, name) for name in names)
    return model.number(World(tuple(services), nodes, tuple(servers), records))


def name_of(host: str, vm: str, task: str | None) -> str:
    """Return the name of the server that is in these states."""
    return f"{host} {vm} {task}"


_PLAIN = 60
_OF_ANOTHER = (
    "of another project",
    "of another project, alive",
    "of another project, moved",
)
_MOVED = ("moved off alive", "moved off forced")
_ALIVE = (name_of("alive", "stopped", None), name_of("alive", "active", None))
WORLD = _world()
FEW = replace(
    WORLD,
    servers=tuple(
        each
        for each in WORLD.servers
        if each.name in ("plain0", "plain1", "plain2", *_OF_ANOTHER, *_ALIVE, *_MOVED)
    ),
    records=tuple(each for each in WORLD.records if each.server in (*_OF_ANOTHER, *_MOVED)),
)
OLD = replace(WORLD, services=(*WORLD.services, Service("old", version=61)))


def evacuations_of_every_state() -> Iterator[Request]:
    """Yield an evacuation of each server."""
    for server in WORLD.servers:
        if server.host != "far":
            yield evacuate(server.name, "2.94")


def evacuations_at_borders() -> Iterator[Request]:
    """Yield evacuations with every argument, at both sides of every border."""
    bodies: tuple[dict[str, Any], ...] = (
        {},
        SHARED,
        SHARED | {"host": "spare"},
        {"host": "spare"},
        {"host": "spare", "force": False},
        {"host": "spare", "force": True},
        {"force": True},
        {"force": "yes", "host": "spare"},
        {"other": 1},
    )
    number = 0
    for body in bodies:
        for version in EVACUATION_BORDERS:
            yield evacuate(f"plain{number % _PLAIN}", version, body)
            number += 1


def evacuations_to_targets() -> Iterator[Request]:
    """Yield evacuations to every kind of target."""
    targets = (
        "spare",
        "alive",
        "forced",
        "dead",
        "gone",
        "far",
        "stale",
        "unknown",
        "",
        "a b",
        "SPARE",
    )
    for number, target in enumerate(targets):
        yield evacuate(f"plain{number}", "2.94", {"host": target})
        yield evacuate(f"plain{number + 20}", "2.14", {"host": target})
        yield evacuate(name_of("dead", "paused", None), "2.94", {"host": target})
        yield evacuate(name_of("alive", "active", None), "2.94", {"host": target})
    yield evacuate("unknown", "2.94")


def evacuations_of_another_cell() -> Iterator[Request]:
    """Yield the evacuation of a server whose records are counted by themselves."""
    yield evacuate("of a far cell", "2.94")


def repeated() -> Iterator[Request]:
    """Yield evacuations of one server, and what both keep of them."""
    for _ in range(3):
        yield evacuate("plain0", "2.94")
        yield from records()


def records() -> Iterator[Request]:
    """Yield reads of what the evacuations left."""
    yield Request("/os-migrations", "2.59")
    yield Request("/servers/detail?all_tenants=1", "2.83")


def migrations() -> Iterator[Request]:
    """Yield cold and live migrations of servers in every state."""
    hosts = ("dead", "alive")
    for host in hosts:
        for vm in VM_STATES:
            yield act(name_of(host, vm, None), "2.56", "migrate", {})
            yield act(name_of(host, vm, "deleting"), "2.56", "migrate", {})
    for version in MIGRATE_BORDERS:
        yield act("unknown", version, "migrate", None)
        yield act(name_of("alive", "active", "rebuilding"), version, "migrate", None)
    yield act("left behind", "2.100", "migrate", None)
    yield live("left behind", "2.100")


def confirmations() -> Iterator[Request]:
    """Yield confirmations of servers in every state, and of whatever was moved."""
    for vm in VM_STATES:
        for task in (None, "deleting"):
            yield _confirm(name_of("alive", vm, task), "2.100")
    for record in WORLD.records:
        for version in ("2.1", "2.100"):
            yield _confirm(record.server, version)
    yield _confirm("never moved", "2.100")
    yield _confirm("unknown", "2.100")


def services() -> Iterator[Request]:
    """Yield services that are disabled and enabled, and what is then told of them."""
    for host, body in product(("alive", "gone", "unknown", "stale", "far"), _STATUSES):
        yield Request(f"/os-services/service-{host}", "2.53", "PUT", body)
    for version, body in product(SERVICE_BORDERS, _STATUSES):
        yield Request("/os-services/service-dead", version, "PUT", body)
        yield from _told()
    yield Request("/os-services/99999999-0000-4000-8000-000000000000", "2.53", "PUT", _STATUSES[0])
    yield Request("/os-services/99", "2.53", "PUT", _STATUSES[0])
    for host, action in product(("alive", "gone", "unknown", "stale"), _VERBS):
        for reason in _REASONS:
            body = {"host": host, "binary": "nova-compute"} | reason
            yield Request(f"/os-services/{action}", "2.1", "PUT", body)
            yield Request(f"/os-services/{action}", "2.52", "PUT", body)
        yield from _told()


def _told() -> Iterator[Request]:
    yield Request("/os-services?binary=nova-compute", "2.53")
    yield Request("/os-hypervisors/detail", "2.53")


_REASONS: tuple[dict[str, str], ...] = (
    {},
    {"disabled_reason": "work"},
    {"disabled_reason": "ärger"},
    {"disabled_reason": ""},
    {"disabled_reason": "a" * 256},
)
_STATUSES = [{"status": "disabled"} | reason for reason in _REASONS]
_STATUSES += [{"status": "enabled"}, {"status": "enabled", "disabled_reason": "work"}]
_VERBS = ("disable", "disable-log-reason", "enable")


def live_migrations() -> Iterator[Request]:
    """Yield live migrations of servers in every state, and with every argument."""
    for host in ("dead", "alive"):
        for vm in VM_STATES:
            for task in (None, "deleting"):
                yield live(name_of(host, vm, task), "2.68")
    bodies: tuple[dict[str, Any], ...] = (
        {"host": None, "block_migration": False},
        {"host": None, "block_migration": "auto"},
        {"host": None, "block_migration": False, "disk_over_commit": False},
        {"host": "unknown", "block_migration": False, "disk_over_commit": False},
        {"host": "unknown", "block_migration": "auto"},
        {"host": "spare", "block_migration": "auto", "force": True},
        {"host": None, "block_migration": "auto", "force": True},
        {"host": None, "block_migration": "auto", "force": False},
        {"host": None, "block_migration": "nonsense"},
        {"block_migration": "auto"},
    )
    number = 0
    for body in bodies:
        for version in LIVE_BORDERS:
            yield live(f"plain{number % _PLAIN}", version, body)
            number += 1


def metadata() -> Iterator[Request]:
    """Yield changes of metadata of servers in every state."""
    for vm in VM_STATES:
        for task in (None, "deleting"):
            yield from _metadata(name_of("dead", vm, task))
    yield from _metadata("unknown")


def _metadata(name: str) -> Iterator[Request]:
    path = f"/servers/{id_of(name)}/metadata"
    yield Request(path, "2.1", "POST", {"metadata": {"key": "value"}})
    yield Request(path, "2.100", "POST", {"metadata": {"other": "value"}})
    yield Request(f"{path}/key", "2.1", "DELETE")
    yield Request(f"{path}/key", "2.100", "DELETE")


def by_role() -> Iterator[Request]:
    """Yield one change of each kind, of servers of either project."""
    servers = ("plain0", *_OF_ANOTHER, "unknown")
    for number, name in enumerate(servers):
        yield evacuate(name, "2.94")
        yield evacuate(name if number else "plain1", "2.94", {"host": "spare"})
        yield act(name if number else _ALIVE[0], "2.56", "migrate", {})
        yield live(name if number else _ALIVE[1], "2.68")
        yield live(
            name if number else "plain2", "2.68", {"host": "spare", "block_migration": "auto"}
        )
        yield from _metadata(name)
        yield _confirm(name if number else _MOVED[0], "2.100")
    yield _confirm(_MOVED[1], "2.100")
    yield Request("/os-services/service-alive", "2.53", "PUT", _STATUSES[1])
    body = {"host": "alive", "binary": "nova-compute", "disabled_reason": "work"}
    yield Request("/os-services/disable-log-reason", "2.52", "PUT", body)


def evacuate(name: str, version: str, body: dict[str, Any] | None = None) -> Request:
    """Return the evacuation of a server."""
    own = SHARED if body is None and version in ("2.1", "2.13") else body or {}
    return act(name, version, "evacuate", own)


def live(name: str, version: str, body: dict[str, Any] | None = None) -> Request:
    """Return the live migration of a server."""
    own = {"host": None, "block_migration": "auto"} if body is None else body
    return act(name, version, "os-migrateLive", own)


def _confirm(name: str, version: str) -> Request:
    return act(name, version, "confirmResize", None)


def act(name: str, version: str, action: str, body: Any) -> Request:
    """Return an action of a server."""
    return Request(f"/servers/{id_of(name)}/action", version, "POST", {action: body})


def id_of(name: str) -> str:
    """Return the UUID of a server, or one that no server has."""
    return Server(name, "").id


EVERYTHING = (
    evacuations_of_every_state,
    evacuations_at_borders,
    evacuations_to_targets,
    evacuations_of_another_cell,
    repeated,
    migrations,
    confirmations,
    live_migrations,
    services,
    metadata,
    by_role,
)
