"""What a dry run says is what the request then gets from Nova, whatever state all is in."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

from harness.cloud.fleet import DOWN, UP
from harness.stage.world import CELL2, Hypervisor, Record, Server, Service, World
from harness.tests.functional import base
from harness.tests.functional.evacuating import forecasts, oddities
from harness.tests.functional.evacuating.forecasts import HOST, NEIGHBOUR, SPARE, Asked
from harness.tests.functional.evacuating.foretelling import Forecasting, TableTest
from harness.tests.functional.evacuating.oddities import ODDITIES
from harness.tests.functional.staged import AVAILABILITY, FILTERS, HA

NEWEST = "2.latest"
UNFINISHED = ("accepted", "pre-migrating")
ENDED = ("done", "error")
SHOWN = {f"os_compute_api:os-hypervisors:{route}": "role:ha" for route in ("search", "show")}
"""What documents take besides: they name the service host."""
NAMES = ("active/None", "stopped/None")
MANUAL = Path(__file__).parents[4] / "doc/source/operating.rst"


class ForecastsTest(TableTest):
    def test_every_state_and_task(self) -> None:
        for version in base.taken("2.92", "2.93") or (NEWEST,):
            document = self.check(Asked(version), forecasts.world(states=forecasts.EVERY))
            self.assertEqual(len(forecasts.EVERY), len(document["servers"]))
        self.conclude()

    def test_every_request(self) -> None:
        states = (DOWN, *forecasts.OTHERWISE)
        worlds = {service: forecasts.world(service) for service in states}
        refused = set()
        for asked in forecasts.requests():
            if self.check(asked, worlds[asked.service]) is None:
                refused.add((asked.service, asked.target, asked.options))
        self.assertEqual(forecasts.REFUSED, refused)
        self.conclude()

    def test_records(self) -> None:
        """Of an evacuation that is under way too: what is not sent again counts as accepted."""
        targets = (None, SPARE, NEIGHBOUR, forecasts.UNKNOWN)
        moves = list(product((*UNFINISHED, *ENDED), targets, (None, "rebuilding")))
        servers = tuple(
            Server("/".join(map(str, move)), HOST, "active", move[2]) for move in moves
        )
        records = tuple(
            Record(server.name, status, HOST, target)
            for server, (status, target, _) in zip(servers, moves, strict=True)
        )
        plain = forecasts.world(states=(), records=records)
        world = replace(plain, servers=servers + plain.servers)
        for version in base.taken("2.58", "2.59", "2.92", "2.93"):
            document = self.check(Asked(version), world)
            kept = {
                server.id
                for server, (status, target, task) in zip(servers, moves, strict=True)
                if task and status in UNFINISHED and target in (None, SPARE)
            }
            found = {each["id"] for each in document["servers"] if not each["sent"]}
            self.assertEqual(kept, found, version)
        self.conclude()

    def test_servers_of_other_states(self) -> None:
        """Where Nova lists servers by hypervisor, soft-deleted ones are among them."""
        states = (*forecasts.SOME, ("soft-delete", None))
        for version in base.taken("2.52", "2.53", "2.87", "2.92", "2.93"):
            self.check(
                Asked(version),
                forecasts.world(states=states),
                lambda asked, server: (
                    server.vm in forecasts.ABSENT or forecasts.is_doubtful(asked, server)
                ),
                policy={FILTERS: "!"},
            )
        self.conclude()

    def test_hidden_services(self) -> None:
        for version, service in product(("2.53", NEWEST), (DOWN, UP)):
            self.check(
                Asked(version, service),
                forecasts.world(service),
                lambda *_: True,
                policy={"os_compute_api:os-services:list": "!"},
            )
        self.conclude()

    def test_hidden_states(self) -> None:
        """Those that can be evacuated are looked up all the same."""
        for version in (*base.taken("2.92", "2.93"), NEWEST):
            self.check(
                Asked(version),
                forecasts.world(),
                lambda asked, server: server.vm not in forecasts.EVACUATED or not asked.is_certain,
                policy={"os_compute_api:servers:detail": "!"},
            )
        self.conclude()

    def test_everything_hidden(self) -> None:
        versions, policies = ("2.52", "2.53", NEWEST), (AVAILABILITY, AVAILABILITY | SHOWN)
        for version, service, policy in product(versions, (DOWN, UP), policies):
            self.check(
                Asked(version, service),
                forecasts.world(service),
                lambda *_: True,
                user=HA,
                policy=policy,
            )
        self.conclude()


class OdditiesTest(Forecasting):
    """What Nova's API alone knows, as the manual lists it."""

    def setUp(self) -> None:
        super().setUp()
        self.manual = " ".join(MANUAL.read_text().split())

    def check(self, asked: Asked, world: World, refused: dict[str, tuple[int, str]]) -> None:
        """Nova refuses these servers and no others, and the manual says so.

        :param refused: the status and the words of Nova's answer by the names of servers.
        """
        outcomes = self.foretell(asked)
        foretold, answered = (json.loads(each.stdout)["servers"] for each in outcomes)
        ids = {world.server(name).id: told for name, told in refused.items()}
        self.assertEqual(set(ids), {each["id"] for each in answered if not each["accepted"]})
        for before, after in zip(foretold, answered, strict=True):
            if before["id"] in ids:
                status, words = ids[before["id"]]
                self.assertIn(words, after["error"])
                self.assertIn(f"(HTTP {status})", after["error"])
                if before["accepted"]:
                    self.assertIn(f"{status}, {words}", self.manual)

    def test_servers(self) -> None:
        plain = forecasts.world(states=[("active", None)])
        odd = tuple(Server(each.name, HOST) for each in ODDITIES)
        world = replace(plain, servers=odd + plain.servers)
        refused = {each.name: (each.status, each.message) for each in ODDITIES}
        for version in (*base.taken("2.53", "2.94"), NEWEST):
            self.cloud.stage(world)
            for each in ODDITIES:
                each.arrange(self.cloud.databases, world.server(each.name).id)
            self.check(Asked(version), world, refused)

    def test_policy(self) -> None:
        world = forecasts.world(states=[("active", None)])
        words = "Policy doesn't allow os_compute_api:os-evacuate to be performed"
        self.cloud.stage(world)
        self.cloud.set_policy({"os_compute_api:os-evacuate": "!"})
        self.check(Asked(NEWEST), world, {"active/None": (403, words)})

    def test_older_services(self) -> None:
        plain = forecasts.world(states=[("active", None), ("stopped", None)])
        gpu = oddities.ACCELERATED
        for number, version, refused in (
            (61, "2.94", {}),
            (61, "2.95", dict.fromkeys(NAMES, (400, "{'currently': 61, 'expected': 62}"))),
            (52, "2.94", {"active/None": (400, gpu.message)}),
            (53, "2.94", {}),
        ):
            world = replace(plain, services=(*plain.services, Service("old", version=number)))
            self.cloud.stage(world)
            gpu.arrange(self.cloud.databases, world.server("active/None").id)
            self.check(Asked(version), world, refused)

    def test_a_target_in_another_cell(self) -> None:
        plain = forecasts.world(states=[("active", None)])
        far = Service("far", UP, cell=CELL2)
        nodes = (*plain.hypervisors, Hypervisor("far", "far"))
        world = replace(plain, services=(*plain.services, far), hypervisors=nodes)
        words = "nova.exception.ComputeHostNotFound"
        for version in ("2.28", NEWEST):
            self.cloud.stage(world)
            self.check(Asked(version, target="far"), world, {"active/None": (500, words)})

    def test_a_target_that_a_rename_left(self) -> None:
        """Which only ``--no-strict`` lets pass."""
        world = forecasts.world(states=[("active", None)])
        words = "nova.exception.ComputeHostNotFound"
        refused = dict.fromkeys(("active/None", "other"), (500, words))
        for version, expected in (("2.28", {}), ("2.29", refused)):
            self.cloud.stage(world)
            asked = Asked(version, target=forecasts.STALE, options=("--no-strict",))
            self.check(asked, world, expected)
            shown = self.cloud.caller().ask("GET", f"/servers/{world.servers[0].id}")
            self.assertEqual("REBUILD", shown.body["server"]["status"])
