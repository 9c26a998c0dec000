"""The requests that are sent to both."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from harness.stage.world import CELL2, Hypervisor, Record, Server, Service, World
from harness.tests.functional.contract import model, shape


@dataclass(frozen=True)
class Request:
    """What is sent, at a microversion."""

    path: str
    version: str
    method: str = "GET"
    body: Any = None

    @property
    def words(self) -> str:
        """What is sent, without the microversion."""
        body = f" {self.body}" if self.body is not None else ""
        return f"{self.method} {self.path}{body}"

    @property
    def ordered(self) -> bool:
        """Whether Nova promises an order: of all migrations it does from 2.59 on."""
        if self.path.startswith("/os-migrations"):
            return int(self.version[2:]) > 58
        return not self.path.endswith("/migrations")


_LIVE = (
    "accepted",
    "queued",
    "preparing",
    "running",
    "post-migrating",
    "completed",
    "error",
    "failed",
    "cancelled",
)
_COLD = ("pre-migrating", "migrating", "post-migrating", "finished", "confirming", "confirmed")


def _world() -> World:
    hosts = ["n_de1", "node1", "node10", "Node1", "nXde1", "empty"]
    services = [Service(host) for host in hosts]
    nodes = [Hypervisor(host, host) for host in hosts]
    services += [
        Service("cmp7"),
        Service("cmp7.example.org"),
        Service("cmp70", "forced-down"),
        Service("ironic"),
        Service("left"),
        Service("right"),
        Service("gone", deleted=True),
        Service("rack:7"),
        Service("spare", "up"),
        Service("far", cell=CELL2),
        Service("far7", cell=CELL2),
    ]
    nodes += [
        Hypervisor("cmp7.example.org", "cmp7.example.org"),
        Hypervisor("cmp70.example.org", "cmp70"),
        *(Hypervisor(f"metal-{number}", "ironic") for number in (1, 2, 3)),
        Hypervisor("twin", "left"),
        Hypervisor("twin", "right"),
        Hypervisor("gone", "gone"),
        Hypervisor("rack:7", "rack:7"),
        Hypervisor("spare", "spare"),
        Hypervisor("far", "far"),
    ]
    servers = [
        Server("node1-a", "node1"),
        Server("node1-b", "node1", project="tenant", age=0),
        Server("node1-c", "node1", "stopped", "powering-on"),
        Server("node1-d", "node1", "soft-delete"),
        Server("node1-e", "node1", "deleted"),
        Server("node1-f", "node1", "error", "rebuilding"),
        Server("node1-g", "node1", "active", "rebuild_spawning", project="tenant"),
        Server("node10-a", "node10", "paused", "migrating"),
        Server("node10-b", "node10", "resized"),
        Server("Node1-a", "Node1"),
        Server("nXde1-a", "nXde1", "active", "rebooting", project="tenant"),
        Server("n_de1-a", "n_de1", "suspended"),
        Server("cmp7.example.org-a", "cmp7.example.org", volume=True),
        Server("cmp70-a", "cmp70", "rescued"),
        Server("ironic-a", "ironic", hypervisor="metal-3"),
        Server("ironic-b", "ironic", hypervisor="metal-1", project="tenant"),
        Server("ironic-c", "ironic", hypervisor="metal-3"),
        Server("right-a", "right", "shelved"),
        Server("gone-a", "gone"),
        Server("rack-a", "rack:7", "building", "spawning"),
        Server("far-a", "far"),
        Server("far-b", "far", "error", project="tenant"),
        Server("spare-a", "spare", "active", "resize_finish"),
    ]
    records = [
        Record("node1-f", "done", "node10", "node1"),
        Record("node1-f", "pre-migrating", "node1", "spare"),
        Record("node1-g", "accepted", "node1"),
        Record("Node1-a", "error", "Node1"),
        Record("node10-b", "finished", "node10", "node1", "resize"),
        Record("node1-b", "failed", "node1", "spare"),
        Record("node10-a", "running", "node10", "spare", "live-migration"),
        Record("far-b", "error", "far"),
        *(Record("node1-c", status, "node1", "spare", "live-migration") for status in _LIVE),
        *(Record("Node1-a", status, "Node1", "spare", "migration") for status in _COLD),
    ]
    return World(tuple(services), tuple(nodes), tuple(servers), tuple(records))


WORLD = model.number(_world())
DARK = World(WORLD.services, WORLD.hypervisors, WORLD.servers, WORLD.records, frozenset([CELL2]))
NAMES = (
    "node1",
    "node10",
    "node",
    "NODE1",
    "Node1",
    "n_de1",
    "cmp7",
    "cmp7.example.org",
    "CMP7",
    "cmp70",
    "cmp70.example.org",
    "metal-2",
    "ironic",
    "twin",
    "left",
    "gone",
    "rack:7",
    "far",
    "far7",
    "empty",
    "spare",
    "unknown",
    "_",
    "%",
    "node1%",
    "node1 ",
    " node1",
    "-" * 256,
    "",
    ".",
    "knöte",
    "node1/a",
    "node1?a",
)
"""Service hosts, hypervisor hostnames, and what is neither."""
FEW_NAMES = ("node1", "cmp7", "cmp70.example.org", "twin", "gone", "far", "unknown")
STATUSES = (
    "ACTIVE",
    "active",
    "BUILD",
    "DELETED",
    "ERROR",
    "HARD_REBOOT",
    "MIGRATING",
    "PASSWORD",
    "PAUSED",
    "REBOOT",
    "REBUILD",
    "RESCUE",
    "RESIZE",
    "REVERT_RESIZE",
    "SHELVED",
    "SHELVED_OFFLOADED",
    "SHUTOFF",
    "SOFT_DELETED",
    "SUSPENDED",
    "UNKNOWN",
    "VERIFY_RESIZE",
    "nonsense",
    "",
)
TASKS = ("rebuilding", "rebuild_spawning", "migrating", "powering-on", "rebuild", "None", "")

BORDERS = {
    "servers": (
        "2.1",
        "2.37",
        "2.38",
        "2.52",
        "2.68",
        "2.69",
        "2.74",
        "2.75",
        "2.82",
        "2.83",
        "2.100",
    ),
    "os-services": ("2.1", "2.52", "2.53", "2.68", "2.69", "2.100"),
    "os-hypervisors": ("2.1", "2.32", "2.33", "2.52", "2.53", "2.74", "2.75", "2.87", "2.100"),
    "shown": ("2.1", "2.52", "2.53", "2.74", "2.75", "2.87"),
    "os-migrations": ("2.1", "2.22", "2.23", "2.58", "2.59", "2.79", "2.80", "2.100"),
    "migrations": ("2.1", "2.22", "2.23", "2.58", "2.59", "2.79", "2.80", "2.100"),
}
"""Both sides of each border that a collection has.

``shown`` is what tells of one hypervisor. The client asks for it at 2.87 at most: from 2.88 on
Nova may ask the compute host, and wait for it.
"""
BOTH_ROUTES = {
    "servers": ("2.82", "2.100"),
    "os-services": ("2.53", "2.69"),
    "os-hypervisors": ("2.52", "2.53", "2.87"),
    "shown": ("2.52", "2.53", "2.87"),
    "os-migrations": ("2.58", "2.59", "2.80"),
    "migrations": ("2.58", "2.59", "2.80"),
}
OF_EACH_CELL = {
    "servers": ("2.68", "2.69", "2.100"),
    "os-services": ("2.68", "2.69"),
    "os-hypervisors": ("2.32", "2.33", "2.52", "2.53"),
    "shown": ("2.52", "2.53", "2.87"),
    "os-migrations": ("2.58", "2.59"),
    "migrations": (),
}
_OLDEST_FIRST = (("sort_key", "created_at"), ("sort_dir", "asc"))
_BY_HOST = (("sort_key", "host"), ("sort_dir", "asc"), *_OLDEST_FIRST)

OF_EACH_RULE = {
    "servers": ("2.82", "2.100"),
    "os-services": ("2.53",),
    "os-hypervisors": ("2.52", "2.53"),
    "shown": ("2.52", "2.53"),
    "os-migrations": ("2.58", "2.59"),
    "migrations": ("2.58", "2.59"),
}
_PAIRS = (("ERROR", "REBUILD"), ("REBUILD", "REBOOT"), ("nonsense", "PAUSED"))
_SHOWN = ("", "?with_servers=True", "?with_servers=no")
_IN_PATH = re.compile(r"(?!\.+$)[^/]+")
"""What comes to a route: dots alone mean another path, and servers differ about slashes."""
_KNOWN_IDS = [
    each
    for number, node in enumerate(WORLD.hypervisors, 1)
    for each in (node.own_id or "", str(number))
]
_UNKNOWN_IDS = ["99999999-0000-4000-8000-000000000000", "99", "unknown"]

Query = list[tuple[str, Any]]


@dataclass(frozen=True)
class Extent:
    """How much of what can be asked is asked."""

    names: tuple[str, ...]
    versions: dict[str, tuple[str, ...]]
    step: int = 1
    """Of states, pages and the like, every how many."""
    thrift: int = 1
    """How much fewer of the listings that cost most."""


_TOPICS = {"os-extended-server-attributes": "servers"}
_NOTHING = Request("", "")

EVERY_NAME = Extent(NAMES, BOTH_ROUTES, 50, 2)
EVERY_STATE = Extent(("node1",), BOTH_ROUTES)
EVERY_VERSION = Extent(("node1", "twin"), BORDERS, 9)
EVERY_ROUTE = Extent(("node1",), OF_EACH_RULE, 40)
EVERY_PLACE = Extent(("node1", "far"), OF_EACH_CELL, 16)


def reads(extent: Extent) -> Iterator[Request]:
    """Yield reads of every route."""
    yield Request("/", "2.1")
    for collection, paths in _paths(extent).items():
        for path in paths:
            for version in extent.versions[collection]:
                yield Request(path, version)


def reads_about(rule: str) -> Iterator[Request]:
    """Yield every query of what a rule is about, and of other routes the one that asks most."""
    topic = _TOPICS.get(rule, rule.partition(":")[0])
    most: dict[tuple[str, str], Request] = {}
    for request in reads(EVERY_ROUTE):
        own = shape.of(request.method, request.path, None)
        if own.route.split("/")[1] == topic:
            yield request
        elif len(request.path) > len(most.get((own.route, request.version), _NOTHING).path):
            most[own.route, request.version] = request
    yield from most.values()


def _paths(extent: Extent) -> dict[str, list[str]]:
    servers, hypervisors = list(_server_queries(extent)), list(_hypervisor_queries(extent))
    details = [query for query in hypervisors if len(query) < 2][:: extent.step]
    details.append([("hypervisor_hostname_pattern", "node1"), ("with_servers", "True")])
    return {
        "servers": [
            *_routed("/servers", servers),
            *_routed("/servers/detail", servers[:: 4 * extent.thrift]),
            *(f"/servers/{each.id}" for each in WORLD.servers[:9][:: extent.step]),
            "/servers/unknown",
        ],
        "os-services": _routed("/os-services", _service_queries(extent.names)),
        "os-hypervisors": [
            *_routed("/os-hypervisors", hypervisors),
            *(
                f"/os-hypervisors/{quote(name, safe='')}/{route}"
                for name in extent.names
                for route in ("search", "servers")
                if _IN_PATH.fullmatch(name)
            ),
        ],
        "shown": [
            *(f"/os-hypervisors/{own}{query}" for own in _own_ids(extent) for query in _SHOWN),
            *_routed("/os-hypervisors/detail", details),
        ],
        "os-migrations": _routed("/os-migrations", _record_queries(extent)),
        "migrations": [f"/servers/{own}/migrations" for own in _moved(extent)],
    }


def _moved(extent: Extent) -> list[str]:
    """Return ids of servers, the first of which has been migrated in every way."""
    names = ("node1-c", "node10-a", "node1-f", "node1-b", "node1-d", "node1-e")[:: extent.step]
    return [*(WORLD.server(name).id for name in names), "unknown"]


def _routed(route: str, queries: Iterable[Query]) -> list[str]:
    return [f"{route}{_query(query)}" for query in queries]


def _query(query: Query) -> str:
    return f"?{urlencode(query)}" if query else ""


def _server_queries(extent: Extent) -> Iterator[Query]:
    everywhere = ("all_tenants", 1)
    yield []
    yield [everywhere]
    for name in extent.names:
        host = ("host", name)
        yield [everywhere, host]
        yield [everywhere, host, ("limit", 1)]
        yield [everywhere, host, *_OLDEST_FIRST]
    yield [("host", "node1")]
    yield [("host", "node1"), ("sort_key", "host")]
    yield [everywhere, ("host", "node1"), *_BY_HOST]
    for value in ("0", "no", "", "nonsense")[:: extent.step]:
        yield [("all_tenants", value)]
    for status in STATUSES[:: extent.step]:
        yield [everywhere, ("host", "node1"), ("status", status)]
    for pair in _PAIRS[:: extent.step]:
        yield [everywhere, *(("status", each) for each in pair)]
    for task in TASKS[:: extent.step]:
        yield [everywhere, ("task_state", task)]
        yield [everywhere, ("status", "ERROR"), ("task_state", task)]
    yield [everywhere, ("task_state", "rebuilding"), ("task_state", "migrating")]
    yield [everywhere, ("host", "node1"), ("task_state", "rebuilding")]
    yield [("status", "ERROR")]
    yield from list(_server_pages(everywhere))[:: extent.step]


def _server_pages(everywhere: tuple[str, Any]) -> Iterator[Query]:
    page = ("limit", 3)
    yield [everywhere, page]
    yield [everywhere, ("limit", 0)]
    yield [everywhere, ("limit", 22)]
    yield [page]
    for place in (0, 1, 5, 20):
        yield [everywhere, page, ("marker", WORLD.servers[place].id)]
        yield [everywhere, page, ("marker", WORLD.servers[place].id), *_OLDEST_FIRST]
        yield [("marker", WORLD.servers[place].id)]
        after = [everywhere, ("host", "node1"), ("marker", WORLD.servers[place].id)]
        yield after
        yield [*after, page]
        yield [*after, *_OLDEST_FIRST]
        yield [*after, ("status", "ACTIVE")]
    yield [everywhere, ("marker", "unknown")]
    yield [everywhere, ("limit", "many")]
    yield [everywhere, *_BY_HOST, page]
    yield [everywhere, ("sort_key", "host")]
    yield [everywhere, ("sort_key", "host"), ("sort_key", "created_at"), ("sort_dir", "desc")]


def _service_queries(names: tuple[str, ...]) -> Iterator[Query]:
    binary = ("binary", "nova-compute")
    yield []
    yield [binary]
    yield [("binary", "nova-metadata")]
    for name in names:
        yield [("host", name), binary]
        yield [("host", name)]


def _hypervisor_queries(extent: Extent) -> Iterator[Query]:
    yield []
    for value in ("True", "1", "yes", "false", "", "nonsense")[:: extent.step]:
        yield [("with_servers", value)]
    for name in extent.names:
        pattern = ("hypervisor_hostname_pattern", name)
        yield [pattern]
        yield [pattern, ("with_servers", "True")]
    yield from list(_hypervisor_pages())[:: extent.step]
    yield [("other", 1)]


def _hypervisor_pages() -> Iterator[Query]:
    for page in (1, 0, 3, 17):
        yield [("limit", page)]
    yield [("limit", 2), ("hypervisor_hostname_pattern", "node1")]
    for marker in (*_KNOWN_IDS[::6], "17", *_UNKNOWN_IDS):
        yield [("limit", 2), ("marker", marker)]
        yield [("marker", marker)]


def _own_ids(extent: Extent) -> list[str]:
    """Return ids of hypervisors: numbers up to 2.52, UUIDs from 2.53 on."""
    return [*_KNOWN_IDS[:: extent.step], *_UNKNOWN_IDS]


def _record_queries(extent: Extent) -> Iterator[Query]:
    kind = ("migration_type", "evacuation")
    yield []
    yield [kind]
    for name in extent.names:
        yield [kind, ("source_compute", name)]
        yield [kind, ("source_compute", name), ("limit", 1000)]
    for status in ("done", "accepted", "nonsense", "")[:: extent.step]:
        yield [("status", status)]
    yield [("source_compute", "node1")]
    yield [("source_compute", "node1"), ("status", "done")]
    for other in ("live-migration", "migration", "resize")[:: extent.step]:
        for name in ("node1", "Node1"):
            yield [("migration_type", other), ("source_compute", name)]
            yield [("migration_type", other), ("source_compute", name), ("limit", 2)]
            yield [
                ("migration_type", other),
                ("source_compute", name),
                ("limit", 2),
                ("marker", "record-15"),
            ]
    yield [("instance_uuid", WORLD.server("node1-f").id)]
    yield [("limit", 3)]
    yield [("limit", len(WORLD.records))]
    for place in (0, 3, 7)[:: extent.step]:
        yield [("limit", 3), ("marker", f"record-{place + 1}")]
    for record, page in (("record-6", 2), ("record-3", 1), ("record-2", 2), ("record-1", 2)):
        yield [kind, ("source_compute", "node1"), ("limit", page), ("marker", record)]
    yield [("marker", "unknown")]
    yield [("other", 1)]
