"""Which names would, as a part of others, evacuate hosts that were not meant."""

from collections.abc import Callable, Sequence

from harness.names import pattern
from harness.names.roster import Roster

Fold = Callable[[str], str]
"""How a name looks to the database: :func:`harness.pattern.fold`, or ``str`` for as it is."""

Clashes = dict[str, tuple[str, ...]]
"""For each name that does, the hypervisors that it finds beside its own."""


def find(roster: Roster, fold: Fold) -> Clashes:
    """Return what each name finds beside its own host.

    A service host owns the one hypervisor that has its name, perhaps with a domain.
    """
    folded = [fold(name) for name in roster.hypervisors]
    found = pattern.find(map(fold, roster.names), folded)
    first = {name: at for at, name in reversed(list(enumerate(roster.hypervisors)))}
    clashes = {}
    for name in roster.names:
        positions = found[fold(name)]
        own = first.get(name, _own(fold(name), positions, folded))
        others = tuple(roster.hypervisors[at] for at in positions if at != own)
        if others:
            clashes[name] = others
    return clashes


def _own(service: str, positions: Sequence[int], hypervisors: Sequence[str]) -> int | None:
    own = [at for at in positions if f"{hypervisors[at]}.".startswith(f"{service}.")]
    return own[0] if len(own) == 1 else None
