"""The scenarios as tests: what a client must ask, what must move, what it must say."""

import re
from typing import Any

from testtools.content import text_content

from harness.tests.functional import base
from harness.trials import scenario, trial
from harness.trials.evidence import Fate
from harness.trials.scenario import Scenario

ARRIVES_STOPPED = "latest" if base.NEWEST >= base.STOPPING else None
"""The microversion of the tests with which an evacuated server does."""


def table(fleet: str) -> list[tuple[str, dict[str, Any]]]:
    """Return a test scenario for each client and microversion expected on a fleet."""
    scenarios = scenario.load()
    return [
        (
            f"{name},{label},{microversion}",
            {
                "scenario": scenarios[name],
                "label": label,
                "microversion": microversion,
                "expected": expected[label] | expected[label].get(base.DATABASE, {}),
            },
        )
        for name, expected in base.load_expectations().items()
        if scenarios[name].fleet == fleet
        for microversion in expected["microversions"]
        for label in base.LABELS
        if label in expected
    ]


class TrialTest(base.CloudTest):
    scenario: Scenario
    label: str
    microversion: str
    expected: dict[str, Any]

    def test_trial(self) -> None:
        runner = base.find_client(self.label)
        self.trial = trial.run(self.cloud, self.scenario, runner, self.microversion)
        self.addOnException(self._show)
        names = [host.name for host in self.trial.hosts]
        asked = base.matching(names, self.expected["asked"])
        moved = base.matching(names, self.expected.get("moved", self.expected["asked"]))
        self.check_asked(asked)
        if not self.expected.get("race"):
            self.check_moved(asked, moved)
        self.check_outcome()

    def check_asked(self, asked: set[str]) -> None:
        """Every server of the hosts that were asked for, as often as expected, and no other."""
        times = self.expected.get("times", 1)
        self.assertEqual(asked, set(self.trial.asked))
        for host in self.trial.hosts:
            for fate in host.servers:
                self.assertEqual(times if host.name in asked else 0, len(fate.asked), fate)

    def check_moved(self, asked: set[str], moved: set[str]) -> None:
        """Host, status and migration record of every server."""
        self.assertEqual(moved, set(self.trial.moved))
        for host in self.trial.hosts:
            for fate in host.servers:
                if host.name in moved:
                    self.check_moved_server(fate)
                else:
                    self.check_untouched_server(fate, refused=host.name in asked)

    def check_moved_server(self, fate: Fate) -> None:
        self.assertNotEqual(fate.source, fate.destination)
        self.assertIn(self.scenario.target, (None, fate.destination))
        status, migration = self.arrival()
        self.assertEqual(status, fate.status)
        self.assertEqual((migration,), fate.migrations)
        self.assertLess(fate.asked[0] or 500, 300)

    def arrival(self) -> tuple[str, str]:
        """The status of a server that moved, and that of its migration record."""
        if self.scenario.command == "host-evacuate":
            stopped = self.microversion == ARRIVES_STOPPED
            return ("SHUTOFF" if stopped else "ACTIVE"), "done"
        status, migration = self.expected["arrival"]
        return status, migration

    def check_untouched_server(self, fate: Fate, refused: bool) -> None:
        self.assertEqual(fate.source, fate.destination)
        self.assertEqual("ACTIVE", fate.status)
        self.assertEqual((), fate.migrations)
        if refused:
            self.assertEqual((self.expected.get("answer", 400),), fate.asked)

    def check_outcome(self) -> None:
        outcome = self.trial.outcome
        self.assertEqual(self.expected.get("status", 0), outcome.status)
        for pattern in self.expected.get("stderr", []):
            found = re.search(pattern.removeprefix("!"), outcome.stderr)
            self.assertEqual(not pattern.startswith("!"), bool(found), pattern)
        for refusal in ("Traceback", "HTTP 5"):
            self.assertNotIn(refusal, outcome.stderr + outcome.stdout)
        if outcome.status:
            self.assertEqual("", outcome.stdout)

    def _show(self, _: object) -> None:
        for name in ("stdout", "stderr"):
            self.addDetail(name, text_content(getattr(self.trial.outcome, name)))
