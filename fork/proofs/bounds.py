"""What a wheel requires, and what is installed where that is the oldest."""

import email
from pathlib import Path
from typing import Iterable, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from fork.text import decode
from workbench.table import aligned

#: Bounds that are higher than those of the wheel, or that it lacks.
RAISED = Path(__file__).with_name("oldest.txt")


def stated(metadata: bytes, python: str) -> list[Requirement]:
    """Return what a wheel requires on a Python, whoever installs it."""
    lines = email.message_from_bytes(metadata).get_all("Requires-Dist", [])
    return _holding(map(str, lines), python)


def raised(python: str) -> list[Requirement]:
    """Return the bounds of RAISED that hold on a Python.

    :raises ForkError: when the file is not UTF-8
    """
    lines = decode(RAISED.read_bytes(), RAISED.name).splitlines()
    kept = (line for line in lines if line and not line.startswith("#"))
    return _holding(kept, python)


def table(
    stated: list[Requirement],
    raised: list[Requirement],
    pins: Mapping[str, str],
) -> list[str]:
    """Lay out what is required beside what is installed.

    :param pins: the version of everything that is installed, by name
    """
    names = sorted({_name(each) for each in [*stated, *raised]})
    bounds = [_specifiers(stated), _specifiers(raised)]
    cells = [
        (name, *(found.get(name, "-") for found in bounds), pins[name])
        for name in names
    ]
    head = ("package", "wheel", "raised", "installed")
    lines = [*aligned([head, *cells])]
    rest = [f"{n} {pins[n]}" for n in sorted(pins) if n not in names]
    return [*lines, f"with {', '.join(rest)}"] if rest else lines


def _holding(lines: Iterable[str], python: str) -> list[Requirement]:
    read = map(Requirement, lines)
    where = {"python_version": python, "extra": ""}
    return [r for r in read if not r.marker or r.marker.evaluate(where)]


def _specifiers(stated: list[Requirement]) -> dict[str, str]:
    return {_name(each): str(each.specifier) or "any" for each in stated}


def _name(of: Requirement) -> str:
    return canonicalize_name(of.name)
