"""What components select hosts and servers by, as Nova shows it, and what becomes of it."""

import tomllib
from typing import Any

from harness.cloud import fleet
from harness.tests.functional import base
from harness.trials import component
from harness.trials.evidence import Fate
from harness.trials.observation import Observation

FLEET = """
[[group]]
hosts = ["a"]
servers = 1
state = "down"
aggregates = ["ssd"]
availability_zone = "az1"
[[group.server]]
count = 2
metadata = { HA_Enabled = "True" }
tags = ["ha", "gold"]
extra_specs = { "ha:enabled" = "1" }
[[group.server]]
status = "SHUTOFF"
[[group.server]]
status = "ERROR"
[[group.server]]
status = "PAUSED"
[[group.server]]
status = "SUSPENDED"
[[group.server]]
volume_backed = true
[[group.server]]
metadata = { keep = "yes" }
meant = false
[[group]]
hosts = ["a1"]
aggregates = ["ssd"]
[[group]]
hosts = ["c"]
"""
EVACUATED = {"ACTIVE", "SHUTOFF", "ERROR"}
"""Whatever else a server's status is, Nova refuses to evacuate it."""


class KindsTest(base.CloudTest):
    fleet = fleet.parse("kinds", tomllib.loads(FLEET))

    def setUp(self) -> None:
        super().setUp()
        self.cloud.reset(self.fleet)

    def ask(self, path: str) -> Any:
        return self.cloud.caller().ask("GET", path, "2.90").body

    def shown(self, key: str, value: Any) -> list[dict[str, Any]]:
        servers = self.ask("/servers/detail?all_tenants=1&host=a")["servers"]
        return [server for server in servers if server[key] == value]

    def test_servers(self) -> None:
        marked = self.shown("metadata", {"HA_Enabled": "True"})
        self.assertEqual(2, len(marked))
        self.assertEqual(marked, self.shown("tags", ["gold", "ha"]))
        for server in marked:
            self.assertEqual({"ha:enabled": "1"}, server["flavor"]["extra_specs"])
        statuses = {"ACTIVE": 5, "SHUTOFF": 1, "ERROR": 1, "PAUSED": 1, "SUSPENDED": 1}
        for status, count in statuses.items():
            self.assertEqual(count, len(self.shown("status", status)), status)
        (backed,) = self.shown("image", "")
        self.assertEqual(1, len(backed["os-extended-volumes:volumes_attached"]))
        self.assertEqual(9, len(self.shown("OS-EXT-AZ:availability_zone", "az1")))

    def test_hosts(self) -> None:
        found = {each["name"]: each for each in self.ask("/os-aggregates")["aggregates"]}
        self.assertEqual(["a", "a1"], found["ssd"]["hosts"])
        self.assertIsNone(found["ssd"]["availability_zone"])
        self.assertEqual(
            (["a"], "az1"), (found["zone az1"]["hosts"], found["zone az1"]["availability_zone"])
        )

    def evacuate(self) -> Observation:
        """Evacuate whatever is on host a."""
        nova = component.find(str(base.find_client("upstream").executable))
        words = ["host-evacuate", "--strict", "--target_host", "c", "a"]
        return component.run(self.cloud, self.fleet.find(["a"]), nova, words, 300)

    def test_they_are_evacuated_again_and_again(self) -> None:
        before = {server.id: server.status for server in self.cloud.administrator.servers()}
        for _ in range(2):
            self.cloud.reset(self.fleet)
            fates = {fate.server: fate for fate in self.evacuate().hosts[0].servers}
            for server, status in before.items():
                self.assertEqual(status in EVACUATED, fates[server].moved, fates[server])
                self.assertEqual(1, len(fates[server].asked))

    def test_one_that_was_to_stay_is_a_stray(self) -> None:
        seen = self.evacuate()
        self.assertEqual((["a"], ["a"]), (seen.strays, seen.left))
        (kept,) = [fate for fate in seen.hosts[0].servers if not fate.meant]
        (shown,) = self.shown_anywhere(kept)
        self.assertEqual({"keep": "yes"}, shown["metadata"])

    def shown_anywhere(self, fate: Fate) -> list[dict[str, Any]]:
        servers = self.ask("/servers/detail?all_tenants=1")["servers"]
        return [server for server in servers if server["id"] == fate.server]
