"""What a part of a name finds, as Nova's database sees it: SQL's ``LIKE '%part%'``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

_WILD = re.compile("[_%]+")
_HEAD = 4


def fold(name: str) -> str:
    """Return the name without regard to letter case, in the same length.

    The length counts: ``_`` stands for exactly one character.
    """
    return "".join(letter.lower()[0] for letter in name)


def find(parts: Iterable[str], names: Sequence[str]) -> dict[str, Sequence[int]]:
    """Return for each part the positions of the names that contain it.

    Nova escapes nothing in what it is given (``compute_node_search_by_hypervisor`` in
    ``nova/db/main/api.py``): ``_`` in a part stands for any character, ``%`` for any text.
    Letter case matters here; see :func:`fold`.
    """
    asked = set(parts)
    found: dict[str, Sequence[int]] = {}
    found |= _find_texts({part for part in asked if not _WILD.search(part)}, names)
    found |= _find_masked({part for part in asked if "_" in part and "%" not in part}, names)
    found |= _find_any({part for part in asked if "%" in part}, names)
    return found


def _find_any(parts: Iterable[str], names: Sequence[str]) -> dict[str, Sequence[int]]:
    texts = {part: [text for text in _WILD.split(part) if text] for part in parts}
    found = _find_texts({text for of in texts.values() for text in of}, names)
    return {part: _narrow(part, [found[text] for text in texts[part]], names) for part in texts}


def _find_masked(parts: Iterable[str], names: Sequence[str]) -> dict[str, Sequence[int]]:
    """Look up every piece of every name without the letters that do not count."""
    found: dict[str, list[int]] = {part: [] for part in parts}
    masks = [_Mask(list(alike)) for _, alike in groupby(sorted(found, key=_shape), _shape)]
    for position, name in enumerate(names):
        heads: dict[int, dict[str, list[int]]] = {}
        for mask in masks:
            if mask.length <= len(name):
                if mask.head not in heads:
                    heads[mask.head] = _heads(name, mask.head)
                for part in mask.find(name, heads[mask.head]):
                    found[part].append(position)
    return dict(found)


def _shape(part: str) -> tuple[int, tuple[int, ...]]:
    """Return what parts have in common whose ``_`` stand at the same places."""
    return len(part), tuple(at for at, letter in enumerate(part) if letter == "_")


def _heads(name: str, length: int) -> dict[str, list[int]]:
    """Return where each piece of a length begins in a name."""
    heads: dict[str, list[int]] = {}
    for start in range(len(name) - length + 1):
        heads.setdefault(name[start : start + length], []).append(start)
    return heads


class _Mask:
    """Parts of one shape: by what stands between their ``_``."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.length, wild = _shape(parts[0])
        self.head = min(wild[0], _HEAD)
        """How many letters are looked at first."""
        edges = zip((-1, *wild), (*wild, self.length), strict=True)
        spans = [slice(start + 1, end) for start, end in edges if end > start + 1]
        self._letters = itemgetter(*spans) if spans else len
        self._parts = {self._letters(part): part for part in parts}
        self._heads = {part[: self.head] for part in parts}

    def find(self, name: str, heads: Mapping[str, Sequence[int]]) -> set[str]:
        """Return the parts that a name contains."""
        few, many = sorted((self._heads, heads.keys()), key=len)
        starts = (start for head in few if head in many for start in heads[head])
        pieces = (name[start : start + self.length] for start in starts)
        keys = (self._letters(piece) for piece in pieces if len(piece) == self.length)
        return {self._parts[key] for key in keys if key in self._parts}


def _find_texts(texts: Iterable[str], names: Sequence[str]) -> dict[str, Sequence[int]]:
    """Look up every piece of every name: that takes time for each name, not each pair."""
    found: dict[str, list[int]] = {text: [] for text in texts}
    lengths = set(map(len, found))
    for position, name in enumerate(names):
        pieces = {
            name[start : start + length]
            for length in lengths
            for start in range(len(name) - length + 1)
        }
        for text in pieces & found.keys():
            found[text].append(position)
    return dict(found)


def _narrow(part: str, found: Sequence[Sequence[int]], names: Sequence[str]) -> Sequence[int]:
    """Try the whole part where its rarest text was found."""
    candidates = min(found, key=len, default=range(len(names)))
    return [position for position in candidates if _contains(names[position], part)]


def _contains(name: str, part: str) -> bool:
    """Find the texts between ``%``, each where it comes first after the one before."""
    end = 0
    for text in part.split("%"):
        starts = range(end, len(name) - len(text) + 1)
        start = next((start for start in starts if _begins(name[start:], text)), None)
        if start is None:
            return False
        end = start + len(text)
    return True


def _begins(name: str, text: str) -> bool:
    return all(letter in ("_", own) for letter, own in zip(text, name, strict=False))
