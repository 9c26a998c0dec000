"""Zero-padded names, of which none is contained in another."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.names import clash
from harness.names.address import is_address
from harness.names.clash import Clashes, Fold
from harness.names.roster import Roster

_NUMBER = re.compile("[0-9]+")
_ROUNDS = 20


@dataclass(frozen=True)
class Renaming:
    """New names, and what they leave."""

    names: dict[str, str]
    """The new name for each name that changes."""
    left: Clashes
    """The clashes that remain under the new names, told by the old ones."""


@dataclass(frozen=True)
class _Family:
    """Names with the same text around their numbers.

    Only what comes before the first dot is looked at: a host cannot change its domain, and
    its long name has to change with its short one.
    """

    members: tuple[str, ...]
    widths: tuple[int, ...]
    """The longest spelling of each number."""

    @property
    def uneven(self) -> bool:
        """Whether a number is written in several lengths."""
        return any(tuple(map(len, _numbers(name))) != self.widths for name in self.members)

    def padded(self, level: int) -> dict[str, str]:
        """Return the new names.

        :param level: 0 pads the last number, which mostly does; 1 pads all; from 2 on the
            last one gets wider than it needs, against names outside the family.
        """
        *others, last = self.widths
        widths = (*(width if level else 0 for width in others), last + max(0, level - 1))
        return {name: _pad(name, widths) for name in self.members}


_Families = dict[str, _Family]


def propose(roster: Roster, before: Clashes, fold: Fold) -> Renaming:
    """Return a renaming that removes every clash which padding can remove.

    Each round looks at all names under their new names, so that what is returned has been
    checked. A family for which no width was found keeps its names.

    :param before: the clashes that there are.
    """
    families = _families(roster.names, fold)
    while True:
        renaming, unsettled = _settle(roster, fold, families, before)
        if not unsettled:
            return renaming
        families = {key: each for key, each in families.items() if key not in unsettled}


def _settle(
    roster: Roster, fold: Fold, families: _Families, before: Clashes
) -> tuple[Renaming, set[str]]:
    """Widen every family that has a clash until none has one that width can remove.

    :returns: the renaming, and the families with which it did not come off.
    """
    home = {name: key for key, family in families.items() for name in family.members}
    levels: dict[str, int] = {}
    for _ in range(_ROUNDS):
        names = _changed(families, levels)
        left = _left(roster, fold, names) if names else before
        raised = {
            home[name]
            for name, others in left.items()
            if name in home and any(_is_related(name, other, home, families) for other in others)
        }
        if not raised:
            return Renaming(names, left), {home[name] for name in _harmed(left, before, names)}
        levels |= {key: levels.get(key, -1) + 1 for key in raised}
    return Renaming({}, before), raised


def _changed(families: _Families, levels: Mapping[str, int]) -> dict[str, str]:
    padded = {old: new for key in levels for old, new in families[key].padded(levels[key]).items()}
    return {old: new for old, new in padded.items() if old != new}


def _left(roster: Roster, fold: Fold, names: Mapping[str, str]) -> Clashes:
    """Return the clashes under the new names, told by the old ones."""
    old = {new: old for old, new in names.items()}
    found = clash.find(roster.renamed(names), fold)
    return {
        old.get(name, name): tuple(old.get(other, other) for other in others)
        for name, others in found.items()
    }


def _is_related(
    name: str, other: str, home: Mapping[str, str], families: Mapping[str, _Family]
) -> bool:
    """Whether a number has to do with it that one name is in another: ``a7-b`` in ``a7-b-2``
    needs a name of its own, be the 7 ever so wide.
    """
    label = _label(name)
    edge = label[-1:].isdecimal() or label[:1].isdecimal()
    related = edge or home[name] == home.get(other) or families[home[name]].uneven
    return related and not _twins(name, other, home)


def _twins(one: str, other: str, home: Mapping[str, str]) -> bool:
    """Whether they stay alike at any width: but for letter case or domain, they are one name."""
    same = home.get(one) == home.get(other) and other in home
    return same and _values(one) == _values(other)


def _harmed(left: Clashes, before: Clashes, names: Mapping[str, str]) -> set[str]:
    """Return the renamed ones of names that clash only since."""
    pairs = ((n, o) for n, others in left.items() for o in set(others) - {*before.get(n, ())})
    return {name for pair in pairs for name in pair if name in names}


def _families(names: Iterable[str], fold: Fold) -> _Families:
    """Sort the names that can be padded: with a number, and no address."""
    members: dict[str, list[str]] = {}
    for name in names:
        if _numbers(name) and not is_address(name):
            key = _NUMBER.sub("0", fold(_label(name)))
            members.setdefault(key, []).append(name)
    return {key: _gather(of) for key, of in members.items() if not _ambiguous(of)}


def _gather(members: Iterable[str]) -> _Family:
    columns = zip(*map(_numbers, members), strict=True)
    return _Family(tuple(members), tuple(max(map(len, column)) for column in columns))


def _ambiguous(members: Iterable[str]) -> bool:
    """Whether padding would give two of them one name, as with ``a1`` and ``a01``."""
    return len(set(map(_numbers, members))) > len(set(map(_values, members)))


def _label(name: str) -> str:
    return name.partition(".")[0]


def _numbers(name: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(_label(name)))


def _values(name: str) -> tuple[str, ...]:
    return tuple(number.lstrip("0") for number in _numbers(name))


def _pad(name: str, widths: Iterable[int]) -> str:
    label, dot, domain = name.partition(".")
    width = iter(widths)
    return _NUMBER.sub(lambda number: number[0].zfill(next(width)), label) + dot + domain
