"""What a program's variables hold, as far as its text tells."""

import re
from dataclasses import dataclass, field

from harness.callers.passage import Passage, joined, variable
from harness.callers.words import Word

Path = tuple[int, ...]
"""The function, branches and loops in which a statement stands; a function is negative."""

_WORD = re.compile(r"\w+|[@*]")
_LONGEST = 20_000
_MOST = 200
_UNKNOWN = variable("_")


@dataclass
class Value:
    """What a variable holds."""

    pieces: list[tuple[Passage, Path]]
    """A list's elements, or the parts of a text; and where each was put there."""
    listed: bool = False
    table: bool = False
    """Whether it is looked up by a key, which is known at run time only."""
    used: bool = field(default=False, compare=False)

    @property
    def hinted(self) -> bool:
        """Whether a command is in it."""
        return any(passage.origins for passage, _ in self.pieces)

    @property
    def text(self) -> Passage:
        """All of it as one text."""
        return joined([passage for passage, _ in self.pieces], " " if self.listed else "")

    @property
    def path(self) -> Path:
        """Where it was begun."""
        return self.pieces[0][1] if self.pieces else ()

    def sure(self, path: Path) -> "Value":
        """Return a text of which what may not be there is unknown."""
        if self.listed or self.table or all(is_sure(own, path) for _, own in self.pieces):
            return self
        known = [
            (p if p.origins or is_sure(own, path) else _UNKNOWN, own) for p, own in self.pieces
        ]
        return Value(known)

    def words(self, path: Path) -> list[Word]:
        """Return its words.

        :param path: where they are used: what another branch added may not be there.
        """
        if self.listed:
            return [Word(passage, is_sure(own, path)) for passage, own in self.pieces]
        return split([(passage, is_sure(own, path)) for passage, own in self.pieces])


def is_sure(own: Path, path: Path) -> bool:
    """Whether what was done at one place has been done when another one is reached."""
    return path[: len(own)] == own


def split(pieces: list[tuple[Passage, bool]]) -> list[Word]:
    """Split a text at its blanks."""
    words: list[Word] = []
    glued = False
    for passage, sure in pieces:
        text, position = passage.text, 0
        for part in text.split():
            start = text.index(part, position)
            position = start + len(part)
            word = Word(passage.part(start, position), sure)
            if glued and start == 0:
                last = words.pop()
                word = Word(joined([last.passage, word.passage]), last.sure and sure)
            words.append(word)
            glued = False
        if text:
            glued = bool(words) and not text[-1].isspace()
    return words


class Values:
    """The variables of a file, by name."""

    def __init__(self) -> None:
        """Begin with none."""
        self._values: dict[str, Value] = {}
        self._all: list[tuple[str, Value]] = []
        self._hinted: set[str] = set()
        """The last words of their names, by which a text is found that may use one."""

    def named(self, text: str) -> bool:
        """Whether a text may use a variable with a command in it."""
        return bool(self._hinted) and not self._hinted.isdisjoint(_WORD.findall(text))

    def get(self, name: str) -> Value | None:
        """Return what a variable holds, if that is known."""
        return self._values.get(name)

    def set(self, name: str, value: Value, path: Path) -> None:
        """Assign a value. Of those that branches choose from, the first with a command stays."""
        old = self._values.get(name)
        if len(value.pieces) > _MOST or sum(len(p.text) for p, _ in value.pieces) > _LONGEST:
            if old is None and value.hinted:
                self._all.append((name, value))
            return  # nobody writes, nor adds up, as much as that
        if value.hinted:
            self._hinted.update(_WORD.findall(name)[-1:])
            self._all.append((name, value))
        if old and _begins_with(value, old):
            old.used = True
        elif old and old.hinted and value.hinted and _is_choice(old, path):
            return
        self._values[name] = value

    def unused(self) -> list[tuple[str, Value]]:
        """Return the values with a command in them that no other command was made of."""
        return [(name, value) for name, value in self._all if not value.used]


def _begins_with(value: Value, old: Value) -> bool:
    return value.pieces[: len(old.pieces)] == old.pieces


def _is_choice(old: Value, path: Path) -> bool:
    """Whether one of two values is chosen at run time, in the same function."""
    own = old.pieces[-1][1] if old.pieces else ()
    return own != path and _scope(own) == _scope(path)


def _scope(path: Path) -> Path:
    return tuple(each for each in path if each < 0)
