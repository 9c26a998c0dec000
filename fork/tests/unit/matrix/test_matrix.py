"""Matrix: the order of things, and one release's error is its own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest import mock

from fork.clients import program
from fork.errors import ForkError
from fork.matrix.finding import Finding
from fork.matrix.matrix import Matrix
from fork.releases import openstack
from fork.releases.openstack import Series
from fork.tests import findings, support


class MatrixTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.calls: list[str] = []
        self.bench = mock.MagicMock()
        self.bench.build.side_effect = self.build
        self.bench.prove.side_effect = self.prove
        self.visits = mock.Mock()
        self.visits.batches.side_effect = self.batches
        self.visits.replay.side_effect = self.replay
        self.visits.incidents.return_value = [findings.incident()]
        self.progress = self.bench.journal.progress
        self.failing: dict[str, str] = {}
        self.tried: list[str] = []
        self.stopped = threading.Event()
        stopping = mock.patch.object(program, "stop", self.stopped.set)
        stopping.start()
        self.addCleanup(stopping.stop)
        calendar = {"alpha": Series("4.2.0", ["1.1", "1.2"])}
        patcher = mock.patch.object(openstack, "read", lambda: calendar)
        patcher.start()
        self.addCleanup(patcher.stop)

    def note(self, step: str, release: str) -> None:
        self.calls.append(f"{step} {release}")
        if self.failing.get(release) == step:
            raise ForkError(f"no {step}")

    def build(self, row: Finding) -> None:
        self.note("build", row.release)
        if self.failing.get(row.release) == "python":
            row.missing.append("no Python")
        else:
            good = (
                findings.three() if row.release == "1.4" else findings.good()
            )
            row.products, row.pythons = good.products, ["3.9"]

    def prove(self, row: Finding) -> None:
        self.note("prove", row.release)
        row.comparison = findings.good().comparison

    def batches(self, sound: list[Finding], jobs: int) -> list[list[Any]]:
        return [[mock.Mock(row=row)] * 2 for row in sound]

    def replay(self, batch: list[Any]) -> None:
        for release in {visit.row.release: visit for visit in batch}:
            self.note("replay", release)

    def run_matrix(self, *releases: str) -> list[Finding]:
        return Matrix(self.bench, self.visits, 1).run(releases)

    def outcomes(self, *releases: str) -> dict[str, str]:
        return {r.release: r.outcome for r in self.run_matrix(*releases)}

    def test_steps_in_order(self) -> None:
        first, second = self.run_matrix("1.1", "2.0")
        self.assertEqual(("alpha", "4.2.0"), (first.series, first.pbr))
        self.assertEqual(("", ""), (second.series, second.pbr))
        expected = ["build 1.1", "build 2.0", "prove 1.1", "prove 2.0"]
        expected += ["replay 1.1", "replay 2.0"]
        self.assertEqual(expected, self.calls)
        self.assertEqual(["ok", "ok"], [first.outcome, second.outcome])

    def test_plans(self) -> None:
        self.run_matrix("1.1", "1.2")
        plans = [
            dict(call[0][0]) for call in self.progress.plan.call_args_list
        ]
        self.assertEqual(
            [
                {"build": 2, "install": 4, "suite": 4, "replay": 4},
                {"install": 4, "suite": 4, "replay": 4},
                {"replay": 4},
            ],
            plans,
        )

    def test_error_is_the_releases_own(self) -> None:
        for step in ("build", "prove", "replay"):
            self.failing = {"1.1": step}
            expected = {"1.1": "failed", "1.2": "ok"}
            self.assertEqual(expected, self.outcomes("1.1", "1.2"))
            self.progress.say.assert_called_with(f"1.1: no {step}")

    def test_error_ends_the_release(self) -> None:
        self.failing = {"1.1": "prove"}
        (row,) = self.run_matrix("1.1")
        self.assertEqual(["build 1.1", "prove 1.1"], self.calls)
        self.assertEqual(["no prove"], row.reasons)

    def test_minimal_fork_is_planned_for(self) -> None:
        self.run_matrix("1.4")
        plan = self.progress.plan.call_args_list[1].args[0]
        self.assertEqual({"install": 3, "suite": 3, "replay": 3}, dict(plan))

    def test_error_of_two_clients_is_told_once(self) -> None:
        self.failing = {"1.1": "replay"}
        (row,) = self.run_matrix("1.1")
        self.assertEqual(["no replay"], row.errors)

    def test_failed_batch_is_tried_in_halves(self) -> None:
        for guilty in ("1", "2", "3", "4", "5"):
            self.failing = {guilty: "replay"}
            self.visits.batches.side_effect = self.one_batch
            outcomes = self.outcomes("1", "2", "3", "4", "5")
            expected = {**dict.fromkeys(outcomes, "ok"), guilty: "failed"}
            self.assertEqual(expected, outcomes)

    def test_halves_of_a_failed_batch(self) -> None:
        self.failing = {"3": "replay"}
        self.visits.batches.side_effect = self.one_batch
        self.run_matrix("1", "2", "3", "4", "5")
        self.assertEqual(["12345", "12", "345", "3", "45"], self.tried)
        lines = [call.args[0] for call in self.progress.say.call_args_list]
        self.assertEqual(
            [
                "clients: 5, now in halves: no replay",
                "clients: 3, now in halves: no replay",
                "3: no replay",
            ],
            lines,
        )

    def one_batch(self, sound: list[Finding], jobs: int) -> list[list[Any]]:
        self.visits.replay.side_effect = self.try_batch
        return [[mock.Mock(row=row) for row in sound]]

    def try_batch(self, batch: list[Any]) -> None:
        self.tried.append("".join(visit.row.release for visit in batch))
        self.replay(batch)

    def test_python_that_is_not_here(self) -> None:
        self.failing = {"1.1": "python"}
        self.assertEqual({"1.1": "not run"}, self.outcomes("1.1"))
        self.assertEqual(["build 1.1"], self.calls)

    def test_interruption_stops_what_runs(self) -> None:
        up = threading.Event()

        def build(row: Finding) -> None:
            if row.release == "0":
                up.wait(60)
                raise KeyboardInterrupt
            up.set()
            self.stopped.wait(60)
            raise KeyboardInterrupt

        self.bench.build.side_effect = build
        trying = Matrix(self.bench, self.visits, 2)
        with self.assertRaises(KeyboardInterrupt):
            trying.run(["0", "1"])
        self.assertTrue(self.stopped.is_set())
        self.progress.say.assert_not_called()

    def test_interruption_forgets_what_waits_before_it_stops(self) -> None:
        self.bench.build.side_effect = KeyboardInterrupt
        order = mock.Mock()
        with (
            mock.patch.object(ThreadPoolExecutor, "shutdown") as down,
            mock.patch.object(program, "stop") as stop,
            self.assertRaises(KeyboardInterrupt),
        ):
            order.attach_mock(down, "shutdown")
            order.attach_mock(stop, "stop")
            self.run_matrix("1.1")
        self.assertEqual(
            [
                mock.call.shutdown(wait=False, cancel_futures=True),
                mock.call.stop(),
                mock.call.shutdown(cancel_futures=True),
            ],
            order.mock_calls,
        )

    def test_interruption_begins_nothing_new(self) -> None:
        def build(row: Finding) -> None:
            if row.release == "0":
                raise KeyboardInterrupt
            time.sleep(0.01)

        self.bench.build.side_effect = build
        many = [str(number) for number in range(100)]
        with self.assertRaises(KeyboardInterrupt):
            self.run_matrix(*many)
        self.assertLess(self.bench.build.call_count, len(many))
        self.bench.prove.assert_not_called()

    def test_as_many_at_a_time_as_there_are_jobs(self) -> None:
        meeting = threading.Barrier(3, timeout=10)
        self.bench.variant.side_effect = lambda _: str(meeting.wait() * 0)
        trying = Matrix(self.bench, self.visits, 3)
        self.assertEqual(["3"], trying.variants(["1", "2", "3"]))

    def test_in_part(self) -> None:
        trying = Matrix(self.bench, self.visits, 1)
        rows = trying.run(["1.1", "1.2"], ["1.1"])
        self.assertEqual([True, False], [row.in_part for row in rows])

    def test_variants(self) -> None:
        digests = {"1.1": "a", "1.2": "a", "1.3": "b", "1.4": "b"}
        self.bench.variant.side_effect = digests.__getitem__
        trying = Matrix(self.bench, self.visits, 1)
        self.assertEqual(["1.1", "1.4"], trying.variants(digests))
        (plan,), _ = self.progress.plan.call_args
        self.assertEqual({"build": 4}, dict(plan))
