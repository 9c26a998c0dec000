"""Calls that ask Nova for every host whose name contains the given one."""

import enum
import re
from dataclasses import dataclass


class Kind(enum.Enum):
    """A way to ask for substring mode, and what to write instead."""

    DEFAULT = (
        "with upstream's client it asks for substring mode; add --strict, which both understand"
    )
    EXPLICIT = "it asks for substring mode; write --strict instead"
    SERVERS = (
        "it returns the servers of every hypervisor whose hostname contains the text; take only "
        "the one whose hypervisor_hostname equals it, or call the fork's compute_hosts.servers"
    )
    SEARCH = (
        "it returns every hypervisor whose hostname contains the text; take only the one whose "
        "hypervisor_hostname equals it"
    )


@dataclass(frozen=True)
class Call:
    """A call, and the position in the file of what makes it one."""

    position: int
    what: str
    kind: Kind


class Calls:
    """The calls of a file, each once, however often what it is made of is used."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[tuple[int, str], Call] = {}

    def add(self, call: Call) -> None:
        """Add a call, unless it is known."""
        self._found.setdefault(_key(call), call)

    def change(self, call: Call) -> None:
        """Add a call in place of what was known of it."""
        self._found[_key(call)] = call

    def sorted(self) -> list[Call]:
        """Return them in the order in which they stand in the file."""
        return sorted(self._found.values(), key=lambda call: call.position)


def _key(call: Call) -> tuple[int, str]:
    return call.position, re.split(r"[ (]", call.what, maxsplit=1)[0]


def search(position: int, servers: bool) -> Call:
    """Return a call of ``hypervisors.search`` in Python."""
    what = "hypervisors.search(…, servers=True)" if servers else "hypervisors.search(…)"
    return Call(position, what, Kind.SERVERS if servers else Kind.SEARCH)


def route(position: int, what: str, servers: bool) -> Call:
    """Return a request of Nova's API that takes a part of a hostname."""
    return Call(position, what, Kind.SERVERS if servers else Kind.SEARCH)
