"""A migration that is under way is not asked for again where it is followed."""

import json
from dataclasses import replace
from itertools import product
from typing import Any

from harness.cloud.fleet import UP
from harness.stage.world import Record, Server, World
from harness.tests.functional.siblings.test_plain import NAMED, world
from harness.tests.functional.staged import Run, StagedTest

MOVES = {
    "host-evacuate-live": ("live-migration", "migrating", ("accepted", "queued", "running")),
    "host-servers-migrate": ("migration", "resize_prep", ("pre-migrating", "migrating")),
}
"""The type of the records of each command, the task, and statuses of what is under way."""
ENDED = ("completed", "confirmed", "error", "cancelled")


class RepeatTest(StagedTest):
    def move(self, command: str, staged: World) -> Run:
        words = ("--wait", "--timeout", "1", "--format", "json", NAMED)
        return self.run_client("fork", command, *words, world=staged)

    def shown(self, run: Run) -> dict[str, Any]:
        found = json.loads(run.outcome.stdout)["servers"]
        names = {server.id: server.name for server in run.world.servers}
        return {names[each["id"]]: each for each in found}

    def test_records(self) -> None:
        """Those of servers that have no task are stale, whatever they say."""
        for command, (kind, task, statuses) in MOVES.items():
            moves = list(product((None, task), (*statuses, *ENDED)))
            servers = [Server(f"{status}, {busy}", NAMED, task=busy) for busy, status in moves]
            records = [
                Record(server.name, status, NAMED, "spare", kind)
                for server, (_, status) in zip(servers, moves, strict=True)
            ]
            staged = replace(world(UP), servers=tuple(servers), records=tuple(records))
            run = self.move(command, staged)
            shown = self.shown(run)
            kept = {f"{status}, {task}" for status in statuses}
            self.assertEqual({each.name for each in servers} - kept, set(run.touched))
            self.assertEqual(kept, {name for name in shown if not shown[name]["sent"]})
            for name in kept:
                self.assertEqual(
                    ("unfinished", name.split(",")[0]),
                    (shown[name]["outcome"], shown[name]["status"]),
                )
                self.assertIn(f"{staged.server(name).id}: ", run.stderr)
            # What another move is at is refused by Nova itself.
            refused = {name for name in shown if shown[name]["accepted"] is False}
            self.assertEqual({f"{status}, {task}" for status in ENDED}, refused)

    def test_at_once(self) -> None:
        """Before Nova's conductor has made the records."""
        for command in MOVES:
            staged = world(UP, ("active", None), ("active", None))
            run = self.move(command, staged)
            self.assertEqual(5, run.outcome.status, run.told)
            self.assertEqual(
                {"unfinished"}, {each["outcome"] for each in self.shown(run).values()}
            )
            again = self.clients["fork"].run(
                [command, "--wait", "--timeout", "1", "--format", "json", NAMED],
                self.cloud.environment,
            )
            document = json.loads(again.stdout)
            self.assertEqual({False}, {each["accepted"] for each in document["servers"]})
            self.assertEqual(6, again.status, again)
