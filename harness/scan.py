"""The scan of a code tree for calls that ask for substring mode."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import calls, source, text, tree
from harness.calls import Call
from harness.report import count

SCHEMA = 1
"""Raised when a field of the JSON changes its meaning or goes away."""

_HINT = re.compile(rb"host-evacuate|host-servers-migrate|host-meta|hypervisors")
_PYTHON = re.compile(rb"#!.*python")
_PROSE = {".adoc", ".asciidoc", ".markdown", ".md", ".rst", ".txt"}


@dataclass(frozen=True)
class Finding:
    """A call and where it is."""

    path: Path
    line: int
    call: Call

    def __str__(self) -> str:
        """Return it as compilers tell of their findings."""
        where = f"{text.escape(str(self.path))}:{self.line}"
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
            content = tree.read(path)
        except OSError as error:
            scan.unread.append(error)
            continue
        if content is not None:
            scan.files += 1
            scan.findings += find(path, content)
    return scan


def find(path: Path, content: bytes) -> list[Finding]:
    """Return the calls in one file, by line."""
    if not _HINT.search(content):
        return []
    found = sorted(_placed(path, content), key=lambda placed: placed[0])
    return [Finding(path, line, call) for line, call in found]


def _placed(path: Path, content: bytes) -> Iterator[source.Placed]:
    if path.suffix in (".py", ".pyw") or _PYTHON.match(content):
        try:
            yield from source.find(content)
            return
        except ValueError:
            pass  # another Python's, or a template: read it as text
    written = content.decode("utf-8", "replace")
    for call in (*calls.commands(written, path.suffix in _PROSE), *calls.searches(written)):
        yield written.count("\n", 0, call.position) + 1, call
