"""Replay: how the harness is called, its report, and the verdict on it."""

import dataclasses
import json
from pathlib import Path
from typing import Any
from unittest import mock

from fork.clients import program
from fork.clients.compared import FORK, MINIMAL
from fork.matrix import replay
from fork.matrix.replay import Incident, Touch
from fork.tests import support
from fork.tests.findings import EXACT, FAULT

TRIAL = {
    "client": "new",
    "asked": ["n10", "n1"],
    "moved": ["n1", "n11"],
    "strays": ["n10", "n11"],
    "left": [],
    "exit_status": 0,
    "stderr": "nova CLI is deprecated\n",
    "verdict": "something new",
}


def report(**changes: Any) -> bytes:
    return json.dumps({"schema": 1, "trials": [TRIAL], **changes}).encode()


class RunTest(support.TestCase):
    def replay(self, *labels: str) -> dict[str, Touch]:
        self.called = mock.Mock(return_value=report())
        clients = {label: Path(f"/{label}/nova") for label in labels}
        with mock.patch.object(program, "run", self.called):
            return replay.run(Path("/python"), clients, self.folder)

    def test_one_run_for_all_clients(self) -> None:
        self.assertEqual({"new": FAULT}, self.replay("new"))
        (words, folder, _, limit), _ = self.called.call_args
        self.assertEqual(replay.START + replay.CLIENT, limit)
        self.assertEqual(["/python", "-m", "harness", "incident"], words[:4])
        self.assertEqual(["--scenarios", str(replay.SCENARIOS)], words[4:6])
        self.assertEqual(["--client", "new=/new/nova"], words[-2:])
        self.assertEqual(self.folder, folder)

    def test_client_that_is_not_in_the_report(self) -> None:
        line = "the harness reports nothing about old"
        self.assertRefused(line, self.replay, "new", "old")
        (words, _, _, limit), _ = self.called.call_args
        self.assertEqual(replay.START + 2 * replay.CLIENT, limit)
        self.assertEqual(2, words.count("--client"))


class ParseTest(support.TestCase):
    def test_hosts_that_were_asked_or_moved(self) -> None:
        self.assertEqual({"new": FAULT}, replay.parse(report()))

    def test_what_a_client_said_when_it_failed(self) -> None:
        said = "nova CLI is deprecated\nERROR (NotFound): no host\n"
        failed = {**TRIAL, "exit_status": 1, "stderr": said}
        (touch,) = replay.parse(report(trials=[failed])).values()
        self.assertEqual("ERROR (NotFound): no host", touch.said)
        silent = {**TRIAL, "exit_status": 1, "stderr": ""}
        (touch,) = replay.parse(report(trials=[silent])).values()
        self.assertEqual((1, ""), (touch.status, touch.said))

    def test_later_schema(self) -> None:
        line = (
            "the harness's report has schema 2, 1 is known; teach "
            "fork/matrix/replay.py the new one"
        )
        self.assertRefused(line, replay.parse, report(schema=2))

    def test_no_report(self) -> None:
        for text in (b"", b"[]", b"{}", report(trials=[{"client": "new"}])):
            with self.assertRaisesRegex(Exception, "report cannot be read"):
                replay.parse(text)


class IncidentTest(support.TestCase):
    def assertProblems(
        self,
        *lines: str,
        upstream: Touch = FAULT,
        minimal: Touch = EXACT,
        fork: Touch = EXACT,
    ) -> None:
        forks = {MINIMAL: minimal, FORK: fork}
        incident = Incident("3.9", upstream, forks)
        self.assertEqual([*lines], [*incident.problems()])

    def test_as_expected(self) -> None:
        self.assertProblems()

    def test_upstream_without_the_fault(self) -> None:
        line = "upstream does not show the fault on Python 3.9"
        self.assertProblems(line, upstream=EXACT)

    def test_fork_touches_neighbours(self) -> None:
        line = "the fork touches n10, n11 on Python 3.9"
        self.assertProblems(line, fork=FAULT)

    def test_minimal_fork_touches_neighbours(self) -> None:
        line = "the minimal fork touches n10, n11 on Python 3.9"
        self.assertProblems(line, minimal=FAULT)

    def test_fork_leaves_servers(self) -> None:
        left = dataclasses.replace(EXACT, left=["n1"])
        line = "the fork leaves servers on n1 on Python 3.9"
        self.assertProblems(line, fork=left)

    def test_fork_touches_nothing(self) -> None:
        line = "the fork leaves servers on the named host on Python 3.9"
        self.assertProblems(line, fork=Touch([], [], [], 0))

    def test_fork_ends_with_an_error(self) -> None:
        ended = dataclasses.replace(EXACT, status=1, said="ERROR: no")
        line = "the fork ends with status 1 (ERROR: no) on Python 3.9"
        self.assertProblems(line, fork=ended)
        silent = dataclasses.replace(EXACT, status=2)
        line = "the fork ends with status 2 (silent) on Python 3.9"
        self.assertProblems(line, fork=silent)

    def test_upstream_ends_with_an_error(self) -> None:
        ended = dataclasses.replace(FAULT, status=1, said="ERROR: no")
        line = "upstream ends with status 1 (ERROR: no) on Python 3.9"
        self.assertProblems(line, upstream=ended)
