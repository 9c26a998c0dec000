"""Rows of a described world, in databases that have Nova's tables."""

import json
import pathlib
import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from nova.db.api import models as api_models
from nova.db.main import models
from placement.db.sqlalchemy import models as placement_models

from harness.stage.scenery import Scenery
from harness.stage.world import CELL1, CELL2, Hypervisor, Record, Server, Service, World
from harness.tests.unit.databases import DatabaseTest

ORIGINAL = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
PROJECTS = {"admin": "project-a", "tenant": "project-t"}
WORLD = World(
    services=(
        Service("n1"),
        Service("n2", "up", version=61),
        Service("n3", "forced-down"),
        Service("gone", deleted=True),
        Service("far", cell=CELL2),
    ),
    hypervisors=(
        Hypervisor("n1.example.org", "n1"),
        Hypervisor("m1", "n2"),
        Hypervisor("m2", "n2"),
        Hypervisor("far", "far"),
    ),
    servers=(
        Server("a", "n1", "stopped", "powering-on", power=4, project="tenant"),
        Server("b", "n2", "deleted", hypervisor="m2"),
        Server("c", "far"),
        Server("d", "n1", age=1, volume=True),
    ),
    records=(Record("a", "accepted", "n1"), Record("c", "done", "far", "n1", "migration")),
)
IDS = {server.id: server.name for server in WORLD.servers}


class SceneryTest(DatabaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.cell, self.second = self.folder / "cell1", self.folder / "cell2"
        self.api = self.folder / "api"
        self.create(self.cell, models.BASE.metadata)
        self.create(self.api, api_models.BASE.metadata)
        self.placement = self.folder / "placement"
        self.create(self.placement, placement_models.BASE.metadata)
        self.add_original()
        shutil.copy(self.cell, self.second)
        cells = {CELL1: self.url(self.cell), CELL2: self.url(self.second)}
        self.scenery = Scenery(cells, self.url(self.api), self.url(self.placement))

    def add_original(self) -> None:
        for binary in ("nova-conductor", "nova-compute"):
            self.add(self.cell, models.Service, host="o", binary=binary, uuid=binary, version=74)
        sizes = dict.fromkeys(
            ("vcpus", "memory_mb", "local_gb", "vcpus_used", "memory_mb_used", "local_gb_used"), 1
        )
        kind = {"hypervisor_type": "fake", "hypervisor_version": 1, "cpu_info": ""}
        names = {"host": "o", "hypervisor_hostname": "o", "uuid": "n"}
        self.add(self.cell, models.ComputeNode, **names, **sizes, **kind)
        own = {"project_id": "p", "vm_state": "active", "locked": True, "image_ref": "i"}
        self.add(self.cell, models.Instance, uuid=ORIGINAL, host="o", node="o", **own)
        owner = {"instance_uuid": ORIGINAL}
        self.add(self.cell, models.InstanceExtra, flavor="{}", **owner)
        self.add(self.cell, models.InstanceInfoCache, network_info="[]", **owner)
        for key in ("k1", "k2"):
            self.add(self.cell, models.InstanceSystemMetadata, key=key, value="v", **owner)
        self.add(self.cell, models.BlockDeviceMapping, uuid="disk", boot_index=0, **owner)
        self.add(self.cell, models.InstanceAction, action="create", **owner)
        self.add(self.api, api_models.CellMapping, uuid="0", name="cell0", **self.where("cell0"))
        self.add(self.api, api_models.CellMapping, uuid="1", name="cell1", **self.where("cell1"))
        self.add(self.api, api_models.HostMapping, cell_id=2, host="o")
        place = {"cell_id": 2, "project_id": "p"}
        self.add(self.api, api_models.InstanceMapping, **place, **owner)
        spec = {"nova_object.data": {"instance_uuid": ORIGINAL, "project_id": "p", "kept": 1}}
        self.add(self.api, api_models.RequestSpec, spec=json.dumps(spec), **owner)

    def where(self, name: str) -> dict[str, str]:
        return {"transport_url": "fake://", "database_connection": f"sqlite:///{name}"}

    def rows(self, path: pathlib.Path, model: Any, *names: str) -> list[Any]:
        table = model.__table__
        with self.engine(path).connect() as connection:
            chosen = sa.select(*(table.c[name] for name in names)).order_by(table.c.id)
            return [tuple(row) for row in connection.execute(chosen)]

    def write(self, world: World = WORLD) -> None:
        self.scenery.write(world, PROJECTS)

    def test_services(self) -> None:
        self.write()
        names = ("host", "binary", "forced_down", "version")
        expected = [
            ("o", "nova-conductor", False, 74),
            ("n1", "nova-compute", False, 74),
            ("n2", "nova-compute", False, 61),
            ("n3", "nova-compute", True, 74),
            ("gone", "nova-compute", False, 74),
        ]
        self.assertEqual(expected, self.rows(self.cell, models.Service, *names))
        marks = self.rows(self.cell, models.Service, "deleted", "id")
        self.assertEqual([0, 0, 0, 0, marks[-1][1]], [deleted for deleted, _ in marks])
        half = datetime.now(UTC).replace(tzinfo=None) - timedelta(minutes=30)
        seen = self.rows(self.cell, models.Service, "last_seen_up")[1:]
        self.assertEqual([True, False, False, True], [moment < half for (moment,) in seen])
        hosts = self.rows(self.api, api_models.HostMapping, "host", "cell_id")
        self.assertEqual([("n1", 2), ("n2", 2), ("n3", 2), ("far", 3)], hosts)

    def test_hypervisors(self) -> None:
        self.write()
        names = ("host", "hypervisor_hostname")
        expected = [("n1", "n1.example.org"), ("n2", "m1"), ("n2", "m2")]
        self.assertEqual(expected, self.rows(self.cell, models.ComputeNode, *names))
        self.assertEqual([("far", "far")], self.rows(self.second, models.ComputeNode, *names))
        identities = self.rows(self.cell, models.ComputeNode, "uuid")
        self.assertEqual(3, len(set(identities)))

    def test_providers(self) -> None:
        namesakes = (Hypervisor("twin", "n1"), Hypervisor("twin", "n2"), Hypervisor("m", "n2"))
        for _ in range(2):
            world = World(WORLD.services, namesakes)
            self.write(world)
            names = ("name", "uuid", "root_provider_id", "id")
            found = self.rows(self.placement, placement_models.ResourceProvider, *names)
            self.assertEqual(["twin.n1", "twin.n2", "m"], [row[0] for row in found])
            self.assertEqual([world.id_of(node) for node in namesakes], [row[1] for row in found])
            self.assertTrue(all(root == own for *_, root, own in found))

    def test_servers(self) -> None:
        self.write()
        names = ("display_name", "host", "node", "vm_state", "task_state", "power_state")
        expected = [
            ("a", "n1", "n1.example.org", "stopped", "powering-on", 4),
            ("b", "n2", "m2", "deleted", None, 1),
            ("d", "n1", "n1.example.org", "active", None, 1),
        ]
        self.assertEqual(expected, self.rows(self.cell, models.Instance, *names))
        own = self.rows(self.cell, models.Instance, "project_id", "compute_id", "locked")
        self.assertEqual([("project-t", 1, True), ("project-a", 3, True)], own[:2])
        marks = self.rows(self.cell, models.Instance, "deleted", "id")
        self.assertEqual([0, marks[1][1], 0], [deleted for deleted, _ in marks])
        born = self.rows(self.cell, models.Instance, "created_at")
        self.assertEqual([0, 1, 1], [moment.minute for (moment,) in born])
        images = self.rows(self.cell, models.Instance, "image_ref")
        self.assertEqual([("i",), ("i",), ("",)], images)

    def test_what_belongs_to_servers(self) -> None:
        self.write()
        for model, each in ((models.InstanceSystemMetadata, 2), (models.BlockDeviceMapping, 1)):
            found = [IDS[owner] for (owner,) in self.rows(self.cell, model, "instance_uuid")]
            self.assertEqual([name for name in "abd" for _ in range(each)], found)
        disks = self.rows(self.cell, models.BlockDeviceMapping, "uuid")
        self.assertEqual(3, len(set(disks)))
        self.assertEqual([], self.rows(self.cell, models.InstanceAction, "action"))
        places = self.rows(self.api, api_models.InstanceMapping, "project_id", "cell_id")
        expected = [("project-t", 2), ("project-a", 2), ("project-a", 2), ("project-a", 3)]
        self.assertEqual(expected, places)
        owner, spec = self.rows(self.api, api_models.RequestSpec, "instance_uuid", "spec")[0]
        data = {"instance_uuid": owner, "project_id": "project-t", "kept": 1}
        self.assertEqual(("a", {"nova_object.data": data}), (IDS[owner], json.loads(spec)))

    def test_records(self) -> None:
        self.write()
        names = ("instance_uuid", "status", "source_compute", "dest_compute", "migration_type")
        (near,) = self.rows(self.cell, models.Migration, *names)
        self.assertEqual(("a", "accepted", "n1", None, "evacuation"), (IDS[near[0]], *near[1:]))
        (far,) = self.rows(self.second, models.Migration, *names)
        self.assertEqual(("c", "done", "far", "n1", "migration"), (IDS[far[0]], *far[1:]))

    def test_cells(self) -> None:
        self.write()
        self.assertEqual([str(self.cell), str(self.second)], self.cells())
        dark = World(WORLD.services, down_cells=frozenset([CELL2]))
        self.write(dark)
        self.assertEqual([str(self.cell), f"{self.second}/nowhere"], self.cells())
        self.write(World())
        self.assertEqual([str(self.cell)], self.cells())

    def cells(self) -> list[str]:
        (first, *found) = self.rows(self.api, api_models.CellMapping, "database_connection")
        self.assertEqual(("sqlite:///cell0",), first)
        return [url.removeprefix("sqlite:///") for (url,) in found]

    def test_another_world_replaces_it(self) -> None:
        self.write()
        self.write(World((Service("x"),), (), (Server("a", "x"),)))
        services = self.rows(self.cell, models.Service, "host")
        self.assertEqual([("o",), ("x",)], services)
        for model, number in ((models.ComputeNode, 0), (models.Instance, 1)):
            self.assertEqual(number, len(self.rows(self.cell, model, "host")))
        self.assertEqual([], self.rows(self.cell, models.Migration, "status"))
        self.assertEqual([("x",)], self.rows(self.api, api_models.HostMapping, "host"))
        self.assertEqual(1, len(self.rows(self.api, api_models.RequestSpec, "spec")))
