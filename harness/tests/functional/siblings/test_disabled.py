"""The compute service that is disabled before its host is emptied."""

import re

from harness.cloud import access
from harness.tests.functional.siblings.test_plain import FINE, NAMED
from harness.tests.functional.staged import Run, StagedTest

REASON = "work on the fans, ünïcode"
MOVES = ("host-evacuate-live", "host-servers-migrate")


class DisabledTest(StagedTest):
    def move(self, command: str, *options: str, **more: str) -> Run:
        return self.run_client("fork", command, *options, NAMED, world=FINE, **more)

    def services(self) -> dict[str, tuple[str, str | None]]:
        answer = self.cloud.caller().ask("GET", "/os-services?binary=nova-compute", "2.53")
        return {
            each["host"]: (each["status"], each["disabled_reason"])
            for each in answer.body["services"]
        }

    def check_others(self, services: dict[str, tuple[str, str | None]]) -> None:
        others = {services[name] for name in services if name != NAMED}
        self.assertEqual({("enabled", None)}, others)

    def test_it_is_disabled_first(self) -> None:
        for command in MOVES:
            for version in ("2.52", "2.53", "2.latest"):
                run = self.move(command, "--disable-reason", REASON, version=version)
                self.assertEqual(0, run.outcome.status, run.told)
                changes = [each.method for each in run.requests if each.method != "GET"]
                self.assertEqual(["PUT", "POST", "POST", "POST"], changes)
                services = self.services()
                self.assertEqual(("disabled", REASON), services[NAMED])
                self.check_others(services)
                self.check_words(run, version)

    def check_words(self, run: Run, version: str) -> None:
        """The words that it gave enable it again."""
        (words,) = re.findall(r"nova (service-enable [^\s\".]+)", run.stderr)
        nova = self.clients["upstream"]
        arguments = ["--os-compute-api-version", version, *words.split()]
        enabled = nova.run(arguments, self.cloud.environment)
        self.assertEqual(0, enabled.status, enabled)
        self.assertEqual(("enabled", None), self.services()[NAMED])

    def test_nothing_is_disabled_by_default(self) -> None:
        for command in MOVES:
            run = self.move(command, "--wait", "--timeout", "1")
            self.assertNotIn("PUT", {each.method for each in run.requests})
            self.assertEqual(("enabled", None), self.services()[NAMED])

    def test_nothing_is_sent_where_that_is_refused(self) -> None:
        for command in MOVES:
            for version in ("2.52", "2.latest"):
                run = self.run_client(
                    "fork",
                    command,
                    "--disable-reason",
                    REASON,
                    NAMED,
                    world=FINE,
                    version=version,
                    policy={"os_compute_api:os-services:update": "!"},
                )
                self.assertEqual((1, ""), (run.outcome.status, run.stdout), run.told)
                self.assertEqual([], access.changes([*run.requests]))
                self.assertIn("os_compute_api:os-services:update", run.stderr)
                self.assertEqual(("enabled", None), self.services()[NAMED])

    def test_nothing_is_disabled_by_a_preview_or_for_every_match(self) -> None:
        for command in MOVES:
            for option, status in (("--dry-run", 0), ("--no-strict", 2)):
                run = self.move(command, "--disable-reason", REASON, option)
                self.assertEqual(status, run.outcome.status, run.told)
                self.assertEqual([], [each for each in run.requests if each.method != "GET"])
                self.assertEqual(("enabled", None), self.services()[NAMED])
