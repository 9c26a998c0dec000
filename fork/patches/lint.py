"""The lint of patches/: what a reviewer would ask for, checked."""

import itertools
from pathlib import Path
from typing import Iterator

from unidiff.patch import Hunk, Line

from fork.building.project import Project
from fork.patches.patch import MANUAL, Patch
from fork.patches.series import Series

CONTEXT = 3
BUGS = {"Closes-Bug", "Partial-Bug", "Related-Bug"}
OWNED = ("novaclient", "releasenotes/notes")
EDITED = ("novaclient/", MANUAL)


def findings(project: Project) -> Iterator[str]:
    """Yield one line for everything that is wrong with the series.

    :raises ForkError: when the series cannot be read at all
    """
    series = Series.read(project.patches)
    for patch in series.patches:
        path = project.patches / f"{patch.name}.patch"
        faults = itertools.chain(
            _text(path), _message(patch), _edits(patch), _adds(patch, project)
        )
        yield from (f"{path.name}: {fault}" for fault in faults)
    yield from _ownership(series, project)


def _text(path: Path) -> Iterator[str]:
    if not path.read_bytes().endswith(b"\n"):
        yield "does not end with a newline"


def _message(patch: Patch) -> Iterator[str]:
    message = patch.message
    if not message.subject:
        yield "has no subject"
    if not message.why:
        yield "does not say why"
    if not BUGS & set(message.trailers):
        yield f"has no trailer of {', '.join(sorted(BUGS))}"
    for key in ("Change-Id", "Forwarded"):
        if key not in message.trailers:
            yield f"has no {key} trailer"


def _edits(patch: Patch) -> Iterator[str]:
    for edit in patch.edits:
        if not edit.path.startswith(EDITED):
            rooms = " or ".join(room.rstrip("/") for room in EDITED)
            yield (
                f"{edit.path} is no file below {rooms}, which are what a "
                "patch edits"
            )
        for number, hunk in enumerate(edit, 1):
            where = f"{edit.path}, hunk {number}"
            if _context(hunk) > CONTEXT:
                yield f"{where} quotes more than {CONTEXT} context lines"
            if _blank_change(hunk):
                yield f"{where} changes nothing but white space"
            if any(_trails(line) for line in hunk if line.is_added):
                yield f"{where} adds trailing white space"


def _context(hunk: Hunk) -> int:
    """Return the most context lines that one change needs of its neighbours.

    Between two changes twice as many may stand, as each has its own.
    """
    runs = [
        len(list(group))
        for is_context, group in itertools.groupby(
            hunk, key=lambda line: line.is_context
        )
        if is_context
    ]
    starts, ends = hunk[0].is_context, hunk[-1].is_context
    outer = runs[:starts] + runs[len(runs) - ends :]
    inner = runs[starts : len(runs) - ends]
    return max([*outer, *(run - CONTEXT for run in inner), 0])


def _blank_change(hunk: Hunk) -> bool:
    removed = "".join(line.value for line in hunk if line.is_removed)
    added = "".join(line.value for line in hunk if line.is_added)
    return removed.split() == added.split()


def _trails(line: Line) -> bool:
    return line.value.rstrip("\n") != line.value.rstrip()


def _adds(patch: Patch, project: Project) -> Iterator[str]:
    added = set(_added_files(project.root))
    for path in patch.adds:
        if path not in added:
            yield f"Adds: {path} is no file below {' or '.join(OWNED)}"


def _ownership(series: Series, project: Project) -> Iterator[str]:
    owned = series.adds
    for path in _added_files(project.root):
        if owned.count(path) != 1:
            yield (
                f"{path}: named in {owned.count(path)} Adds: trailers; name "
                "it in the one patch that it belongs to"
            )


def _added_files(root: Path) -> Iterator[str]:
    for folder in OWNED:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(root).as_posix()
