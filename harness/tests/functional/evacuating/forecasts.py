"""What is foretold of evacuations: the clouds, the requests, and what Nova is compared with."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from nova.objects import fields

from harness.cloud.fleet import DOWN, FORCED_DOWN, UP
from harness.stage.world import Hypervisor, Record, Server, Service, World
from harness.tests.functional import base

HOST, NEIGHBOUR, SPARE, STALE = "cmp7", "cmp70", "spare", "stale"
"""The failed host, one whose name contains its name, a good target, and what a rename left."""
UNKNOWN = "nosuchhost"
GONE = "deleted"
OTHERWISE = (UP, FORCED_DOWN, GONE)
"""What else may become of the failed host's compute service."""
FORCIBLE = ("2.29", "2.67")
"""The first and the last microversion with which nova can force."""
REQUESTED = ("2.28", *FORCIBLE, "2.68", "2.latest")
"""Both sides of each border that Nova has in what it takes for an evacuation."""
_BORDERS = (1, 13, 14, 52, 53, 58, 59, 92, 93, 94, 95)
READ = base.taken(*(f"2.{minor}" for minor in _BORDERS))
"""Both sides of every other border: in what is read, and in what becomes of the servers."""
CERTAIN = 93
"""The minor microversion from which on a task is certainly no reason to refuse."""
DOUBT = "may be refused"

ABSENT = (fields.InstanceState.DELETED, fields.InstanceState.SOFT_DELETED)
"""States of servers that Nova does not list by their host."""
EVERY = tuple(
    (state, task)
    for state in fields.InstanceState.ALL
    if state not in ABSENT
    for task in (None, *fields.InstanceTaskState.ALL)
)
SOME = (
    ("active", None),
    ("active", "powering-off"),
    ("active", "migrating"),
    ("stopped", "rebuild_spawning"),
    ("error", None),
    ("paused", None),
    ("paused", "migrating"),
    ("resized", "resize_reverting"),
)
"""One of each kind, where the state is not what matters."""
EVACUATED = ("active", "stopped", "error")
_AIMS = {"host-evacuate": "--target_host", "host-evacuate-live": "--target-host"}


@dataclass(frozen=True)
class Asked:
    """How the evacuation of the failed host is asked for, or what a sibling does with it."""

    version: str
    service: str = DOWN
    target: str | None = None
    options: tuple[str, ...] = ()
    command: tuple[str, ...] = ("host-evacuate",)
    """Its name, and what follows the name of the host."""

    def words(self, *options: str) -> list[str]:
        """Return what nova is told."""
        name, *rest = self.command
        aim = (_AIMS[name], self.target) if self.target else ()
        named = ("--os-compute-api-version", self.version, name, "--format", "json")
        return [*named, *options, *self.options, *aim, HOST, *rest]

    @property
    def is_certain(self) -> bool:
        """Whether no Nova that takes the microversion refuses because of a task."""
        minor = self.version.split(".")[1]
        return (base.NEWEST if minor == "latest" else int(minor)) >= CERTAIN


def world(
    service: str = DOWN,
    states: Iterable[tuple[str, str | None]] = SOME,
    records: Iterable[Record] = (),
) -> World:
    """Return a cloud whose failed host has a server in each of the states."""
    state = DOWN if service == GONE else service
    own = Service(HOST, state, deleted=service == GONE)
    others = (Service(NEIGHBOUR), Service(STALE), Service(SPARE, UP))
    nodes = tuple(Hypervisor(name, name) for name in (HOST, NEIGHBOUR, SPARE))
    servers = [Server(f"{vm}/{task}", HOST, vm, task) for vm, task in states]
    return World((own, *others), nodes, (*servers, Server("other", NEIGHBOUR)), tuple(records))


def requests() -> Iterator[Asked]:
    """Yield every request: all targets for a host that is down, and some for others."""
    for version in REQUESTED:
        targets = [(DOWN, each) for each in (None, SPARE, NEIGHBOUR, UNKNOWN, HOST, STALE)]
        targets += product(OTHERWISE, (None, SPARE, HOST))
        for service, target in targets:
            yield Asked(version, service, target)
            if version in FORCIBLE:
                yield Asked(version, service, target, ("--force",))
    for version, target in product(READ, (None, SPARE)):
        yield Asked(version, DOWN, target)
    for version in ("2.28", "2.68"):
        # What nova itself does not know there.
        yield Asked(version, DOWN, SPARE, ("--force",))
    for version, target in product(("2.28", "2.latest"), (None, SPARE, UNKNOWN, HOST)):
        yield Asked(version, DOWN, target, ("--no-strict",))


REFUSED = {
    (DOWN, UNKNOWN, ()),
    (DOWN, UNKNOWN, ("--force",)),
    (DOWN, STALE, ()),
    (DOWN, STALE, ("--force",)),
    (GONE, HOST, ()),
    (GONE, HOST, ("--force",)),
    (DOWN, SPARE, ("--force",)),
}
"""What nova itself refuses: hosts that are none, and to force where it cannot."""


def is_migrating(server: Server) -> bool:
    """Tell whether Nova shows a status that says nothing of the state."""
    return server.task == "migrating" and server.vm in ("active", "paused")


def is_doubtful(asked: Asked, server: Server) -> bool:
    """Tell whether nobody knows what becomes of a server though Nova shows its state."""
    return is_migrating(server) or (server.task is not None and not asked.is_certain)


@dataclass
class Table:
    """What was foretold, beside what Nova then answered."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def compare(
        self,
        asked: object,
        foretold: Any,
        answered: Any,
        doubtful: dict[str, bool],
        doomed: frozenset[str] = frozenset(),
    ) -> None:
        """Compare the document of a dry run with that of the run.

        :param doubtful: for each server whether it is right that only doubt is foretold.
        :param doomed: the servers that Nova accepts and fails to move.
        """
        names = [[each["id"] for each in told["servers"]] for told in (foretold, answered)]
        if names[0] != names[1]:
            self.wrong.append(f"{asked}: servers {names}")
            return
        for before, after in zip(foretold["servers"], answered["servers"], strict=True):
            error = before["error"] or ""
            is_doubt = error.startswith(DOUBT)
            agrees = is_doubt or before["accepted"] == after["accepted"]
            is_due = is_doubt == (before["accepted"] and doubtful[before["id"]])
            is_bad = not before["accepted"] or (before["id"] in doomed and after["accepted"])
            if not agrees or not is_due or is_bad != bool(error and not is_doubt):
                told = [(each["accepted"], each["error"]) for each in (before, after)]
                self.wrong.append(f"{asked}, {before['id']}: {told}")
            self._count(is_doubt, after["accepted"])

    def _count(self, is_doubt: bool, is_accepted: bool) -> None:
        self.counts["forecasts"] += 1
        self.counts["refused"] += not is_accepted
        self.counts["in doubt"] += is_doubt
        self.counts["in doubt and refused"] += is_doubt and not is_accepted

    def __str__(self) -> str:
        """Return how many there were, and of which kinds."""
        counted = self.counts
        return (
            f"{counted['forecasts']} forecasts, {len(self.wrong)} wrong; Nova refused "
            f"{counted['refused']}; {counted['in doubt']} may have been refused, and "
            f"{counted['in doubt and refused']} were"
        )
