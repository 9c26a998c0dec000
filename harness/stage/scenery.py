"""Rows that make Nova's databases say what a world describes."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from nova.db.api import models as api_models
from nova.db.main import models
from placement.db.sqlalchemy import models as placement_models

from harness.cloud.databases.engine import engine
from harness.cloud.fleet import DOWN, FORCED_DOWN
from harness.cloud.tables import BELONGINGS, HOSTS, NODES, PLACES, SERVERS, SERVICES, Row, insert
from harness.stage.collation import fold
from harness.stage.world import (
    CELL1,
    Hypervisor,
    Record,
    Server,
    Service,
    World,
    identify,
)

_RECORDS: Any = models.Migration.__table__
_BELONGINGS: tuple[Any, ...] = (*BELONGINGS, models.BlockDeviceMapping.__table__)
_HISTORY: tuple[Any, ...] = (
    models.InstanceActionEvent.__table__,
    models.InstanceAction.__table__,
    models.InstanceMetadata.__table__,
    models.InstanceFault.__table__,
    models.InstanceIdMapping.__table__,
)
_CELLS: Any = api_models.CellMapping.__table__
_SPECS: Any = api_models.RequestSpec.__table__
_PROVIDERS: Any = placement_models.ResourceProvider.__table__
_PROVIDED: tuple[Any, ...] = (
    placement_models.ResourceProviderTrait.__table__,
    placement_models.Inventory.__table__,
    placement_models.Allocation.__table__,
)

_BIRTH = datetime(2026, 1, 1, tzinfo=UTC)
_LONG = timedelta(hours=1)


@dataclass(frozen=True)
class Models:
    """The rows that Nova wrote for one real host and one real server of it."""

    service: Row
    node: Row
    server: Row
    belongings: tuple[tuple[Row, ...], ...]
    cell: Row
    host: Row
    place: Row
    spec: Row


class Scenery:
    """Writes worlds into the databases of a cloud that has one server at least."""

    def __init__(self, cells: Mapping[str, str], api: str, placement: str) -> None:
        """Read what is to be copied.

        :param cells: the URL of each cell's database; only that of the first has tables and rows.
        :param api: the URL of Nova's API database.
        :param placement: the URL of Placement's database.
        """
        self._cells, self._urls = {name: engine(cells[name]) for name in cells}, dict(cells)
        self._api, self._placement = engine(api), engine(placement)
        with self._cells[CELL1].connect() as cell, self._api.connect() as rows:
            self._models = _read(cell, rows)

    def write(self, world: World, projects: Mapping[str, str]) -> None:
        """Replace every host, server and record.

        :param projects: the ids of the projects by their names.
        """
        with ExitStack() as stack:
            api = stack.enter_context(self._api.begin())
            _clear(api, (HOSTS, PLACES, _SPECS))
            mappings = self._map_cells(api, world)
            for name in sorted(world.cells):
                cell = stack.enter_context(self._cells[name].begin())
                _Writer(world, name, mappings[name], self._models, projects).write(cell, api)
            _write_providers(stack.enter_context(self._placement.begin()), world)

    def _map_cells(self, api: sa.engine.Connection, world: World) -> dict[str, int]:
        """Enter the cells in the API database.

        :returns: the id of each.
        """
        mapping = self._models.cell
        _clear(api, (_CELLS,), _CELLS.c.name.not_in(["cell0", CELL1]))
        for name in world.cells - {CELL1}:
            own = {"name": name, "uuid": identify("cell", name)}
            own["database_connection"] = self._urls[name]
            api.execute(sa.insert(_CELLS), [mapping | own])
        for name in world.cells:
            lost = name in world.down_cells
            # Below a file, or a socket, there is nothing.
            url = f"{self._urls[name]}{'/nowhere' if lost else ''}"
            chosen = sa.update(_CELLS).where(_CELLS.c.name == name)
            api.execute(chosen.values(database_connection=url))
        found = api.execute(sa.select(_CELLS.c.name, _CELLS.c.id)).all()
        return {name: number for name, number in found}


class _Writer:
    """Writes the rows of one cell."""

    def __init__(
        self, world: World, name: str, number: int, models: Models, projects: Mapping[str, str]
    ) -> None:
        self._world, self._name, self._number = world, name, number
        self._models, self._projects = models, projects

    def write(self, cell: sa.engine.Connection, api: sa.engine.Connection) -> None:
        _clear(cell, (*_HISTORY, *_BELONGINGS, _RECORDS, SERVERS, NODES))
        _clear(cell, (SERVICES,), SERVICES.c.binary == "nova-compute")
        world, servers = self._world, list(enumerate(self._world.servers))
        insert(cell, SERVICES, map(self._service, self._mine(world.services)))
        insert(api, HOSTS, map(self._host, self._mapped()))
        insert(cell, NODES, map(self._node, self._mine(world.hypervisors)))
        mine = [(age, each) for age, each in servers if world.cell_of(each.host) == self._name]
        rows = [self._server(cell, each, age) for age, each in mine]
        insert(cell, SERVERS, rows)
        for table, copied in zip(_BELONGINGS, self._models.belongings, strict=True):
            insert(cell, table, (_owned(row, each["uuid"]) for each in rows for row in copied))
        insert(api, PLACES, map(self._place, rows))
        insert(api, _SPECS, map(self._spec, rows))
        insert(cell, _RECORDS, self._records())
        for table in (SERVICES, SERVERS):
            # So Nova marks what is deleted: by the row's own number.
            cell.execute(sa.update(table).where(table.c.deleted != 0).values(deleted=table.c.id))

    def _mine(self, parts: Iterable[Any]) -> list[Any]:
        return [each for each in parts if self._world.cell_of(each.host) == self._name]

    def _mapped(self) -> list[Service]:
        return [each for each in self._mine(self._world.services) if not each.deleted]

    def _service(self, service: Service) -> Row:
        seen = datetime.now(UTC) - (_LONG if service.state == DOWN else timedelta())
        version = service.version or self._models.service["version"]
        return {
            **self._models.service,
            "host": service.host,
            "uuid": identify("service", service.host),
            "last_seen_up": _naive(seen),
            "forced_down": service.state == FORCED_DOWN,
            "version": version,
            "deleted": int(service.deleted),
        }

    def _host(self, service: Service) -> Row:
        return {**self._models.host, "host": service.host, "cell_id": self._number}

    def _node(self, node: Hypervisor) -> Row:
        return {
            **self._models.node,
            "host": node.host,
            "hypervisor_hostname": node.hostname,
            "uuid": self._world.id_of(node),
            "mapped": 1,
        }

    def _server(self, cell: sa.engine.Connection, server: Server, age: int) -> Row:
        nodes = self._world.hypervisors_of(server.host)
        name = server.hypervisor or (nodes[0].hostname if nodes else server.host)
        minutes = age if server.age is None else server.age
        born = _naive(_BIRTH + timedelta(minutes=minutes))
        chosen = sa.select(NODES.c.id).where(
            NODES.c.host == server.host, NODES.c.hypervisor_hostname == name
        )
        return {
            **self._models.server,
            "uuid": server.id,
            "display_name": server.name,
            "hostname": server.name,
            "host": server.host,
            "launched_on": server.host,
            "node": name,
            "compute_id": cell.execute(chosen).scalar(),
            "vm_state": server.vm,
            "task_state": server.task,
            "power_state": server.power,
            "image_ref": "" if server.volume else self._models.server["image_ref"],
            "project_id": self._projects[server.project],
            "created_at": born,
            "launched_at": born if server.launched else None,
            "updated_at": born,
            "deleted": int(server.vm == "deleted"),
        }

    def _place(self, server: Row) -> Row:
        own = {name: server[name] for name in ("project_id", "created_at")}
        own |= {"instance_uuid": server["uuid"]}
        gone = bool(server["deleted"])
        return {**self._models.place, **own, "cell_id": self._number, "queued_for_delete": gone}

    def _spec(self, server: Row) -> Row:
        spec = json.loads(self._models.spec["spec"])
        data = spec["nova_object.data"]
        data["instance_uuid"], data["project_id"] = server["uuid"], server["project_id"]
        return {**self._models.spec, "instance_uuid": server["uuid"], "spec": json.dumps(spec)}

    def _records(self) -> Iterator[Row]:
        for age, record in enumerate(self._world.records):
            if self._world.cell_of(record.source) == self._name:
                yield self._record(record, age)

    def _record(self, record: Record, age: int) -> Row:
        written = _naive(_BIRTH + timedelta(days=1, minutes=age))
        return {
            "uuid": identify("record", str(age)),
            "instance_uuid": self._world.server(record.server).id,
            "status": record.status,
            "source_compute": record.source,
            "source_node": record.source,
            "dest_compute": record.target,
            "dest_node": record.target,
            "migration_type": record.kind,
            "created_at": written,
            "updated_at": written,
            "hidden": False,
            "cross_cell_move": False,
        }


def _write_providers(placement: sa.engine.Connection, world: World) -> None:
    """Make Placement know each hypervisor, though nothing of what it has: nobody reports that."""
    _clear(placement, (*_PROVIDED, _PROVIDERS))
    times = Counter(fold(node.hostname) for node in world.hypervisors)
    for node in world.hypervisors:
        # Namesakes have one name there each.
        alone = times[fold(node.hostname)] == 1
        name = node.hostname if alone else f"{node.hostname}.{node.host}"
        row = {"uuid": world.id_of(node), "name": name, "generation": 0}
        insert(placement, _PROVIDERS, [row])
    roots = sa.update(_PROVIDERS).values(root_provider_id=_PROVIDERS.c.id)
    placement.execute(roots)


def _read(cell: sa.engine.Connection, api: sa.engine.Connection) -> Models:
    server = _first(cell, SERVERS)
    uuid = server["uuid"]
    return Models(
        service=_first(cell, SERVICES, SERVICES.c.binary == "nova-compute"),
        node=_first(cell, NODES, NODES.c.host == server["host"]),
        server=server,
        belongings=tuple(
            tuple(_all(cell, table, table.c.instance_uuid == uuid)) for table in _BELONGINGS
        ),
        cell=_first(api, _CELLS, _CELLS.c.name == CELL1),
        host=_first(api, HOSTS),
        place=_first(api, PLACES, PLACES.c.instance_uuid == uuid),
        spec=_first(api, _SPECS, _SPECS.c.instance_uuid == uuid),
    )


def _clear(connection: sa.engine.Connection, tables: Iterable[Any], *which: Any) -> None:
    """Delete rows, all or these; the next one is numbered as if they had never been.

    SQLite counts so by itself. MariaDB is told to, and commits what was done so far.
    """
    for table in tables:
        connection.execute(sa.delete(table).where(*which))
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"ALTER TABLE {table.name} AUTO_INCREMENT = 1")


def _first(connection: sa.engine.Connection, table: Any, *which: Any) -> Row:
    return _all(connection, table, *which)[0]


def _all(connection: sa.engine.Connection, table: Any, *which: Any) -> list[Row]:
    found = connection.execute(sa.select(table).where(*which).order_by(table.c.id)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in found]


def _owned(row: Row, server: str) -> Row:
    own = {"instance_uuid": server}
    return {**row, **own, "uuid": identify(server, row["uuid"])} if "uuid" in row else row | own


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
