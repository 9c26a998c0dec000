"""A hunk that does not fit, and what upstream has in its place."""

import dataclasses
from difflib import SequenceMatcher
from typing import Iterator


@dataclasses.dataclass(frozen=True)
class Misfit:
    """A hunk that has no place in a file, or not one place.

    :param fault: which hunk it is and why it does not fit
    :param wanted: the lines that it expects
    :param line: where it expects them, counted from 1
    :param text: the lines of the file as they were at its turn
    """

    fault: str
    wanted: list[str]
    line: int
    text: list[str]

    def report(self) -> Iterator[str]:
        """Yield the fault and both texts, a line at a time."""
        place = self.closest()
        yield self.fault
        yield f"  the patch expects, at line {self.line}:"
        yield from _quoted(self.wanted)
        yield f"  upstream has, at line {place.start + 1}:"
        yield from _quoted(self.text[place])

    def closest(self) -> slice:
        """Return the lines of the file that are most like the hunk's.

        Where several are, the nearest to where the hunk expects its own.
        """
        size = len(self.wanted)
        matcher = SequenceMatcher(b=self.wanted)

        def likeness(at: int) -> tuple[float, int]:
            matcher.set_seq1(self.text[at : at + size])
            return matcher.ratio(), -abs(at + 1 - self.line)

        places = range(max(len(self.text) - size, 0) + 1)
        return self._grown(max(places, key=likeness))

    def _grown(self, at: int) -> slice:
        """Make room for what upstream put between the hunk's lines."""
        size = len(self.wanted)
        low = max(at - size, 0)
        around = self.text[low : at + 2 * size]
        matcher = SequenceMatcher(None, around, self.wanted)
        shared = [
            match for match in matcher.get_matching_blocks() if match.size
        ]
        if not shared:
            return slice(at, at + size)
        first, last = shared[0], shared[-1]
        start = low + first.a - first.b
        return slice(max(start, 0), low + last.a + size - last.b)


def _quoted(lines: list[str]) -> Iterator[str]:
    yield from (f"    | {line}".rstrip() for line in lines)
