import json
import pathlib
import re
import tempfile
import tomllib
import unittest

from harness import schemas
from harness.cloud import fleet
from harness.cloud.faults import KINDS, Fault
from harness.errors import HarnessError


def parse(text: str) -> fleet.Fleet:
    return fleet.parse("sample", tomllib.loads(text))


class ParseTest(unittest.TestCase):
    def test_a_group_lists_hosts_that_have_the_rest_in_common(self) -> None:
        parsed = parse('[[group]]\nhosts = ["a", "b"]\nservers = 2\nstate = "down"')
        hosts = (fleet.Host("a", ("a",), 2, "down"), fleet.Host("b", ("b",), 2, "down"))
        self.assertEqual(fleet.Fleet("sample", hosts), parsed)
        self.assertEqual(4, parsed.size)

    def test_only_hosts_is_required(self) -> None:
        self.assertEqual((fleet.Host("a", ("a",), 0, "up"),), parse('group=[{hosts=["a"]}]').hosts)

    def test_service_host_and_hypervisor_hostname_may_differ(self) -> None:
        parsed = parse('[[group]]\nhosts = ["a"]\nhypervisors = ["{host}.example.org"]')
        self.assertEqual(("a.example.org",), parsed.host("a").hypervisors)

    def test_several_hypervisors_under_one_service_host(self) -> None:
        parsed = parse('[[group]]\nhosts = ["a"]\nhypervisors = ["x", "y"]\nservers = 3')
        self.assertEqual(("x", "y"), parsed.host("a").hypervisors)
        self.assertEqual(6, parsed.size)

    def test_one_hypervisor_hostname_under_two_service_hosts(self) -> None:
        parsed = parse('[[group]]\nhosts = ["a", "b"]\nhypervisors = ["twin"]')
        self.assertEqual([("twin",), ("twin",)], [host.hypervisors for host in parsed.hosts])

    def test_states_are_set_by_pattern_and_the_last_one_wins(self) -> None:
        parsed = parse('[[group]]\nhosts = ["n1", "n10", "m"]')
        changed = parsed.with_states({"n*": "down", "n1?": "forced-down"})
        self.assertEqual(["down", "forced-down", "up"], [host.state for host in changed.hosts])
        self.assertEqual(["up"] * 3, [host.state for host in parsed.hosts])

    def test_a_state_of_no_host_or_that_is_none(self) -> None:
        parsed = parse('[[group]]\nhosts = ["n1", "n10"]')
        with self.assertRaisesRegex(HarnessError, "no host 'm'; choose from n1, n10$"):
            parsed.with_states({"n1": "down", "m": "down"})
        with self.assertRaisesRegex(HarnessError, "no state 'dead'; .* up, down, forced-down"):
            parsed.with_states({"n1": "dead"})

    def test_hosts_are_found_by_their_whole_names(self) -> None:
        parsed = parse('[[group]]\nhosts = ["n1", "n10"]')
        self.assertEqual({"n1"}, parsed.find(["n1", "n1"]))
        for name in ("n", "n?", "N1", ""):
            with self.assertRaisesRegex(HarnessError, f"no host '{re.escape(name)}'; choose"):
                parsed.find(["n1", name])

    def test_of_many_hosts_a_few_are_named(self) -> None:
        hosts = ", ".join(f'"n{number}"' for number in range(30))
        with self.assertRaisesRegex(HarnessError, "n18, n19, [.]{3}$"):
            parse(f"[[group]]\nhosts = [{hosts}]").find(["x"])

    def test_an_unknown_host(self) -> None:
        self.assertRaises(KeyError, parse('group=[{hosts=["a"]}]').host, "b")


class KindTest(unittest.TestCase):
    TEXT = """
        [[group]]
        hosts = ["a", "b"]
        hypervisors = ["{host}1", "{host}2"]
        servers = 1
        aggregates = ["ssd", "gpu"]
        availability_zone = "az1"
        [[group.server]]
        count = 2
        metadata = { HA_Enabled = "True" }
        tags = ["ha"]
        extra_specs = { "ha:enabled" = "1" }
        status = "SHUTOFF"
        volume_backed = true
        meant = false
        [[group.server]]
        """

    def test_what_a_component_selects_by(self) -> None:
        parsed = parse(self.TEXT)
        kinds = (
            fleet.Kind(
                2,
                {"HA_Enabled": "True"},
                ("ha",),
                {"ha:enabled": "1"},
                "SHUTOFF",
                volume_backed=True,
                meant=False,
            ),
            fleet.Kind(1, {}, (), {}, "ACTIVE", volume_backed=False, meant=True),
        )
        for host in parsed.hosts:
            self.assertEqual(
                (kinds, ("ssd", "gpu"), "az1"), (host.kinds, host.aggregates, host.zone)
            )
        self.assertEqual(2 * 2 * (1 + 2 + 1), parsed.size)


class FaultTest(unittest.TestCase):
    def test_what_befalls_requests(self) -> None:
        text = """
            [[group]]
            hosts = ["a"]
            [[fault]]
            route = "POST /servers/*/action"
            kind = "503"
            count = 2
            retry_after = 1
            [[fault]]
            route = "* *"
            kind = "delay"
            count = 0
            after = 3
            action = "evacuate"
            seconds = 0.5
            """
        route = "POST /servers/*/action"
        faults = (
            Fault(route, "503", 2, retry_after=1),
            Fault("* *", "delay", 0, 3, "evacuate", 0.5),
        )
        self.assertEqual(faults, parse(text).faults)

    def test_every_kind_is_in_the_schema(self) -> None:
        schema = json.loads(schemas.path(schemas.FLEET).read_text())["$defs"]["fault"]
        self.assertEqual(list(KINDS), schema["properties"]["kind"]["enum"])


class ErrorTest(unittest.TestCase):
    """Each error names the key, the fault and what belongs there."""

    def assert_refused(self, text: str, *words: str) -> None:
        with self.assertRaises(HarnessError) as caught:
            parse(text)
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for word in words:
            self.assertIn(word, message)

    def test_unknown_keys(self) -> None:
        self.assert_refused(
            "group = [{hosts=['a']}]\ngroups = []", "$: ", "'groups'", "here: fault, group"
        )
        text = '[[group]]\nhosts = ["a"]\n[[group]]\nhosts = ["b"]\nserver_count = 1'
        self.assert_refused(text, "$.group[1]: ", "'server_count'", "servers, state")
        text = '[[group]]\nhosts = ["a"]\n[[group.server]]\n[[group.server]]\ntag = 1'
        self.assert_refused(text, "$.group[0].server[1]: ", "'tag'", "tags, volume_backed")

    def test_duplicate_host(self) -> None:
        self.assert_refused('group = [{hosts = ["a"]}, {hosts = ["b", "a"]}]', "duplicate", "'a'")

    def test_hosts_that_differ_in_case_are_two(self) -> None:
        self.assertEqual(2, len(parse('group = [{hosts = ["a", "A"]}]').hosts))

    def test_duplicate_hypervisor(self) -> None:
        text = 'group = [{hosts = ["a"], hypervisors = ["x", "x"]}]'
        self.assert_refused(text, "duplicate hypervisor", "'x'", "'a'")

    def test_no_hosts(self) -> None:
        self.assert_refused("", "$: ", "'group' is a required")
        self.assert_refused("group = []", "$.group: ", "[[group]]")
        self.assert_refused("[[group]]", "$.group[0]: ", "'hosts' is a required")
        self.assert_refused("group = [{hosts = []}]", "$.group[0].hosts: ", "list of names")

    def test_not_a_list_of_names(self) -> None:
        for value in ('"a"', "[1]", '[""]', "3"):
            text = f"group = [{{hosts = {value}}}]"
            self.assert_refused(text, "$.group[0].hosts", "names of service hosts")

    def test_group_that_is_a_table(self) -> None:
        self.assert_refused('[group]\nhosts = ["a"]', "$.group: ", "[[group]]")

    def test_bad_state(self) -> None:
        text = 'group = [{hosts = ["a"], state = "dead"}]'
        self.assert_refused(text, "$.group[0].state: 'dead'", "up, down, forced-down")

    def test_bad_number_of_servers(self) -> None:
        for value in ("-1", "1.5", "true", '"2"', "1979-05-27"):
            text = f'group = [{{hosts = ["a"], servers = {value}}}]'
            self.assert_refused(text, "$.group[0].servers: ", "0 or more")
        self.assertEqual(2, parse('group = [{hosts = ["a"], servers = 2.0}]').size)

    def test_bad_servers(self) -> None:
        for key, value, words in (
            ("count", "0", "1 or more"),
            ("metadata", "{a = 1}", "a table of texts"),
            ("tags", '"a"', "a list of tags"),
            ("status", '"GONE"', "choose one"),
            ("volume_backed", "1", "boot from volumes"),
            ("meant", '"no"', "stay when their host"),
        ):
            text = f'[[group]]\nhosts = ["a"]\n[[group.server]]\n{key} = {value}'
            self.assert_refused(text, f"$.group[0].server[0].{key}", words)

    def test_bad_faults(self) -> None:
        for text, *words in (
            ('{route = "GET /x"}', "$.fault[0]: ", "'kind' is a required"),
            ('{kind = "500"}', "$.fault[0]: ", "'route' is a required"),
            ('{route = "GET x", kind = "500"}', "$.fault[0].route: ", "a method and a path"),
            ('{route = "GET /x", kind = "404"}', "$.fault[0].kind: ", "429, 500, 503"),
            ('{route = "GET /x", kind = "500", count = -1}', "$.fault[0].count: ", "0 for all"),
        ):
            self.assert_refused(f"group = [{{hosts = ['a']}}]\nfault = [{text}]", *words)

    def test_a_long_value_is_cut(self) -> None:
        with self.assertRaises(HarnessError) as caught:
            parse(f'group = "{"x" * 1000}"')
        self.assertLess(len(str(caught.exception)), 300)


class LoadTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "mine.toml")

    def assert_refused(self, *words: str) -> None:
        with self.assertRaises(HarnessError) as caught:
            fleet.load(self.path)
        for word in (str(self.path), *words):
            self.assertIn(word, str(caught.exception))

    def test_the_file_gives_the_name(self) -> None:
        self.path.write_text('[[group]]\nhosts = ["a"]')
        self.assertEqual("mine", fleet.load(self.path).name)

    def test_no_such_file(self) -> None:
        self.assert_refused("No such file", "--fleet")

    def test_not_toml(self) -> None:
        self.path.write_text("[[group]\n")
        self.assert_refused("not TOML")

    def test_not_text(self) -> None:
        self.path.write_bytes(b"\xff\xfe")
        self.assert_refused("not TOML")

    def test_an_error_names_the_file(self) -> None:
        for text, words in (("", "'group' is a"), ('group=[{hosts=["a","a"]}]', "duplicate")):
            self.path.write_text(text)
            self.assert_refused(words)
