import dataclasses
import io
import json
import unittest
from typing import Any

from rich.console import Console

from harness.tests.unit import samples
from harness.trials import report
from harness.trials.trial import Trial


def show(*trials: Trial, width: int = 160) -> str:
    stream = io.StringIO()
    report.show(trials, Console(file=stream, width=width, highlight=False))
    return stream.getvalue()


class TableTest(unittest.TestCase):
    BOTH = (samples.trial(moved="abc"), samples.trial(moved="ab", client="fork"))

    def line(self, text: str, start: str) -> str:
        (found,) = [line for line in text.splitlines() if line.strip().startswith(start)]
        return " ".join(found.split())

    def test_clients_stand_side_by_side(self) -> None:
        shown = show(*self.BOTH)
        self.assertEqual("web1 down 2 2 SHUTOFF 2 2 SHUTOFF", self.line(shown, "web1 "))

    def test_a_host_that_should_not_have_been_touched_is_marked(self) -> None:
        shown = show(*self.BOTH)
        self.assertEqual("web10 down 1 1 SHUTOFF ! - - ACTIVE", self.line(shown, "web10 "))
        self.assertIn("! touched, but should not be", shown)

    def test_a_refused_request_is_marked_too(self) -> None:
        shown = show(samples.trial(moved="ab", refused="c"))
        self.assertEqual("web10 down 1 - ACTIVE !", self.line(shown, "web10 "))

    def test_why_servers_arrive_stopped_is_said(self) -> None:
        words = "SHUTOFF: from microversion 2.95 evacuated servers arrive stopped"
        self.assertEqual(1, show(*self.BOTH).count(words))
        self.assertNotIn(words, show(samples.trial(refused="c")))

    def test_no_mark_no_caption(self) -> None:
        self.assertNotIn("!", show(self.BOTH[1]))

    def test_it_fits_a_terminal(self) -> None:
        for line in show(*self.BOTH, width=80).splitlines():
            self.assertNotIn("…", line)

    def test_columns_are_aligned(self) -> None:
        rows = [line for line in show(*self.BOTH).splitlines() if " down " in line]
        self.assertEqual(2, len(rows))
        self.assertEqual(1, len({row.index(" down ") for row in rows}))

    def test_the_summary(self) -> None:
        shown = show(*self.BOTH)
        self.assertIn("upstream 0 3 3 SHUTOFF 1 host touched", " ".join(shown.split()))
        self.assertIn("fork 0 2 2 SHUTOFF exactly the hosts", " ".join(shown.split()))

    def test_status_and_stderr(self) -> None:
        shown = show(samples.trial(status=1, stderr="ERROR [bold]NotFound[/]\n"))
        self.assertIn("upstream: asked for nothing; moved nothing; exit status 1\n", shown)
        self.assertIn("    ERROR [bold]NotFound[/]", shown)

    def test_many_clients_are_listed_below_each_other(self) -> None:
        shown = show(*(samples.trial(moved="ab", client=f"c{n}") for n in range(4)))
        self.assertNotIn("web10", shown)
        self.assertEqual(4, shown.count("exactly the hosts"))

    def test_numbers(self) -> None:
        expected = "upstream: asked for 3 servers on 2 hosts; moved 2 servers on 1 host; exit"
        self.assertIn(expected, show(samples.trial(moved="ab", refused="c")))

    def test_no_colour_without_a_terminal(self) -> None:
        self.assertNotIn("\x1b", show(*self.BOTH))


class ComponentTest(unittest.TestCase):
    def show(self, seen: Trial) -> list[str]:
        stream = io.StringIO()
        report.show_cloud(samples.FLEET, seen, Console(file=stream, width=160))
        return [" ".join(line.split()) for line in stream.getvalue().splitlines()]

    def test_a_stray_is_marked_and_named_in_the_verdict(self) -> None:
        shown = self.show(samples.trial(moved="ab", refused="c", status=3, stderr="oh [b]\n"))
        self.assertEqual("fleet three; meant: web1", shown[0])
        self.assertEqual(f"$ {samples.trial().command}", shown[1])
        self.assertIn("web1 down 2 2 SHUTOFF", shown)
        self.assertIn("web10 down 1 - ACTIVE !", shown)
        self.assertIn("oh [b]", shown)
        self.assertTrue(any(line.endswith("exit status 3") for line in shown), shown)
        self.assertEqual("1 host touched that should not be", shown[-1])

    def test_nobody_meant(self) -> None:
        seen = samples.trial()
        hosts = tuple(dataclasses.replace(host, meant=False) for host in seen.hosts)
        shown = self.show(dataclasses.replace(seen, hosts=hosts))
        self.assertEqual("fleet three; meant: none", shown[0])
        self.assertEqual("nothing touched, as it should be", shown[-1])

    def test_json(self) -> None:
        seen = samples.trial(moved="abc", status=3)
        content = report.cloud_as_json(samples.FLEET, seen)
        self.assertEqual(content, json.loads(json.dumps(content)) | {"hosts": content["hosts"]})
        expected = {
            "schema": 1,
            "fleet": "three",
            "meant": ["web1"],
            "command": "nova host-evacuate --target_host spare web1",
            "exit_status": 3,
            "strays": ["web10"],
            "left": [],
        }
        self.assertEqual(expected, {key: content[key] for key in expected})


class JsonTest(unittest.TestCase):
    def setUp(self) -> None:
        trials = [samples.trial(moved="a", refused="c", stderr="oh\n", status=1)]
        text = json.dumps(report.as_json(trials, {"upstream": "18.13.1"}))
        self.content = json.loads(text)
        (self.trial,) = self.content["trials"]

    def test_clients(self) -> None:
        self.assertEqual([{"label": "upstream", "version": "18.13.1"}], self.content["clients"])

    def test_a_trial(self) -> None:
        expected = {
            "scenario": "sample",
            "client": "upstream",
            "microversion": "latest",
            "command": "nova host-evacuate --target_host spare web1",
            "exit_status": 1,
            "stderr": "oh\n",
            "asked": ["web1", "web10"],
            "moved": ["web1"],
            "strays": ["web10"],
            "left": ["web1"],
            "arrivals": ["SHUTOFF"],
            "requests": ["GET / -> 200"],
        }
        self.assertEqual(expected, {key: self.trial[key] for key in expected})

    def test_hosts_and_servers(self) -> None:
        first, second, third = self.trial["hosts"]
        self.assertEqual(("web1", True, 1, 0, 1, False), self.numbers(first))
        self.assertEqual(("web10", False, 1, 1, 0, True), self.numbers(second))
        self.assertEqual(("spare", False, 0, 0, 0, False), self.numbers(third))
        self.assertEqual(
            {
                "server": "id-a",
                "name": "a",
                "asked": [200],
                "source": "web1",
                "destination": "spare",
                "status": "SHUTOFF",
                "migrations": ["done"],
                "meant": True,
            },
            first["servers"][0],
        )

    @staticmethod
    def numbers(host: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(host[key] for key in ("name", "meant", "asked", "refused", "moved", "stray"))
