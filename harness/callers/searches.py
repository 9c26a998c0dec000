"""Calls of ``hypervisors.search`` and requests of Nova's API, in text of any kind."""

import re
from collections.abc import Container, Iterator

from harness.callers import calls
from harness.callers.calls import Call
from harness.callers.passage import Passage

_SEARCH = re.compile(r"(?<!\w)_*(?:\w+_)?hypervisors\s*\.\s*search\s*\(")
_ROUTE = re.compile(r"os-hypervisors/([^/\n]{1,200}?)/(servers|search)(?![\w-])")
_PATTERN = re.compile(r"hypervisor_hostname_pattern(?=[\"']?\s*\]?\s*(=(?!=)|:|,|=>|$))")
_KEYWORD = re.compile(r"[(,]\s*$")
_TABLE = re.compile(r"\bdict\([^()]*$")
_WITH_SERVERS = re.compile(
    r"with_servers[\"']?\s*\]?\s*[=:,]>?\s*[\"']?(?!false|0|no)\w", re.IGNORECASE
)
_FALSE = re.compile(r"(False|None|0)?$")
_COMMENT = re.compile(r"(^|\s)#.*")
_ASKED = re.compile(r"servers\s*=\s*(.*)", re.DOTALL)
_MARK = re.compile(r"[\"'()\[\]{},]")
_LONGEST = 2000
_DEEPEST = 20
_NEAR = 160


def find(passage: Passage, file: str, known: Container[int] = ()) -> Iterator[Call]:
    """Yield the calls in a text.

    :param file: the text of the whole file.
    :param known: hints that another reader has looked at.
    """
    if passage.origins:
        yield from _searches(passage, known)
        yield from _routes(passage, file)


def _searches(passage: Passage, known: Container[int]) -> Iterator[Call]:
    for found in _SEARCH.finditer(passage.text):
        if passage.origin(found.start()) not in known:
            arguments = _arguments(passage.text, found.end())
            yield calls.search(passage.place(found.start()), _with_servers(arguments))


def _arguments(text: str, start: int) -> list[str]:
    """Return the arguments of a call, as far as they are near."""
    arguments: list[str] = []
    depth, quote, begin = 0, "", 0
    text = text[start : start + _LONGEST]
    if "#" in text:
        text = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    for found in _MARK.finditer(text):
        letter = found[0]
        if quote or letter in "\"'":
            quote = "" if letter == quote else quote or letter
            continue
        depth += (letter in "([{") - (letter in ")]}")
        if depth < 0 or (letter == "," and not depth):
            arguments.append(text[begin : found.start()].strip())
            begin = found.end()
        if depth < 0 or depth > _DEEPEST:
            return arguments
    return [*arguments, text[begin:].strip()]


def _with_servers(arguments: list[str]) -> bool:
    """Whether a call may ask for servers: all but a plain ``False`` may."""
    for at, argument in enumerate(arguments):
        asked = _ASKED.match(argument)
        if argument.startswith("*") or (asked and not _FALSE.match(asked[1])):
            return True
        if at == 1 and "=" not in argument and not _FALSE.match(argument):
            return True
    return False


def _routes(passage: Passage, file: str) -> Iterator[Call]:
    """Yield the requests that take a part of a hostname."""
    for found in _ROUTE.finditer(passage.text):
        what = f"/os-hypervisors/…/{found[2]}"
        yield calls.route(passage.place(found.start()), what, found[2] == "servers")
    for found in _PATTERN.finditer(passage.text):
        before = passage.text[max(found.start() - _NEAR, 0) : found.start()]
        if not _KEYWORD.search(before) or _TABLE.search(before):
            place = passage.place(found.start())
            near = file[max(place - _NEAR, 0) : place + _NEAR]
            what = "/os-hypervisors?hypervisor_hostname_pattern=…"
            yield calls.route(place, what, bool(_WITH_SERVERS.search(near)))
