"""Row: the verdict on one release, and on all."""

from fork.clients.side import FORK, MINIMAL, UPSTREAM
from fork.clients.suite import Comparison
from fork.matrix import row
from fork.tests import rows, support


class OutcomeTest(support.TestCase):
    def test_ok(self) -> None:
        for good in (rows.good(), rows.python2(), rows.three()):
            self.assertEqual(row.OK, good.outcome)
            self.assertEqual([], good.reasons)

    def test_fork_touches_a_neighbour(self) -> None:
        bad = rows.bad()
        self.assertEqual(row.FAILED, bad.outcome)
        line = "the fork touches n10, n11 on Python 3.9"
        self.assertEqual([line], bad.reasons)

    def test_fork_touches_a_neighbour_on_python2_alone(self) -> None:
        bad = rows.python2()
        bad.incidents[1] = rows.incident("2.7", fork=rows.FAULT)
        self.assertEqual(row.FAILED, bad.outcome)

    def test_minimal_fork_touches_a_neighbour(self) -> None:
        bad = rows.three(minimal=rows.FAULT)
        self.assertEqual(row.FAILED, bad.outcome)
        line = "the minimal fork touches n10, n11 on Python 3.9"
        self.assertEqual([line], bad.reasons)

    def test_test_fails_on_the_minimal_fork(self) -> None:
        bad = rows.three()
        failing = {**rows.FORK, "b.test_new": "failure"}
        forks = {MINIMAL: failing, FORK: rows.FORK}
        bad.comparison = Comparison(rows.UPSTREAM, forks)
        self.assertEqual(row.FAILED, bad.outcome)

    def test_test_fails_on_the_fork(self) -> None:
        bad = rows.good()
        failing = {**rows.FORK, "b.test_new": "failure"}
        bad.comparison = Comparison(rows.UPSTREAM, {FORK: failing})
        self.assertEqual(row.FAILED, bad.outcome)

    def test_error(self) -> None:
        bad = rows.good()
        bad.errors.append("hunk 1 does not apply")
        self.assertEqual(row.FAILED, bad.outcome)
        self.assertEqual(["hunk 1 does not apply"], bad.reasons)

    def test_python_is_not_here(self) -> None:
        absent = rows.absent()
        self.assertEqual(row.NOT_RUN, absent.outcome)
        line = "needs Python 3.5, which is not here"
        self.assertEqual([line], absent.reasons)

    def test_python2_is_not_here(self) -> None:
        partly = rows.good()
        partly.missing.append("Python 2.7 is not here")
        self.assertEqual(row.NOT_RUN, partly.outcome)

    def test_failure_outweighs_what_is_missing(self) -> None:
        bad = rows.bad()
        bad.missing.append("Python 2.7 is not here")
        self.assertEqual(row.FAILED, bad.outcome)
        self.assertEqual(2, len(bad.reasons))

    def test_nothing_that_was_not_seen_is_ok(self) -> None:
        no_suite, no_incident, half = (
            rows.good(),
            rows.good(),
            rows.python2(),
        )
        no_suite.comparison = None
        no_incident.incidents.clear()
        del half.incidents[1]
        for incomplete in (no_suite, no_incident, half, row.Row("1", "")):
            self.assertEqual(row.NOT_RUN, incomplete.outcome)


class SidesTest(support.TestCase):
    def test_minimal_fork_where_there_is_one(self) -> None:
        self.assertEqual([UPSTREAM, FORK], rows.good().sides)
        self.assertEqual([UPSTREAM, MINIMAL, FORK], rows.three().sides)

    def test_minimal_fork_on_the_first_python_alone(self) -> None:
        three = rows.three()
        three.pythons = ["3.9", "2.7"]
        self.assertEqual(three.sides, three.sides_on("3.9"))
        self.assertEqual([UPSTREAM, FORK], three.sides_on("2.7"))


class SummaryTest(support.TestCase):
    def test_counts(self) -> None:
        some = [rows.good(), rows.bad(), rows.python2(), rows.absent()]
        line = "4 releases: 2 ok, 1 failed, 1 not run"
        self.assertEqual(line, row.summary(some))
        line = "1 release: 1 ok, 0 failed, 0 not run"
        self.assertEqual(line, row.summary([rows.good()]))

    def test_passed(self) -> None:
        good, bad, absent = rows.good(), rows.bad(), rows.absent()
        self.assertTrue(row.passed([good, rows.python2()]))
        self.assertTrue(row.passed([good, absent]))
        self.assertFalse(row.passed([good, bad]))
        self.assertFalse(row.passed([absent]))
        self.assertFalse(row.passed([]))
