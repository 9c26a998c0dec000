"""Rows as Nova would find them, in databases that have its tables."""

import pathlib
from typing import Any

import sqlalchemy as sa
from nova.db.api import models as api_models
from nova.db.main import models

from harness.benchmarks.resolution import full_cell
from harness.tests.unit.databases import DatabaseTest

ORIGINAL = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"


class GatherTest(DatabaseTest):
    def setUp(self) -> None:
        super().setUp()
        self.cell, self.api = self.folder / "cell", self.folder / "api"
        self.create(self.cell, models.BASE.metadata)
        self.create(self.api, api_models.BASE.metadata)
        self.add_original()

    def add_original(self) -> None:
        for number, host in enumerate(("controller", "node1")):
            self.add(self.cell, models.Service, host=host, uuid=f"s{number}", version=number)
        sizes = dict.fromkeys(
            ("vcpus", "memory_mb", "local_gb", "vcpus_used", "memory_mb_used", "local_gb_used"), 1
        )
        kind = {"hypervisor_type": "fake", "hypervisor_version": 1, "cpu_info": ""}
        names = {"host": "node1", "hypervisor_hostname": "node1", "uuid": "n", "mapped": 1}
        self.add(self.cell, models.ComputeNode, id=7, **names, **sizes, **kind)
        own = {"project_id": "p", "vm_state": "active", "locked": True}
        self.add(self.cell, models.Instance, uuid=ORIGINAL, host="node1", node="node1", **own)
        for key in ("a", "b"):
            owner = {"instance_uuid": ORIGINAL}
            self.add(self.cell, models.InstanceSystemMetadata, key=key, value="v", **owner)
        self.add(self.cell, models.InstanceExtra, instance_uuid="another", flavor="other")
        self.add(self.cell, models.InstanceExtra, instance_uuid=ORIGINAL, flavor="{}")
        self.add(self.cell, models.InstanceInfoCache, instance_uuid=ORIGINAL, network_info="[]")
        self.add(self.api, api_models.HostMapping, cell_id=2, host="node1")
        place = {"cell_id": 2, "project_id": "p"}
        self.add(self.api, api_models.InstanceMapping, instance_uuid=ORIGINAL, **place)

    def rows(self, path: pathlib.Path, model: Any, *names: str) -> list[Any]:
        columns = [model.__table__.c[name] for name in names]
        with self.engine(path).connect() as connection:
            return [tuple(row) for row in connection.execute(sa.select(*columns))]

    def gather(self, *hosts: str, servers: int = 2) -> None:
        full_cell.gather(self.url(self.cell), self.url(self.api), hosts, servers)

    def test_every_host_has_a_service_and_a_hypervisor(self) -> None:
        self.gather("node1", "node2", "node3")
        services = self.rows(self.cell, models.Service, "host", "version")
        expected = [("controller", 0), ("node1", 1), ("node2", 1), ("node3", 1)]
        self.assertEqual(expected, services)
        nodes = self.rows(self.cell, models.ComputeNode, "host", "hypervisor_hostname", "mapped")
        self.assertEqual([(f"node{n}", f"node{n}", 1) for n in (1, 2, 3)], nodes)
        mapped = self.rows(self.api, api_models.HostMapping, "host", "cell_id")
        self.assertEqual([("node1", 2), ("node2", 2), ("node3", 2)], mapped)

    def test_every_host_has_servers_of_its_own(self) -> None:
        self.gather("node1", "node2")
        nodes = dict(self.rows(self.cell, models.ComputeNode, "host", "id"))
        found = self.rows(self.cell, models.Instance, "host", "node", "compute_id", "vm_state")
        one, two = (("node1", "node1"), ("node2", "node2"))
        copies = [(*one, nodes["node1"]), (*two, nodes["node2"]), (*two, nodes["node2"])]
        self.assertEqual([(*one, None, "active"), *((*c, "active") for c in copies)], found)
        names = self.rows(self.cell, models.Instance, "display_name", "hostname")
        expected = ["node1-server1", "node2-server0", "node2-server1"]
        self.assertEqual([(name, name) for name in expected], names[1:])

    def test_every_server_has_belongings_and_a_place(self) -> None:
        self.gather("node1", "node2", servers=3)
        servers = {uuid for (uuid,) in self.rows(self.cell, models.Instance, "uuid")}
        self.assertEqual(6, len(servers))
        for model, contents in (
            (models.InstanceSystemMetadata, [("a", "v"), ("b", "v")]),
            (models.InstanceExtra, [("{}",)]),
            (models.InstanceInfoCache, [("[]",)]),
        ):
            names = {"a": ("key", "value"), "{": ("flavor",), "[": ("network_info",)}
            columns = names[contents[0][0][0]]
            found = self.rows(self.cell, model, "instance_uuid", *columns)
            expected = [(server, *content) for server in servers for content in contents]
            expected += [("another", "other")] if model is models.InstanceExtra else []
            self.assertEqual(sorted(expected), sorted(found))
        places = self.rows(self.api, api_models.InstanceMapping, "instance_uuid", "cell_id")
        self.assertEqual({(server, 2) for server in servers}, set(places))
        self.assertEqual(6, len(places))

    def test_the_original_alone(self) -> None:
        self.gather("node1", servers=1)
        self.assertEqual([("node1",)], self.rows(self.cell, models.Instance, "host"))
        self.assertEqual(2, len(self.rows(self.cell, models.InstanceExtra, "id")))

    def test_no_identifier_is_copied(self) -> None:
        self.gather("node1", "node2", servers=3)
        for model, number in ((models.Service, 3), (models.ComputeNode, 2), (models.Instance, 6)):
            self.assertEqual(number, len(set(self.rows(self.cell, model, "uuid"))))
