"""The databases of the cloud: SQLite's files, or a MariaDB of its own.

Each is known by one of :mod:`harness.cloud.databases.keys`, and found by a URL.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from harness.cloud.processes import Process
from harness.errors import HarnessError

SQLITE, MYSQL = "sqlite", "mysql"
KINDS = (SQLITE, MYSQL)
"""``mysql`` is MariaDB, which OpenStack reaches by that name too."""


class Databases(Protocol):
    """What the cloud asks of them."""

    processes: list[Process]
    """Those that serve them."""

    def url(self, key: str) -> str:
        """Return where a service finds a database."""

    @property
    def options(self) -> dict[str, str]:
        """What a service's configuration says besides."""

    def keep(self) -> None:
        """Remember what every database says now."""

    def restore(self) -> None:
        """Have every database say what was kept, while services are connected."""

    def lay_out(self, key: str, elsewhere: str) -> None:
        """Have another database say what was kept of that one."""

    def close(self) -> None:
        """Forget what was kept."""


def start(kind: str, folder: Path, stack: ExitStack) -> Databases:
    """Make empty databases, which end with a stack.

    :param kind: one of :data:`KINDS`.
    :raises HarnessError: when what they need is not installed.
    """
    started = _start(kind, folder, stack)
    stack.callback(started.close)
    return started


def _start(kind: str, folder: Path, stack: ExitStack) -> Databases:
    # Imported where they are used: the verbs that need no cloud work without SQLAlchemy.
    if kind == SQLITE:
        from harness.cloud.databases import sqlite

        return sqlite.Files(folder)
    if kind == MYSQL:
        from harness.cloud.databases import mariadb

        return mariadb.start(folder, stack)
    raise HarnessError(f"no database '{kind}'; choose one of {', '.join(KINDS)}")
