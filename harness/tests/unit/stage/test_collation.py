"""What MariaDB takes for one name, and what of a cloud is left then."""

import unittest

from harness.cloud.databases import MYSQL, SQLITE
from harness.cloud.fleet import Fleet, Host
from harness.errors import HarnessError
from harness.stage import collation
from harness.stage.world import Hypervisor, Record, Server, Service, World

FLEET = Fleet("f", tuple(Host(name, (name,), 1, "up") for name in ("Edge7", "edge70", "edge7")))
WORLD = World(
    (Service("cmp7"), Service("CMP7"), Service("cmp70")),
    (
        Hypervisor("m1", "cmp7"),
        Hypervisor("M1", "cmp7"),
        Hypervisor("m1", "cmp70"),
        Hypervisor("m2", "CMP7"),
    ),
    (Server("a", "cmp7"), Server("b", "CMP7"), Server("c", "cmp70")),
    (Record("a", "done", "cmp7"), Record("b", "done", "CMP7")),
)


class CollationTest(unittest.TestCase):
    def test_names_that_are_one(self) -> None:
        for same in (("cmp7", "CMP7", "cmp7  "), ("n\u00f6de1", "node1", "N\u00d6DE1")):
            self.assertEqual(1, len(set(map(collation.fold, same))), same)
        for apart in (
            ("cmp7", "cmp70"),
            ("cmp7", " cmp7"),
            ("node1", "n_de1"),
            ("a.b", "a"),
            ("no\u0308de1", "node1"),
        ):
            self.assertEqual(2, len(set(map(collation.fold, apart))), apart)

    def test_the_first_of_a_fleet_is_kept(self) -> None:
        kept = collation.holdable_fleet(FLEET, MYSQL)
        self.assertEqual(["Edge7", "edge70"], [host.name for host in kept.hosts])
        collation.check(kept, MYSQL)
        for check in (collation.holdable_fleet, collation.check):
            self.assertIn(check(FLEET, SQLITE), (FLEET, None))

    def test_a_fleet_that_is_refused(self) -> None:
        with self.assertRaises(HarnessError) as caught:
            collation.check(FLEET, MYSQL)
        expected = "MariaDB takes host 'edge7' for 'Edge7'; leave one of them out"
        self.assertEqual(expected, str(caught.exception))

    def test_the_first_of_a_world_is_kept(self) -> None:
        self.assertIs(WORLD, collation.holdable(WORLD, SQLITE))
        expected = World(
            (WORLD.services[0], WORLD.services[2]),
            (WORLD.hypervisors[0], WORLD.hypervisors[2]),
            (WORLD.servers[0], WORLD.servers[2]),
            (WORLD.records[0],),
        )
        self.assertEqual(expected, collation.holdable(WORLD, MYSQL))
