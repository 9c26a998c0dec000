import unittest

from harness.benchmarks.aim import Aim
from harness.benchmarks.evacuation import comparison
from harness.benchmarks.evacuation.bench import Sample, Start
from harness.benchmarks.evacuation.comparison import Results
from harness.benchmarks.evacuation.plan import (
    FORKS,
    LIMITS,
    LOOP,
    REFERENCE,
    SIDES,
    Case,
    Run,
    Side,
)
from harness.benchmarks.evacuation.timing import Timing
from harness.tests.unit import evacuation_samples as samples
from harness.tests.unit.evacuation_samples import timing

SMALL, LARGE = Case(100, 10), Case(100, 500)


def results(*measured: tuple[Case, Side, Timing]) -> Results:
    return Results([Sample(Run(case, side), taken) for case, side, taken in measured])


class ResultsTest(unittest.TestCase):
    def test_medians(self) -> None:
        several = [(SMALL, REFERENCE, timing(requests)) for requests in (9.0, 2.0, 4.0)]
        found = results(*several).of(SMALL, REFERENCE)
        self.assertEqual((timing(4.0), 3, True), (found.timing, found.repeats, found.is_measured))

    def test_what_was_not_run_is_extrapolated(self) -> None:
        found = results(
            (SMALL, LOOP, timing(20.0, period=2.0)),
            (LARGE, REFERENCE, timing()),
            (Case(20, 100), LOOP, timing(period=7.0)),
            (SMALL, FORKS[0], timing(period=9.0)),
        ).of(LARGE, LOOP)
        self.assertEqual(20.0 + 490 * 2, found.timing.requests)
        self.assertEqual((10, False), (found.servers, found.is_measured))
        self.assertEqual(Run(LARGE, LOOP), found.run)

    def test_from_as_many_servers_as_there_are(self) -> None:
        measured = [(Case(100, n), LOOP, timing(n, period=n)) for n in (20, 30, 10)]
        found = results(*measured, (LARGE, REFERENCE, timing())).of(LARGE, LOOP)
        self.assertEqual((30, 30 + 470 * 30), (found.servers, found.timing.requests))

    def test_all(self) -> None:
        found = Results(samples.report().samples)
        self.assertEqual(samples.CASES, found.cases)
        runs = [each.run for each in found.all()]
        self.assertEqual([Run(case, side) for case in found.cases for side in SIDES], runs)

    def test_ratios(self) -> None:
        found = results(
            (SMALL, REFERENCE, timing(18.0)),
            (SMALL, FORKS[1], timing(3.0)),
            (SMALL, LIMITS[0], timing(9.0)),
            (SMALL, LIMITS[1], timing(2.0)),
        )
        run = Run(SMALL, FORKS[1])
        self.assertEqual(20.0 / 5.0, found.speed(run))
        self.assertEqual(3.0 / 2.0, found.by_limit(run))
        self.assertEqual(LIMITS[1], found.limit(run).run.side)
        self.assertEqual(2.0, found.by_limit(Run(SMALL, REFERENCE)))


class CompareTest(unittest.TestCase):
    def test_medians_stand_side_by_side(self) -> None:
        found = comparison.compare(samples.starts(0.5))
        self.assertEqual([2.0] * 3, [each.ratio for each in found])
        self.assertEqual({"upstream": 0.25, "fork": 0.5}, found[0].seconds)
        several = [Start(samples.starts()[0].startup, "fork", float(n)) for n in (9, 1, 2)]
        self.assertEqual({"fork": 2.0}, comparison.compare(several)[0].seconds)
        commands = [each.startup.command for each in found]
        self.assertEqual("nova --version", commands[0])
        self.assertEqual(3, len(set(commands)))


class AimsTest(unittest.TestCase):
    def judge(self, words: str, *measured: tuple[Case, Side, Timing], fork: float = 0.25) -> Aim:
        startups = comparison.compare(samples.starts(fork))
        judged = comparison.aims(results(*measured), startups)
        (found,) = [each for each in judged if words in each.text]
        return found

    def test_faster_by_whole_processes(self) -> None:
        for side, words, least in (
            (FORKS[2], "32 at a time, is at least 22 times faster", 22),
            (FORKS[1], "8 at a time, is at least 7 times faster", 7),
        ):
            for whole, met in ((2.0 * least, True), (1.99 * least, False)):
                upstream = Timing(whole, 1.0, 1.0, 0.1)
                measured = [(LARGE, REFERENCE, upstream), (LARGE, side, timing(0.5, 0.5))]
                found = self.judge(words, *measured)
                self.assertEqual((met, {"500 x 100 ms": whole / 2}), (found.met, found.reached))
                self.assertEqual(2.0, timing(0.5, 0.5).whole)

    def test_other_cases_say_nothing_of_that(self) -> None:
        for words in ("22 times", "7 times", "one at a time"):
            measured = [(SMALL, side, timing()) for side in SIDES]
            self.assertEqual((None, {}), (self.judge(words, *measured).met, {}))

    def near(self, *requests: tuple[int, float, float]) -> Aim:
        """Judge by the delay, and the requests of the fork and of the bare client, both at 8."""
        measured = []
        for delay, fork, bare in requests:
            case = Case(delay, 10)
            measured += [(case, FORKS[1], timing(fork)), (case, LIMITS[1], timing(bare))]
            measured += [(case, FORKS[0], timing(1.0)), (case, LIMITS[0], timing(1.0))]
            measured += [(case, FORKS[2], timing(1.0)), (case, LIMITS[2], timing(1.0))]
        return self.judge("1.1 times as long as bare", *measured)

    def test_near_the_limit(self) -> None:
        found = self.near((100, 11.0, 10.0))
        self.assertTrue(found.met)
        expected = {f"10 x 100 ms with concurrency {n}": 1.0 for n in (1, 8, 32)}
        self.assertEqual(expected | {"10 x 100 ms with concurrency 8": 1.1}, found.reached)
        self.assertFalse(self.near((100, 11.1, 10.0)).met)

    def test_the_worst_case_counts(self) -> None:
        found = self.near((100, 11.0, 10.0), (500, 12.0, 10.0), (200, 10.0, 10.0))
        self.assertFalse(found.met)
        self.assertEqual(1.2, found.reached["10 x 500 ms with concurrency 8"])
        self.assertEqual(3, len(found.reached))

    def test_a_faster_nova_does_not_count(self) -> None:
        self.assertTrue(self.near((99, 99.0, 10.0), (100, 10.0, 10.0)).met)
        self.assertIsNone(self.near((99, 10.0, 10.0)).met)

    def test_nor_does_what_was_extrapolated(self) -> None:
        fine = [(SMALL, each, timing(10.0)) for each in (*FORKS, *LIMITS)]
        slow = [(LARGE, each, timing(99.0)) for each in FORKS]
        limits = [(LARGE, each, timing(99.0)) for each in LIMITS[1:]]
        found = self.judge("1.1 times as long as bare", *fine, *slow, *limits)
        self.assertEqual((True, 3), (found.met, len(found.reached)))
        quick = [(LARGE, each, timing(0.1)) for each in LIMITS]
        found = self.judge("1.1 times as long as bare", *fine, *quick)
        self.assertEqual((True, 3), (found.met, len(found.reached)))

    def test_one_at_a_time(self) -> None:
        for fork, met in ((102.0, True), (103.0, False), (99.0, True)):
            case = Case(100, 100)
            upstream, own = Timing(100.0, 1, 1, 1), Timing(fork, 1, 1, 1)
            found = self.judge(
                "one at a time it takes at most 1.02 times as long as upstream",
                (case, REFERENCE, upstream),
                (case, FORKS[0], own),
            )
            self.assertEqual(met, found.met)
            self.assertAlmostEqual(fork / 100, found.reached["100 x 100 ms"] or 0)

    def test_start_up(self) -> None:
        for fork, met in ((0.255, True), (0.256, False)):
            found = self.judge("start-up", fork=fork)
            self.assertEqual(met, found.met)
            expected = dict.fromkeys(
                [
                    "nova --version",
                    "nova help host-evacuate",
                    "nova host-evacuate of a host without servers",
                ],
                fork / 0.25,
            )
            self.assertEqual(expected, found.reached)
