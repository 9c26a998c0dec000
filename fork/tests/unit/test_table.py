"""Table: the matrix as text, as a page and as JSON."""

import datetime
import json

from fork import table
from fork.row import Row
from fork.tests import rows, support

DATE = datetime.date(2026, 11, 22)
PLAIN = """\
Release  Series  Python  Tests upstream  Tests fork  Added  Failures  Patches\
  Offset  Hosts upstream  Hosts fork  On 2.7  Outcome
    1.0  -            -               -           -      -         -        1\
      -7               -           -       -  not run
    1.1  alpha      3.6               2           3      1       0/0        1\
      -7               3           1     3/1  ok
    1.2  alpha      3.9               2           3      1       0/0        1\
      -7               3           1       -  ok
    1.3  alpha      3.9               2           3      1       0/0        1\
      -7               3           3       -  failed

1.0 not run: needs Python 3.5, which is not here
1.3 failed: the fork touches n10, n11 on Python 3.9
4 releases: 2 ok, 1 failed, 1 not run
"""


def some() -> list[Row]:
    return [rows.absent(), rows.python2(), rows.good(), rows.bad()]


class PlainTest(support.TestCase):
    def test_layout(self) -> None:
        self.assertEqual(PLAIN, table.plain(some()))

    def test_python2_was_not_run(self) -> None:
        partly = rows.python2()
        del partly.incidents[1]
        self.assertIn("  not run  not run\n", table.plain([partly]))

    def test_nothing_is_known(self) -> None:
        broken = Row("1.2", "alpha", errors=["does not apply"])
        last = table.plain([broken]).splitlines()[-2:]
        expected = ["1.2 failed: does not apply"]
        expected += ["1 release: 0 ok, 1 failed, 0 not run"]
        self.assertEqual(expected, last)


class PageTest(support.MiniatureTestCase):
    def test_markdown(self) -> None:
        page = table.markdown(some(), self.project, DATE)
        lines = page.splitlines()
        self.assertEqual(
            "# The release matrix of tiny.1, 2026-11-22", lines[0]
        )
        cells = "1.1 | alpha | 3.6 | 2 | 3 | 1 | 0/0 | 1 | -7 | 3 | 1 | 3/1"
        row = f"| {cells} | ok |"
        self.assertIn(row, lines)
        rule = lines[lines.index(row) - 2]
        self.assertEqual(
            lines[lines.index(row) - 3].count("|"), rule.count("|")
        )
        line = "- 1.3 failed: the fork touches n10, n11 on Python 3.9"
        self.assertIn(line, lines)
        self.assertEqual("4 releases: 2 ok, 1 failed, 1 not run", lines[-1])

    def test_json(self) -> None:
        data = table.as_json(some(), self.project, DATE)
        self.assertEqual(data, json.loads(json.dumps(data)))
        self.assertEqual((1, "2026-11-22"), (data["schema"], data["date"]))
        counts = {"ok": 2, "failed": 1, "not run": 1}
        self.assertEqual(counts, data["counts"])
        absent, python2, good, bad = data["releases"]
        self.assertEqual((None, []), (absent["suite"], absent["incident"]))
        self.assertEqual(["3.6", "2.7"], python2["pythons"])
        self.assertEqual({"words": [0, -7, 3]}, good["patches"])
        self.assertEqual(
            {
                "upstream": {"tests": 2, "failures": []},
                "fork": {"tests": 3, "failures": []},
                "added": 1,
            },
            good["suite"],
        )
        (incident,) = good["incident"]
        self.assertEqual(["n1"], incident["fork"]["hosts"])
        self.assertEqual(["n1", "n10", "n11"], incident["upstream"]["hosts"])
        self.assertEqual("failed", bad["outcome"])
        self.assertEqual(bad["reasons"], some()[3].reasons)

    def test_nothing_is_known(self) -> None:
        broken = Row("1.2", "alpha", errors=["does not apply"])
        (record,) = table.as_json([broken], self.project, DATE)["releases"]
        self.assertEqual((None, {}), (record["wheel"], record["patches"]))

    def test_write(self) -> None:
        table.write(some(), self.project, DATE, self.out / "doc")
        written = support.files(self.out / "doc")
        self.assertEqual(["matrix.json", "matrix.md"], [*written])
        page = table.markdown(some(), self.project, DATE)
        self.assertEqual(page, written["matrix.md"].decode())
        data = table.as_json(some(), self.project, DATE)
        self.assertEqual(data, json.loads(written["matrix.json"]))
