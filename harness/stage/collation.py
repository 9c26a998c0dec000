"""Names as MariaDB compares them, and what a cloud on it cannot hold.

Nova's tables have the collation of their database, which in most deployments is
``utf8mb3_general_ci``: neither letter case nor accents nor spaces at the end count, for ``=``, for
``LIKE`` and for unique keys. SQLite's ``=`` is exact, and its ``LIKE`` blind to the case of ASCII
letters alone. So on MariaDB:

- the servers of a host are found by its name in another letter case, with accents or with spaces
  at the end (``GET /servers?host=``), and so are its records, and the target of a move;
- two hosts whose names differ in that alone cannot be: the second nova-compute finds the record
  of the first, and Nova 34 refuses to start it;
- what Nova compares itself is exact: ``GET /os-services?host=`` does not find them;
- a moment has whole seconds, so records of one second are in the order of their numbers, which
  count per cell.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from harness.cloud.databases import MYSQL
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError
from harness.stage.world import World


def fold(name: str) -> str:
    """Return what names that MariaDB takes for each other have in common."""
    return "".join(unicodedata.normalize("NFD", each)[0] for each in name.rstrip(" ")).lower()


def first_of_each(names: Iterable[str]) -> set[str]:
    """Return the names without those that MariaDB takes for one that comes before."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return set(found.values())


def check(fleet: Fleet, database: str) -> None:
    """Make sure that a database can hold a fleet.

    :raises HarnessError: when it takes one host for another.
    """
    kept = {host.name for host in holdable_fleet(fleet, database).hosts}
    for host in fleet.hosts:
        if host.name not in kept:
            same = next(each for each in sorted(kept) if fold(each) == fold(host.name))
            hint = "leave one of them out"
            raise HarnessError(f"MariaDB takes host '{host.name}' for '{same}'; {hint}")


def holdable_fleet(fleet: Fleet, database: str) -> Fleet:
    """Return a fleet without the hosts that the database takes for others."""
    if database != MYSQL:
        return fleet
    kept = first_of_each(host.name for host in fleet.hosts)
    return replace(fleet, hosts=tuple(host for host in fleet.hosts if host.name in kept))


def holdable(world: World, database: str) -> World:
    """Return a world without what the database takes for something else: hosts, and hypervisors.

    Both are unique by the service host, hypervisors together with their hostname.
    """
    if database != MYSQL:
        return world
    kept = first_of_each(each.host for each in world.services)
    nodes, pairs = [], set[tuple[str, str]]()
    for node in world.hypervisors:
        pair = fold(node.host), fold(node.hostname)
        if node.host in kept and pair not in pairs:
            pairs.add(pair)
            nodes.append(node)
    servers = tuple(each for each in world.servers if each.host in kept)
    left = {each.name for each in servers}
    return replace(
        world,
        services=tuple(each for each in world.services if each.host in kept),
        hypervisors=tuple(nodes),
        servers=servers,
        records=tuple(each for each in world.records if each.server in left),
    )
