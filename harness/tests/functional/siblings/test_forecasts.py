"""What a dry run of a sibling says is what Nova then answers, and what becomes of it."""

import json
from dataclasses import replace
from itertools import product

from harness.cloud.fleet import DOWN, UP
from harness.stage.world import Server, World
from harness.tests.functional.evacuating import forecasts
from harness.tests.functional.evacuating.forecasts import GONE, HOST, NEIGHBOUR, SPARE, Asked
from harness.tests.functional.evacuating.foretelling import Doubt, TableTest
from harness.tests.functional.evacuating.oddities import ODDITIES
from harness.tests.functional.staged import AVAILABILITY, FILTERS, HA

NEWEST = "2.latest"
LIVE, COLD = ("host-evacuate-live",), ("host-servers-migrate",)
SET, DELETE = ("host-meta", "set", "key=value"), ("host-meta", "delete", "key")
MOVES = (LIVE, COLD)
EVERY = tuple(
    product(
        (each for each in dict.fromkeys(state for state, _ in forecasts.EVERY)),
        (None, "migrating", "resize_prep", "resize_finish", "rebuilding", "deleting", "rebooting"),
    )
)
ANSWERED = (("active", None), ("stopped", None), ("paused", None), ("error", None))
"""Of each of the commands Nova accepts some of these."""
BORDERS = ("2.1", "2.24", "2.25", "2.29", "2.30", "2.33", "2.34", "2.67", "2.68")
"""Both sides of each border that Nova has in what it takes for a live migration."""

REFUSED = {
    LIVE: {
        "never launched": (409, "is in an invalid state for 'os-migrateLive'"),
        "vtpm": (400, "Operation 'live-migration' not supported for vTPM-enabled instance"),
        "share": (409, "Feature not supported with instances that have shares"),
        "port": (400, "Feature not supported with Ports that have accelerators"),
        "no request": (500, "nova.exception.RequestSpecNotFound"),
    },
    COLD: {
        "never launched": (409, "is in an invalid state for 'migrate'"),
        "port": (400, "Feature not supported with Ports that have accelerators"),
        "no request": (500, "nova.exception.RequestSpecNotFound"),
    },
}
"""What Nova answers to oddities that each command asks to be moved."""


def is_doubtful(asked: Asked, server: Server) -> bool:
    """Tell whether what Nova shows of a server leaves open what it answers."""
    is_rebuilt = server.task == "rebuilding" and server.vm in forecasts.EVACUATED
    return asked.command == SET and is_rebuilt


class ForecastsTest(TableTest):
    def test_every_state(self) -> None:
        world = forecasts.world(UP, EVERY)
        for command in (*MOVES, SET):
            document = self.check(Asked(NEWEST, UP, command=command), world, is_doubtful)
            self.assertEqual(len(EVERY), len(document["servers"]))
        self.conclude()

    def test_every_request(self) -> None:
        states = (UP, DOWN, "forced-down", GONE)
        worlds = {service: forecasts.world(service, ANSWERED) for service in states}
        for service, version in product(states, ("2.52", NEWEST)):
            self.check(Asked(version, service, command=COLD), worlds[service])
            self.check(Asked(version, service, command=SET), worlds[service])
        for version in BORDERS:
            for target in (None, SPARE):
                self.check(Asked(version, UP, target, command=LIVE), worlds[UP])
        self.conclude()

    def test_refused_by_nova_itself(self) -> None:
        """By its conductor, for which it waits up to 2.33."""
        world = forecasts.world(DOWN, ANSWERED)
        above = forecasts.world(UP, ANSWERED)
        for version in ("2.1", "2.29", "2.30", "2.33"):
            self.check(Asked(version, DOWN, command=LIVE), world, held=False)
            for target in (NEIGHBOUR, HOST):
                self.check(Asked(version, UP, target, command=LIVE), above, held=False)
        self.conclude()

    def test_accepted_and_lost(self) -> None:
        """From 2.34 on Nova accepts what its conductor then cannot do."""
        asked = [(DOWN, None), (DOWN, SPARE), (UP, NEIGHBOUR), (UP, HOST)]
        for version, (service, target) in product(("2.34", NEWEST), asked):
            world = forecasts.world(service, ANSWERED)
            doomed = frozenset(world.server(f"{state}/None").id for state in ("active", "paused"))
            self.check(
                Asked(version, service, target, command=LIVE), world, doomed=doomed, held=False
            )
            self.cloud.rest()
            moves = self.cloud.administrator.migrations()
            self.assertEqual(doomed, {move.server for move in moves})
            self.assertEqual({"error"}, {move.status for move in moves})
            found = {each.id: each.status for each in self.cloud.administrator.servers()}
            self.assertEqual({"ACTIVE", "PAUSED"}, {found[each] for each in doomed})
        self.conclude()

    def test_a_target_that_is_none(self) -> None:
        world = forecasts.world(UP, ANSWERED)
        for target in (forecasts.UNKNOWN, forecasts.STALE):
            self.assertIsNone(self.check(Asked(NEWEST, UP, target, command=LIVE), world))

    def test_metadata(self) -> None:
        """Nobody looks whether a server has the key that is to be deleted."""
        world = forecasts.world(UP, ANSWERED)
        for version in ("2.1", NEWEST):
            self.check(Asked(version, UP, command=SET), world)
        self.conclude()

    def test_hidden(self) -> None:
        """What policy hides leaves doubt about a move, and the rest is foretold."""
        world = forecasts.world(UP, ANSWERED)
        policies: dict[str, Doubt] = {
            # Those whose metadata can be changed are looked up all the same.
            "servers:detail": lambda asked, server: asked.command != SET or server.vm == "error",
            "os-services:list": lambda asked, _: asked.command != SET,
        }
        for (rule, is_open), command in product(policies.items(), (*MOVES, SET)):
            policy = {f"os_compute_api:{rule}": "!"}
            self.check(Asked(NEWEST, UP, command=command), world, is_open, policy=policy)
        for command in (*MOVES, SET):
            self.check(Asked(NEWEST, UP, command=command), world, policy={FILTERS: "!"})
        self.conclude()

    def test_everything_hidden(self) -> None:
        shown = {"os_compute_api:os-hypervisors:show": "role:ha"}
        world = forecasts.world(UP, ANSWERED)
        for command in (*MOVES, SET):
            self.check(
                Asked(NEWEST, UP, command=command),
                world,
                lambda *_: True,
                user=HA,
                policy=AVAILABILITY | shown,
            )
        self.conclude()


class OdditiesTest(TableTest):
    """What Nova's API alone knows, and a dry run cannot foretell."""

    def test_servers(self) -> None:
        plain = forecasts.world(UP, [("active", None)])
        odd = tuple(Server(each.name, HOST) for each in ODDITIES)
        world = replace(plain, servers=odd + plain.servers)
        for command, refused in REFUSED.items():
            self.check_odd(Asked(NEWEST, UP, command=command), world, refused)

    def check_odd(self, asked: Asked, world: World, refused: dict[str, tuple[int, str]]) -> None:
        self.cloud.stage(world)
        for each in ODDITIES:
            each.arrange(self.cloud.databases, world.server(each.name).id)
        foretold, answered = (
            {each["id"]: each for each in json.loads(outcome.stdout)["servers"]}
            for outcome in self.foretell(asked)
        )
        ids = {world.server(name).id: told for name, told in refused.items()}
        self.assertEqual(set(ids), {each for each in answered if not answered[each]["accepted"]})
        for server, (status, words) in ids.items():
            self.assertIn(words, answered[server]["error"])
            self.assertIn(f"(HTTP {status})", answered[server]["error"])
        certain = {each for each in foretold if not foretold[each]["accepted"]}
        self.assertLessEqual(certain, set(ids))
        self.assertIn(world.server("never launched").id, certain)
