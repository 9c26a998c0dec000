"""Finding: the verdict on one release, and on all."""

from fork.clients.compared import FORK, MINIMAL, UPSTREAM
from fork.clients.suite import Comparison
from fork.matrix import finding
from fork.tests import findings, support


class OutcomeTest(support.TestCase):
    def test_ok(self) -> None:
        for good in (findings.good(), findings.python2(), findings.three()):
            self.assertEqual(finding.OK, good.outcome)
            self.assertEqual([], good.reasons)

    def test_fork_touches_a_neighbour(self) -> None:
        bad = findings.bad()
        self.assertEqual(finding.FAILED, bad.outcome)
        line = "the fork touches n10, n11 on Python 3.9"
        self.assertEqual([line], bad.reasons)

    def test_fork_touches_a_neighbour_on_python2_alone(self) -> None:
        bad = findings.python2()
        bad.incidents[1] = findings.incident("2.7", fork=findings.FAULT)
        self.assertEqual(finding.FAILED, bad.outcome)

    def test_minimal_fork_touches_a_neighbour(self) -> None:
        bad = findings.three(minimal=findings.FAULT)
        self.assertEqual(finding.FAILED, bad.outcome)
        line = "the minimal fork touches n10, n11 on Python 3.9"
        self.assertEqual([line], bad.reasons)

    def test_test_fails_on_the_minimal_fork(self) -> None:
        bad = findings.three()
        failing = {**findings.FORK, "b.test_new": "failure"}
        forks = {MINIMAL: failing, FORK: findings.FORK}
        bad.comparison = Comparison(findings.UPSTREAM, forks)
        self.assertEqual(finding.FAILED, bad.outcome)

    def test_test_fails_on_the_fork(self) -> None:
        bad = findings.good()
        failing = {**findings.FORK, "b.test_new": "failure"}
        bad.comparison = Comparison(findings.UPSTREAM, {FORK: failing})
        self.assertEqual(finding.FAILED, bad.outcome)

    def test_error(self) -> None:
        bad = findings.good()
        bad.errors.append("hunk 1 does not apply")
        self.assertEqual(finding.FAILED, bad.outcome)
        self.assertEqual(["hunk 1 does not apply"], bad.reasons)

    def test_python_is_not_here(self) -> None:
        absent = findings.absent()
        self.assertEqual(finding.NOT_RUN, absent.outcome)
        line = "needs Python 3.5, which is not here"
        self.assertEqual([line], absent.reasons)

    def test_python2_is_not_here(self) -> None:
        partly = findings.good()
        partly.missing.append("Python 2.7 is not here")
        self.assertEqual(finding.NOT_RUN, partly.outcome)

    def test_failure_outweighs_what_is_missing(self) -> None:
        bad = findings.bad()
        bad.missing.append("Python 2.7 is not here")
        self.assertEqual(finding.FAILED, bad.outcome)
        self.assertEqual(2, len(bad.reasons))

    def test_nothing_that_was_not_seen_is_ok(self) -> None:
        no_suite, no_incident, half = (
            findings.good(),
            findings.good(),
            findings.python2(),
        )
        no_suite.comparison = None
        no_incident.incidents.clear()
        del half.incidents[1]
        for incomplete in (
            no_suite,
            no_incident,
            half,
            finding.Finding("1", ""),
        ):
            self.assertEqual(finding.NOT_RUN, incomplete.outcome)


class SidesTest(support.TestCase):
    def test_minimal_fork_where_there_is_one(self) -> None:
        self.assertEqual([UPSTREAM, FORK], findings.good().sides)
        self.assertEqual([UPSTREAM, MINIMAL, FORK], findings.three().sides)

    def test_minimal_fork_on_the_first_python_alone(self) -> None:
        three = findings.three()
        three.pythons = ["3.9", "2.7"]
        self.assertEqual(three.sides, three.sides_on("3.9"))
        self.assertEqual([UPSTREAM, FORK], three.sides_on("2.7"))


class SummaryTest(support.TestCase):
    def test_counts(self) -> None:
        some = [
            findings.good(),
            findings.bad(),
            findings.python2(),
            findings.absent(),
        ]
        line = "4 releases: 2 ok, 1 failed, 1 not run"
        self.assertEqual(line, finding.summary(some))
        line = "1 release: 1 ok, 0 failed, 0 not run"
        self.assertEqual(line, finding.summary([findings.good()]))

    def test_passed(self) -> None:
        good, bad, absent = findings.good(), findings.bad(), findings.absent()
        self.assertTrue(finding.passed([good, findings.python2()]))
        self.assertTrue(finding.passed([good, absent]))
        self.assertFalse(finding.passed([good, bad]))
        self.assertFalse(finding.passed([absent]))
        self.assertFalse(finding.passed([]))
