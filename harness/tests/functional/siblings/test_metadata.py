"""Metadata of the servers of a host, with a server that fails."""

import json
import re
from typing import Any

from harness.stage.world import World
from harness.tests.functional.siblings.test_plain import MIXED, NAMED
from harness.tests.functional.staged import Run, StagedTest

SET = ("set", "key=value", "other=value")
REFUSED = ["4"]
"""The server that is in error, after which there is another one."""


class MetadataTest(StagedTest):
    def meta(self, *options: str, change: tuple[str, ...] = SET, world: World = MIXED) -> Run:
        return self.run_client("fork", "host-meta", *options, NAMED, *change, world=world)

    def shown(self, run: Run) -> dict[str, Any]:
        """The servers of the document, by their names in the world."""
        found = json.loads(run.outcome.stdout)["servers"]
        names = {server.id: server.name for server in run.world.servers}
        return {names[each["id"]]: each for each in found}

    def kept(self, run: Run) -> dict[str, dict[str, str]]:
        """What Nova says of the metadata of each server now."""
        answer = self.cloud.caller().ask("GET", "/servers/detail?all_tenants=1")
        return {each["name"]: each["metadata"] for each in answer.body["servers"]}

    def test_it_goes_on(self) -> None:
        for options in (("--fail",), ("--concurrency", "3"), ("--format", "json")):
            run = self.meta(*options)
            self.assertEqual(3, run.outcome.status, run.told)
            self.assertEqual(list("012345"), sorted(run.touched))
            if "json" not in options:
                told = re.findall(r"[|] (True|False) +[|]", run.stdout)
                self.assertEqual(["True"] * 4 + ["False", "True"], told)
            kept = self.kept(run)
            for name in "012345":
                expected = {} if name in REFUSED else {"key": "value", "other": "value"}
                self.assertEqual(expected, kept[name])
            self.assertEqual([{}, {}], [kept[name] for name in (f"{NAMED}0", f"x{NAMED}")])

    def test_the_document(self) -> None:
        run = self.meta("--format", "json", "--concurrency", "2")
        shown = self.shown(run)
        self.assertEqual(
            {name: name not in REFUSED for name in "012345"},
            {name: each["accepted"] for name, each in shown.items()},
        )
        self.assertIn("while it is in vm_state error (HTTP 409)", shown["4"]["error"])

    def test_a_preview(self) -> None:
        run = self.meta("--dry-run", "--format", "json")
        self.assertEqual((3, []), (run.outcome.status, run.touched), run.told)
        shown = self.shown(run)
        self.assertEqual(
            {name: name not in REFUSED for name in "012345"},
            {name: each["accepted"] for name, each in shown.items()},
        )
        self.assertEqual([{}] * 8, list(self.kept(run).values()))

    def test_a_key_that_one_lacks(self) -> None:
        self.cloud.stage(MIXED)
        run = self.meta("--format", "json", change=("delete", "key"))
        self.assertEqual(3, run.outcome.status, run.told)
        self.assertEqual(list("012345"), sorted(run.touched))
        self.assertIn("Metadata item was not found", self.shown(run)["0"]["error"])
