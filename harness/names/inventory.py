"""Ansible's inventories.

PyYAML and the standard library's ``configparser`` read them, as ansible-core 2.19 does. Its own
reader is not used: it brings nine packages, needs 10 s for 20,000 hosts, does not say which line
it refuses, takes every list for an inventory, and is declared internal.
"""

import configparser
import re
import shlex
from collections.abc import Iterator
from itertools import count
from typing import Any

from harness.names.address import is_address

_RANGE = re.compile(r"(.*?)\[([^\]:]+):([^\]:]+)(?::(\d+))?\](.*)")
_HEAD = re.compile(r"\[(?P<header>[^:\[\]\s\"',]+(?::(?:hosts|vars|children))?)\]\s*(#.*)?$")
_BRACKETS = re.compile(r"\[.*\]")
_WITH_VARIABLES = re.compile(r"\s*[^\s#;=]+(\s+[\w.-]+=\S*)+\s*([#;].*)?")
_PORT = re.compile(r"(?<=[^:]):\d+$")
_NOTHING = ("null", "Null", "NULL", "~")
_UNGROUPED = "ungrouped"
_MOST = 100_000


def is_section(line: str) -> bool:
    """Whether a line is a group's head."""
    return _HEAD.match(line.strip()) is not None


def is_ini(text: str) -> bool:
    """Whether a text is an inventory of lines: groups, variables or ranges tell."""
    return any(
        is_section(line) or _WITH_VARIABLES.fullmatch(line) or _is_range(line)
        for line in text.split("\n")
    )


def _is_range(line: str) -> bool:
    found = _RANGE.fullmatch(line.strip())
    return found is not None and " " not in line.strip()


def ini(text: str) -> Iterator[str]:
    """Yield the hosts of an inventory of lines.

    :raises ValueError: when a line is not one of an inventory; it names it.
    """
    parser = configparser.RawConfigParser(
        delimiters=("\0",),
        allow_no_value=True,
        strict=False,
        default_section="\0",
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.SECTCRE = _HEAD
    lines = [line.strip() for line in text.split("\n")]
    try:
        parser.read_string("\n".join([f"[{_UNGROUPED}]", *lines]))
    except configparser.Error as error:
        raise ValueError(str(error).split("\n")[0]) from error
    known = {section.partition(":")[0] for section in parser.sections()}
    for section in parser.sections():
        kind = section.partition(":")[2]
        for line in parser.options(section):
            if kind == "children":
                _require(line, line.partition("#")[0].strip() in known)
            elif kind == "vars":
                _require(line, "=" in line)
            else:
                yield from _line(line)


def _line(line: str) -> Iterator[str]:
    try:
        name, *variables = shlex.split(line, comments=True)
    except ValueError as error:
        raise ValueError(line) from error
    bracketed = _BRACKETS.fullmatch(name) and not is_address(name[1:-1])
    _require(line, not bracketed and all("=" in variable for variable in variables))
    yield from _hosts(name)


def _require(line: str, right: bool) -> None:
    """Refuse a line that ansible refuses too, so that no host is lost without a word."""
    if not right:
        raise ValueError(line)


def _hosts(pattern: str) -> Iterator[str]:
    """Yield the hosts that a name with a port or a range stands for."""
    name = _PORT.sub("", pattern)
    if is_address(pattern) or is_address(name[1:-1]):
        yield pattern if is_address(pattern) else name[1:-1]
    else:
        yield from expand(name)


def groups(content: dict[str, Any]) -> Iterator[str]:
    """Yield the hosts of an inventory's groups, each as often as it is in one.

    :raises ValueError: when a host's name is a range that is none.
    """
    for name in dict.fromkeys(_group(content, top=True)):
        yield from _hosts(name)


def _group(content: dict[str, Any], top: bool = False) -> Iterator[str]:
    for key, value in content.items():
        if key == "hosts" and value and value not in _NOTHING:
            yield from [value] if isinstance(value, str) else map(str, value)
        elif key == "children" or (key == "_meta" and top) or key in ("vars", "hostvars"):
            if key == "children" and isinstance(value, dict):
                yield from _group(value, top=True)
        elif top and isinstance(value, dict):
            yield from _group(value)
        elif top and isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield from value


def expand(name: str) -> Iterator[str]:
    """Yield the names that a range such as ``compute[01:20]`` stands for.

    :raises ValueError: when it is none, or too long to be meant.
    """
    found = _RANGE.fullmatch(name)
    if found is None:
        yield name
        return
    before, first, last, step, after = found.groups()
    for at, middle in zip(count(), _between(first, last, int(step or 1))):
        if at >= _MOST:
            raise ValueError(name)
        yield from (f"{before}{middle}{rest}" for rest in expand(after))


def _between(first: str, last: str, step: int) -> Iterator[str]:
    if first.isdecimal() and last.isdecimal() and step:
        width = len(first) if first.startswith("0") else 0
        return (str(at).zfill(width) for at in range(int(first), int(last) + 1, step))
    if len(first) == len(last) == 1 and (first + last).isalpha() and step:
        return (chr(at) for at in range(ord(first), ord(last) + 1, step))
    raise ValueError(f"{first}:{last}")
