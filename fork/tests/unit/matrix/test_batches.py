"""Batches: which clients meet the incident, and what is recorded of it."""

import dataclasses
from pathlib import Path
from typing import Mapping

from fork.clients.compared import FORK
from fork.errors import ForkError
from fork.matrix import replay
from fork.matrix.batches import BATCH, Visit, Visits, visits
from fork.matrix.finding import Finding
from fork.matrix.replay import Touch
from fork.tests import findings
from fork.tests.unit.matrix.test_bench import BenchTestCase


class VisitsTest(BenchTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.replays: list[dict[str, Path]] = []
        self._patch(replay, "run", self.run_replay)
        self.visits = Visits(self.bench(), Path("/harness"))
        self.two = findings.python2()
        self.one = findings.good()
        for row in (self.one, self.two):
            row.incidents.clear()

    def run_replay(
        self, harness: Path, clients: Mapping[str, Path], root: Path
    ) -> dict[str, Touch]:
        self.assertEqual((Path("/harness"), self.root), (harness, root))
        self.replays.append(dict(clients))
        return {
            label: findings.FAULT if "-upstream-" in label else findings.EXACT
            for label in clients
        }

    def test_both_clients_on_every_python(self) -> None:
        labels = [visit.label for visit in visits(self.two)]
        expected = [
            "1.1-upstream-3.6",
            "1.1-fork-3.6",
            "1.1-upstream-2.7",
            "1.1-fork-2.7",
        ]
        self.assertEqual(expected, labels)

    def sizes(self, clients: int, jobs: int) -> list[int]:
        many = [findings.good(str(number)) for number in range(clients // 2)]
        return [*map(len, self.visits.batches(many, jobs))]

    def test_as_many_batches_as_jobs(self) -> None:
        self.assertEqual([], self.sizes(0, 2))
        self.assertEqual([1, 1], self.sizes(2, 2))
        self.assertEqual([2], self.sizes(2, 1))
        self.assertEqual([2, 2, 2], self.sizes(6, 3))

    def test_no_batch_is_too_long(self) -> None:
        self.assertEqual([BATCH] * 2 + [2], self.sizes(2 * BATCH + 2, 1))

    def test_replay(self) -> None:
        progress = self.visits.bench.journal.progress
        progress.plan({"replay": 6})
        (batch,) = self.visits.batches([self.one, self.two], 1)
        self.visits.replay(batch)
        self.assertEqual(0, progress.estimate())
        (clients,) = self.replays
        self.assertEqual(6, len(clients))
        nova = self.folder / "work" / "1.1" / "fork-2.7" / "bin" / "nova"
        self.assertEqual(nova, clients["1.1-fork-2.7"])
        expected = [findings.incident("3.6"), findings.incident("2.7")]
        self.assertEqual(expected, [*self.visits.incidents(self.two)])
        self.assertIn("the incident, clients: 6", self.stream.getvalue())

    def test_recorded_is_not_due(self) -> None:
        (batch,) = self.visits.batches([self.one], 1)
        self.visits.replay(batch)
        self.assertEqual([], self.visits.batches([self.one], 1))
        (rest,) = self.visits.batches([self.one, self.two], 1)
        self.assertEqual(visits(self.two), rest)

    def test_another_wheel_is_due(self) -> None:
        (batch,) = self.visits.batches([self.one], 1)
        self.visits.replay(batch)
        renewed = dataclasses.replace(findings.PRODUCT, sha256="def")
        other = Finding("1.2", "alpha", "4.2.0", {FORK: renewed}, ["3.9"])
        ((visit,),) = self.visits.batches([other], 1)
        self.assertEqual(Visit(other, FORK, "3.9"), visit)

    def test_minimal_fork_too(self) -> None:
        three = findings.three()
        (batch,) = self.visits.batches([three], 1)
        self.visits.replay(batch)
        labels = [f"1.4-{side}-3.9" for side in three.sides]
        self.assertEqual(labels, [*self.replays[0]])
        self.assertEqual(three.incidents, [*self.visits.incidents(three)])

    def test_incident_without_the_minimal_fork_is_none(self) -> None:
        three = findings.three()
        upstream, minimal, fork = visits(three)
        self.visits.replay([upstream, fork])
        self.assertEqual([], [*self.visits.incidents(three)])
        self.assertEqual([[minimal]], self.visits.batches([three], 1))

    def test_failure_records_nothing(self) -> None:
        def fail(*_: object) -> None:
            raise ForkError("no cloud")

        self._patch(replay, "run", fail)
        batches = self.visits.batches([self.one], 1)
        self.assertRefused("no cloud", self.visits.replay, batches[0])
        self.assertEqual(batches, self.visits.batches([self.one], 1))

    def test_half_an_incident_is_none(self) -> None:
        first, _ = visits(self.one)
        self.visits.replay([first])
        self.assertEqual([], [*self.visits.incidents(self.one)])
