"""Nova's cell database, where the API has no word for a thing or is dear to ask.

Whatever a report states is read through the API. This module only waits, and
sets the stage: polling the API would slow down the very work that is awaited.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ENDED = ("done", "completed", "finished", "failed", "error", "cancelled")
"""Statuses of a migration record that Nova has finished with."""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the SQLite file of a service that may be writing to it, for one transaction."""
    with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
        yield connection


class Cell:
    """The database of the cell in which the fleet lives."""

    def __init__(self, path: Path) -> None:
        """Use the SQLite file at ``path``."""
        self._path = path

    def count_active(self) -> int:
        """Return how many servers have booted."""
        query = "SELECT count(*) FROM instances WHERE vm_state = 'active' AND task_state IS NULL"
        return self._count(query)

    def count_failed(self) -> int:
        """Return how many servers are in error."""
        return self._count("SELECT count(*) FROM instances WHERE vm_state = 'error'")

    def under_way(self) -> list[tuple[str, str, str]]:
        """Return a row for each task and each move that has not ended.

        A row changes when Nova makes progress. A server's ``task_state`` clears before
        its host changes; the migration record is the last thing that Nova writes.
        """
        marks = ", ".join("?" * len(ENDED))
        query = f"""
            SELECT uuid, task_state, updated_at FROM instances WHERE task_state IS NOT NULL
            UNION ALL
            SELECT uuid, status, updated_at FROM migrations WHERE status NOT IN ({marks})
        """
        with opened(self._path) as cell:
            return cell.execute(query, ENDED).fetchall()

    def rename_hypervisor(self, old: str, new: str) -> None:
        """Give a hypervisor another hostname."""
        with opened(self._path) as cell:
            node = "UPDATE compute_nodes SET hypervisor_hostname = ? WHERE hypervisor_hostname = ?"
            cell.execute(node, (new, old))
            cell.execute("UPDATE instances SET node = ? WHERE node = ?", (new, old))

    def append_domain(self, domain: str) -> None:
        """Turn every hypervisor's hostname into one with a domain; service hosts stay short."""
        with opened(self._path) as cell:
            node = "UPDATE compute_nodes SET hypervisor_hostname = hypervisor_hostname || '.' || ?"
            cell.execute(node, (domain,))
            cell.execute("UPDATE instances SET node = node || '.' || ?", (domain,))

    def servers_on(self, host: str) -> set[str]:
        """Return the ids of the servers of a service host."""
        with opened(self._path) as cell:
            query = "SELECT uuid FROM instances WHERE host = ? AND deleted = 0"
            return {server for (server,) in cell.execute(query, (host,))}

    def beat(self, stale: Iterable[str]) -> None:
        """Write the last heartbeat of every service: an hour ago for ``stale`` hosts, or now."""
        with opened(self._path) as cell:
            cell.execute("UPDATE services SET last_seen_up = datetime('now')")
            cell.executemany(
                "UPDATE services SET last_seen_up = datetime('now', '-1 hour') WHERE host = ?",
                [(host,) for host in stale],
            )

    def _count(self, query: str) -> int:
        with opened(self._path) as cell:
            number: int = cell.execute(query).fetchone()[0]
        return number
