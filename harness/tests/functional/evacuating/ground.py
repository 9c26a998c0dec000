"""A failed host in a cloud: what its databases say, and what may happen to it.

Moves are accepted and never begin, so nothing happens of itself. What a compute service would
write is written as Nova 34 writes it; the rest is asked of Nova.
"""

from dataclasses import dataclass
from typing import Any

from harness.cloud.cell import opened
from harness.cloud.cloud import Cloud
from harness.cloud.fleet import FORCED_DOWN, UP
from harness.stage.world import Hypervisor, Server, Service, World

HOST, NEIGHBOUR = "cmp7", "cmp70"
DESTINATIONS = ("left", "right")
REBUILT = ("rebuilding", "rebuild_block_device_mapping", "rebuild_spawning")
OUTCOMES = {"done": "evacuated", "completed": "evacuated", "error": "failed", "failed": "failed"}
UNFINISHED = "unfinished"
_SERVERS = (
    Server("a", HOST),
    Server("b", HOST, "stopped", power=4),
    Server("other", NEIGHBOUR),
    Server("c", HOST),
    Server("d", HOST, "error"),
    Server("e", HOST, "paused", power=3),
)
_WORLD = World(
    (
        Service(HOST, FORCED_DOWN),
        Service(NEIGHBOUR, FORCED_DOWN),
        *(Service(name, UP) for name in DESTINATIONS),
    ),
    tuple(Hypervisor(name, name) for name in (HOST, NEIGHBOUR, *DESTINATIONS)),
    _SERVERS,
)


@dataclass(frozen=True)
class Move:
    """Nova's record of an evacuation."""

    id: int
    server: str
    status: str
    destination: str | None

    @property
    def outcome(self) -> str:
        """What the status means."""
        return OUTCOMES.get(self.status, UNFINISHED)


@dataclass(frozen=True)
class View:
    """What the databases say at one moment."""

    servers: dict[str, tuple[str, str | None]]
    """The states and tasks of the servers on the failed host, the oldest first."""
    moves: tuple[Move, ...]
    """The records of evacuations off it, the oldest first."""
    down: frozenset[str]
    """The hosts whose compute services are down."""

    def last(self, server: str, after: int = 0) -> Move | None:
        """Return the last record of a server, if it is newer than the one of that id."""
        found = [each for each in self.moves if each.server == server and each.id > after]
        return found[-1] if found else None

    def is_rebuilt(self, server: str) -> bool:
        """Whether Nova shows that it rebuilds the server."""
        return self.servers.get(server, ("", None))[1] in REBUILT

    @property
    def rebuilt(self) -> list[Move]:
        """The unfinished records of servers that Nova rebuilds."""
        moves = [self.last(server) for server in self.servers if self.is_rebuilt(server)]
        return [each for each in moves if each and each.outcome == UNFINISHED]

    @property
    def moving(self) -> dict[str, Move]:
        """The records of the servers that are on their way to a host that is up."""
        return {each.server: each for each in self.rebuilt if each.destination not in self.down}


class Ground:
    """The cloud on which all of it happens."""

    def __init__(self, cloud: Cloud) -> None:
        """Have it start anew."""
        self._url = cloud.databases["cell"]
        cloud.stage(_WORLD)
        self._nova = cloud.caller()

    def look(self) -> View:
        """Read the databases."""
        servers = self._run(
            "SELECT uuid, vm_state, task_state FROM instances"
            " WHERE host = :host AND deleted = 0 ORDER BY created_at",
            host=HOST,
        )
        moves = self._run(
            "SELECT id, instance_uuid, status, dest_compute FROM migrations"
            " WHERE source_compute = :host AND migration_type = 'evacuation' ORDER BY id",
            host=HOST,
        )
        down = self._run("SELECT host FROM services WHERE forced_down = 1")
        return View(
            {uuid: (vm, task) for uuid, vm, task in servers},
            tuple(Move(*row) for row in moves),
            frozenset(host for (host,) in down),
        )

    def set_down(self, host: str, is_down: bool) -> None:
        """Have the compute service of a host die, or come back.

        The failed host's own first removes what it has of servers that have left it, and says
        so in their records: before, Nova does not let it be up.
        """
        if host == HOST and not is_down:
            self._run(
                "UPDATE migrations SET status = 'completed'"
                " WHERE status = 'done' AND source_compute = :host",
                host=HOST,
            )
        services = self._ask("GET", "/os-services?binary=nova-compute")["services"]
        (number,) = [each["id"] for each in services if each["host"] == host]
        self._ask("PUT", f"/os-services/{number}", {"forced_down": is_down})

    def reset_state(self, server: str, state: str) -> None:
        """Do what ``nova reset-state`` does."""
        self._ask("POST", f"/servers/{server}/action", {"os-resetState": {"state": state}})

    def choose(self, move: Move, destination: str) -> None:
        """Have a destination begin."""
        self._run(
            "UPDATE migrations SET status = 'pre-migrating', dest_compute = :host WHERE id = :id",
            host=destination,
            id=move.id,
        )

    def arrive(self, move: Move, destination: str) -> None:
        """Have a server arrive."""
        self._run_all(
            (
                "UPDATE instances"
                " SET host = :host, node = :host, vm_state = 'active', task_state = NULL"
                " WHERE uuid = :server",
                {"host": destination, "server": move.server},
            ),
            (
                "UPDATE migrations SET status = 'done', dest_compute = :host WHERE id = :id",
                {"host": destination, "id": move.id},
            ),
        )

    def fail(self, move: Move) -> None:
        """Have an evacuation fail."""
        self._run_all(
            (
                "UPDATE instances SET vm_state = 'error', task_state = NULL WHERE uuid = :server",
                {"server": move.server},
            ),
            ("UPDATE migrations SET status = 'error' WHERE id = :id", {"id": move.id}),
        )

    def bring_back(self) -> None:
        """Have every server that has left be back on the host."""
        for name in DESTINATIONS:
            statement = "UPDATE instances SET host = :host, node = :host WHERE host = :name"
            self._run(statement, host=HOST, name=name)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._nova.ask(method, path, "2.53", body)
        assert answer.status < 300, (method, path, answer)
        return answer.body

    def _run(self, statement: str, **values: Any) -> list[Any]:
        return self._run_all((statement, values))

    def _run_all(self, *statements: tuple[str, dict[str, Any]]) -> list[Any]:
        """Run statements in one transaction, and return what the last one found."""
        found: list[Any] = []
        with opened(self._url) as cell:
            for statement, values in statements:
                found = cell.run(statement, **values)
        return found
