"""The scenarios: which fleet, which command, and which hosts its user meant."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.cloud import fleet
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError

LATEST = "latest"
"""The microversion that ``nova`` negotiates when it is told none."""

_HERE = Path(__file__).parent
_FILE = _HERE / "scenarios.toml"


@dataclass(frozen=True)
class Scenario:
    """A ``nova host-evacuate``, or a sibling of it, against a fleet in a certain state."""

    name: str
    title: str
    fleet: str
    host: str
    """The name given to the command."""
    meant: frozenset[str]
    """The service hosts that its user means; any other one that is touched is a stray."""
    target: str | None = None
    """The service host to evacuate to, or None where the scheduler chooses."""
    command: str = "host-evacuate"
    words: tuple[str, ...] = ()
    """What follows the name."""
    options: tuple[str, ...] = ()
    states: dict[str, str] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        """Whether the command moves servers, and does not only change them."""
        return self.command != "host-meta"

    def arguments(self, microversion: str) -> list[str]:
        """Return what follows ``nova`` on the command line."""
        version = [] if microversion == LATEST else ["--os-compute-api-version", microversion]
        target = ["--target_host", self.target] if self.target else []
        return [*version, self.command, *self.options, *target, self.host, *self.words]

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
    name: str,
    *,
    meant: list[str],
    options: Iterable[str] = (),
    words: Iterable[str] = (),
    **rest: Any,
) -> Scenario:
    options, words = tuple(options), tuple(words)
    return Scenario(name, meant=frozenset(meant), options=options, words=words, **rest)


def choose(names: Iterable[str]) -> list[Scenario]:
    """Return the scenarios of those names.

    :raises HarnessError: when there is none of a name.
    """
    known = load()
    for name in names:
        if name not in known:
            raise HarnessError(f"no scenario '{name}'; choose from {', '.join(known)}")
    return [known[name] for name in names]
