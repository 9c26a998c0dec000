"""Our client, and upstream's, on an API that answers late, wrongly or not at all."""

from typing import ClassVar

from harness.cloud.faults import Fault
from harness.tests.functional import base
from harness.tests.functional.components.test_run import DESCRIBED
from harness.trials import component
from harness.trials.observation import Observation

READ, CHANGE = "GET /servers*", "POST /servers/*/action"


class UnreliableTest(base.CloudTest):
    fleet = DESCRIBED
    FIRST: ClassVar = {
        (READ, "503"): (1, 0),
        (READ, "reset"): (1, 0),
        (READ, "expired"): (0, 2),
        (CHANGE, "503"): (0, 1),
        (CHANGE, "reset"): (0, 1),
        (CHANGE, "lost"): (0, 2),
        (CHANGE, "expired"): (0, 2),
    }
    """The status of a first run, and how many servers Nova evacuated, of two."""

    def evacuate(self, label: str) -> Observation:
        nova = component.find(str(base.find_client(label).executable))
        words = ["host-evacuate", "--strict", "--target_host", "c", "a"]
        return component.run(self.cloud, self.fleet.find(["a"]), nova, words, 300)

    def unreliable(self, route: str, kind: str) -> None:
        self.cloud.reset(self.fleet)
        self.cloud.set_faults([Fault(route, kind, seconds=0.5, retry_after=1)])

    def test_what_a_first_run_does_not_do_a_second_one_does(self) -> None:
        found = {}
        for route, kind in self.FIRST:
            self.unreliable(route, kind)
            first = self.evacuate("fork")
            found[route, kind] = first.outcome.status, sum(host.moved for host in first.hosts)
            self.assertEqual([], self.cloud.faults, (route, kind))
            self.assertNotIn("Traceback", first.outcome.stderr)
            second = first if first.exact else self.evacuate("fork")
            self.assertEqual([], [*first.strays, *second.strays], (route, kind))
            hosts = sorted(str(server.host) for server in self.cloud.administrator.servers())
            self.assertEqual(["a1", "c", "c"], hosts, (route, kind, first, second))
            # None was evacuated twice, also not the one of which nobody heard.
            self.assertEqual(2, len(self.cloud.administrator.migrations()), (route, kind))
        self.assertEqual(self.FIRST, found)

    def test_upstream(self) -> None:
        """It fares as ours does with what Nova is asked, and touches no other host."""
        for kind in ("503", "lost"):
            self.unreliable(CHANGE, kind)
            seen = self.evacuate("upstream")
            moved = sum(host.moved for host in seen.hosts)
            self.assertEqual(self.FIRST[CHANGE, kind], (seen.outcome.status, moved))
            self.assertEqual([], seen.strays)

    def test_the_report_tells_what_befell_a_request(self) -> None:
        self.unreliable(CHANGE, "lost")
        seen = self.evacuate("fork")
        lost = [request for request in seen.requests if request.endswith("-> 200 (lost)")]
        self.assertEqual(1, len(lost))
