"""Suite: how it is run, what its results are, and the verdict on them."""

import sys
from pathlib import Path
from typing import Sequence
from unittest import mock

from fork.clients import program, suite
from fork.clients.compared import FORK, MINIMAL
from fork.clients.environment import Environment
from fork.clients.suite import Comparison
from fork.tests import findings, support

CSV = b"""\
test,status,start_time,stop_time
a.test_one,success,1,2
"a.test_two(x, y)",failure,1,2
"""


class RunTest(support.TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.calls: list[tuple[list[str], Path]] = []
        patcher = mock.patch.object(program, "run", self.run_program)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_run_then_read(self) -> None:
        environment = Environment(self.folder, "3.9")
        results = suite.run(environment)
        self.assertEqual({"a.test_one", "a.test_two(x, y)"}, {*results})
        (stestr, first), (reader, _) = self.calls
        self.assertEqual(str(environment.python), stestr[0])
        self.assertEqual(["run", "--serial", "--subunit"], stestr[-3:])
        self.assertIn("novaclient/tests/unit", stestr)
        beside = Path(sys.executable).parent / "subunit2csv"
        self.assertEqual(str(beside), reader[0])
        self.assertEqual(environment.site, first)

    def test_tree_with_this_interpreter_on_every_core(self) -> None:
        results = suite.run_tree(self.folder)
        self.assertEqual({"a.test_one", "a.test_two(x, y)"}, {*results})
        (stestr, first), (reader, _) = self.calls
        self.assertEqual(sys.executable, stestr[0])
        self.assertEqual(["run", "--subunit"], stestr[-2:])
        self.assertEqual(self.folder, first)
        beside = Path(sys.executable).parent / "subunit2csv"
        self.assertEqual(str(beside), reader[0])
        self.assertEqual([], [*self.folder.iterdir()])

    def test_some_of_a_tree(self) -> None:
        suite.run_tree(self.folder, ["^a", "^b"])
        stestr, _ = self.calls[0]
        self.assertEqual(["run", "^a", "^b", "--subunit"], stestr[-4:])

    def run_program(
        self,
        words: Sequence[str],
        folder: Path,
        what: str,
        limit: float,
        tolerated: Sequence[int],
    ) -> bytes:
        self.assertEqual((suite.LIMIT, (0, 1)), (limit, tolerated))
        self.calls.append(([*words], folder))
        if len(self.calls) == 1:
            return b"stream"
        self.assertEqual(b"stream", Path(words[-1]).read_bytes())
        return CSV


class ParseTest(support.TestCase):
    def test_results(self) -> None:
        results = suite.parse(CSV)
        expected = {"a.test_one": "success", "a.test_two(x, y)": "failure"}
        self.assertEqual(expected, results)
        self.assertEqual("2 tests, 1 failures", suite.told(results))

    def test_no_test(self) -> None:
        header = CSV.splitlines()[0]
        self.assertRefused("the unit suite ran no test", suite.parse, header)

    def test_no_csv(self) -> None:
        line = "the unit suite's results cannot be read as CSV"
        self.assertRefused(line, suite.parse, b"")
        self.assertRefused(line, suite.parse, b"Traceback\n")


class ComparisonTest(support.TestCase):
    def compare(
        self,
        upstream: dict[str, str],
        fork: dict[str, str],
        side: str = FORK,
    ) -> list[str]:
        before, after = (
            {**findings.UPSTREAM, **upstream},
            {**findings.FORK, **fork},
        )
        return [*Comparison(before, {side: after}).problems()]

    def test_both_green(self) -> None:
        self.assertEqual([], self.compare({}, {}))

    def test_same_failures(self) -> None:
        broken = {"a.test_one": "failure"}
        self.assertEqual([], self.compare(broken, broken))

    def test_new_failure(self) -> None:
        problems = self.compare({}, {"a.test_one": "failure"})
        self.assertEqual(["a.test_one fails on the fork alone"], problems)

    def test_skipped_upstream_and_failing(self) -> None:
        problems = self.compare({}, {"a.test_two": "error"})
        self.assertEqual(["a.test_two fails on the fork alone"], problems)

    def test_added_test_fails(self) -> None:
        problems = self.compare({}, {"b.test_new": "failure"})
        self.assertEqual(["b.test_new fails on the fork alone"], problems)

    def test_several(self) -> None:
        fork = {"b.test_new": "failure", "a.test_one": "failure"}
        line = "a.test_one fails on the fork alone (and 1 more)"
        self.assertEqual([line], self.compare({}, fork))

    def test_mended(self) -> None:
        problems = self.compare({"a.test_one": "failure"}, {})
        self.assertEqual(
            ["a.test_one fails upstream and not on the fork"], problems
        )

    def test_lost(self) -> None:
        for status in ("success", "failure"):
            problems = self.compare({"a.test_three": status}, {})
            line = "a.test_three is missing from the fork"
            self.assertEqual([line], problems)

    def test_nothing_added(self) -> None:
        problems = self.compare({"b.test_new": "success"}, {})
        self.assertEqual(["the fork adds no test"], problems)

    def test_added(self) -> None:
        compared = Comparison(findings.UPSTREAM, {FORK: findings.FORK})
        self.assertEqual(["b.test_new"], compared.added(FORK))

    def test_minimal_fork_is_named(self) -> None:
        passed, failed = {"a.test_one": "success"}, {"a.test_one": "failure"}
        for upstream, fork, line in (
            ({}, failed, "a.test_one fails on the minimal fork alone"),
            (failed, passed, "a.test_one fails upstream and not on the"),
            ({"a.test_x": "skip"}, {}, "a.test_x is missing from the"),
        ):
            (problem,) = self.compare(upstream, fork, MINIMAL)
            self.assertIn(line, problem)
            self.assertIn("the minimal fork", problem)

    def test_each_fork_is_compared(self) -> None:
        failing = {**findings.FORK, "a.test_one": "failure"}
        none = findings.UPSTREAM
        forks = {MINIMAL: failing, FORK: none}
        self.assertEqual(
            [
                "a.test_one fails on the minimal fork alone",
                "the fork adds no test",
            ],
            [*Comparison(findings.UPSTREAM, forks).problems()],
        )

    def test_what_was_chosen_is_compared_with_the_same_of_upstream(
        self,
    ) -> None:
        theirs = {"a.test_one": "success", "ab.test_one": "failure"}
        ours = {"a.test_one": "failure", "a.test_new": "success"}
        parts: dict[str, list[str]] = {MINIMAL: [r"^a\.", r"^b\."], FORK: []}
        both = Comparison(theirs, {MINIMAL: ours, FORK: ours}, parts)
        self.assertEqual(
            [
                "a.test_one fails on the minimal fork alone",
                "a.test_one fails on the fork alone",
                "ab.test_one is missing from the fork",
            ],
            [*both.problems()],
        )
