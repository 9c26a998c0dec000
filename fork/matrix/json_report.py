"""The matrix as JSON, for programs."""

import dataclasses
import datetime
from typing import Any, Optional

from fork.building.project import Project
from fork.clients import suite
from fork.clients.compared import FORK, MINIMAL
from fork.matrix.built_wheel import BuiltWheel
from fork.matrix.finding import Finding, count
from fork.matrix.replay import Incident

SCHEMA = 1


def as_json(
    rows: list[Finding], project: Project, date: datetime.date
) -> dict[str, Any]:
    """Return the rows as JSON-serialisable data."""
    return {
        "schema": SCHEMA,
        "date": date.isoformat(),
        "name": project.name,
        "label": project.label,
        "counts": count(rows),
        "releases": [_release(row) for row in rows],
    }


def _release(row: Finding) -> dict[str, Any]:
    return {
        "release": row.release,
        "series": row.series,
        "pbr": row.pbr,
        "outcome": row.outcome,
        "reasons": row.reasons,
        "pythons": row.pythons,
        FORK: _wheel(row.products.get(FORK)),
        MINIMAL: _wheel(row.products.get(MINIMAL)),
        "suite": _suite(row),
        "incident": [_incident(incident) for incident in row.incidents],
    }


def _wheel(product: Optional[BuiltWheel]) -> Optional[dict[str, Any]]:
    if not product:
        return None
    offsets = product.offsets
    return {
        "wheel": product.wheel,
        "sha256": product.sha256,
        "patches": [{"name": n, "offsets": offsets[n]} for n in offsets],
    }


def _suite(row: Finding) -> Optional[dict[str, Any]]:
    compared = row.comparison
    if not compared:
        return None
    forks = {
        side: {**_results(found), "added": len(compared.added(side))}
        for side, found in compared.forks.items()
    }
    found = {"upstream": _results(compared.upstream), **forks}
    return {**found, "in_part": True} if row.in_part else found


def _results(results: suite.Results) -> dict[str, Any]:
    return {"tests": len(results), "failures": suite.failures(results)}


def _incident(incident: Incident) -> dict[str, Any]:
    touches = {"upstream": incident.upstream, **incident.forks}
    found = {side: dataclasses.asdict(t) for side, t in touches.items()}
    return {"python": incident.python, **found}
