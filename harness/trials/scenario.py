"""The scenarios: which fleet, which command, and which hosts its user meant."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import schemas
from harness.cloud import fleet
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError

LATEST = "latest"
"""The microversion that ``nova`` negotiates when it is told none."""

_HERE = Path(__file__).parent
_SUFFIX = ".toml"
FILE = _HERE / "scenarios.toml"
"""The scenarios that come with the harness."""


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
    """Read one of the fleets that come with the harness, or the fleet file of that path."""
    if name.endswith(_SUFFIX):
        return fleet.load(Path(name))
    return fleet.load(_HERE / "fleets" / f"{name}{_SUFFIX}")


def names() -> list[str]:
    """Return the names of the scenarios that come with the harness."""
    return list(tomllib.loads(FILE.read_text()))


def load(path: Path = FILE) -> dict[str, Scenario]:
    """Read all scenarios of a file, by name.

    :raises HarnessError: when it cannot be read, or describes none.
    """
    content = schemas.load(path, schemas.SCENARIOS, "name a file of scenarios with --scenarios")
    return {name: _scenario(name, path.parent, **table) for name, table in content.items()}


def _scenario(
    name: str,
    folder: Path,
    *,
    fleet: str,
    meant: list[str],
    options: Iterable[str] = (),
    words: Iterable[str] = (),
    **rest: Any,
) -> Scenario:
    options, words = tuple(options), tuple(words)
    if fleet.endswith(_SUFFIX):
        fleet = str(folder / fleet)
    found = frozenset(meant)
    return Scenario(name, fleet=fleet, meant=found, options=options, words=words, **rest)


def choose(names: Iterable[str] | None, path: Path = FILE) -> list[Scenario]:
    """Return the scenarios of those names, or all of a file.

    :raises HarnessError: when there is none of a name, or one means hosts that its fleet does
        not have.
    """
    known = load(path)
    chosen = list(known) if names is None else list(names)
    for name in chosen:
        if name not in known:
            raise HarnessError(f"no scenario '{name}'; choose from {', '.join(known)}")
    for name in chosen:
        try:
            known[name].load_fleet().find(known[name].meant)
        except HarnessError as error:
            raise HarnessError(f"{path}: {name}: {error}") from error
    return [known[name] for name in chosen]
