import itertools
import unittest
from collections import Counter

from harness.benchmarks.evacuation import plan
from harness.benchmarks.evacuation.plan import (
    FORKS,
    LIMITS,
    LOOP,
    REFERENCE,
    SIDES,
    Case,
    Run,
    Side,
    StartUp,
)

ALL = [Case(delay, servers) for delay in (0, 20, 100, 500) for servers in (10, 100, 500)]


class SideTest(unittest.TestCase):
    def test_as_tables_show_it(self) -> None:
        expected = ["openstack, in a loop", "upstream", "fork", "fork, 8 at a time"]
        expected += ["fork, 32 at a time", "bare", "bare, 8 at a time", "bare, 32 at a time"]
        self.assertEqual(expected, [str(side) for side in SIDES])


class PlanTest(unittest.TestCase):
    def sides(self, case: Case, repeats: int = 1) -> list[Side]:
        return [run.side for run in plan.plan(ALL, repeats) if run.case == case]

    def test_all_sides_of_a_case_in_turn(self) -> None:
        self.assertEqual(list(SIDES), self.sides(Case(0, 10)))
        runs = plan.plan(ALL, 2)
        self.assertEqual(ALL, [case for case, _ in itertools.groupby(run.case for run in runs)])

    def test_every_other_time_in_reverse_order(self) -> None:
        once = self.sides(Case(0, 500))
        self.assertEqual([*once, *once[::-1], *once], self.sides(Case(0, 500), 3))

    def test_the_loop_has_the_fewest_servers(self) -> None:
        for case in ALL:
            self.assertEqual(case.servers == 10, LOOP in self.sides(case))
        (first, *rest) = [Case(0, 3), Case(0, 6)]
        self.assertEqual([first], [r.case for r in plan.plan([first, *rest], 1) if r.side == LOOP])

    def test_who_sends_one_at_a_time_leaves_out_what_is_too_long(self) -> None:
        left_out = {Case(100, 500), Case(500, 100), Case(500, 500)}
        for side in (FORKS[0], LIMITS[0]):
            self.assertEqual(left_out, {case for case in ALL if side not in self.sides(case)})
        for side in (REFERENCE, *FORKS[1:], *LIMITS[1:]):
            self.assertEqual([], [case for case in ALL if side not in self.sides(case)])

    def test_something_is_always_there_to_extrapolate_from(self) -> None:
        sides = [run.side for run in plan.plan([Case(60_000, 10), Case(60_000, 20)], 1)]
        self.assertEqual({2}, {sides.count(side) for side in FORKS[1:]})
        self.assertEqual({1}, {sides.count(side) for side in (LOOP, FORKS[0], LIMITS[0])})

    def test_long_runs_are_not_repeated(self) -> None:
        counted = Counter(plan.plan(ALL, 3))
        self.assertEqual({1, 3}, set(counted.values()))
        for case, side, times in (
            (Case(20, 100), REFERENCE, 3),
            (Case(20, 100), FORKS[0], 3),
            (Case(100, 100), REFERENCE, 3),
            (Case(100, 100), FORKS[0], 3),
            (Case(100, 100), LIMITS[0], 1),
            (Case(20, 100), LIMITS[0], 3),
            (Case(100, 500), REFERENCE, 1),
            (Case(100, 500), FORKS[1], 3),
            (Case(500, 100), FORKS[1], 3),
            (Case(500, 500), FORKS[1], 1),
            (Case(100, 500), FORKS[2], 3),
            (Case(0, 10), LOOP, 1),
        ):
            self.assertEqual(times, counted[Run(case, side)], (case, side))

    def test_it_takes_a_quarter_of_an_hour(self) -> None:
        seconds = sum(run.weight for run in plan.plan(ALL, 3))
        self.assertTrue(15 * 60 < seconds < 18 * 60, seconds)


class RunTest(unittest.TestCase):
    def test_as_the_progress_shows_it(self) -> None:
        run = Run(Case(20, 100), FORKS[1])
        self.assertEqual("fork, 8 at a time: 100 servers, 20 ms each", str(run))

    def test_the_last_turn_counts_in_full(self) -> None:
        def weight(servers: int) -> float:
            return Run(Case(1000, servers), LIMITS[1]).weight

        self.assertAlmostEqual(1.001, weight(9) - weight(8))
        self.assertAlmostEqual(0.001, weight(16) - weight(15))


class StartUpTest(unittest.TestCase):
    STARTUP = StartUp("nova help", {"upstream": ("help",), "fork": ("help",)}, 3)

    def test_by_turns(self) -> None:
        both = ["upstream", "fork"]
        self.assertEqual([*both, *both[::-1], *both], self.STARTUP.turns)

    def test_as_the_progress_shows_it(self) -> None:
        self.assertEqual("start-up: nova help, 3 times each", str(self.STARTUP))
        self.assertAlmostEqual((2 + 6) * 0.6, self.STARTUP.weight)
