"""Text that was taken out of a file and perhaps changed on the way."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

_HOST = "host-(?:evacuate|servers-migrate|meta)"
_HYPERVISOR = "hypervisor(?:-servers|-list|_hostname_pattern|s)"
HINT = re.compile(f"{_HOST}|{_HYPERVISOR}")
"""What a call has in it. Nothing around it is looked at: quotes and escapes may go."""

_PARTS = [re.compile(part) for part in (_HOST, _HYPERVISOR)]


def has_hint(text: str) -> bool:
    """Whether a hint is in a text."""
    return ("host-" in text or "hypervisor" in text) and HINT.search(text) is not None


def hints(text: str) -> tuple[int, ...]:
    """Return where hints are; that two patterns begin with letters saves most of the time."""
    return tuple(sorted(found.start() for part in _PARTS for found in part.finditer(text)))


@dataclass(frozen=True)
class Passage:
    """A text, and where in the file its hints stand.

    Quotes, escapes and variables may have been replaced; what a hint is stays one. A variable
    is written ``${name}``, as a shell would.
    """

    text: str
    origins: tuple[int, ...] = ()
    """For each hint in the text, its position in the file."""
    base: int | None = None
    """Where in the file the text begins, if it stands there unchanged."""

    @classmethod
    def whole(cls, text: str) -> "Passage":
        """Return a file's text."""
        return cls(text, hints(text), 0)

    @cached_property
    def hints(self) -> tuple[int, ...]:
        """Where the hints stand in the text."""
        if not self.origins:
            return ()
        return hints(self.text)

    def origin(self, position: int) -> int:
        """Return where in the file the hint stands that is at or after a position."""
        if len(self.origins) == 1:
            return self.origins[0]
        at = min(bisect_left(self.hints, position), len(self.origins) - 1)
        return self.origins[at] if at >= 0 else 0

    def place(self, position: int) -> int:
        """Return where in the file a position is; if the text was changed, nearly so."""
        if self.base is not None:
            return self.base + position
        if not self.hints:
            return 0
        at = min(bisect_left(self.hints, position), len(self.origins) - 1)
        return max(self.origins[at] + position - self.hints[at], 0)

    def has_hint(self, start: int, end: int) -> bool:
        """Whether a hint begins in a part of the text."""
        at = bisect_left(self.hints, start)
        return at < len(self.hints) and self.hints[at] < end

    def part(self, start: int, end: int) -> "Passage":
        """Return a part of the text."""
        base = None if self.base is None else self.base + start
        if not self.origins:
            return Passage(self.text[start:end], base=base)
        first, last = bisect_left(self.hints, start), bisect_left(self.hints, end)
        return Passage(self.text[start:end], self.origins[first:last], base)

    def masked(self, mask: Callable[[str], str]) -> "Passage":
        """Return the text after a change that keeps its length, but perhaps not all hints."""
        text = mask(self.text)
        if text == self.text:
            return self
        known = dict(zip(self.hints, self.origins, strict=False))
        left = map(known.get, hints(text))
        return Passage(text, tuple(each for each in left if each is not None), self.base)

    def changed(self, change: Callable[[str], str]) -> "Passage":
        """Return the text after a change that leaves its hints alone."""
        return Passage(change(self.text), self.origins)


def joined(passages: Iterable[Passage], by: str = "") -> Passage:
    """Return one passage of several."""
    given = list(passages)
    if len(given) == 1:
        return given[0]
    origins = tuple(origin for each in given for origin in each.origins)
    return Passage(by.join(each.text for each in given), origins)


def variable(name: str) -> Passage:
    """Return a variable of which nothing is known but its name."""
    return Passage(f"${{{re.sub(r'[^A-Za-z0-9_]', '_', name) or '_'}}}")
