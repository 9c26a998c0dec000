import json
import pathlib
import tempfile
import unittest

import jsonschema  # type: ignore[import-untyped]

from harness import schemas
from harness.cloud import fleet
from harness.errors import HarnessError
from harness.trials import scenario

MATRIX = pathlib.Path(__file__).parents[4] / "fork/matrix/incident/scenarios.toml"
"""The incident with fewer servers, for hundreds of clients."""


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
        (short,) = scenario.choose(None, MATRIX)
        neighbours = [f"XXXX-HOST-YYYY34{digit}" for digit in range(10)]
        for each, state in ((outage, "down"), (failure, "up"), (short, "down")):
            fleet = each.load_fleet()
            self.assertEqual(
                ["XXXX-HOST-YYYY34", *neighbours, "spare"], [host.name for host in fleet.hosts]
            )
            self.assertEqual("down", fleet.host("XXXX-HOST-YYYY34").state)
            self.assertEqual({state}, {fleet.host(name).state for name in neighbours})
            self.assertEqual(frozenset({"XXXX-HOST-YYYY34"}), each.meant)
            self.assertEqual("spare", each.target)

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


class FileTest(unittest.TestCase):
    """Scenarios that people write."""

    FLEET = '[[group]]\nhosts = ["a", "a1"]\n'
    MINE = """
        [mine]
        title = "mine"
        fleet = "racks.toml"
        states = { "a*" = "down" }
        host = "a"
        meant = ["a"]
        """

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "mine.toml")
        self.file.with_name("racks.toml").write_text(self.FLEET)

    def assert_refused(self, text: str, *words: str) -> None:
        self.file.write_text(text)
        with self.assertRaises(HarnessError) as caught:
            scenario.choose(None, self.file)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for word in (str(self.file), *words):
            self.assertIn(word, message)

    def test_a_fleet_beside_the_file(self) -> None:
        self.file.write_text(self.MINE)
        (mine,) = scenario.choose(None, self.file)
        self.assertEqual("mine", mine.name)
        hosts = {host.name: host.state for host in mine.load_fleet().hosts}
        self.assertEqual({"a": "down", "a1": "down"}, hosts)

    def test_all_or_those_that_are_chosen(self) -> None:
        more = self.MINE.replace("[mine]", "[more]").replace("racks.toml", "incident")
        more = more.replace('"a*"', '"*"').replace('["a"]', "[]")
        self.file.write_text(self.MINE + more)
        names = [each.name for each in scenario.choose(None, self.file)]
        self.assertEqual(["mine", "more"], names)
        (chosen,) = scenario.choose(["more"], self.file)
        self.assertEqual("incident", chosen.fleet)
        with self.assertRaisesRegex(HarnessError, "no scenario 'outage'; choose from mine, more"):
            scenario.choose(["outage"], self.file)

    def test_what_is_wrong_is_told_with_its_place(self) -> None:
        self.assert_refused("", "$: ", "a table for each scenario")
        self.assert_refused("[mine", "not TOML")
        self.assert_refused(f"{self.MINE}titel = 1", "$.mine: unknown key 'titel'", "words")
        self.assert_refused("[mine]", "$.mine: ", " is a required property", "a table with title")
        self.assert_refused(self.MINE.replace('["a"]', '"a"'), "$.mine.meant: ", "service hosts")
        self.assert_refused(self.MINE.replace('"down"', '"dead"'), "$.mine.states['a*']: ")
        self.assert_refused(f'{self.MINE}command = "list"', "$.mine.command: ", "host-evacuate")
        self.assert_refused(self.MINE.replace('["a"]', '["b"]'), "mine: no host 'b'", "a, a1")
        self.assert_refused(self.MINE.replace('"a*"', '"b*"'), "mine: no host 'b*'", "a, a1")
        self.assert_refused(self.MINE.replace("racks", "none"), "mine: ", "none.toml: No such")

    def test_no_such_file(self) -> None:
        with self.assertRaisesRegex(HarnessError, "^/nonexistent: No such .*--scenarios$"):
            scenario.load(pathlib.Path("/nonexistent"))


class SchemaTest(unittest.TestCase):
    """What is published is a schema, and what comes with the harness keeps to it."""

    def test_schemas(self) -> None:
        for name in (schemas.FLEET, schemas.SCENARIOS):
            content = json.loads(schemas.path(name).read_text())
            jsonschema.Draft202012Validator.check_schema(content)

    def test_every_file_of_the_harness(self) -> None:
        self.assertEqual(scenario.names(), list(scenario.load()))
        for path in (scenario.FILE.parent / "fleets").glob("*.toml"):
            self.assertTrue(fleet.load(path).hosts)

    def test_every_key_is_described(self) -> None:
        """It is what people are told when the value is wrong."""
        for name in (schemas.FLEET, schemas.SCENARIOS):
            for kind in json.loads(schemas.path(name).read_text())["$defs"].values():
                for key, described in kind["properties"].items():
                    self.assertIn("description", described, key)
