"""Descriptions of what databases say."""

import json
import pathlib
import tempfile
import unittest

from harness.stage import world
from harness.stage.world import CELL1, CELL2, Hypervisor, Record, Server, Service, World

DOCUMENT = {
    "services": [{"host": "cmp7", "state": "down"}],
    "hypervisors": [{"id": "h7", "hypervisor_hostname": "cmp7.example.org", "service": "cmp7"}],
    "servers": [
        {"id": "s1", "name": "vm1", "host": "cmp7", "task": "powering-off", "vm": "stopped"},
        {"id": "s2", "name": "vm2", "host": "cmp7", "project": "tenant"},
    ],
    "migrations": [
        {
            "id": 5,
            "uuid": "m5",
            "instance_uuid": "s1",
            "status": "pre-migrating",
            "source_compute": "cmp7",
            "dest_compute": "dead2",
            "migration_type": "evacuation",
        }
    ],
}


class WorldTest(unittest.TestCase):
    def test_a_document_in_the_words_of_nova(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(DOCUMENT, file)
            file.flush()
            found = world.load(pathlib.Path(file.name))
        expected = World(
            (Service("cmp7"),),
            (Hypervisor("cmp7.example.org", "cmp7"),),
            (
                Server("vm1", "cmp7", "stopped", "powering-off"),
                Server("vm2", "cmp7", project="tenant"),
            ),
            (Record("vm1", "pre-migrating", "cmp7", "dead2"),),
        )
        self.assertEqual(expected, found)

    def test_an_empty_document(self) -> None:
        self.assertEqual(World(), world.parse({}))

    def test_cells(self) -> None:
        described = World((Service("a"), Service("far", cell=CELL2)))
        self.assertEqual({CELL1, CELL2}, described.cells)
        self.assertEqual({CELL1}, World().cells)
        places = [described.cell_of(host) for host in ("a", "far", "unknown")]
        self.assertEqual([CELL1, CELL2, CELL1], places)

    def test_identities_depend_on_names_alone(self) -> None:
        self.assertEqual(Server("a", "x").id, Server("a", "y", "error").id)
        self.assertNotEqual(Server("a", "x").id, Server("b", "x").id)

    def test_identities_of_hypervisors_depend_on_their_places(self) -> None:
        nodes = tuple(Hypervisor(name, host) for host in "ab" for name in ("x", "y"))
        found = [World(hypervisors=nodes).id_of(node) for node in nodes]
        self.assertEqual(4, len(set(found)))
        renamed = tuple(Hypervisor(node.hostname * 2, node.host) for node in nodes)
        self.assertEqual(found, [World(hypervisors=renamed).id_of(node) for node in renamed])
        self.assertEqual("own", World().id_of(Hypervisor("x", "a", "own")))

    def test_hosts_without_servers(self) -> None:
        expected = World(
            (Service("a", "up"), Service("b", "up")), (Hypervisor("a", "a"), Hypervisor("b", "b"))
        )
        self.assertEqual(expected, world.hosts(["a", "b"], "up"))
