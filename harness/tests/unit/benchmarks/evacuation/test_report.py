import dataclasses
import json
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as ET

from harness.benchmarks.evacuation import report
from harness.benchmarks.evacuation.plan import FORKS, LOOP, SIDES, Case, Run
from harness.tests.unit import evacuation_samples as samples
from harness.tests.unit.benchmarks.tables import TableTestCase

SVG = "{http://www.w3.org/2000/svg}"


class TableTest(TableTestCase):
    report = report

    def test_a_case_takes_five_rows(self) -> None:
        rows = self.rows(self.show(samples.report()))
        loop = "100 ms openstack, in a loop 101.50 0.51x 0.50 100.000 50.000 2.00x ~10"
        start = rows.index(loop)
        self.assertEqual(
            [
                "500 servers upstream 51.50 1.00x 0.50 50.000 50.000 1.00x 1",
                "fork 51.50 1.00x 0.50 50.000 50.000 1.00x ~100",
                "fork, 8 at a time 7.75 6.65x 0.50 6.250 6.250 1.00x 3",
                "fork, 32 at a time 3.06 17x 0.50 1.562 1.562 1.00x 3",
                "",
            ],
            rows[start + 1 : start + 6],
        )

    def test_start_up(self) -> None:
        found = dataclasses.replace(samples.report(), starts=samples.starts(0.3))
        rows = self.rows(self.show(found))
        self.assertIn("nova help host-evacuate 0.250 0.300 1.20x", rows)

    def test_columns_are_aligned(self) -> None:
        lines = self.show(samples.report()).splitlines()
        rows = [line for line in lines if "fork, " in line and "met: " not in line]
        self.assertEqual(1, len({line.index("fork") for line in rows}))
        self.assertEqual(1, len({len(line.rstrip()) for line in rows}))

    def test_it_fits_a_terminal(self) -> None:
        shown = self.show(samples.report(), width=80)
        self.assertNotIn("…", shown)
        rows = [line for line in shown.splitlines() if "met: " not in line]
        self.assertLessEqual(max(map(len, rows)), 88)

    def test_the_aims(self) -> None:
        shown = self.show(samples.report())
        for words in (
            "not met: the fork, 32 at a time, is at least 22 times faster than upstream "
            "(17x at 500 x 100 ms)\n",
            "met: from 100 ms on its requests take at most 1.1 times as long as bare ones (",
            "met: one at a time it takes at most 1.02 times as long as upstream (1.00x at 100 x",
            "met: start-up takes the fork at most 1.02 times as long as upstream (1.00x at nova -",
        ):
            self.assertIn(f"\n{words}", shown)

    def test_what_was_not_measured_is_not_judged(self) -> None:
        shown = self.show(samples.report([Case(0, 2)]))
        self.assertEqual(4, shown.count("\nnot measured: "))


class WriteTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        report.write(pathlib.Path(folder.name), samples.report())
        self.page, numbers, self.chart = (
            pathlib.Path(folder.name, f"bench-evacuation.{suffix}").read_text()
            for suffix in ("md", "json", "svg")
        )
        self.numbers = json.loads(numbers)

    def test_the_page(self) -> None:
        for line in (
            "![What evacuating a host costs, by the number of servers](bench-evacuation.svg)",
            "| 100 | 500 | openstack, in a loop | 101.50 | 0.51x | 0.50 | 100.000 | 50.000 | "
            "2.00x | ~10 |",
            "| 20 | 10 | fork, 8 at a time | 1.52 | 1.11x | 0.50 | 0.025 | 0.025 | 1.00x | 3 |",
            "| nova --version | 0.250 | 0.250 | 1.00x |",
            "  for id in $(openstack server list --all-projects --host HOST -f value -c ID)",
            '  do openstack server evacuate "$id"',
            "  done",
            "Seconds of the whole process, medians of 3 runs, by turns.",
            "- commit: c0ffee",
            "- all runs: [bench-evacuation.json](bench-evacuation.json)",
        ):
            self.assertIn(line, self.page.splitlines())
        self.assertIn(", for 10 servers, and extrapolated", self.page)
        self.assertIn(" Medians of up to 3 runs,", self.page)
        self.assertIn("\n- not met: the fork, 32 at a time", self.page)

    def test_every_row_of_a_table_has_as_many_cells(self) -> None:
        lines = [line for line in self.page.splitlines() if line.startswith("|")]
        wide = [line for line in lines if line.count("|") == 11]
        self.assertEqual(2 + 6 * 5, len(wide))
        self.assertEqual({5}, {line.count("|") for line in lines} - {11})

    def test_the_numbers(self) -> None:
        names = ["schema", "date", "commit", "machine", "clients", "repeats"]
        names += ["aims", "results", "startups", "runs", "starts"]
        self.assertEqual(names, list(self.numbers))
        self.assertEqual((1, 3), (self.numbers["schema"], self.numbers["repeats"]))
        self.assertEqual(5, len(self.numbers["aims"]))

    def test_every_run_and_result_is_kept(self) -> None:
        found = samples.report()
        self.assertEqual(len(found.samples), len(self.numbers["runs"]))
        self.assertEqual(6 * len(SIDES), len(self.numbers["results"]))
        self.assertEqual(3 * 6, len(self.numbers["starts"]))
        self.assertEqual(
            {"delay": 20, "servers": 10, "client": "openstack", "concurrency": 1}
            | dataclasses.asdict(found.samples[0].timing),
            self.numbers["runs"][0],
        )
        result = next(
            each
            for each in self.numbers["results"]
            if (each["delay"], each["servers"], each["client"]) == (100, 500, "openstack")
        )
        self.assertEqual((1, 10), (result["repeats"], result["measured_servers"]))
        self.assertEqual({"speed": 51.5 / 101.5, "by_limit": 2.0}, result["ratios"])
        start = {"command": "nova --version", "client": "upstream", "seconds": 0.25}
        self.assertEqual(start, self.numbers["starts"][0])
        self.assertEqual(1.0, self.numbers["startups"][0]["ratio"])

    def test_the_chart(self) -> None:
        root = ET.fromstring(self.chart)
        title = "From the first request to the last answer, when Nova takes 100 ms for each"
        self.assertEqual(title, root.findtext(f"{SVG}title"))
        told = (root.findtext(f"{SVG}desc") or "").split(". ")
        self.assertEqual(
            "upstream, measured: 1 s at 10, 10 s at 100, 50 s at 500 servers", told[1]
        )
        loop = "openstack, in a loop, extrapolated from 10 servers: 2 s at 10, "
        self.assertTrue(told[0].startswith(loop), told[0])
        for at, number, seconds in ((2, 8, "6.2 s"), (3, 32, "1.6 s")):
            self.assertTrue(told[at].startswith(f"fork, {number} at a time, measured: "), told[at])
            self.assertTrue(told[at].endswith(f", {seconds} at 500 servers"), told[at])
        self.assertTrue(told[4].startswith("bare, the limit, 32 at a time: "), told[4])
        lines = [line.get("class") for line in root.findall(f"{SVG}polyline")]
        expected = ["line other dashed", "line bad solid", "line good solid", "line good solid"]
        self.assertEqual([*expected, "line limit dotted"], lines)

    def test_the_delay_that_is_nearest_to_what_is_drawn(self) -> None:
        chart = report.draw(samples.report([Case(delay, 2) for delay in (0, 5, 300)]))
        self.assertIn("when Nova takes 5 ms for each", chart)


class NumbersTest(unittest.TestCase):
    def test_what_was_measured_says_how_often(self) -> None:
        results = samples.report().results
        for case, side, runs in (
            (Case(20, 10), LOOP, "1"),
            (Case(20, 100), LOOP, "~10"),
            (Case(20, 100), FORKS[0], "3"),
        ):
            self.assertEqual(runs, report.numbers(results, Run(case, side))[-1])
