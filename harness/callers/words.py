"""What a command's words say: whether it is ``nova``, and what it is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from harness.callers.calls import Call, Kind
from harness.callers.passage import Passage

COMMANDS = ("host-evacuate-live", "host-evacuate", "host-servers-migrate", "host-meta")
"""The commands that have a substring mode."""

_VARIABLE = r"\$\{\w*\}"
_COMMAND = re.compile(
    rf"({_VARIABLE})?({'|'.join(COMMANDS)}|hypervisor-servers|hypervisor-list)({_VARIABLE})?"
)
_VARIABLES = re.compile(rf"({_VARIABLE})+")
_NAME = re.compile(r"[/\\]")
_FILE = re.compile(r"\.(exe|py|sh|cmd|bat|bin)$", re.IGNORECASE)
_NOVA = re.compile(
    r"(?<![A-Za-z])(?i:run|do|my|call|exec|super|openstack)?(?i:nova)"
    r"(?i:client|cli|cmd|command|shell|bin|exe|path|prog|tool|wrapper|run|call|exec)?(?![a-zA-Z])"
    r"|(?<=[a-z0-9])Nova(?![a-z])|(?<![A-Za-z])[nN]ova(?=[A-Z])"
)
_OTHER = re.compile(
    r"nova-(api|cell|cert|compute|conductor|console|manage|metadata|network|novnc|policy|root|"
    r"sched|serial|spice|status)|python-novaclient"
)
_NOT_NOVA = re.compile(r"(^|[{_])(xe|xen\w*|echo)([}_]|$)", re.IGNORECASE)
_XE = re.compile(r"(uuid|host)=")
_CACHED = 4096
_FLAGS = {"--debug", "--insecure", "--timings", "--os-cache", "--no-cache", "-d"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command."""

    passage: Passage
    sure: bool = True
    """Whether it is there whenever the command is run."""
    callee: bool = False
    """Whether it is the function that is called with the words behind it."""

    @property
    def text(self) -> str:
        """What the word says."""
        return self.passage.text


@lru_cache(_CACHED)
def is_nova(text: str) -> bool:
    """Whether a word names the client, by its path or by a variable's or function's name."""
    if "nova" not in text.lower():
        return False
    name = _FILE.sub("", _NAME.split(text.rstrip("/\\"))[-1])
    return bool(_NOVA.search(name) and not _OTHER.search(name))


def is_command(text: str) -> bool:
    """Whether a word is one of the commands that are looked for."""
    return bool(_COMMAND.fullmatch(text))


def is_variable(text: str) -> bool:
    """Whether all of a word is unknown, and may be anything."""
    return bool(_VARIABLES.fullmatch(text))


def calls(words: Sequence[Word], apart: bool = True) -> Iterator[Call]:
    """Yield the calls that the words of a command are; of alternatives, each.

    :param apart: whether a program other than ``nova`` may take words of its own before it.
    """
    for at, word in enumerate(words):
        if not word.passage.origins:
            continue
        found = _COMMAND.fullmatch(word.text)
        if found and _belongs(words, at, found, apart):
            yield from _judged(word.passage.origin(0), found[2], _behind(words, at))


def _belongs(words: Sequence[Word], at: int, found: re.Match[str], apart: bool) -> bool:
    """Whether what stands before a command is ``nova`` or may be."""
    for before in range(at - 1, -1, -1):
        if is_nova(words[before].text):
            exact = not apart or _is_exact(words[before])
            return _are_options(words[before + 1 : at], exact)
    # Elsewhere, host-meta is a document that web servers have.
    if found[2] == "host-meta" or any(_XE.match(word.text) for word in words[at + 1 :]):
        return False
    if found[1]:
        return not _NOT_NOVA.search(found[1])
    return _may_be(words[:at])


def _is_exact(word: Word) -> bool:
    name = _FILE.sub("", _NAME.split(word.text)[-1])
    return not word.callee and name.lower() == "nova"


def _are_options(words: Sequence[Word], exact: bool) -> bool:
    """Whether words before the command leave it one: options, their values, variables."""
    value = False
    for text in (word.text for word in words):
        if text in ("help", "-h", "--help"):
            return False
        if text.startswith("-"):
            value = "=" not in text and text not in _FLAGS
        elif value or not exact or "${" in text or is_command(text):
            value = False
        else:
            return False
    return True


def _may_be(words: Sequence[Word]) -> bool:
    """Whether a variable, perhaps with options behind it, may be the client."""
    for at in range(len(words) - 1, -1, -1):
        text, first = words[at].text, at == 0 or is_variable(words[at - 1].text)
        if words[at].callee:
            return False
        if is_variable(text) and (at == len(words) - 1 or first):
            return not _NOT_NOVA.search(text)
        is_value = at > 0 and words[at - 1].text.startswith("-")
        if not (text.startswith("-") or is_value or is_command(text)):
            return False
    return False


def _behind(words: Sequence[Word], at: int) -> list[str]:
    """Return the options that a command is given for certain."""
    options: list[str] = []
    start = at + 1
    while start < len(words) and is_command(words[start].text):
        start += 1
    for behind in range(start, len(words)):
        word = words[behind]
        if word.text == "--" or is_command(word.text):
            break
        if word.text.startswith("-") and word.sure:
            options.append(word.text.partition("=")[0])
    return options


def _judged(position: int, command: str, options: Sequence[str]) -> Iterator[Call]:
    """As in the client, options may be abbreviated and the last one counts."""
    if "-h" in options or "--help" in options:
        return
    if command == "hypervisor-servers":
        yield Call(position, f"nova {command}", Kind.SERVERS)
    elif command == "hypervisor-list":
        if any(_is("--matching", option, 5) for option in options):
            yield Call(position, f"nova {command} --matching", Kind.SEARCH)
    else:
        yield from _mode(position, command, options)


def _mode(position: int, command: str, options: Sequence[str]) -> Iterator[Call]:
    asked = [o for o in options if _is("--strict", o, 3) or _is("--no-strict", o, 3)]
    if not asked:
        yield Call(position, f"nova {command} without --strict", Kind.DEFAULT)
    elif "--no-strict".startswith(asked[-1]):
        yield Call(position, f"nova {command} --no-strict", Kind.EXPLICIT)


def _is(name: str, option: str, least: int) -> bool:
    return len(option) >= least and name.startswith(option)
