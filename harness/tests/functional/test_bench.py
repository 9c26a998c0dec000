"""The bench in a small cell: every route is answered, everything is counted and written."""

import contextlib
import io
import json
import pathlib
import tempfile
from typing import Any

import testtools

from harness import commands
from harness.tests.functional import base

HOSTS, SERVERS = 40, 2


class BenchTest(testtools.TestCase):  # type: ignore[misc]
    out: str
    content: dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.out, cls.content = cls.run_bench()

    @staticmethod
    def run_bench() -> tuple[str, dict[str, Any]]:
        arguments = [f"--hosts={HOSTS}", f"--servers={SERVERS}", "--repeats=1"]
        for label in ("upstream", "fork"):
            arguments.append(f"--{label}={base.find_client(label).executable}")
        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
            bench = commands.parser().parse_args(
                ["bench-resolution", *arguments, "--write", folder]
            )
            status = bench.verb(bench)
            found = pathlib.Path(folder, "bench-resolution.json").read_text()
        if status:
            raise AssertionError(f"the bench ended with status {status}")
        return out.getvalue(), json.loads(found)

    def compared(self, name: str) -> list[dict[str, Any]]:
        found = [each for each in self.content["comparisons"] if each["name"] == name]
        return [each for each in found if not each["case"]["fqdn"]]

    def test_upstream_pays_for_look_alikes(self) -> None:
        for alone, crowded in zip(self.compared("node19"), self.compared("node1"), strict=True):
            self.assertEqual((0, 10), (alone["lookalikes"], crowded["lookalikes"]))
            few, many = (each["upstream"]["queries"] for each in (alone, crowded))
            self.assertEqual(2, crowded["upstream"]["requests"])
            self.assertGreaterEqual(many, few + 10 * 8)

    def test_both_find_the_host(self) -> None:
        for name in ("node19", "node1"):
            for each in self.compared(name):
                for side in ("upstream", "fork"):
                    self.assertIsNotNone(each[side]["first"])
                    self.assertGreater(each[side]["size"], 0)

    def test_upstream_needs_the_fqdn(self) -> None:
        long = [each for each in self.content["comparisons"] if each["case"]["fqdn"]]
        self.assertEqual(8, len(long))
        for each in long:
            host = each["case"]["host"]
            fqdn = f"{host}.example.org"
            expected = [host, fqdn] if each["name"] == host else [fqdn]
            self.assertEqual(expected, each["asked"])
            self.assertIsNotNone(each["upstream"]["first"])

    def test_it_is_printed(self) -> None:
        self.assertIn("node1.example.org", self.out)
        self.assertIn("not measured: with 1,110 look-alikes", self.out)
