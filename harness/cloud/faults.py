"""Faults of the API: what a front, a network or a broken Nova does to a request."""

import re
from dataclasses import dataclass
from typing import Any

from harness.errors import HarnessError

DELAY, RESET, LOST, EXPIRED = "delay", "reset", "lost", "expired"
STATUSES = ("429", "500", "503")
KINDS = (DELAY, *STATUSES, RESET, LOST, EXPIRED)
"""``reset`` comes instead of Nova, ``lost`` after it: it has acted, and nobody hears of it."""
ENDLESS = 0
_ROUTE = re.compile(r"([A-Z]+|\*) [/*].*")


@dataclass(frozen=True)
class Fault:
    """What befalls some of the requests of a route."""

    route: str
    """A method and a path below the endpoint, such as ``POST /servers/*/action``; both may have
    a shell's wildcards."""
    kind: str
    count: int = 1
    """How many requests it befalls, or :data:`ENDLESS`."""
    after: int = 0
    """How many it passes over before."""
    action: str | None = None
    """The only action of a server that it befalls, such as ``evacuate``."""
    seconds: float = 5.0
    """How long a delay is."""
    retry_after: int | None = None
    """The header of that name, in seconds."""


def make(described: dict[str, Any]) -> Fault:
    """Make a fault of what a file or a command says.

    :raises HarnessError: when its route is none.
    """
    fault = Fault(**described)
    if not _ROUTE.fullmatch(fault.route):
        example = "'POST /servers/*/action'"
        raise HarnessError(f"'{fault.route}' is no route; write a method and a path, as {example}")
    return fault
