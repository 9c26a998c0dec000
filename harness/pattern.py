"""What a part of a name finds, as Nova's database sees it: SQL's ``LIKE '%part%'``."""

import re
from collections.abc import Iterable, Sequence

_WILD = re.compile("[_%]+")


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
    texts = {part: [text for text in _WILD.split(part) if text] for part in parts}
    found = _find_texts({text for of in texts.values() for text in of}, names)
    return {part: _narrow(part, [found[text] for text in texts[part]], names) for part in texts}


def _find_texts(texts: Iterable[str], names: Sequence[str]) -> dict[str, list[int]]:
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
    return found


def _narrow(part: str, found: Sequence[Sequence[int]], names: Sequence[str]) -> Sequence[int]:
    """Try the whole part where its rarest text was found."""
    if found and not _WILD.search(part):
        return found[0]
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
