import unittest

from harness.errors import HarnessError
from harness.trials import scenario


class ScenarioTest(unittest.TestCase):
    def test_every_scenario_fits_its_fleet(self) -> None:
        for each in scenario.load().values():
            with self.subTest(each.name):
                hosts = {host.name: host for host in each.load_fleet().hosts}
                self.assertLessEqual(each.meant, hosts.keys())
                evacuation = each.command == "host-evacuate"
                for name in each.meant:
                    self.assertEqual("down" if evacuation else "up", hosts[name].state)
                    self.assertTrue(hosts[name].servers)
                self.assertEqual(evacuation, each.target is not None)
                self.assertEqual("up", hosts["spare"].state)
                self.assertEqual(0, hosts["spare"].servers)
                self.assertIn(each.target, ("spare", None))

    def test_the_incident(self) -> None:
        outage, failure = scenario.choose(["outage", "failure"])
        neighbours = [f"XXXX-HOST-YYYY34{digit}" for digit in range(10)]
        for each, state in ((outage, "down"), (failure, "up")):
            fleet = each.load_fleet()
            self.assertEqual(
                ["XXXX-HOST-YYYY34", *neighbours, "spare"], [host.name for host in fleet.hosts]
            )
            self.assertEqual("down", fleet.host("XXXX-HOST-YYYY34").state)
            self.assertEqual({state}, {fleet.host(name).state for name in neighbours})
            self.assertEqual(frozenset({"XXXX-HOST-YYYY34"}), each.meant)

    def test_arguments(self) -> None:
        each = scenario.load()["no-strict"]
        tail = ["host-evacuate", "--no-strict", "--target_host", "spare", "XXXX-HOST-YYYY34"]
        self.assertEqual(tail, each.arguments("latest"))
        self.assertEqual(["--os-compute-api-version", "2.53", *tail], each.arguments("2.53"))

    def test_arguments_of_a_sibling(self) -> None:
        known = scenario.load()
        meta = ["host-meta", "XXXX-HOST-YYYY34", "set", "rack=34"]
        self.assertEqual(meta, known["meta"].arguments("latest"))
        live = ["host-evacuate-live", "--target-host", "spare", "XXXX-HOST-YYYY34"]
        self.assertEqual(live, known["live"].arguments("latest"))
        self.assertEqual(
            ["host-servers-migrate", "XXXX-HOST-YYYY34"], known["cold"].arguments("latest")
        )

    def test_an_unknown_scenario(self) -> None:
        with self.assertRaisesRegex(HarnessError, "'outages'; choose from outage, failure"):
            scenario.choose(["outages"])
