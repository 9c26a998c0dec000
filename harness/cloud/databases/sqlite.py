"""SQLite's files, taken and put back while services use them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from harness.cloud.databases.keys import KEYS, SECOND_CELL
from harness.cloud.processes import Process

_NAMES = {
    "keystone": "keystone.sqlite",
    "placement": "placement.sqlite",
    "api": "nova_api.sqlite",
    # Derived by ``nova-manage cell_v2 map_cell0``.
    "cell0": "nova_cell1.sqlite_cell0",
    "cell": "nova_cell1.sqlite",
    SECOND_CELL: "nova_cell2.sqlite",
}


class Files:
    """A file for each database, and what all held at one moment.

    SQLite's online backup is used both ways: it takes its locks, so that an open
    connection sees either the old state or the new one.
    See https://www.sqlite.org/backup.html.
    """

    def __init__(self, folder: Path) -> None:
        """Create the files in a folder."""
        self.processes: list[Process] = []
        self._folder = folder
        self._copies: dict[str, sqlite3.Connection] = {}
        for key in KEYS:
            _create(self._path(key))

    @property
    def options(self) -> dict[str, str]:
        """What a service's configuration says besides: nothing here is to outlive a crash."""
        return {"sqlite_synchronous": "false"}

    def url(self, key: str) -> str:
        """Return where a service finds a database."""
        return f"sqlite:///{self._path(key)}"

    def keep(self) -> None:
        """Copy each database into memory."""
        self._copies = {key: _copy(self._path(key)) for key in KEYS}

    def restore(self) -> None:
        """Put every database back as it was."""
        for key in self._copies:
            self.lay_out(key, key)

    def lay_out(self, key: str, elsewhere: str) -> None:
        """Write what a database was like into the file of another."""
        with closing(sqlite3.connect(self._path(elsewhere), timeout=30)) as live:
            self._copies[key].backup(live)

    def close(self) -> None:
        """Free the memory."""
        for copy in self._copies.values():
            copy.close()

    def _path(self, key: str) -> Path:
        return self._folder / _NAMES[key]


def _create(database: Path) -> None:
    """Create a database whose readers do not wait for its writer."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _copy(path: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(path, timeout=30)) as live:
        live.backup(copy)
    return copy
