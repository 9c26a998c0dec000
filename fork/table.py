"""The matrix as a table for people, and as JSON for programs."""

import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any, Optional

from fork import suite
from fork.interpreter import PYTHON2
from fork.project import Project
from fork.replay import Incident
from fork.row import Row, count, summary

SCHEMA = 1
HEAD = (
    "Release",
    "Series",
    "Python",
    "Tests upstream",
    "Tests fork",
    "Added",
    "Failures",
    "Patches",
    "Offset",
    "Hosts upstream",
    "Hosts fork",
    "On 2.7",
    "Outcome",
)
#: Columns of words; the others hold numbers and stand at the right.
_WORDS = {"Series", "Outcome"}
_NONE = "-"

EXPLANATION = """\
Each release was built, installed beside upstream's, and tried: upstream's unit
suite on both, then the incident on the embedded OpenStack, where
`XXXX-HOST-YYYY34` has failed and the services of ten look-alikes are down too.

- **Tests upstream**, **Tests fork**: the tests of the unit suite that ran;
  **Added**: those that only the fork has.
- **Failures**: on upstream's release / on the fork; they must be the same.
- **Patches**: how many of the series the wheel holds; **Offset**: how many
  lines off a hunk applied, at most.
- **Hosts upstream**, **Hosts fork**: how many hosts the client touched when it
  was to evacuate one; **On 2.7**: the same two where the release declares
  Python 2.7.
"""


def plain(rows: list[Row]) -> str:
    """Lay the rows out as aligned text, what is not ok below, then a sum."""
    lines = [_cells(row) for row in rows]
    columns = list(zip(HEAD, *lines))
    widths = [max(map(len, column)) for column in columns]
    text = [_line(HEAD, widths), *(_line(line, widths) for line in lines)]
    return "\n".join([*text, "", *_reasons(rows), summary(rows), ""])


def markdown(rows: list[Row], project: Project, date: datetime.date) -> str:
    """Lay the rows out as a page of the manual."""
    rule = [":--" if name in _WORDS else "--:" for name in HEAD]
    lines = [HEAD, rule, *map(_cells, rows)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    title = f"# The release matrix of {project.label}, {date.isoformat()}"
    reasons = [f"- {reason}" for reason in _reasons(rows)]
    parts = [title, EXPLANATION.rstrip(), table, *reasons]
    return "\n\n".join([*parts, f"{summary(rows)}\n"])


def as_json(
    rows: list[Row], project: Project, date: datetime.date
) -> dict[str, Any]:
    """Return the rows as JSON-serialisable data."""
    return {
        "schema": SCHEMA,
        "date": date.isoformat(),
        "name": project.name,
        "label": project.label,
        "counts": count(rows),
        "releases": [_record(row) for row in rows],
    }


def write(
    rows: list[Row], project: Project, date: datetime.date, folder: Path
) -> None:
    """Write matrix.md and matrix.json to a folder of the manual."""
    folder.mkdir(parents=True, exist_ok=True)
    page = markdown(rows, project, date)
    (folder / "matrix.md").write_text(page, encoding="utf-8")
    data = json.dumps(as_json(rows, project, date), indent=1)
    (folder / "matrix.json").write_text(f"{data}\n", encoding="utf-8")


def _line(cells: Any, widths: list[int]) -> str:
    padded = [
        cell.ljust(width) if name in _WORDS else cell.rjust(width)
        for name, cell, width in zip(HEAD, cells, widths)
    ]
    return "  ".join(padded).rstrip()


def _reasons(rows: list[Row]) -> list[str]:
    return [
        f"{row.release} {row.outcome}: {reason}"
        for row in rows
        for reason in row.reasons
    ]


def _cells(row: Row) -> list[str]:
    python = row.pythons[0] if row.pythons else _NONE
    upstream, fork = _hosts(row.incident(python))
    return [
        row.release,
        row.series or _NONE,
        python,
        *_counts(row),
        *_patches(row),
        upstream,
        fork,
        _python2(row),
        row.outcome,
    ]


def _counts(row: Row) -> list[str]:
    compared = row.comparison
    if not compared:
        return [_NONE] * 4
    sides = (compared.upstream, compared.fork)
    failures = "/".join(str(len(suite.failures(side))) for side in sides)
    sizes = [str(len(side)) for side in sides]
    return [*sizes, str(len(compared.added)), failures]


def _patches(row: Row) -> list[str]:
    if not row.product:
        return [_NONE] * 2
    return [str(len(row.product.offsets)), f"{row.product.largest:+d}"]


def _hosts(incident: Optional[Incident]) -> tuple[str, str]:
    if not incident:
        return _NONE, _NONE
    return str(len(incident.upstream.hosts)), str(len(incident.fork.hosts))


def _python2(row: Row) -> str:
    if not (row.product and row.product.declaration.python2):
        return _NONE
    incident = row.incident(PYTHON2)
    return "/".join(_hosts(incident)) if incident else "not run"


def _record(row: Row) -> dict[str, Any]:
    product = row.product
    return {
        "release": row.release,
        "series": row.series,
        "outcome": row.outcome,
        "reasons": row.reasons,
        "pythons": row.pythons,
        "wheel": product.wheel if product else None,
        "sha256": product.sha256 if product else None,
        "patches": product.offsets if product else {},
        "suite": _suite(row),
        "incident": [dataclasses.asdict(i) for i in row.incidents],
    }


def _suite(row: Row) -> Optional[dict[str, Any]]:
    compared = row.comparison
    if not compared:
        return None
    sides = {"upstream": compared.upstream, "fork": compared.fork}
    runs = {
        side: {"tests": len(results), "failures": suite.failures(results)}
        for side, results in sides.items()
    }
    return {**runs, "added": len(compared.added)}
