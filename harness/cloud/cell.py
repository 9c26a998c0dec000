"""Nova's cell database, where the API has no word for a thing or is dear to ask.

Whatever a report states is read through the API. This module only waits, and
sets the stage: polling the API would slow down the very work that is awaited.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

ENDED = (
    "done",
    "completed",
    "finished",
    "confirmed",
    "reverted",
    "failed",
    "error",
    "cancelled",
)
"""Statuses of a migration record that Nova has finished with."""

_HOUR = timedelta(hours=1)


class Transaction:
    """Statements that take effect together."""

    def __init__(self, connection: Any) -> None:
        """Use a connection that is in a transaction."""
        self._connection = connection

    def run(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Execute a statement, in which ``:name`` stands for a value.

        :returns: the rows that it finds.
        """
        from sqlalchemy import text

        found = self._connection.execute(text(statement), values)
        return [tuple(row) for row in found] if found.returns_rows else []


@contextmanager
def opened(url: str) -> Iterator[Transaction]:
    """Open the database of a service that may be writing to it, for one transaction.

    :raises HarnessError: when it refuses what is asked of it.
    """
    # Imported where a cloud is run: the verbs that need none work without it.
    from harness.cloud.databases.engine import answered, engine

    with answered(), engine(url).begin() as connection:
        yield Transaction(connection)


class Cell:
    """The database of the cell in which the fleet lives."""

    def __init__(self, url: str) -> None:
        """Use the database at ``url``."""
        self._url = url

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
        ended = ", ".join(f"'{status}'" for status in ENDED)
        query = f"""
            SELECT uuid, task_state, updated_at FROM instances WHERE task_state IS NOT NULL
            UNION ALL
            SELECT uuid, status, updated_at FROM migrations WHERE status NOT IN ({ended})
        """
        with opened(self._url) as cell:
            return [(uuid, state, str(moment)) for uuid, state, moment in cell.run(query)]

    def rename_hypervisor(self, old: str, new: str) -> None:
        """Give a hypervisor another hostname."""
        named = {"old": old, "new": new}
        with opened(self._url) as cell:
            node = "UPDATE compute_nodes SET hypervisor_hostname = :new"
            cell.run(f"{node} WHERE hypervisor_hostname = :old", **named)
            cell.run("UPDATE instances SET node = :new WHERE node = :old", **named)

    def append_domain(self, domain: str) -> None:
        """Turn every hypervisor's hostname into one with a domain; service hosts stay short."""
        longer = "hypervisor_hostname = hypervisor_hostname || '.' || :domain"
        with opened(self._url) as cell:
            cell.run(f"UPDATE compute_nodes SET {longer}", domain=domain)
            cell.run("UPDATE instances SET node = node || '.' || :domain", domain=domain)

    def servers_on(self, host: str) -> set[str]:
        """Return the ids of the servers of a service host."""
        with opened(self._url) as cell:
            query = "SELECT uuid FROM instances WHERE host = :host AND deleted = 0"
            return {server for (server,) in cell.run(query, host=host)}

    def beat(self, stale: Iterable[str]) -> None:
        """Write the last heartbeat of every service: an hour ago for ``stale`` hosts, or now."""
        now = datetime.now(UTC)
        with opened(self._url) as cell:
            cell.run("UPDATE services SET last_seen_up = :now", now=_written(now))
            for host in stale:
                query = "UPDATE services SET last_seen_up = :long WHERE host = :host"
                cell.run(query, long=_written(now - _HOUR), host=host)

    def _count(self, query: str) -> int:
        with opened(self._url) as cell:
            return int(cell.run(query)[0][0])


def _written(moment: datetime) -> str:
    """Write a moment as either kind of database takes it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
