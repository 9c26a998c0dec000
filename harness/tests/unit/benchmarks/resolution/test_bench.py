import json
import unittest

from harness.benchmarks.resolution import bench
from harness.benchmarks.resolution.bench import FORK, UPSTREAM, Case, Run
from harness.cloud.access import Request
from harness.errors import HarnessError

PLAIN = Case("node1", 10, False, "2.52")
LONG = Case("node1", 10, True, "latest")


class CasesTest(unittest.TestCase):
    def test_a_name_for_each_number_of_look_alikes(self) -> None:
        names = bench.hosts(2000)
        found = bench.cases(2000)
        plain = [case for case in found if not case.fqdn]
        expected = {"node1999": 0, "node199": 10, "node19": 110, "node1": 1110}
        self.assertEqual(expected, {case.host: case.lookalikes for case in plain})
        for host, lookalikes in expected.items():
            self.assertEqual(lookalikes + 1, sum(host in name for name in names))
        self.assertEqual(2000, len(set(names)))

    def test_both_microversions(self) -> None:
        found = [(c.host, c.fqdn, c.microversion) for c in bench.cases(40)]
        expected = [
            (host, fqdn, microversion)
            for fqdn in (False, True)
            for host in ("node19", "node1")
            for microversion in ("2.52", "latest")
        ]
        self.assertEqual(expected, found)

    def test_an_fqdn_for_the_fewest_and_the_most(self) -> None:
        found = {(c.host, c.lookalikes) for c in bench.cases(2000) if c.fqdn}
        self.assertEqual({("node1999", 0), ("node1", 1110)}, found)

    def test_a_cell_of_one_host(self) -> None:
        self.assertEqual(["node1"], bench.hosts(1))
        self.assertEqual({("node1", 0)}, {(c.host, c.lookalikes) for c in bench.cases(1)})
        self.assertEqual(4, len(bench.cases(1)))


class PlanTest(unittest.TestCase):
    def test_the_sides_take_turns(self) -> None:
        found = [(run.side, run.case.microversion) for run in bench.plan([PLAIN], 3)]
        both = [(UPSTREAM, "2.52"), (FORK, "2.52")]
        self.assertEqual([*both, *both[::-1], *both], found)

    def test_every_name_of_the_host_is_tried(self) -> None:
        found = [(run.side, run.name) for run in bench.plan([LONG], 1)]
        names = ("node1", "node1.example.org")
        self.assertEqual([(side, name) for side in (UPSTREAM, FORK) for name in names], found)

    def test_arguments(self) -> None:
        self.assertEqual(
            ["--os-compute-api-version", "2.52", "host-evacuate", "--strict", "node1"],
            Run(PLAIN, UPSTREAM, "node1").arguments,
        )
        self.assertEqual(["host-evacuate", "node1"], Run(LONG, FORK, "node1").arguments)

    def test_a_run_as_the_progress_shows_it(self) -> None:
        self.assertEqual("upstream --strict node1, 2.52", str(Run(PLAIN, UPSTREAM, "node1")))
        self.assertEqual("fork node1, latest", str(Run(LONG, FORK, "node1")))

    def test_only_a_search_for_the_short_name_is_long(self) -> None:
        def weight(case: Case, side: str, name: str) -> float:
            return Run(case, side, name).weight

        least = weight(LONG, FORK, "node1")
        self.assertEqual(least, weight(LONG, UPSTREAM, "node1.example.org"))
        self.assertEqual(least, weight(LONG, FORK, "node1.example.org"))
        self.assertGreater(weight(LONG, UPSTREAM, "node1"), least)
        self.assertEqual(weight(LONG, UPSTREAM, "node1"), weight(PLAIN, UPSTREAM, "node1"))


class VerifyTest(unittest.TestCase):
    RUN = Run(PLAIN, FORK, "node1")
    SEARCH = Request("GET", "/servers", "", 200)

    def post(self, server: str, status: int | None = 400) -> Request:
        return Request("POST", f"/servers/{server}/action", json.dumps({"evacuate": {}}), status)

    def verify(self, *requests: Request, stderr: str = "") -> None:
        bench.verify(self.RUN, requests, {"a", "b"}, stderr)

    def assert_refused(self, *requests: Request, words: str, stderr: str = "") -> None:
        with self.assertRaises(HarnessError) as caught:
            self.verify(*requests, stderr=stderr)
        self.assertIn("fork node1, 2.52: ", str(caught.exception))
        self.assertIn(words, str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))

    def test_every_server_of_the_host_once(self) -> None:
        self.verify(self.SEARCH, self.post("b"), self.post("a"))

    def test_nothing_found(self) -> None:
        self.verify(self.SEARCH)

    def test_other_servers(self) -> None:
        for asked in ("a", "aab", "abc", "ac", "aa"):
            requests = [self.post(server) for server in asked]
            self.assert_refused(self.SEARCH, *requests, words="not one for each of 2 servers")

    def test_an_evacuation_that_was_not_refused(self) -> None:
        for status in (200, 500, None):
            answers = (self.post("a"), self.post("b", status))
            self.assert_refused(self.SEARCH, *answers, words=f"answered {status}")

    def test_a_client_that_asked_nothing(self) -> None:
        self.assert_refused(words="was not asked: ERROR: no", stderr="warning\nERROR: no\n")
        self.assert_refused(words="was not asked: it said nothing")


class SeedTest(unittest.TestCase):
    def test_the_host_whose_rows_are_copied(self) -> None:
        (host,) = bench.seed().hosts
        self.assertEqual(("node1", ("node1",), 1), (host.name, host.hypervisors, host.servers))
        self.assertEqual("down", host.state)  # no compute service is started for it
