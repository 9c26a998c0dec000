"""A cell full of hosts: copies of the rows that Nova wrote for one real host.

Nova answers for the copies as it would for hosts of their own, at a hundredth of what it
costs to start them. They are copied as far as anybody reads them who looks for a host, lists
its servers or is refused their evacuation.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from nova.db.api import models as api_models
from nova.db.main import models

_SERVICES: Any = models.Service.__table__
_NODES: Any = models.ComputeNode.__table__
_SERVERS: Any = models.Instance.__table__
_HOSTS: Any = api_models.HostMapping.__table__
_PLACES: Any = api_models.InstanceMapping.__table__
_BELONGINGS: tuple[Any, ...] = (
    models.InstanceExtra.__table__,
    models.InstanceInfoCache.__table__,
    models.InstanceSystemMetadata.__table__,
)
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "harness.invalid")

Row = dict[str, Any]


def gather(cell: Path, api: Path, hosts: Sequence[str], servers: int) -> None:
    """Fill a cell that has one host with one server.

    :param cell: the cell's SQLite file.
    :param api: the SQLite file of Nova's API database.
    :param hosts: the service hosts that there shall be, which are the hostnames of their
        hypervisors as well; the first is the one that exists.
    :param servers: how many servers each shall have.
    """
    with ExitStack() as stack:
        begin = [sa.create_engine(f"sqlite:///{path}").begin() for path in (cell, api)]
        cell_rows, api_rows = map(stack.enter_context, begin)
        _copy_hosts(cell_rows, api_rows, hosts[1:])
        _copy_servers(cell_rows, api_rows, hosts, servers)


def _copy_hosts(cell: sa.Connection, api: sa.Connection, hosts: Sequence[str]) -> None:
    node = _original(cell, _NODES)
    service = _original(cell, _SERVICES, _SERVICES.c.host == node["host"])
    mapping = _original(api, _HOSTS)
    _insert(cell, _SERVICES, ({**service, **_named(host)} for host in hosts))
    nodes = ({**node, **_named(host), "hypervisor_hostname": host} for host in hosts)
    _insert(cell, _NODES, nodes)
    _insert(api, _HOSTS, ({**mapping, "host": host} for host in hosts))


def _copy_servers(
    cell: sa.Connection, api: sa.Connection, hosts: Sequence[str], servers: int
) -> None:
    server, place = _original(cell, _SERVERS), _original(api, _PLACES)
    copies = list(_servers(cell, server, hosts, servers))
    _insert(cell, _SERVERS, copies)
    _insert(api, _PLACES, ({**place, "instance_uuid": copy["uuid"]} for copy in copies))
    for table in _BELONGINGS:
        _copy_belongings(cell, table, server["uuid"])


def _servers(
    cell: sa.Connection, server: Row, hosts: Sequence[str], servers: int
) -> Iterator[Row]:
    found = cell.execute(sa.select(_NODES.c.host, _NODES.c.id)).all()
    nodes: dict[str, int] = {host: number for host, number in found}
    for host in hosts:
        placed = {"host": host, "node": host, "launched_on": host, "compute_id": nodes[host]}
        for number in range(host == server["host"], servers):
            name = f"{host}-server{number}"
            yield {**server, **placed, "uuid": _uuid(name), "display_name": name, "hostname": name}


def _copy_belongings(cell: sa.Connection, table: Any, original: str) -> None:
    """Give every server what the original one has in a table."""
    kept = [column for column in table.c if column.name not in ("id", "instance_uuid")]
    pairs = sa.select(_SERVERS.c.uuid, *kept).join_from(_SERVERS, table, sa.true())
    chosen = pairs.where(table.c.instance_uuid == original, _SERVERS.c.uuid != original)
    names = ["instance_uuid", *(column.name for column in kept)]
    cell.execute(sa.insert(table).from_select(names, chosen))


def _original(connection: sa.Connection, table: Any, *which: Any) -> Row:
    row = connection.execute(sa.select(table).where(*which)).mappings().one()
    return {name: value for name, value in row.items() if name != "id"}


def _named(host: str) -> Row:
    return {"host": host, "uuid": _uuid(host)}


def _uuid(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


def _insert(connection: sa.Connection, table: Any, rows: Iterator[Row] | list[Row]) -> None:
    rows = list(rows)
    if rows:
        connection.execute(sa.insert(table), rows)
