"""Table: the matrix as text and as a table of Markdown."""

from fork.clients.compared import FORK
from fork.clients.suite import Comparison
from fork.matrix import table
from fork.matrix.finding import Finding
from fork.tests import findings, support

PLAIN = """\
Release  Series  Python     pbr  Patches  Offset  Tests upstream  Tests fork\
  Added  Failures  Hosts upstream  Hosts minimal  Hosts fork  On 2.7  Outcome
    1.0  -            -  newest        1      -7               -           -\
      -         -               -              -           -       -  not run
    1.1  alpha      3.6   4.2.0        1      -7               2           3\
      1       0/0               3              -           1     3/1  ok
    1.2  alpha      3.9   4.2.0        1      -7               2           3\
      1       0/0               3              -           1       -  ok
    1.3  alpha      3.9   4.2.0        1      -7               2           3\
      1       0/0               3              -           3       -  failed
    1.4  alpha      3.9   4.2.0      1-3      +9               2           4\
      2     0/0/0               3              1           1       -  ok

patch 1: words
patch 2: letters
patch 3: marks

1.0 not run: needs Python 3.5, which is not here
1.3 failed: the fork touches n10, n11 on Python 3.9
5 releases: 3 ok, 1 failed, 1 not run
"""


class PlainTest(support.TestCase):
    def test_layout(self) -> None:
        self.assertEqual(PLAIN, table.plain(findings.some()))

    def test_in_part(self) -> None:
        partly = findings.good()
        partly.in_part = True
        told = "upstream, too, only the tests that can change: 1.2\n"
        self.assertIn(f"\n{told}", table.plain([partly]))

    def test_python2_was_not_run(self) -> None:
        partly = findings.python2()
        del partly.incidents[1]
        self.assertIn("  not run  not run\n", table.plain([partly]))

    def test_nothing_is_known(self) -> None:
        broken = Finding("1.2", "alpha", errors=["does not apply"])
        last = table.plain([broken]).splitlines()[-2:]
        expected = ["1.2 failed: does not apply"]
        expected += ["1 release: 0 ok, 1 failed, 0 not run"]
        self.assertEqual(expected, last)


class CellsTest(support.TestCase):
    def cell(self, row: Finding, name: str) -> str:
        return dict(zip(table.HEAD, table.cells(row)))[name]

    def test_hosts_that_the_minimal_fork_touched(self) -> None:
        row = findings.three(minimal=findings.FAULT)
        self.assertEqual("3", self.cell(row, "Hosts minimal"))
        self.assertEqual("1", self.cell(row, "Hosts fork"))

    def test_hosts_on_the_first_python(self) -> None:
        row = findings.python2()
        row.incidents[1] = findings.incident("2.7", fork=findings.FAULT)
        self.assertEqual("1", self.cell(row, "Hosts fork"))
        self.assertEqual("3/3", self.cell(row, "On 2.7"))

    def test_failures_of_each_client(self) -> None:
        row = findings.three()
        assert row.comparison
        failing = {**findings.FORK, "a.test_one": "failure", "b": "error"}
        forks = {**row.comparison.forks, FORK: failing}
        row.comparison = Comparison(row.comparison.upstream, forks)
        self.assertEqual("0/0/2", self.cell(row, "Failures"))


class MarkdownTest(support.TestCase):
    def test_line_of_a_release(self) -> None:
        head, rule, *lines = table.markdown(findings.some()).splitlines()
        self.assertEqual(f"| {' | '.join(table.HEAD)} |", head)
        self.assertEqual(head.count("|"), rule.count("|"))
        cells = "1.4 | alpha | 3.9 | 4.2.0 | 1-3 | +9 | 2 | 4 | 2 | 0/0/0"
        self.assertEqual(f"| {cells} | 3 | 1 | 1 | - | ok |", lines[-1])
        self.assertEqual(5, len(lines))
