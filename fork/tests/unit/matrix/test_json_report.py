"""JSON report: the matrix as JSON."""

import datetime
import json
from typing import Any

from fork.matrix import json_report
from fork.matrix.finding import Finding
from fork.tests import findings, support

DATE = datetime.date(2026, 11, 22)


class RecordTest(support.MiniatureTestCase):
    def record(self, *some: Finding) -> Any:
        data = json_report.as_json([*some], self.project, DATE)
        self.assertEqual(data, json.loads(json.dumps(data)))
        return data

    def test_all(self) -> None:
        data = self.record(*findings.some())
        self.assertEqual((1, "2026-11-22"), (data["schema"], data["date"]))
        self.assertEqual("tiny.1", data["label"])
        counts = {"ok": 3, "failed": 1, "not run": 1}
        self.assertEqual(counts, data["counts"])
        absent, python2, _, bad, _ = data["releases"]
        self.assertEqual((None, []), (absent["suite"], absent["incident"]))
        self.assertEqual(["3.6", "2.7"], python2["pythons"])
        self.assertEqual("failed", bad["outcome"])
        self.assertEqual(findings.bad().reasons, bad["reasons"])

    def test_fork_of_one_patch(self) -> None:
        (good,) = self.record(findings.good())["releases"]
        self.assertEqual(
            {
                "wheel": findings.PRODUCT.wheel,
                "sha256": "abc",
                "patches": [{"name": "words", "offsets": [0, -7, 3]}],
            },
            good["fork"],
        )
        self.assertIsNone(good["minimal"])
        self.assertEqual(
            {
                "upstream": {"tests": 2, "failures": []},
                "fork": {"tests": 3, "failures": [], "added": 1},
            },
            good["suite"],
        )
        (incident,) = good["incident"]
        self.assertEqual(["python", "upstream", "fork"], [*incident])
        self.assertEqual(["n1"], incident["fork"]["hosts"])
        self.assertEqual(["n1", "n10", "n11"], incident["upstream"]["hosts"])

    def test_in_part(self) -> None:
        row = findings.good()
        row.in_part = True
        (partly,) = self.record(row)["releases"]
        self.assertIs(True, partly["suite"]["in_part"])

    def test_fork_of_more(self) -> None:
        row = findings.three(minimal=findings.FAULT)
        (three,) = self.record(row)["releases"]
        patches = [patch["name"] for patch in three["fork"]["patches"]]
        self.assertEqual(["words", "letters", "marks"], patches)
        (patch,) = three["minimal"]["patches"]
        self.assertEqual({"name": "words", "offsets": [0]}, patch)
        self.assertEqual("first", three["minimal"]["sha256"])
        minimal = {"tests": 3, "failures": [], "added": 1}
        self.assertEqual(minimal, three["suite"]["minimal"])
        (incident,) = three["incident"]
        self.assertEqual(["n10", "n11"], incident["minimal"]["strays"])
        self.assertEqual([], incident["fork"]["strays"])

    def test_nothing_is_known(self) -> None:
        broken = Finding("1.2", "alpha", errors=["does not apply"])
        (found,) = self.record(broken)["releases"]
        self.assertEqual((None, None), (found["fork"], found["minimal"]))
