"""Names that MariaDB takes for one: what Nova finds by them, and what the fork does about it."""

from typing import Any
from urllib.parse import quote_plus

import sqlalchemy as sa

from harness.cloud.databases import MYSQL
from harness.cloud.fleet import UP
from harness.stage.world import Hypervisor, Server, Service, World
from harness.tests.functional import base
from harness.tests.functional.staged import StagedTest

WORLD = World(
    (Service("cmp7"), Service("cmp70"), Service("node1"), Service("x"), Service("spare", UP)),
    (
        Hypervisor("cmp7.example.org", "cmp7"),
        Hypervisor("CMP7", "x"),
        Hypervisor("cmp70.example.org", "cmp70"),
        Hypervisor("node1", "node1"),
        Hypervisor("spare", "spare"),
    ),
    (
        Server("a", "cmp7"),
        Server("b", "cmp7"),
        Server("c", "cmp70"),
        Server("d", "node1"),
        Server("e", "x"),
    ),
)
NAMES = {server.id: server.name for server in WORLD.servers}
TAKEN = {
    "CMP7": "cmp7",
    "cmp7  ": "cmp7",
    "NODE1": "node1",
    "n\u00f6de1": "node1",
    " cmp7": None,
    "cmp": None,
    "CMP7.EXAMPLE.ORG": None,
    "c_p7": None,
}
"""The service host for which MariaDB takes a name."""
MEANT = dict.fromkeys(TAKEN) | {
    "CMP7": "x",
    "cmp7": "cmp7",
    "cmp7.example.org": "cmp7",
    "node1": "node1",
}
"""The service host that a name stands for; "CMP7" is that of a hypervisor, as for --strict."""
COMMANDS = (
    ("host-evacuate",),
    ("host-evacuate-live",),
    ("host-servers-migrate",),
    ("host-meta", "set", "key=value"),
)


class LettersTest(StagedTest):
    def setUp(self) -> None:
        super().setUp()
        self.assertEqual(MYSQL, base.DATABASE, "set HARNESS_DATABASE to mysql")

    def listed(self, path: str, name: str) -> Any:
        answer = self.cloud.caller().ask("GET", f"{path}={quote_plus(name)}", "2.53")
        self.assertEqual(200, answer.status, answer)
        (found,) = [answer.body[key] for key in answer.body if not key.endswith("_links")]
        return found

    def servers_of(self, host: str | None) -> list[str]:
        return [server.name for server in WORLD.servers if server.host == host]

    def test_what_nova_finds(self) -> None:
        self.cloud.stage(WORLD)
        for name, host in TAKEN.items():
            found = self.listed("/servers?all_tenants=1&host", name)
            names = sorted(NAMES[each["id"]] for each in found)
            self.assertEqual(self.servers_of(host), names, name)
            # Nova compares these itself.
            self.assertEqual([], self.listed("/os-services?host", name), name)

    def test_one_name_one_host(self) -> None:
        for command, *words in COMMANDS:
            for version in ("2.52", "2.latest") if command == "host-evacuate" else ("2.latest",):
                for name, host in MEANT.items():
                    self.check([command, name, *words], version, host)

    def check(self, words: list[str], version: str, host: str | None) -> None:
        """Every server of the host that is meant; or none, and an error."""
        run = self.run_client("fork", *words, world=WORLD, version=version)
        self.assertEqual(self.servers_of(host), sorted(run.touched), (words, version))
        self.assertNotIn("Traceback", run.stderr)
        self.assertEqual(0 if host else 1, run.outcome.status, run.told)

    def test_as_upstream_strict(self) -> None:
        """It knows hypervisor hostnames alone, of which cmp7 is none."""
        for name in sorted(MEANT.keys() - {"cmp7"}):
            words = ("host-evacuate", "--strict", name)
            run = self.run_client("upstream", *words, world=WORLD)
            self.assertEqual(self.servers_of(MEANT[name]), sorted(run.touched), name)

    def test_targets(self) -> None:
        self.cloud.stage(WORLD)
        path = f"/servers/{WORLD.server('d').id}/action"
        body = {"evacuate": {"host": "SPARE"}}
        self.assertEqual(200, self.cloud.caller().ask("POST", path, "2.53", body).status)
        words = ("host-evacuate", "--target_host", "SPARE", "node1")
        run = self.run_client("fork", *words, world=WORLD)
        self.assertEqual(([], 1), (run.touched, run.outcome.status), run.told)
        self.assertIn("Did you mean:\n  spare\n", run.stderr)

    def test_two_hosts_of_one_name_cannot_be(self) -> None:
        for name in ("CMP7", "cmp7 ", "cm\u1e577"):
            world = World((Service("cmp7"), Service(name)))
            self.assertRaises(sa.exc.IntegrityError, self.cloud.stage, world)
