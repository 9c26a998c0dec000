import dataclasses
import json
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as ET

from harness.benchmarks.resolution import bench, report
from harness.benchmarks.resolution.bench import FORK, Sample
from harness.benchmarks.resolution.measurement import Measurement
from harness.benchmarks.resolution.report import Report
from harness.tests.unit import samples
from harness.tests.unit.benchmarks.tables import TableTestCase

SVG = "{http://www.w3.org/2000/svg}"


def without_fork() -> Report:
    """Return a report in which the fork finds nothing."""
    whole = samples.bench_report(1)
    lost = [s.run.side == FORK for s in whole.samples]
    nothing = samples.measurement(first=None)
    changed = [
        Sample(s.run, nothing) if gone else s for s, gone in zip(whole.samples, lost, strict=True)
    ]
    return dataclasses.replace(whole, samples=changed)


class CellsTest(unittest.TestCase):
    def test_a_measurement(self) -> None:
        measured = Measurement(12.345, 1.234, 0.126, 0.104, 2, 11114, 1901926)
        expected = ["12.35", "1.23", "0.13", "0.10", "2", "11,114", "1,902"]
        self.assertEqual(expected, report.numbers(measured))
        lost = dataclasses.replace(measured, first=None)
        self.assertEqual("-", report.numbers(lost)[1])
        short = dataclasses.replace(measured, size=9949)
        self.assertEqual("9.9", report.numbers(short)[-1])


class TableTest(TableTestCase):
    report = report

    def test_a_comparison_takes_three_rows(self) -> None:
        rows = self.rows(self.show(samples.bench_report()))
        start = rows.index("node1 upstream 115.10 113.00 111.10 55.55 2 11,112 1.5")
        self.assertEqual("1,110 look-alikes fork 4.10 2.00 0.10 0.05 2 12 1.5", rows[start + 1])
        expected = "2.52 ratio 28x 56x 1,111x 1,111x 1.00x 926x 1.00x"
        self.assertEqual(expected, rows[start + 2])

    def test_two_searches_are_marked(self) -> None:
        rows = self.rows(self.show(samples.bench_report()))
        self.assertIn("node1 upstream* 119.20 117.10 111.20 55.60 4 11,124 3.0", rows)
        self.assertIn("node1.example.org upstream 4.10 2.00 0.10 0.05 2 12 1.5", rows)
        self.assertEqual(1, sum(row.startswith("* asked for the short") for row in rows))

    def test_columns_are_aligned(self) -> None:
        lines = self.show(samples.bench_report()).splitlines()
        first = [line for line in lines if line.startswith("node1 ") and "*" not in line]
        self.assertEqual(1, len({line.index("upstream") for line in first}))
        self.assertEqual(1, len({len(line) for line in first}))

    def test_it_fits_a_terminal(self) -> None:
        shown = self.show(samples.bench_report(), width=80)
        self.assertNotIn("…", shown)
        rows = [line for line in shown.splitlines() if not line.startswith(("met", "not"))]
        self.assertLessEqual(max(map(len, rows)), 80)
        self.assertIn("node1.example.org", shown)

    def test_the_aims(self) -> None:
        shown = self.show(samples.bench_report())
        for words in (
            "met: the first evacuation of a service host without look-alikes takes",
            "met: the first evacuation of a host by its FQDN takes",
            "met: with 1,110 look-alikes its first evacuation comes 26 times sooner "
            "(56x at 2.52, 56x at latest)\n",
            "met: without look-alikes at most 2 times upstream's database queries",
            "met: as many database queries with look-alikes as without",
        ):
            self.assertIn(f"\n{words}", shown)

    def test_what_was_not_measured_is_not_judged(self) -> None:
        shown = self.show(samples.bench_report(40))
        line = "not measured: with 1,110 look-alikes its first evacuation comes 26"
        self.assertIn(f"\n{line} times sooner\n", shown)

    def test_a_fork_that_finds_nothing(self) -> None:
        shown = self.show(without_fork())
        self.assertIn("2.52 ratio - - - - - - -", self.rows(shown))
        self.assertIn("not met: the first evacuation of a service host", shown)
        self.assertNotIn("\nmet: ", shown)


class WriteTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, found: Report) -> tuple[str, dict[str, object], str]:
        report.write(self.folder, found)
        page, numbers, chart = (
            (self.folder / f"bench-resolution.{suffix}").read_text()
            for suffix in ("md", "json", "svg")
        )
        return page, json.loads(numbers), chart

    def test_the_page(self) -> None:
        page, _, _ = self.write(samples.bench_report())
        for line in (
            "![What finding a host costs, by the number of look-alikes](bench-resolution.svg)",
            "| node1 | 1,110 | 2.52 | upstream | 115.10 | 113.00 | 111.10 | 55.55 | 2 | 11,112 "
            "| 1.5 |",
            "| node1 | 1,110 | latest | fork | 4.10 | 2.00 | 0.10 | 0.05 | 2 | 12 | 1.5 |",
            "- commit: c0ffee",
            "- date: 2026-11-22",
            "- clients: upstream 18.13.1, fork 18.13.1",
            "- machine: CPU, 2 cores, load 0.1 at the start",
            "- system: Linux, CPython 3",
            "- all runs: [bench-resolution.json](bench-resolution.json)",
        ):
            self.assertIn(line, page.splitlines())
        self.assertIn("| upstream, for node1 and node1.example.org | 119.20 |", page)
        self.assertIn("\n- met: with 1,110 look-alikes", page)
        self.assertIn(" 2,000 hosts with 20 servers each, medians of 1 run.", page)

    def test_every_row_of_the_page_has_as_many_cells(self) -> None:
        page, _, _ = self.write(samples.bench_report())
        lines = [line for line in page.splitlines() if line.startswith("|")]
        self.assertEqual({12}, {line.count("|") for line in lines})
        self.assertEqual(2 * 2 + 3 * (8 + 8), len(lines))

    def test_the_numbers(self) -> None:
        found = samples.bench_report()
        _, numbers, _ = self.write(found)
        self.assertEqual(
            {
                "schema": 1,
                "date": "2026-11-22",
                "commit": "c0ffee",
                "machine": dataclasses.asdict(found.origin.machine),
                "clients": {"upstream": "18.13.1", "fork": "18.13.1"},
                "hosts": 2000,
                "servers": 20,
                "repeats": 1,
            },
            {name: numbers[name] for name in list(numbers)[:8]},
        )
        self.assertEqual(["aims", "comparisons", "runs"], list(numbers)[8:])

    def test_every_run_and_comparison_is_kept(self) -> None:
        found = samples.bench_report()
        content = report.as_json(found)
        self.assertEqual((32, 16), (len(content["runs"]), len(content["comparisons"])))
        case = {"host": "node1999", "lookalikes": 0, "fqdn": False, "microversion": "2.52"}
        cost = dataclasses.asdict(samples.measurement(0.1))
        expected = {"case": case, "client": "upstream", "name": "node1999"} | cost
        self.assertEqual(expected, content["runs"][0])
        compared = content["comparisons"][6]
        self.assertEqual(("node1", 1110), (compared["name"], compared["lookalikes"]))
        self.assertEqual(926, compared["ratios"]["queries"])

    def test_the_chart_shows_how_long_it_takes_to_find_a_host(self) -> None:
        _, _, chart = self.write(samples.bench_report())
        root = ET.fromstring(chart)
        title = "Time to find one host among 2,000 hosts with 20 servers each"
        self.assertEqual(title, root.findtext(f"{SVG}title"))
        told = root.findtext(f"{SVG}desc") or ""
        line = "0.1 s at 0, 1.1 s at 10, 11 s at 110, 111 s at 1,110 look-alikes"
        for version in bench.MICROVERSIONS:
            self.assertIn(f"upstream --strict, microversion {version}: {line}", told)
        lines = [line.get("class") for line in root.findall(f"{SVG}polyline")]
        old, new = (
            [f"line {mood} dashed" for mood in ("bad", "good")],
            ["line bad solid", "line good solid"],
        )
        self.assertEqual([*old, *new], lines)

    def test_the_smallest_cell(self) -> None:
        page, _, chart = self.write(samples.bench_report(1))
        self.assertIn("1 host with 20 servers each", page)
        self.assertIn("1 host with 20 servers each", chart)
