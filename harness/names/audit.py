"""The audit of a fleet's names: as tables for people, as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from harness import text
from harness.names.clash import Clashes
from harness.names.renaming import Renaming
from harness.names.roster import Roster
from harness.trials.report import count
from workbench.table import aligned

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

_SHOWN = 10
_REMOVED = "Padded with zeros, no name is contained in another:"
_REDUCED = "Padding these with zeros removes some of it:"
_LEFT = "Padding does not tell these apart; give one of them a name of its own:"


def as_json(roster: Roster, found: Clashes, short: Clashes, renaming: Renaming) -> dict[str, Any]:
    """Return the audit as JSON-serialisable data.

    :param short: what names find when their domain is left out.
    """
    return {
        "schema": SCHEMA,
        "names": len(roster.names),
        "clashes": _listed(found),
        "short": _listed(short),
        "renaming": [{"name": old, "new": new} for old, new in renaming.names.items()],
        "left": _listed(renaming.left),
    }


def _listed(clashes: Clashes) -> list[dict[str, Any]]:
    return [{"name": name, "evacuated": list(others)} for name, others in clashes.items()]


def lines(
    roster: Roster, found: Clashes, short: Clashes, renaming: Renaming, match_case: bool
) -> Iterator[str]:
    """Yield the audit as lines of text.

    :param short: what names find when their domain is left out.
    :param match_case: whether letter case was taken to count.
    """
    case = "letter case counts" if match_case else "letter case does not count"
    names = f"{count(len(roster.names), 'name')} ({case})"
    if found:
        yield f"{names}: {len(found)} would evacuate other hosts in substring mode."
        yield from _clashes(found, "EVACUATED WITH IT")
    else:
        yield f"{names}: none is contained in another."
    if short:
        yield from ("", f"Without their domain, {len(short)} would evacuate other hosts:")
        yield from _clashes(short, "EVACUATED WITH IT")
    if renaming.names:
        yield from ("", _REDUCED if renaming.left else _REMOVED, "")
        renamed = [tuple(map(text.escape, pair)) for pair in renaming.names.items()]
        yield from aligned([("NAME", "NEW NAME"), *renamed])
    if renaming.left:
        yield from ("", _LEFT)
        yield from _clashes(renaming.left, "STILL EVACUATED WITH IT")


def _clashes(clashes: Clashes, head: str) -> Iterator[str]:
    rows = [(text.escape(name), _some(others)) for name, others in clashes.items()]
    yield ""
    yield from aligned([("NAME", head), *rows])


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - _SHOWN
    shown = ", ".join(map(text.escape, names[:_SHOWN]))
    return f"{shown} and {more} more" if more > 0 else shown
