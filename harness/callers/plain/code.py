"""The calls in text that no parser reads: other languages, and settings."""

import re
from collections.abc import Iterator, Sequence

from harness.callers import mention, words
from harness.callers.desk import Desk
from harness.callers.passage import HINT, Passage
from harness.callers.plain import comments, lines
from harness.callers.plain.lines import WINDOW, Line
from harness.callers.shell.script import Reader as Shell
from harness.callers.words import Word

_NEAR = 300
_NEXT = 80
_CONTINUED = re.compile(r"\\\r?\n[ \t]*|[\^`]\r?\n[ \t]*")
_JOINED = re.compile(r"\"\s*(?:\+|\.{1,2}|<>|&)\s*\$?@?f?\"|'\s*(?:\+|\.{1,2})\s*'")
_ADJACENT = re.compile(r"\"\s*\n\s*\"")
_LIKE_C = {"c", "cc", "cpp", "cxx", "h", "hpp", "m"}
_NAME = r"(?<![\w.$@])[A-Za-z_$@][\w.$]{0,60}+(?:\([^()\"'\n]{0,60}\))?"
_BETWEEN = re.compile(rf"\"\s*\+\s*({_NAME})\s*\+\s*\"")
_BEHIND = re.compile(rf"\"\s*\+\s*({_NAME})")
_BEFORE = re.compile(rf"({_NAME})\s*\+\s*\"")
_PUT_IN = re.compile(r"(?:#|%|\$)\{([^{}\n]{0,80})\}|\$\(([^()\n]{0,80})\)|%([A-Za-z_]\w*)%|%~?\d")
_VALUE = re.compile(r">([^<>\"\n]{1,500})<")
_LITERAL = re.compile(r"\"((?:\\.|[^\"\\\n])*+)\"|'((?:\\.|[^'\\\n])*+)'|`([^`\n]*+)`")
_BARE_VARIABLE = re.compile(r"\$(\w+)")
_SPOKEN = re.compile(r"([\w.-]+)!?\s*[(\s]\s*(?:[\w.]+\s*,\s*){0,2}[$@fr]?$")
_SHOWN = re.compile(r"\bfprintf\s*\(\s*std(?:err|out)\s*,\s*$|\b(?:cout|cerr|clog)\s*<<\s*$")
_ENTITLED = re.compile(r"([\w-]+)[\"']?\s*(?:=>?|:)\s*$")
_ADDS = re.compile(r"\s*(?:[\w.]*\.(?:add|arg|args|append|push|command)\b|[.,+)\]]|<arg|[\"'])")
_NAMES = re.compile(r"[\w.]+")
_STARTED = re.compile(r"^\s*[&.]?\s*([\w./\\-]*nova)(?:\.exe)?\s", re.MULTILINE)
_PROGRAM = re.compile(r"[=:]\s*([\w./-]*nova)\s*$", re.MULTILINE)


def read(desk: Desk, passage: Passage) -> None:
    """Read source of any language, or settings."""
    passage = passage.masked(comments.blanker(desk.kind))
    for island in lines.islands(passage):
        _Code(desk).read(island)


class _Code:
    """Reads a text line by line, each with what is near."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shell = Shell(desk)

    def read(self, passage: Passage) -> None:
        """Read it."""
        if self._desk.kind in _LIKE_C:
            passage = passage.changed(lambda text: _ADJACENT.sub("", text))
        passage = passage.changed(_simplified)
        for line in lines.find(passage):
            self._line(passage, line)

    def _line(self, passage: Passage, line: Line) -> None:
        literals = [found.span() for found in _literals(line.passage)]
        done = -1
        for at, (hint, _) in enumerate(line.hints):
            inner = next((span for span in literals if span[0] < hint < span[1]), None)
            if inner is None:
                self._bare(passage, line, at)
            elif inner[0] > done:
                done = inner[0]
                self._literal(passage, line, *inner)

    def _literal(self, passage: Passage, line: Line, start: int, end: int) -> None:
        inner = line.passage.part(start + 1, end - 1)
        inner = inner.changed(lambda text: _BARE_VARIABLE.sub(r"${\1}", _unescaped(text)))
        first = inner.text.split()[:1]
        if first and (words.is_command(first[0]) or first[0].startswith("-")):
            self._apart(passage, line.start + start, line.start + end, inner)
        elif not _is_spoken(line.passage.text[max(start - _NEAR, 0) : start]):
            self._shell.read(inner)

    def _apart(self, passage: Passage, start: int, end: int, inner: Passage) -> None:
        """Read a command whose program is named elsewhere: before it, or soon after."""
        before = passage.text[max(start - WINDOW, 0) : start]
        after = passage.text[end : end + WINDOW]
        program = _program(before, after)
        if program:
            found = [*_words(program), *_words(inner.text)]
            at = next(i for i, w in enumerate(found) if words.is_command(w.text))
            found[at] = Word(Passage(found[at].text, inner.origins[:1]))
            self._add([*found, *_words(" ".join(_added(after)))])

    def _bare(self, passage: Passage, line: Line, at: int) -> None:
        before, after = line.before(at), line.after(at)
        tokens, behind = lines.tokens(before), lines.tokens(after[lines.length(after) :])
        name = tokens[0].lstrip("@").lower() if tokens else ""
        if mention.always(name) or mention.speaks(name) or lines.USAGE.search(before):
            return
        if after.startswith("/", lines.length(after)):
            return  # a regular expression ends
        if not lines.is_english(behind):
            lines.judge(self._desk, tokens, after, behind, line.hints[at][1])
        if before.rstrip().endswith(("=", ":")):
            start = line.start + line.hints[at][0]
            end = start + len(after.split("\n")[0])
            self._apart(passage, start, end, passage.part(start, end))

    def _add(self, found: Sequence[Word]) -> None:
        for call in words.calls(found, apart=False):
            self._desk.calls.add(call)


def _simplified(text: str) -> str:
    """Put strings together that are added up, and give what is put in them a shell's form."""
    text = _CONTINUED.sub(" ", text)
    text = _PUT_IN.sub(_variable, text)
    text = _JOINED.sub("", text)
    text = _BETWEEN.sub(_variable, text)
    text = _BEHIND.sub(lambda found: _variable(found) + '"', text)
    text = _BEFORE.sub(lambda found: '"' + _variable(found), text)
    return _VALUE.sub(r'>"\1"<', text)


def _variable(found: re.Match[str]) -> str:
    if HINT.search(found[0]):
        return found[0]
    name = next((group for group in found.groups() if group), "_")
    return "${" + (re.sub(r"\W", "_", name).strip("_") or "_") + "}"


def _unescaped(text: str) -> str:
    return re.sub(
        r"\\([\"'nrt])", lambda found: {"n": "\n", "r": "", "t": " "}.get(found[1], found[1]), text
    )


def _literals(line: Passage) -> Iterator[re.Match[str]]:
    for found in _LITERAL.finditer(line.text):
        if line.has_hint(found.start(), found.end()):
            yield found


def _words(text: str) -> list[Word]:
    return [Word(Passage(token)) for token in text.split()]


def _is_spoken(before: str) -> bool:
    """Whether a text stands where a function or a program would only show it."""
    if _SHOWN.search(before):
        return True
    if (entitled := _ENTITLED.search(before)) and mention.is_text(entitled[1]):
        return True
    found = _SPOKEN.search(before)
    name = re.split(r"[.:]", found[1])[-1] if found else ""
    return bool(name) and (mention.speaks(name) or mention.always(name.lower()))


def _program(before: str, after: str) -> str:
    """Return the client's name and options, where a command is given to it; the nearest first."""
    near = "\n".join(before.split("\n")[-6:])
    line = near[near.rfind("\n") + 1 :]
    soon = "\n".join(after.split("\n")[:4])
    for text, find in (
        (line[-_NEXT:], _said),
        (line, _named),
        (near, _said),
        (near, _PROGRAM.findall),
        (soon, _said),
        (soon, _STARTED.findall),
    ):
        found = [each for each in find(text) if _is_program(each)]
        if found:
            return found[-1]
    return ""


def _is_program(text: str) -> bool:
    return words.is_nova(text.split()[0]) and not HINT.search(text)


def _named(text: str) -> list[str]:
    """Return the names outside of literals."""
    return _NAMES.findall(_LITERAL.sub("", text)) if "nova" in text.lower() else []


def _said(text: str) -> Iterator[str]:
    """Yield the literals that may be a program."""
    if "nova" in text.lower():
        for found in _LITERAL.finditer(text):
            inner = found[found.lastindex or 0]
            if inner.strip():
                yield inner


def _added(after: str) -> Iterator[str]:
    """Yield the texts behind a command that are its arguments too."""
    first, *others = after.split("\n")[:9]
    first, *statements = first[:_NEAR].split(";")
    lines = [first]
    for line in [*statements, *others]:
        if line.strip() and not _ADDS.match(line):
            break
        lines.append(line)
    for found in _LITERAL.finditer("\n".join(lines)):
        text = found[found.lastindex or 0]
        if any(map(words.is_command, text.split()[:1])):
            return
        yield text
