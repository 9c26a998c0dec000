"""The calls in text for people: a command counts that has an argument, and is written as one."""

import html
import re

from harness.callers.desk import Desk
from harness.callers.passage import HINT, Passage
from harness.callers.plain import comments, lines
from harness.callers.plain.lines import Line

_CONTINUED = re.compile(r"\\\r?\n[ \t]*")
_OPENED = re.compile(r"([\"'`>*\[])(?:[$#]\s+)?[^\"'`>*\[\]]*$")
_SUBSTITUTED = re.compile(r"\$\([^()\n]{0,200}\)")
_INLINE = re.compile(r"</?(?:span|b|i|em|strong|a|font|mark|wbr)\b[^<>]{0,300}>")
_MARKUP = ("html", "htm", "xhtml")
_CLOSERS = {'"': '"', "'": "'", "`": "`", ">": "</", "*": "*", "[": "]"}


def read(desk: Desk, passage: Passage) -> None:
    """Read it."""
    passage = passage.masked(comments.blanker(desk.kind if desk.prose else "txt"))
    if desk.kind in _MARKUP:
        passage = passage.changed(lambda text: _INLINE.sub(_without, text))
    passage = passage.changed(lambda text: html.unescape(_CONTINUED.sub(" ", text)))
    passage = passage.changed(lambda text: _SUBSTITUTED.sub(_filled, text))
    for line in lines.find(passage, prose=True):
        for at in range(len(line.hints)):
            _prose(desk, line, at)


def _without(found: re.Match[str]) -> str:
    return found[0] if HINT.search(found[0]) else ""


def _filled(found: re.Match[str]) -> str:
    return found[0] if HINT.search(found[0]) else "${_}"


def _prose(desk: Desk, line: Line, at: int) -> None:
    before, after = line.before(at), line.after(at)
    tokens = lines.tokens(before)
    after = _closed(before, after)
    behind = lines.tokens(after[lines.length(after) :])
    if not tokens or lines.USAGE.search(before):
        return
    if any(not token.startswith("-") for token in behind) and not lines.is_english(behind):
        lines.judge(desk, tokens, after, behind, line.hints[at][1])


def _closed(before: str, after: str) -> str:
    """Cut what comes after the quotation or markup in which the command stands."""
    found = _OPENED.search(before)
    if found:
        end = after.find(_CLOSERS[found[1]])
        after = after[:end] if end >= 0 else after
    return after
