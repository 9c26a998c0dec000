"""The description of a fleet: which hosts there are and in what state."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from harness.errors import HarnessError

UP = "up"
DOWN = "down"
FORCED_DOWN = "forced-down"
STATES = (UP, DOWN, FORCED_DOWN)

_NAMED = 20
_GROUP_KEYS = {"hosts", "hypervisors", "servers", "state"}


@dataclass(frozen=True)
class Host:
    """A service host: one compute service and the hypervisors under it."""

    name: str
    hypervisors: tuple[str, ...]
    servers: int
    """Servers on each hypervisor."""
    state: str


@dataclass(frozen=True)
class Fleet:
    """All hosts of a cloud, in the order in which they were described."""

    name: str
    hosts: tuple[Host, ...]

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
        return sum(len(host.hypervisors) * host.servers for host in self.hosts)


def _restated(host: Host, states: Mapping[str, str]) -> Host:
    for pattern, state in states.items():
        if fnmatchcase(host.name, pattern):
            host = replace(host, state=state)
    return host


def load(path: Path) -> Fleet:
    """Read a fleet from a TOML file.

    :raises HarnessError: when the file cannot be read or does not describe a fleet.
    """
    try:
        content = tomllib.loads(path.read_text())
    except OSError as error:
        reason = error.strerror or error
        raise HarnessError(f"{path}: {reason}; name a fleet file with --fleet") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HarnessError(f"{path}: not TOML: {error}; correct the file") from error
    try:
        return parse(path.stem, content)
    except HarnessError as error:
        raise HarnessError(f"{path}: {error}") from error


def parse(name: str, content: dict[str, Any]) -> Fleet:
    """Make a fleet of what a fleet file holds.

    :param name: what to call the fleet.
    :param content: the parsed file: a list of tables under ``group``.
    :raises HarnessError: at the first thing that is wrong.
    """
    _refuse_unknown(content, {"group"}, "at the top")
    groups = content.get("group", [])
    if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
        raise HarnessError("'group' must be a list of tables; write [[group]], not [group]")
    hosts = [host for number, group in enumerate(groups, 1) for host in _hosts(group, number)]
    if not hosts:
        raise HarnessError('no hosts; add a [[group]] with hosts = ["NAME", ...]')
    _refuse_repeated((host.name for host in hosts), "host")
    return Fleet(name, tuple(hosts))


def _hosts(group: dict[str, Any], number: int) -> list[Host]:
    where = f"in group {number}"
    _refuse_unknown(group, _GROUP_KEYS, where)
    names = _names(group.get("hosts", []), "hosts", where)
    templates = _names(group.get("hypervisors", ["{host}"]), "hypervisors", where)
    servers, state = _servers(group, where), _state(group, where)
    return [Host(name, _hypervisors(templates, name), servers, state) for name in names]


def _hypervisors(templates: list[str], host: str) -> tuple[str, ...]:
    names = tuple(template.replace("{host}", host) for template in templates)
    _refuse_repeated(names, f"hypervisor of host '{host}'")
    return names


def _names(value: Any, key: str, where: str) -> list[str]:
    fit = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if not fit or not value:
        raise HarnessError(f'{key} {where} must be a list of names; write {key} = ["NAME"]')
    return list(value)


def _servers(group: dict[str, Any], where: str) -> int:
    servers = group.get("servers", 0)
    if type(servers) is not int or servers < 0:
        raise HarnessError(f"servers {where} is {servers!r}; write a number, 0 or more")
    return servers


def _state(group: dict[str, Any], where: str) -> str:
    state = group.get("state", UP)
    if state not in STATES:
        raise HarnessError(f"state {where} is {state!r}; choose one of {', '.join(STATES)}")
    return str(state)


def _refuse_unknown(table: dict[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            choice = ", ".join(sorted(known))
            raise HarnessError(f"unknown key '{key}' {where}; known here: {choice}")


def _refuse_repeated(names: Iterable[str], kind: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise HarnessError(f"duplicate {kind} '{name}'; name it once")
        seen.add(name)
