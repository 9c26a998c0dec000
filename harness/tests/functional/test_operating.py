"""Previewing, following and repeating an evacuation, with the fork's options."""

import subprocess
import time
import tomllib

from harness.cloud import fleet
from harness.cloud.client import Outcome
from harness.tests.functional.operating import Operating, saved

_PAUSE = 0.1
FLEET = """
[[group]]
hosts = ["node1"]
servers = 6
state = "down"
[[group]]
hosts = ["node10", "node11"]
servers = 1
state = "down"
[[group]]
hosts = ["spare"]
"""


class OperatingTest(Operating):
    fleet = fleet.parse("operating", tomllib.loads(FLEET))

    def evacuate(self, *options: str) -> Outcome:
        return self.nova("host-evacuate", *options, "node1")

    def test_a_preview_changes_nothing(self) -> None:
        outcome = self.evacuate("--dry-run", "--format", "json")
        self.assertEqual(0, outcome.status, outcome)
        shown = self.document(outcome)["servers"]
        self.assertEqual(self.ids("node1"), sorted(each["id"] for each in shown))
        self.assertEqual({True}, {each["accepted"] for each in shown})
        self.assertEqual([], self.asked())

    def test_a_preview_of_a_host_that_is_up(self) -> None:
        self.cloud.reset(self.fleet.with_states({"node1": "up"}))
        outcome = self.evacuate("--dry-run", "--format", "json")
        self.assertEqual(3, outcome.status, outcome)
        shown = self.document(outcome)["servers"]
        self.assertEqual([False] * 6, [each["accepted"] for each in shown])
        self.assertEqual([], self.asked())
        # Nova is of the same opinion.
        told = self.document(self.evacuate("--format", "json", "--fail"))["servers"]
        self.assertEqual([False] * 6, [each["accepted"] for each in told])
        self.assertEqual(6, len(self.asked()))

    def test_a_plan_is_obeyed(self) -> None:
        """Some servers, in another order; one has gone since, one was never there."""
        plan = self.document(self.evacuate("--dry-run", "--format", "json"))
        stranger, gone = self.ids("node10")[0], plan["servers"][1]["id"]
        chosen = [plan["servers"][number] for number in (4, 1, 0)]
        plan["servers"] = [*chosen, {**chosen[0], "id": stranger}]
        with saved({**plan, "servers": [chosen[1]]}) as path:
            self.evacuate("--plan", str(path), "--wait")
        self.assertEqual([gone], self.ids("spare"))
        with saved(plan) as path:
            outcome = self.evacuate("--plan", str(path), "--wait", "--format", "json")
        self.assertEqual(0, outcome.status, outcome)
        told = "".join(f"{each}: no longer on node1; left out\n" for each in (gone, stranger))
        self.assertIn(told, outcome.stderr)
        wanted = [chosen[0]["id"], chosen[2]["id"]]
        shown = self.document(outcome)["servers"]
        self.assertEqual(wanted, [each["id"] for each in shown])
        self.assertEqual(sorted([*wanted, gone]), self.asked())
        self.assertEqual(sorted([*wanted, gone]), self.ids("spare"))
        for each in shown:
            self.assertRegex(each["request_id"], "^req-")
            self.assertTrue(each["sent_at"] <= each["answered_at"])
            self.assertTrue(each["record"])

    def test_a_plan_for_another_host(self) -> None:
        plan = self.document(self.evacuate("--dry-run", "--format", "json"))
        plan["service_host"] = "node10"
        with saved(plan) as path:
            outcome = self.evacuate("--plan", str(path))
        self.assertEqual((2, ""), (outcome.status, outcome.stdout))
        self.assertIn("is a plan for service host node10, and 'node1' is", outcome.stderr)
        self.assertEqual([], self.asked())

    def test_followed_to_the_end(self) -> None:
        named = self.ids("node1")
        outcome = self.evacuate("--wait", "--concurrency", "3", "--format", "json")
        self.assertEqual(0, outcome.status, outcome)
        shown = self.document(outcome)["servers"]
        self.assertEqual({"evacuated"}, {each["outcome"] for each in shown})
        self.assertEqual({"spare"}, {each["destination"] for each in shown})
        # Without waiting any longer.
        self.assertEqual(named, self.ids("spare"))
        self.assertEqual(named, self.asked())
        self.assertEqual(2, len(self.servers("node10") + self.servers("node11")))

    def test_no_host_has_room(self) -> None:
        self.cloud.reset(self.fleet.with_states({"spare": "down"}))
        named = self.ids("node1")
        outcome = self.evacuate("--wait", "--timeout", "120", "--format", "json")
        self.assertEqual(4, outcome.status, outcome)
        shown = self.document(outcome)["servers"]
        self.assertEqual([True] * 6, [each["accepted"] for each in shown])
        self.assertEqual({"failed"}, {each["outcome"] for each in shown})
        self.assertEqual(named, self.ids("node1"))
        self.assertEqual(named, self.asked())

    def test_repeated_after_it_was_killed(self) -> None:
        named = self.ids("node1")
        self.kill_after(2)
        first = self.asked()
        outcome = self.evacuate("--wait", "--format", "json")
        self.assertEqual(0, outcome.status, outcome)
        self.assertLess(len(first), 6)
        self.assertEqual(named, self.asked())
        self.assertEqual(named, self.ids("spare"))

    def kill_after(self, requests: int) -> None:
        """Kill a run when so many requests are answered, and let what is under way arrive."""
        command = [str(self.runner.executable), "host-evacuate", "--wait", "node1"]
        process = subprocess.Popen(
            command,
            env=self.cloud.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(self.asked()) < requests:
            self.cloud.check()
            self.assertIsNone(process.poll())
            time.sleep(_PAUSE)
        process.kill()
        process.wait()
        time.sleep(10 * _PAUSE)
