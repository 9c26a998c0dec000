"""Emptying a host that is up: servers that migrate, fail, hang and are confirmed."""

import ast
import re
import tomllib
from collections import Counter
from typing import Any

from harness.cloud import access, client, fleet
from harness.cloud.access import Request
from harness.cloud.cloud import wait_for
from harness.tests.functional import program
from harness.tests.functional.evacuating.runs import Run
from harness.tests.functional.operating import Operating, read, saved

FLEET = """
[[group]]
hosts = ["node1"]
servers = 40
[[group]]
hosts = ["node10"]
servers = 4
[[group]]
hosts = ["node100"]
servers = 1
[[group]]
hosts = ["spare"]
"""
MANY, FEW, NEIGHBOUR = "node1", "node10", "node100"
LIVE, COLD = "host-evacuate-live", "host-servers-migrate"
JSON = ("--format", "json")
_PATIENCE = 120.0


class MigrationTest(Operating):
    fleet = fleet.parse("migrations", tomllib.loads(FLEET))

    def setUp(self) -> None:
        super().setUp()
        self.allow_one_destination()

    def restart(self) -> None:
        """Begin anew within a test."""
        self.cloud.reset(self.fleet)
        self.allow_one_destination()

    def allow_one_destination(self) -> None:
        """Have Nova choose the spare host for whatever is moved."""
        for host in (MANY, FEW, NEIGHBOUR):
            self.change_service("disable", host)

    def change_service(self, action: str, host: str) -> None:
        body = {"host": host, "binary": "nova-compute"}
        answer = self.cloud.caller().ask("PUT", f"/os-services/{action}", "2.1", body)
        self.assertEqual(200, answer.status)

    def begin(self, *words: str) -> Run:
        """Begin a run, which is watched."""
        run = Run(self.cloud, self.runner, [*words])
        self.addCleanup(run.close)
        return run

    def interrupt(self, run: Run, sent: int) -> None:
        """Do what Ctrl-C does when so many requests were answered, and let it end."""
        run.await_(lambda: len(run.changes) >= sent)
        run.interrupt()
        run.close()

    def outcomes(self, document: Any) -> Counter[str]:
        return Counter(each["outcome"] for each in document["servers"])

    def states(self, host: str) -> dict[str, str]:
        """The statuses of the servers of a host."""
        return {each.id: each.status for each in self.servers(host)}

    def records(self) -> dict[str, str]:
        """The status of the last record of each server."""
        return {each.server: each.status for each in self.cloud.administrator.migrations()}

    def most_at_once(self, requests: list[Request]) -> int:
        """Return how many requests Nova was at, at most."""
        moments = sorted(
            moment
            for each in requests
            for moment in ((each.arrived, 1), (each.arrived + each.seconds, -1))
        )
        return max(sum(step for _, step in moments[:end]) for end in range(len(moments) + 1))

    def stop(self, server: str) -> None:
        answer = self.cloud.caller().ask("POST", f"/servers/{server}/action", "2.1", _STOP)
        self.assertEqual(202, answer.status)
        self.cloud.rest()

    def test_a_live_evacuation(self) -> None:
        """Forty servers, eight at a time; one turns back, and arrives when it is asked again."""
        named, neighbours = self.ids(MANY), self.ids(FEW) + self.ids(NEIGHBOUR)
        lost = named[17]
        self.cloud.trouble({lost: "turns back"})
        command = (LIVE, "--wait", "--concurrency", "8", *JSON, MANY)
        foretold = self.document(self.nova(LIVE, "--dry-run", *JSON, MANY))
        self.assertEqual([True] * 40, [each["accepted"] for each in foretold["servers"]])
        self.assertEqual([], self.asked())
        run = self.begin(*command)
        run.close()
        self.assertEqual(4, run.status, run.stderr)
        document = read(run.stdout)
        self.assertEqual({"migrated": 39, "failed": 1}, self.outcomes(document))
        (failed,) = [each for each in document["servers"] if each["outcome"] == "failed"]
        self.assertEqual((lost, "failed"), (failed["id"], failed["status"]))
        self.assertIn(lost, run.stderr)
        order = [each["id"] for each in foretold["servers"]]
        self.assertEqual(order, [each["id"] for each in document["servers"]])
        self.assertEqual(named, self.asked())
        self.assertEqual({lost: "ACTIVE"}, self.states(MANY))
        self.assertEqual(neighbours, self.ids(FEW) + self.ids(NEIGHBOUR))
        self.assertLess(1, self.most_at_once(run.changes))
        self.assertLessEqual(self.most_at_once(run.changes), 8)
        self.check_reads(run)
        self.cloud.trouble({})
        again = self.nova(*command)
        self.assertEqual(0, again.status, again)
        self.assertEqual([lost], [each["id"] for each in self.document(again)["servers"]])
        self.assertEqual(sorted([*named, lost]), self.asked())
        self.assertEqual(named, self.ids("spare"))

    def check_reads(self, run: Run) -> None:
        """None of what is read is read for each server."""
        alone = re.compile(r"/servers/[0-9a-f-]{36}")
        self.assertEqual([], [each.path for each in run.reads if alone.search(each.path)])

    def test_one_that_hangs_holds_up_the_others(self) -> None:
        """Nova moves one server of a host at a time; what is stuck is said, and stays."""
        plan = self.document(self.nova(LIVE, *_PREVIEW, FEW))
        first, *others = [each["id"] for each in plan["servers"]]
        self.cloud.trouble({first: "hangs"})
        plan["servers"] = plan["servers"][:1]
        with saved(plan) as path:
            self.assertEqual(0, self.nova(LIVE, "--plan", str(path), FEW).status)
        self.await_records({first: "running"})
        outcome = self.nova(LIVE, "--wait", "--timeout", "1", *JSON, FEW)
        self.assertEqual(5, outcome.status, outcome)
        self.assertEqual({"unfinished": 4}, self.outcomes(self.document(outcome)))
        expected = {first: "running"} | dict.fromkeys(others, "queued")
        self.await_records(expected)
        # Nothing is asked twice while it is under way.
        before = self.asked()
        self.assertEqual(sorted([first, *others]), before)
        again = self.nova(LIVE, "--wait", "--timeout", "1", *JSON, FEW)
        self.assertEqual(5, again.status, again)
        shown = {each["id"]: each["status"] for each in self.document(again)["servers"]}
        self.assertEqual(expected, shown)
        for server in expected:
            self.assertIn(f"{server}: ", again.stderr)
        self.assertEqual(before, self.asked())
        self.cloud.trouble({})
        self.cloud.rest()
        self.assertEqual({first: "cancelled"} | dict.fromkeys(others, "completed"), self.records())

    def await_records(self, expected: dict[str, str]) -> None:
        wait_for(lambda: self.records() == expected, _PATIENCE, f"records {expected}")

    def test_breaking(self) -> None:
        """A server that breaks on its way is in error, and is not tried again."""
        broken, fine = self.ids(FEW)[0], self.ids(FEW)[1:]
        for command in (LIVE, COLD):
            self.restart()
            self.cloud.trouble({broken: "breaks"})
            start = len(self.asked())
            outcome = self.nova(command, "--wait", *JSON, FEW)
            self.assertEqual(4, outcome.status, outcome)
            self.assertEqual({"migrated": 3, "failed": 1}, self.outcomes(self.document(outcome)))
            self.assertEqual(4, len(self.asked()) - start)
            self.assertEqual({broken: "ERROR"}, self.states(FEW))
            self.assertEqual(fine, self.ids("spare"))
            foretold = self.nova(command, "--dry-run", *JSON, FEW)
            self.assertEqual(3, foretold.status, foretold)
            told = self.document(foretold)["servers"]
            self.assertEqual([False], [each["accepted"] for each in told])

    def test_no_host_has_room(self) -> None:
        self.change_service("disable", "spare")
        named = self.ids(FEW)
        for command in (LIVE, COLD):
            outcome = self.nova(command, "--wait", *JSON, FEW)
            self.assertEqual(4, outcome.status, outcome)
            document = self.document(outcome)
            self.assertEqual({"failed": 4}, self.outcomes(document))
            self.assertEqual({"error"}, {each["status"] for each in document["servers"]})
            self.assertEqual(dict.fromkeys(named, "ACTIVE"), self.states(FEW))
        self.assertEqual(sorted(named * 2), self.asked())

    def test_a_cold_migration_that_is_confirmed(self) -> None:
        """All that this run moved, and nothing else; each is as it was before."""
        earlier, stopped, *others = self.ids(FEW)
        plan = self.document(self.nova(COLD, "--dry-run", *JSON, FEW))
        plan["servers"] = [each for each in plan["servers"] if each["id"] == earlier]
        with saved(plan) as path:
            outcome = self.nova(COLD, "--plan", str(path), "--wait", *JSON, FEW)
        self.assertEqual(0, outcome.status, outcome)
        (shown,) = self.document(outcome)["servers"]
        self.assertEqual(("migrated", "finished"), (shown["outcome"], shown["status"]))
        self.assertEqual({earlier: "VERIFY_RESIZE"}, self.states("spare"))
        self.stop(stopped)
        self.start = access.position(self.cloud.access_log)
        outcome = self.nova(COLD, "--wait", "--confirm", "--concurrency", "3", *JSON, FEW)
        self.assertEqual(0, outcome.status, outcome)
        document = self.document(outcome)
        self.assertEqual({"migrated": 3}, self.outcomes(document))
        self.assertEqual({"confirmed"}, {each["status"] for each in document["servers"]})
        self.cloud.rest()
        expected = {earlier: "VERIFY_RESIZE", stopped: "SHUTOFF"} | dict.fromkeys(others, "ACTIVE")
        self.assertEqual(expected, self.states("spare"))
        self.assertEqual("finished", self.records()[earlier])
        # Each was asked to migrate, and confirmed.
        self.assertEqual(sorted([stopped, *others] * 2), self.asked())
        self.assertEqual(1, len(self.ids(NEIGHBOUR)))

    def test_a_program_that_waits(self) -> None:
        """It is given each server when that has arrived, and is confirmed or has failed."""
        broken, *fine = self.ids(FEW)
        for call in ("live_migrate('{}', wait=60)", "migrate('{}', wait=60, confirm=True)"):
            self.restart()
            self.cloud.trouble({broken: "breaks"})
            words, environment = program.words(call.format(FEW)), self.cloud.environment
            outcome = client.run(program.python(), words, environment, _PATIENCE, self.cloud.check)
            self.assertEqual(0, outcome.status, outcome)
            expected = [(each, True, "moved") for each in fine] + [(broken, True, "failed")]
            self.assertEqual(expected, sorted(ast.literal_eval(outcome.stdout), key=_last))
            self.cloud.rest()
            self.assertEqual({broken: "ERROR"}, self.states(FEW))
            self.assertEqual(dict.fromkeys(fine, "ACTIVE"), self.states("spare"))
            self.assertEqual(1, len(self.ids(NEIGHBOUR)))

    def test_interrupted(self) -> None:
        """What was accepted goes on, what was not sent is told, and the next run does the rest."""
        named = self.ids(MANY)
        for command, more in ((LIVE, ("--wait",)), (COLD, ())):
            self.restart()
            run = self.begin(command, "--concurrency", "2", *more, *JSON, MANY)
            self.interrupt(run, 4)
            self.assertEqual(130, run.status, run.stderr)
            document = read(run.stdout)
            self.assertTrue(document["interrupted"])
            sent = sorted(each["id"] for each in document["servers"] if each["sent"])
            self.assertEqual(sent, sorted(str(each.changed) for each in run.changes))
            self.assertEqual(named, sorted(each["id"] for each in document["servers"]))
            self.assertLess(3, len(sent))
            self.assertLess(len(sent), 40)
            self.assertEqual(
                {"Not sent: interrupted."},
                {each["error"] for each in document["servers"] if not each["sent"]},
            )
            self.cloud.rest()
            self.assertEqual(sent, self.ids("spare"))

    def test_interrupted_without_an_option(self) -> None:
        for command in (LIVE, COLD):
            self.restart()
            run = self.begin(command, MANY)
            self.interrupt(run, 3)
            self.assertEqual(130, run.status, run.stderr)
            self.assertEqual(40, len(re.findall("^[|] [0-9a-f]{8}-", run.stdout, re.MULTILINE)))
            self.assertEqual(len(run.changes), run.stdout.count("| True"))
            self.assertIn("Not sent: interrupted.", run.stdout)
            self.cloud.rest()

    def test_disabled_first(self) -> None:
        """Nothing new lands on the host meanwhile."""
        self.change_service("enable", FEW)
        outcome = self.nova(LIVE, "--wait", "--disable-reason", "fans", *JSON, FEW)
        self.assertEqual(0, outcome.status, outcome)
        (service,) = (
            self.cloud.caller().ask("GET", f"/os-services?host={FEW}", "2.53").body["services"]
        )
        self.assertEqual(("disabled", "fans"), (service["status"], service["disabled_reason"]))
        self.assertIn(f"nova service-enable {service['id']}", outcome.stderr)


def _last(result: tuple[str, bool, str]) -> tuple[str, str]:
    return "failed" if result[2] == "failed" else "", result[0]


_STOP = {"os-stop": None}
_PREVIEW = ("--dry-run", *JSON)
