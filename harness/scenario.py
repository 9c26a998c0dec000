"""The scenarios: which fleet, which command, and which hosts its user meant."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import fleet
from harness.errors import HarnessError
from harness.fleet import Fleet

LATEST = "latest"
"""The microversion that ``nova`` negotiates when it is told none."""

_HERE = Path(__file__).parent
_FILE = _HERE / "scenarios.toml"


@dataclass(frozen=True)
class Scenario:
    """A ``nova host-evacuate`` against a fleet in a certain state."""

    name: str
    title: str
    fleet: str
    host: str
    """The name given to the command."""
    meant: frozenset[str]
    """The service hosts that its user means; any other one that is touched is a stray."""
    target: str
    options: tuple[str, ...] = ()
    states: dict[str, str] = field(default_factory=dict)

    def arguments(self, microversion: str) -> list[str]:
        """Return what follows ``nova`` on the command line."""
        version = [] if microversion == LATEST else ["--os-compute-api-version", microversion]
        return [*version, "host-evacuate", *self.options, "--target_host", self.target, self.host]

    def load_fleet(self) -> Fleet:
        """Read the scenario's fleet, in the scenario's states."""
        return load_fleet(self.fleet).with_states(self.states)


def load_fleet(name: str) -> Fleet:
    """Read one of the fleets that come with the harness."""
    return fleet.load(_HERE / "fleets" / f"{name}.toml")


def load() -> dict[str, Scenario]:
    """Read all scenarios, by name."""
    content = tomllib.loads(_FILE.read_text())
    return {name: _scenario(name, **table) for name, table in content.items()}


def _scenario(
    name: str, *, meant: list[str], options: Iterable[str] = (), **rest: Any
) -> Scenario:
    return Scenario(name, meant=frozenset(meant), options=tuple(options), **rest)


def choose(names: Iterable[str]) -> list[Scenario]:
    """Return the scenarios of those names.

    :raises HarnessError: when there is none of a name.
    """
    known = load()
    for name in names:
        if name not in known:
            raise HarnessError(f"no scenario '{name}'; choose from {', '.join(known)}")
    return [known[name] for name in names]
