"""What differs by the release of Nova, as the manual's table has it."""

from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any

from harness.cloud.fleet import DOWN, UP
from harness.stage.caller import Answer
from harness.stage.world import Hypervisor, Record, Server, Service, World
from harness.tests.functional import base
from harness.tests.functional.evacuating import oddities
from harness.tests.functional.staged import ADMIN, AVAILABILITY, FILTERS, HA, StagedTest
from harness.tests.servers import releases

SPARE, STALE = "spare", "stale"
PLAIN = ("a", "b", "c", "d", "e")
WORLD = World(
    (Service("cmp7"), Service("cmp70"), Service(STALE), Service(SPARE, UP), Service("busy", UP)),
    tuple(Hypervisor(name, name) for name in ("cmp7", "cmp70", SPARE, "busy")),
    (
        *(Server(name, "cmp7") for name in PLAIN),
        Server("task", "cmp7", task="powering-off"),
        Server("rebuilt", "cmp7", task="rebuilding"),
        Server("neighbour", "cmp70"),
        Server("moving", "busy"),
    ),
    (Record("neighbour", "done", "cmp70", SPARE),),
)
LISTED = ["a", "b", "c", "d", "e", "rebuilt", "task"]
"""The servers of cmp7."""


class ReleasesTest(StagedTest):
    def test_the_table(self) -> None:
        """Every row of it, for the Nova that is installed."""
        number = metadata.version("nova")
        told = {fact: each.get(number) for fact, each in releases.table().items()}
        self.assertEqual(told, dict(self.seen()))

    def seen(self) -> Iterator[tuple[str, str]]:
        """Yield each fact, and how it is here."""
        asked: list[tuple[str, Callable[[], str]]] = [
            ("newest microversion", self.newest),
            ("``allow_all_filters`` denied: ``host=`` is", lambda: self.filtered("2.1", "host")),
            ("the same: ``task_state=``, at 2.82", lambda: self.filtered("2.82", "task_state")),
            ("the same: ``task_state=``, at 2.83", lambda: self.filtered("2.83", "task_state")),
            ("``GET /servers``, with no role but one of your own", self.listing),
            ("``os-migrations:index:host`` denied: a record's hosts are", self.records),
            ("evacuating a server with a task", lambda: self.evacuated("task")),
            ("evacuating one in REBUILD, once more", lambda: self.evacuated("rebuilt")),
            ("evacuating to a target that is down", lambda: self.evacuated("a", host="cmp70")),
            ("to one that a rename left, at 2.28", lambda: self.lost("2.28")),
            ("to one that a rename left, at 2.29", lambda: self.lost("2.29")),
            ("evacuating a server that was never launched", lambda: self.odd("never launched")),
            ("one with a vTPM", lambda: self.odd("vtpm")),
            ("one with an accelerator's port", lambda: self.odd("port")),
            ("one with a share", lambda: self.odd("share")),
            ("an older nova-compute somewhere, from 2.95 on", self.older),
            ("a host with a ``done`` evacuation: forced up", self.forced_up),
            ("live off a host that is down, at 2.33", lambda: self.live("a", "2.33")),
            ("live off a host that is down, at 2.34", lambda: self.live("a", "2.34")),
            ("live, to one that a rename left", lambda: self.live("moving", "2.34", STALE)),
            ("cold off a host that is down", lambda: self.act("a", "2.56", {"migrate": None})),
        ]
        for fact, ask in asked:
            self.cloud.stage(WORLD)
            yield fact, ask()

    def ask(self, path: str, version: str = "2.1", user: str = ADMIN) -> Answer:
        return self.cloud.caller(user).ask("GET", path, version)

    def act(self, server: str, version: str, body: Any) -> str:
        """Ask that something is done with a server; return the status of the answer."""
        path = f"/servers/{WORLD.server(server).id}/action"
        return str(self.cloud.caller().ask("POST", path, version, body).status)

    def newest(self) -> str:
        found = str(self.ask("").body["version"]["version"])
        self.assertEqual(f"2.{base.NEWEST}", found)
        return found

    def filtered(self, version: str, key: str) -> str:
        value = {"host": "cmp7", "task_state": "powering-off"}[key]
        path = f"/servers?all_tenants=1&{key}={value}"
        expected = {"host": LISTED, "task_state": ["task"]}[key]
        self.assertEqual(expected, self.names(self.ask(path, version)))
        self.cloud.set_policy({FILTERS: "!"})
        found = self.names(self.ask(path, version))
        if found == expected:
            return "heeded"
        self.assertEqual(sorted(each.name for each in WORLD.servers), found)
        return "dropped"

    def names(self, answer: Answer) -> list[str]:
        return sorted(server["name"] for server in answer.body["servers"])

    def listing(self) -> str:
        self.cloud.set_policy(AVAILABILITY)
        answer = self.ask("/servers", user=HA)
        return "the project's" if answer.status == 200 else str(answer.status)

    def records(self) -> str:
        self.cloud.set_policy({"os_compute_api:os-migrations:index:host": "!"})
        (record,) = self.ask("/os-migrations", "2.59").body["migrations"]
        return {"cmp70": "shown", None: "hidden"}[record["source_compute"]]

    def evacuated(self, server: str, version: str = "2.53", **aim: str) -> str:
        return self.act(server, version, {"evacuate": aim})

    def lost(self, version: str) -> str:
        status = self.evacuated("a", version, host=STALE)
        shown = self.ask(f"/servers/{WORLD.server('a').id}").body["server"]
        return f"{status}, then {shown['status']}"

    def odd(self, name: str) -> str:
        (oddity,) = (each for each in oddities.EVERY if each.name == name)
        if oddity not in oddities.ODDITIES:
            return "no shares"
        oddity.arrange(self.cloud.databases, WORLD.server("a").id)
        return self.evacuated("a")

    def older(self) -> str:
        if base.NEWEST < base.STOPPING:
            return "no 2.95"
        old = Service("old", DOWN, version=61)
        self.cloud.stage(World((*WORLD.services, old), WORLD.hypervisors, WORLD.servers))
        self.assertEqual("200", self.evacuated("a", "2.94"))
        return self.evacuated("a", "2.95")

    def forced_up(self) -> str:
        caller = self.cloud.caller()
        (found,) = self.ask("/os-services?host=cmp70", "2.53").body["services"]
        for forced in (True, False):
            body = {"forced_down": forced}
            answer = caller.ask("PUT", f"/os-services/{found['id']}", "2.53", body)
        return str(answer.status)

    def live(self, server: str, version: str, target: str | None = None) -> str:
        self.cloud.stage(WORLD, held=False)
        return self.act(
            server, version, {"os-migrateLive": {"host": target, "block_migration": "auto"}}
        )
