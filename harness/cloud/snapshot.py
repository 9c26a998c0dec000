"""Copies of the cloud's databases, taken and put back while it runs."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path


class Snapshot:
    """The state of several databases at one moment.

    SQLite's online backup is used both ways: it takes its locks, so that an open
    connection sees either the old state or the new one.
    See https://www.sqlite.org/backup.html.
    """

    def __init__(self, databases: Iterable[Path]) -> None:
        """Copy each database into memory."""
        self._copies = {path: _copy(path) for path in databases}

    def restore(self) -> None:
        """Put every database back as it was."""
        for path in self._copies:
            self.lay_out(path, path)

    def lay_out(self, database: Path, elsewhere: Path) -> None:
        """Write what ``database`` was like into another file."""
        with closing(sqlite3.connect(elsewhere, timeout=30)) as live:
            self._copies[database].backup(live)

    def close(self) -> None:
        """Free the memory."""
        for copy in self._copies.values():
            copy.close()


def _copy(path: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(path, timeout=30)) as live:
        live.backup(copy)
    return copy
