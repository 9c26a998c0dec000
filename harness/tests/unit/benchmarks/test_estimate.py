import io
import unittest
from unittest import mock

from rich.console import Console

from harness.benchmarks.estimate import Estimate
from harness.benchmarks.resolution.bench import FORK, UPSTREAM, Case, Run
from harness.progress import Progress

PLAIN = Case("node1", 10, False, "2.52")


class EstimateTest(unittest.TestCase):
    def setUp(self) -> None:
        self.stream = io.StringIO()
        self.progress = Progress(Console(file=self.stream, width=200, highlight=False))
        self.clock = mock.patch.object(Progress, "elapsed", 100.0)
        self.clock.start()
        self.addCleanup(self.clock.stop)

    def announce(self, estimate: Estimate, run: Run, elapsed: float) -> None:
        with mock.patch.object(Progress, "elapsed", elapsed):
            estimate.announce(run)

    def test_what_is_left_follows_what_was_done(self) -> None:
        run = Run(PLAIN, FORK, "node1")
        estimate = Estimate(self.progress, [run] * 4)
        self.announce(estimate, run, 100)
        self.announce(estimate, run, 400)
        self.announce(estimate, run, 700)
        self.announce(estimate, run, 760)
        told = [line.split("s  ")[1] for line in self.stream.getvalue().splitlines()]
        self.assertEqual(
            [
                "1 of 4: fork node1, 2.52; a minute or less left",
                "2 of 4: fork node1, 2.52; about 15 min left",
                "3 of 4: fork node1, 2.52; about 10 min left",
                "4 of 4: fork node1, 2.52; about 4 min left",
            ],
            told,
        )
        self.assertEqual(0, estimate.left())

    def test_a_long_run_counts_for_more(self) -> None:
        search = Run(Case("node1", 1110, False, "2.52"), UPSTREAM, "node1")
        short = Run(PLAIN, FORK, "node1")
        estimate = Estimate(self.progress, [short, search])
        self.assertAlmostEqual(short.weight + search.weight, estimate.left())
        estimate.announce(short)
        with mock.patch.object(Progress, "elapsed", 100 + short.weight):
            self.assertAlmostEqual(search.weight, estimate.left())
