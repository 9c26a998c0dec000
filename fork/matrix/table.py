"""The matrix as a table: a line for each release."""

from typing import Iterator, Optional

from fork.clients import suite
from fork.clients.compared import FORK, MINIMAL
from fork.clients.interpreter import PYTHON2
from fork.matrix.finding import Finding, summary
from fork.matrix.replay import Incident
from workbench import table

HEAD = (
    "Release",
    "Series",
    "Python",
    "pbr",
    "Patches",
    "Offset",
    "Tests upstream",
    "Tests fork",
    "Added",
    "Failures",
    "Hosts upstream",
    "Hosts minimal",
    "Hosts fork",
    "On 2.7",
    "Outcome",
)
#: Columns of numbers, which stand at the right; the others hold words.
_NUMBERS = {*range(len(HEAD))} - {*map(HEAD.index, ("Series", "Outcome"))}
_NONE = "-"


def plain(rows: list[Finding]) -> str:
    """Lay the rows out as aligned text, what is not ok below, then a sum."""
    lines = table.aligned([HEAD, *map(cells, rows)], _NUMBERS)
    below = [*legend(rows), "", *reasons(rows), summary(rows), ""]
    return "\n".join([*lines, "", *below])


def markdown(rows: list[Finding]) -> str:
    """Lay the rows out as a table of Markdown."""
    return "\n".join(table.markdown(HEAD, [*map(cells, rows)], _NUMBERS))


def legend(rows: list[Finding]) -> list[str]:
    """Say which patches the numbers stand for, and what else to know."""
    held = [row.product.patches for row in rows if row.product]
    longest = max(held, key=len, default=[])
    patches = [f"patch {number}: {p}" for number, p in enumerate(longest, 1)]
    in_part = ", ".join(row.release for row in rows if row.in_part)
    told = f"upstream, too, only the tests that can change: {in_part}"
    return [*patches, told] if in_part else patches


def reasons(rows: list[Finding]) -> list[str]:
    """Say why releases are not ok."""
    return [
        f"{row.release} {row.outcome}: {reason}"
        for row in rows
        for reason in row.reasons
    ]


def cells(row: Finding) -> list[str]:
    """Return what the table says of a release."""
    return [
        row.release,
        row.series or _NONE,
        row.pythons[0] if row.pythons else _NONE,
        row.pbr or "newest",
        *_patches(row),
        *_counts(row),
        *_hosts(row),
        _python2(row),
        row.outcome,
    ]


def _patches(row: Finding) -> list[str]:
    if not row.product:
        return [_NONE] * 2
    last = len(row.product.patches)
    numbers = "1" if last == 1 else f"1-{last}"
    return [numbers, f"{row.product.largest:+d}"]


def _counts(row: Finding) -> list[str]:
    compared = row.comparison
    if not compared:
        return [_NONE] * 4
    sides = (compared.upstream, *compared.forks.values())
    failures = "/".join(str(len(suite.failures(side))) for side in sides)
    sizes = [str(len(s)) for s in (compared.upstream, compared.forks[FORK])]
    return [*sizes, str(len(compared.added(FORK))), failures]


def _hosts(row: Finding) -> list[str]:
    incident = row.incident(row.pythons[0]) if row.pythons else None
    return [*_touched(incident, MINIMAL)] if incident else [_NONE] * 3


def _touched(incident: Incident, *more: str) -> Iterator[str]:
    """Yield how many hosts upstream's client touched, and forks."""
    yield str(len(incident.upstream.hosts))
    for side in (*more, FORK):
        touch = incident.forks.get(side)
        yield str(len(touch.hosts)) if touch else _NONE


def _python2(row: Finding) -> str:
    if not (row.product and row.product.declaration.python2):
        return _NONE
    incident: Optional[Incident] = row.incident(PYTHON2)
    return "/".join(_touched(incident)) if incident else "not run"
