"""The bench of evacuations, small: every client does the same work, and all of it is written."""

import contextlib
import io
import json
import pathlib
import tempfile
from typing import Any

import testtools

from harness import commands
from harness.benchmarks.evacuation.plan import SIDES
from harness.tests.functional import base

SERVERS, DELAYS = (2, 9), (0, 5)


class EvacuationTest(testtools.TestCase):  # type: ignore[misc]
    def run_bench(self) -> tuple[str, dict[str, Any]]:
        arguments = ["--repeats=1", "--startups=1", "--servers", *map(str, SERVERS)]
        arguments += ["--delays", *map(str, DELAYS)]
        for label in ("upstream", "fork", "openstack"):
            arguments.append(f"--{label}={base.find_client(label).executable}")
        out = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(out):
            words = ["bench-evacuation", *arguments, "--write", folder]
            parsed = commands.parser().parse_args(words)
            self.assertEqual(0, parsed.verb(parsed))
            found = pathlib.Path(folder, "bench-evacuation.json").read_text()
        return out.getvalue(), json.loads(found)

    def test_every_client_is_measured(self) -> None:
        out, content = self.run_bench()
        runs = [(each["delay"], each["servers"], each["client"]) for each in content["runs"]]
        cases = [(delay, servers) for delay in DELAYS for servers in SERVERS]
        sides = [side.client for side in SIDES]
        # The loop is only measured with the fewest servers.
        expected = [(*case, side) for case in cases for side in sides[case[1] != SERVERS[0] :]]
        self.assertEqual(expected, runs)
        self.assertEqual(3 * 2, len(content["starts"]))
        for each in content["runs"]:
            if each["client"] != "bare":
                self.assertLess(0, each["first"])
                self.assertLess(each["first"] + each["requests"], each["whole"])
        self.assertIn("not measured: the fork, 32 at a time", out)
