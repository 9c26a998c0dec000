"""A cell full of hosts: copies of the rows that Nova wrote for one real host.

Nova answers for the copies as it would for hosts of their own, at a hundredth of what it
costs to start them. They are copied as far as anybody reads them who looks for a host, lists
its servers or is refused their evacuation.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa

from harness.cloud.databases.engine import engine
from harness.cloud.tables import BELONGINGS, HOSTS, NODES, PLACES, SERVERS, SERVICES, Row, insert

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "harness.invalid")


def gather(cell: str, api: str, hosts: Sequence[str], servers: int) -> None:
    """Fill a cell that has one host with one server.

    :param cell: the URL of the cell's database.
    :param api: the URL of Nova's API database.
    :param hosts: the service hosts that there shall be, which are the hostnames of their
        hypervisors as well; the first is the one that exists.
    :param servers: how many servers each shall have.
    """
    with ExitStack() as stack:
        begin = [engine(url).begin() for url in (cell, api)]
        cell_rows, api_rows = map(stack.enter_context, begin)
        _copy_hosts(cell_rows, api_rows, hosts[1:])
        _copy_servers(cell_rows, api_rows, hosts, servers)


def _copy_hosts(
    cell: sa.engine.Connection, api: sa.engine.Connection, hosts: Sequence[str]
) -> None:
    node = _original(cell, NODES)
    service = _original(cell, SERVICES, SERVICES.c.host == node["host"])
    mapping = _original(api, HOSTS)
    insert(cell, SERVICES, ({**service, **_named(host)} for host in hosts))
    nodes = ({**node, **_named(host), "hypervisor_hostname": host} for host in hosts)
    insert(cell, NODES, nodes)
    insert(api, HOSTS, ({**mapping, "host": host} for host in hosts))


def _copy_servers(
    cell: sa.engine.Connection, api: sa.engine.Connection, hosts: Sequence[str], servers: int
) -> None:
    server, place = _original(cell, SERVERS), _original(api, PLACES)
    copies = list(_servers(cell, server, hosts, servers))
    insert(cell, SERVERS, copies)
    insert(api, PLACES, ({**place, "instance_uuid": copy["uuid"]} for copy in copies))
    for table in BELONGINGS:
        _copy_belongings(cell, table, server["uuid"])


def _servers(
    cell: sa.engine.Connection, server: Row, hosts: Sequence[str], servers: int
) -> Iterator[Row]:
    found = cell.execute(sa.select(NODES.c.host, NODES.c.id)).all()
    nodes: dict[str, int] = {host: number for host, number in found}
    for host in hosts:
        placed = {"host": host, "node": host, "launched_on": host, "compute_id": nodes[host]}
        for number in range(host == server["host"], servers):
            name = f"{host}-server{number}"
            yield {**server, **placed, "uuid": _uuid(name), "display_name": name, "hostname": name}


def _copy_belongings(cell: sa.engine.Connection, table: Any, original: str) -> None:
    """Give every server what the original one has in a table."""
    kept = [column for column in table.c if column.name not in ("id", "instance_uuid")]
    pairs = sa.select(SERVERS.c.uuid, *kept).join_from(SERVERS, table, sa.true())
    chosen = pairs.where(table.c.instance_uuid == original, SERVERS.c.uuid != original)
    names = ["instance_uuid", *(column.name for column in kept)]
    cell.execute(sa.insert(table).from_select(names, chosen))


def _original(connection: sa.engine.Connection, table: Any, *which: Any) -> Row:
    row = connection.execute(sa.select(table).where(*which)).mappings().one()
    return {name: value for name, value in row.items() if name != "id"}


def _named(host: str) -> Row:
    return {"host": host, "uuid": _uuid(host)}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))
