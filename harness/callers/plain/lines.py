"""The lines of a text that hold a command, and what stands around it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.callers import words
from harness.callers.desk import Desk
from harness.callers.passage import Passage
from harness.callers.words import Word

WINDOW = 1000
"""How far a command is looked at, where a line is long."""

USAGE = re.compile(r"(?i)\busage\b\s*:")
"""What a summary of a command's options begins with."""

_BREAK = r"[;|]|&&|(?<![<>&])&(?![>&\w])|\$\("
_BREAKS = re.compile(_BREAK)
_SHELL_BREAKS = re.compile(rf"{_BREAK}|(?<=\s)`|`(?=\s)")
_TOKEN = re.compile(r"(?:\$\{\w*\}|\$\w+|[^\s()\[\]{}<>,\"'`=;|$]|\$(?=\w))+")
_SAYS = re.compile(r"[\w%*?@-]")
_BARE_VARIABLE = re.compile(r"\$(\w+)")
_GLUED = re.compile(r"[\w./-]$")
_ESCAPED = re.compile(r"\\[nrt]")
_COMMANDS = ("host-", "hypervisor-")
_LOWER = re.compile(r"[a-z]+[,.:;]?")
_SENTENCES = """
a all also an and are as asks at be been being but by can command commands could did do does
done evacuates every fail failed fails for from had has have if in into is it its job jobs like
may means might moves must no not now of on only or other should since so still takes task that
the their then there they this to until was were when where whether which while will with
without works would
"""
_ENGLISH = frozenset(_SENTENCES.split())


@dataclass(frozen=True)
class Line:
    """A line, or what is near of a long one, and those of its hints that are read with it."""

    passage: Passage
    start: int
    hints: tuple[tuple[int, int], ...]
    """The position of each hint in the line, and in the file."""
    prose: bool = False
    """Whether a backtick is a quotation rather than a shell's."""

    @property
    def _breaks(self) -> re.Pattern[str]:
        return _BREAKS if self.prose else _SHELL_BREAKS

    def before(self, at: int) -> str:
        """Return what a command has before it."""
        hint = self.hints[at][0]
        begin = max(self.hints[at - 1][0] if at else 0, hint - WINDOW)
        for found in self._breaks.finditer(self.passage.text, begin, hint):
            begin = found.end()
        return self.passage.text[begin:hint]

    def after(self, at: int) -> str:
        """Return the command and what it has behind it."""
        hint = self.hints[at][0]
        last = min(
            hint + WINDOW, self.hints[at + 2][0] if at + 2 < len(self.hints) else hint + WINDOW
        )
        end = self._breaks.search(self.passage.text, hint, last)
        return self.passage.text[hint : end.start() if end else last]


def find(passage: Passage, prose: bool = False) -> Iterator[Line]:
    """Yield the lines that have a hint; of long ones, parts that overlap."""
    text, at = passage.text, 0
    while at < len(passage.hints):
        hint = passage.hints[at]
        start = text.rfind("\n", max(hint - WINDOW, 0), hint) + 1 or max(hint - WINDOW, 0)
        end = text.find("\n", hint, hint + 3 * WINDOW)
        own = end if end >= 0 else hint + 2 * WINDOW
        last = bisect_left(passage.hints, own)
        pairs = [
            (each, origin)
            for each, origin in zip(passage.hints[at:last], passage.origins[at:last], strict=False)
            if text.startswith(_COMMANDS, each) and not _is_inside(text, each)
        ]
        part = passage.part(start, end if end >= 0 else hint + 3 * WINDOW)
        yield Line(part, start, tuple((each - start, origin) for each, origin in pairs), prose)
        at = last


def _is_inside(text: str, at: int) -> bool:
    """Whether a hint is a part of another word: ``nova-host-evacuate`` is a script's name."""
    before = text[max(at - 2, 0) : at]
    return bool(_GLUED.search(before)) and not _ESCAPED.fullmatch(before)


def islands(passage: Passage) -> Iterator[Passage]:
    """Yield what is near of the hints, in whole lines where they are not long."""
    text, hints, at = passage.text, passage.hints, 0
    while at < len(hints):
        first = hints[at]
        while at + 1 < len(hints) and hints[at + 1] - hints[at] < 4 * WINDOW:
            at += 1
        begin, last = max(first - 2 * WINDOW, 0), hints[at] + 2 * WINDOW
        start = text.find("\n", begin, first) + 1 if begin else 0
        end = text.find("\n", last, last + WINDOW)
        yield passage.part(start or begin, end if end >= 0 else last)
        at += 1


def length(after: str) -> int:
    """Return how long the command is with which a text begins."""
    found = re.match(r"[\w-]+", after)
    return found.end() if found else 0


def tokens(text: str) -> list[str]:
    """Return the words of a text, in whatever they are wrapped."""
    found = (token for token in _TOKEN.findall(text) if _SAYS.search(token))
    found = (token.rstrip("/") if token.startswith("--") else token for token in found)
    return [_BARE_VARIABLE.sub(r"${\1}", token) if "$" in token else token for token in found]


def is_english(behind: Sequence[str]) -> bool:
    """Whether what follows is a sentence rather than arguments."""
    said = [token for token in behind if not token.startswith("-")][:2]
    plain = [token.rstrip(",.:") for token in said if _LOWER.fullmatch(token)]
    first = bool(said[:1] and plain[:1] and said[0].rstrip(",.:") == plain[0])
    return first and any(each in _ENGLISH and len(each) > 1 for each in plain)


def judge(
    desk: Desk, before: Sequence[str], after: str, behind: Sequence[str], origin: int
) -> None:
    """Add the calls that a command and the words around it are."""
    command = Word(Passage(after[: length(after)], (origin,)))
    found = [Word(Passage(token)) for token in before]
    rest = [Word(Passage(token)) for token in behind]
    for call in words.calls([*found, command, *rest], apart=False):
        desk.calls.add(call)
