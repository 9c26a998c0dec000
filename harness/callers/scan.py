"""The scan of a code tree for calls that ask for substring mode."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import text as shown
from harness.callers import content, reader, tree
from harness.callers.calls import Call
from harness.callers.content import Block
from harness.trials.report import count

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

_IGNORE = "strict-scan: ignore"


@dataclass(frozen=True)
class Finding:
    """A call and where it is."""

    path: Path
    line: int
    call: Call

    def __str__(self) -> str:
        """Return it as compilers tell of their findings."""
        where = f"{shown.escape(str(self.path))}:{self.line}"
        return f"{where}: {self.call.what}: {self.call.kind.value}"


@dataclass
class Scan:
    """What was found so far."""

    findings: list[Finding] = field(default_factory=list)
    files: int = 0
    unread: list[OSError] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The scan in one line."""
        found = f"{count(len(self.findings), 'call')} in {count(self.files, 'file')}"
        unread = f"; {count(len(self.unread), 'path')} could not be read" if self.unread else ""
        return f"{found}{unread}"

    def as_json(self) -> dict[str, Any]:
        """Return the scan as JSON-serialisable data."""
        return {
            "schema": SCHEMA,
            "files": self.files,
            "findings": [_finding(each) for each in self.findings],
            "unread": [{"path": str(e.filename), "reason": e.strerror} for e in self.unread],
        }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "path": str(finding.path),
        "line": finding.line,
        "kind": finding.call.kind.name.lower(),
        "call": finding.call.what,
        "advice": finding.call.kind.value,
    }


def run(paths: Iterable[Path]) -> Scan:
    """Scan files and folders.

    :raises HarnessError: when one of them is not there.
    """
    scan = Scan()
    for path in tree.files(list(paths), scan.unread.append):
        try:
            found = [_find(path, block) for block in content.blocks(path)]
        except OSError as error:
            scan.unread.append(error)
            continue
        if found:
            scan.files += 1
            scan.findings += [finding for each in found for finding in each]
    return scan


def _find(path: Path, block: Block) -> list[Finding]:
    """Return the calls in a part of a file, by line."""
    if not reader.may_have(block.text):
        return []
    text, calls = reader.find(path.name, block.text, block.wide, block.part)
    ends = [found.start() for found in re.finditer("\n", text)] if calls else []
    ignored = _ignored(text) if calls else set()
    found = [(bisect_left(ends, call.position), call) for call in calls]
    return [Finding(path, block.line + at, call) for at, call in found if at not in ignored]


def _ignored(text: str) -> set[int]:
    """Return the lines that a remark silences, and those that are continued up to there."""
    ignored: set[int] = set()
    if _IGNORE in text:
        lines = text.split("\n")
        for at in range(len(lines) - 1, -1, -1):
            if _IGNORE in lines[at] or (lines[at].endswith("\\") and at + 1 in ignored):
                ignored.add(at)
    return ignored
