"""The description of a fleet: which hosts there are and in what state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from harness import schemas
from harness.cloud import faults
from harness.cloud.faults import Fault
from harness.errors import HarnessError

UP = "up"
DOWN = "down"
FORCED_DOWN = "forced-down"
STATES = (UP, DOWN, FORCED_DOWN)

_NAMED = 20


@dataclass(frozen=True)
class Kind:
    """What some servers have in common."""

    count: int = 1
    """How many of them there are on each hypervisor."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    extra_specs: Mapping[str, str] = field(default_factory=dict)
    """Those of their flavor."""
    status: str = "ACTIVE"
    volume_backed: bool = False
    meant: bool = True
    """Whether they are to move when their host is emptied."""


@dataclass(frozen=True)
class Host:
    """A service host: one compute service and the hypervisors under it."""

    name: str
    hypervisors: tuple[str, ...]
    servers: int
    """Plain servers on each hypervisor."""
    state: str
    kinds: tuple[Kind, ...] = ()
    """Other servers on each hypervisor."""
    aggregates: tuple[str, ...] = ()
    zone: str | None = None
    """The availability zone, if it is not the default one."""

    @property
    def size(self) -> int:
        """How many servers it holds."""
        return len(self.hypervisors) * (self.servers + sum(kind.count for kind in self.kinds))


@dataclass(frozen=True)
class Fleet:
    """All hosts of a cloud, in the order in which they were described."""

    name: str
    hosts: tuple[Host, ...]
    faults: tuple[Fault, ...] = ()
    """What befalls requests to Nova."""

    def host(self, name: str) -> Host:
        """Return the host with that service host name.

        :raises KeyError: when there is none.
        """
        for host in self.hosts:
            if host.name == name:
                return host
        raise KeyError(name)

    def with_states(self, states: Mapping[str, str]) -> "Fleet":
        """Return the fleet with other states; shell patterns name the hosts.

        :param states: a state for each pattern; a later pattern wins.
        :raises HarnessError: when there is no such state, or a pattern fits no host.
        """
        for pattern, state in states.items():
            self._check(pattern, state)
        return replace(self, hosts=tuple(_restated(host, states) for host in self.hosts))

    def _check(self, pattern: str, state: str) -> None:
        if state not in STATES:
            raise HarnessError(f"no state '{state}'; choose one of {', '.join(STATES)}")
        if not any(fnmatchcase(host.name, pattern) for host in self.hosts):
            raise HarnessError(f"no host '{pattern}'; {self._choice}")

    def find(self, names: Iterable[str]) -> frozenset[str]:
        """Return these names of service hosts.

        :raises HarnessError: when there is none of a name.
        """
        found = frozenset(names)
        for name in sorted(found - {host.name for host in self.hosts}):
            raise HarnessError(f"no host '{name}'; {self._choice}")
        return found

    @property
    def _choice(self) -> str:
        names = [host.name for host in self.hosts]
        more = ["..."] if len(names) > _NAMED else []
        return f"choose from {', '.join(names[:_NAMED] + more)}"

    @property
    def size(self) -> int:
        """How many servers the fleet holds."""
        return sum(host.size for host in self.hosts)


def _restated(host: Host, states: Mapping[str, str]) -> Host:
    for pattern, state in states.items():
        if fnmatchcase(host.name, pattern):
            host = replace(host, state=state)
    return host


def load(path: Path) -> Fleet:
    """Read a fleet from a TOML file.

    :raises HarnessError: when the file cannot be read or does not describe a fleet.
    """
    content = schemas.load(path, schemas.FLEET, "name a fleet file with --fleet")
    try:
        return parse(path.stem, content)
    except HarnessError as error:
        raise HarnessError(f"{path}: {error}") from error


def parse(name: str, content: dict[str, Any]) -> Fleet:
    """Make a fleet of what a fleet file holds.

    :param name: what to call the fleet.
    :param content: the parsed file, which keeps to ``harness/schemas/fleet.schema.json``.
    :raises HarnessError: at the first thing that is wrong.
    """
    schemas.check(content, schemas.FLEET)
    hosts = tuple(host for group in content["group"] for host in _hosts(group))
    _refuse_repeated((host.name for host in hosts), "host")
    return Fleet(name, hosts, tuple(map(faults.make, content.get("fault", []))))


def _hosts(group: dict[str, Any]) -> list[Host]:
    templates = group.get("hypervisors", ["{host}"])
    return [
        Host(
            name,
            _hypervisors(templates, name),
            int(group.get("servers", 0)),
            group.get("state", UP),
            tuple(Kind(**_frozen(kind)) for kind in group.get("server", [])),
            tuple(group.get("aggregates", [])),
            group.get("availability_zone"),
        )
        for name in group["hosts"]
    ]


def _frozen(kind: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in kind.items()}


def _hypervisors(templates: list[str], host: str) -> tuple[str, ...]:
    names = tuple(template.replace("{host}", host) for template in templates)
    _refuse_repeated(names, f"hypervisor of host '{host}'")
    return names


def _refuse_repeated(names: Iterable[str], kind: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise HarnessError(f"duplicate {kind} '{name}'; name it once")
        seen.add(name)
