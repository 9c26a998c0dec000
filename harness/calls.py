"""Calls that ask Nova for every host whose name contains the given one, in any text."""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMAND = re.compile(
    r"""(?<![\w./-]) (host-evacuate-live|host-evacuate|host-servers-migrate|host-meta)
    (?=[\s"',()\[\]{}\\$]|$)""",
    re.VERBOSE,
)
"""A command that has a substring mode; with a backtick behind it, it is only mentioned."""

_NOVA = re.compile(r"(?<![\w-])\w*nova\w*(?![\w-])", re.IGNORECASE)
_HELP = re.compile(r"(?<![\w-])help(?![\w-])")
_VARIABLE = re.compile(r"""(\$\w+|\$\{[^}]*\}|\}\})["']?\s+["']?$""")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_BREAK = re.compile(r"[;|\n`]|\$\(|(?<![<>])&(?!>)")
_SEARCH = re.compile(r"\bhypervisors\.search\s*\((?P<arguments>(?:[^()]|\([^()]*\))*+)")
_SERVERS = re.compile(r"\bservers\s*=\s*(?!False)\w|\*\*|^[^,=]+,\s*(?!False)\w+\s*(,|$)")

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*", re.MULTILINE)
_QUOTED = re.compile(r"""'[^']*'|"(?:\\.|[^"\\])*\"""")
_QUOTE = re.compile("[\"']")
_PROMPT = re.compile(r"#\s*(\S*/)?nova\s")
_WORD = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"']+)"""
_JOINT = re.compile(
    rf"""\\\r?\n                                    # a line continued on purpose
    | (?<=[,\[(])[ \t]*\r?\n | \r?\n(?=[ \t]*[,\]]) # a list over several lines
    | \r?\n(?=[ \t]*--[a-z])                        # YAML's folded text
    | ^[ \t]*-[ ]+{_WORD}[ \t]*\r?\n(?=[ \t]*-[ ]+{_WORD}[ \t]*$)  # YAML's list of words""",
    re.VERBOSE | re.MULTILINE,
)


class Kind(enum.Enum):
    """A way to ask for substring mode, and what to write instead."""

    DEFAULT = (
        "with upstream's client it asks for substring mode; add --strict, which both understand"
    )
    EXPLICIT = "it asks for substring mode; write --strict instead"
    SERVERS = (
        "it returns the servers of every hypervisor whose hostname contains the text; take only "
        "the one whose hypervisor_hostname equals it, or call the fork's compute_hosts.servers"
    )
    SEARCH = (
        "it returns every hypervisor whose hostname contains the text; take only the one whose "
        "hypervisor_hostname equals it"
    )


@dataclass(frozen=True)
class Call:
    """A call and the position of the word that makes it one."""

    position: int
    what: str
    kind: Kind


def search(position: int, servers: bool) -> Call:
    """Return a call of ``hypervisors.search`` in Python."""
    what = "hypervisors.search(…, servers=True)" if servers else "hypervisors.search(…)"
    return Call(position, what, Kind.SERVERS if servers else Kind.SEARCH)


def searches(text: str) -> Iterator[Call]:
    """Yield the calls of ``hypervisors.search`` in a text that Python cannot parse."""
    for found in _SEARCH.finditer(_uncommented(text, prose=False)):
        yield search(found.start(), bool(_SERVERS.search(found["arguments"])))


def commands(text: str, prose: bool) -> Iterator[Call]:
    """Yield the calls of ``nova`` in a text, be it a script or a list of words.

    A command belongs to ``nova`` when a word with that name, or a variable, stands before
    it. Words are looked for up to the end of the command.

    :param prose: whether ``# nova`` is root's prompt rather than a comment.
    """
    joined = _joined(_uncommented(text, prose))
    for found in COMMAND.finditer(joined):
        before, after = _around(joined, found)
        if _belongs(before, found[1]):
            yield from _judged(found, after)


def _uncommented(text: str, prose: bool) -> str:
    """Blank the comments out. In doubt, as after a quote that is open, it is none."""

    def blank(comment: re.Match[str]) -> str:
        start = text.rfind("\n", 0, comment.start()) + 1
        line = text[start : comment.start()]
        quoted = _QUOTE.search(_QUOTED.sub("", line))
        kept = quoted or (prose and _PROMPT.match(comment[0]))
        return comment[0] if kept else " " * len(comment[0])

    return _COMMENT.sub(blank, text)


def _joined(text: str) -> str:
    """Put each command on one line, every word where it was."""
    return _JOINT.sub(lambda joint: re.sub(r"[\\\r\n]", " ", joint[0]), text)


def _around(text: str, found: re.Match[str]) -> tuple[str, str]:
    """Return what the command has before and after the word that was found."""
    start, end = text.rfind("\n", 0, found.start()) + 1, _BREAK.search(text, found.end())
    before = _BREAK.split(text[start : found.start()])[-1]
    after = text[found.end() : end.start() if end else None]
    return before, COMMAND.split(after)[0]


def _belongs(before: str, command: str) -> bool:
    nova = list(_NOVA.finditer(before))
    if nova:
        return not _HELP.search(before, nova[-1].end())
    # Elsewhere, host-meta is a document that web servers have.
    return command != "host-meta" and bool(_VARIABLE.search(before))


def _judged(found: re.Match[str], after: str) -> Iterator[Call]:
    """As in the client, options may be abbreviated and the last one counts."""
    options = [
        option
        for option in _OPTION.findall(after)
        if "--strict".startswith(option) or "--no-strict".startswith(option)
    ]
    if not options:
        yield Call(found.start(), f"nova {found[1]} without --strict", Kind.DEFAULT)
    elif "--no-strict".startswith(options[-1]):
        yield Call(found.start(), f"nova {found[1]} --no-strict", Kind.EXPLICIT)
