import dataclasses
import pathlib
import tempfile
import unittest
from collections.abc import Iterator, Sequence
from typing import Any
from unittest import mock

from harness.benchmarks.estimate import Estimate
from harness.benchmarks.evacuation import bare, bench
from harness.benchmarks.evacuation.bench import Bench
from harness.benchmarks.evacuation.plan import FORKS, LIMITS, LOOP, REFERENCE, Case, Run, Side
from harness.cloud import client
from harness.cloud.access import Request
from harness.cloud.client import Client, Outcome
from harness.cloud.services import standin
from harness.errors import HarnessError
from harness.progress import Progress
from harness.tests.unit import fakes

CASE = Case(500, 3)
FINE = Outcome(0, "", "", 9.0)
CLIENTS = [Client(label, pathlib.Path(f"/{label}")) for label in ("upstream", "fork", "openstack")]


def post(
    server: str, arrived: float, body: str = '{"evacuate": {}}', seconds: float = 0.5, **more: Any
) -> Request:
    path = more.get("path", f"/v2.1/servers/{server}/action")
    return Request("POST", path, body, more.get("status", 200), 0, arrived, seconds)


def posts(number: int = 3) -> list[Request]:
    """Return evacuations of all servers, one after the other from second 102 on."""
    return [post(each, 102.0 + at) for at, each in enumerate(standin.server_ids(number))]


class VerifyTest(unittest.TestCase):
    SEARCH = Request("GET", "/v2.1/servers?host=node1", "", 200)
    RUN = Run(CASE, FORKS[1])

    def assert_refused(
        self, requests: Sequence[Request], words: str, outcome: Outcome = FINE, run: Run = RUN
    ) -> None:
        with self.assertRaises(HarnessError) as caught:
            bench.verify(run, requests, outcome)
        text = f"{run}: {words}; there is nothing to compare"
        self.assertEqual(text, str(caught.exception))

    def test_each_server_once(self) -> None:
        bench.verify(self.RUN, [self.SEARCH, *posts()[::-1]], FINE)

    def test_no_matter_how_the_body_is_spaced(self) -> None:
        tight = [dataclasses.replace(each, body='{"evacuate":{}}') for each in posts()]
        bench.verify(self.RUN, tight, FINE)

    def test_other_servers(self) -> None:
        stranger = post("ffffffff-0000-4000-8000-000000000001", 110)
        for wrong, number in (
            ([], 0),
            (posts(2), 2),
            (posts(4), 4),
            ([*posts(2), posts(2)[0]], 3),
            ([*posts(), posts()[0]], 4),
            ([*posts(2), stranger], 3),
            ([*posts(), stranger], 4),
        ):
            words = f"{number} requests are not one for each of 3 servers"
            self.assert_refused([self.SEARCH, *wrong], words)

    def test_another_body(self) -> None:
        one, two, _ = posts()
        last = standin.server_ids(3)[2]
        for body in ("", '{"os-resetState": {}}', '{"evacuate": {"host": "b"}}'):
            asked = [one, two, post(last, 110, body)]
            self.assert_refused(asked, f"POST /v2.1/servers/{last}/action was sent {body!r}")
        elsewhere = f"/v2.1/servers/{last}/migrations"
        asked = [one, two, post(last, 110, path=elsewhere)]
        self.assert_refused(asked, f"POST {elsewhere} was sent '{{\"evacuate\": {{}}}}'")

    def test_what_the_stand_in_does_not_know(self) -> None:
        for status in (300, 404, None):
            unknown = Request("GET", "/v2.1/x", "", status)
            self.assert_refused([unknown, *posts()], f"GET /v2.1/x was answered {status}")

    def test_a_client_that_failed(self) -> None:
        failed = Outcome(2, "", "warning\nERROR: no\n", 1.0)
        self.assert_refused(posts(), "it ended with status 2: ERROR: no", failed)
        silent = Outcome(1, "", "", 1.0)
        self.assert_refused([], "it ended with status 1: it said nothing", silent)

    def test_more_at_a_time_than_it_was_told(self) -> None:
        slow = [dataclasses.replace(each, seconds=1.5) for each in posts()]
        bench.verify(self.RUN, slow, FINE)
        for side in (FORKS[0], REFERENCE, LOOP, LIMITS[0]):
            words = "2 requests were under way at a time"
            self.assert_refused(slow, words, run=Run(CASE, side))


class BenchTest(unittest.TestCase):
    """What is run, in place of which a note is made."""

    def setUp(self) -> None:
        self.calls: list[tuple[Client, list[str]]] = []
        self.loopback = mock.Mock(url="http://127.0.0.1:1", environment={"OS_A": "b"})
        self.outcomes: Iterator[Outcome] = iter(())
        self.logged = [Request("GET", "/v3", "", 200, 0, 101.0, 0.0), *posts()]
        for name, double in (
            ("client.run", self.run_client),
            ("access.position", lambda log: 7),
            ("access.read", self.read),
            ("time.monotonic", lambda: 100.0),
        ):
            patch = mock.patch(f"harness.benchmarks.evacuation.bench.{name}", double)
            patch.start()
            self.addCleanup(patch.stop)
        self.estimate = mock.Mock(spec=Estimate)
        progress = mock.Mock(spec=Progress)
        self.bench = Bench(self.loopback, CLIENTS, self.estimate, progress)

    def run_client(
        self, who: Client, arguments: list[str], environment: dict[str, str], *rest: Any
    ) -> Outcome:
        self.assertEqual({"OS_A": "b"}, environment)
        self.assertEqual(self.loopback.check, rest[1])
        self.calls.append((who, arguments))
        return next(self.outcomes, FINE)

    def read(self, log: Any, start: int) -> list[Request]:
        self.assertEqual((self.loopback.access_log, 7), (log, start))
        return self.logged

    def command(self, side: Side) -> tuple[str, list[str]]:
        self.calls.clear()
        self.bench.measure(Run(CASE, side))
        ((who, arguments),) = self.calls
        return str(who.executable), arguments

    def test_nova(self) -> None:
        for side, arguments in (
            (REFERENCE, ["host-evacuate", "--strict", "node1"]),
            (FORKS[0], ["host-evacuate", "node1"]),
            (FORKS[1], ["host-evacuate", "--concurrency", "8", "node1"]),
            (FORKS[2], ["host-evacuate", "--concurrency", "32", "node1"]),
        ):
            self.assertEqual((f"/{side.client}", arguments), self.command(side))

    def test_the_loop(self) -> None:
        executable, (option, script) = self.command(LOOP)
        self.assertEqual(("/bin/sh", "-c"), (executable, option))
        self.assertEqual(
            "for id in $(/openstack server list --all-projects --host node1 -f value -c ID)\n"
            'do /openstack server evacuate "$id"\ndone\n',
            script,
        )

    def test_a_path_with_a_space(self) -> None:
        odd = [Client("openstack", pathlib.Path("/a b/openstack"))]
        self.bench = Bench(self.loopback, odd, self.estimate, mock.Mock())
        _, (_, script) = self.command(LOOP)
        self.assertEqual(2, script.count("'/a b/openstack' server "))

    def test_the_bare_client(self) -> None:
        executable, arguments = self.command(LIMITS[1])
        self.assertIn("python", executable)
        common = [bare.__file__, "http://127.0.0.1:1/v2.1", standin.TOKEN, standin.NEWEST]
        self.assertEqual([*common, "8", *standin.server_ids(3)], arguments)

    def test_a_run_is_announced_and_timed(self) -> None:
        run = Run(CASE, FORKS[0])
        found = self.bench.measure(run)
        self.estimate.announce.assert_called_once_with(run)
        self.loopback.arrange.assert_called_once_with(3, 0.5)
        self.assertEqual((run, 9.0, 2.0), (found.run, found.timing.whole, found.timing.first))
        self.assertEqual((2.5, 1.0), (found.timing.requests, found.timing.period))

    def test_a_run_that_is_not_worth_comparing(self) -> None:
        self.logged = posts(2)
        with self.assertRaisesRegex(HarnessError, "not one for each of 3"):
            self.bench.measure(Run(CASE, FORKS[0]))

    def test_start_up(self) -> None:
        self.outcomes = iter([Outcome(0, "", "", float(n)) for n in range(9)])
        startup = bench.startups(3)[2]
        found = [(each.client, each.seconds) for each in self.bench.start(startup)]
        self.loopback.arrange.assert_called_once_with(0, 0.0)
        self.estimate.announce.assert_called_once_with(startup)
        turns = ["upstream", "fork", "fork", "upstream", "upstream", "fork"]
        self.assertEqual(list(zip(turns, map(float, range(2, 8)), strict=True)), found)
        ran = [who.label for who, _ in self.calls]
        self.assertEqual(["upstream", "fork", *turns], ran)
        self.assertEqual(["host-evacuate", "--strict", "node1"], self.calls[0][1])
        self.assertEqual(["host-evacuate", "node1"], self.calls[1][1])

    def test_a_start_up_that_fails(self) -> None:
        self.outcomes = iter([FINE, FINE, Outcome(1, "", "ERROR: no", 1.0)])
        startup = bench.startups(3)[0]
        words = "upstream, nova --version: it ended with status 1: ERROR: no"
        with self.assertRaisesRegex(HarnessError, words):
            list(self.bench.start(startup))


class StartupsTest(unittest.TestCase):
    def test_commands(self) -> None:
        expected = [
            ("nova --version", {("--version",)}),
            ("nova help host-evacuate", {("help", "host-evacuate")}),
            (
                "nova host-evacuate of a host without servers",
                {("host-evacuate", "--strict", "node1"), ("host-evacuate", "node1")},
            ),
        ]
        found = bench.startups(20)
        self.assertEqual(expected, [(e.command, set(e.arguments.values())) for e in found])
        self.assertEqual({20}, {each.repeats for each in found})


class CheckForkTest(unittest.TestCase):
    def check(self, text: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = fakes.nova(pathlib.Path(folder), {"help host-evacuate": text})
            bench.check_fork([Client("upstream", path.parent), client.find("fork", str(path))])

    def test_it_sends_several_at_a_time(self) -> None:
        self.check("usage: nova host-evacuate [--concurrency <number>] <host>")

    def test_it_sends_one_at_a_time(self) -> None:
        with self.assertRaisesRegex(HarnessError, "^client fork: '.*nova host-evacuate' has no"):
            self.check("usage: nova host-evacuate <host>")
