"""What a database of MariaDB holds, copied within the server and put back."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from harness.cloud.databases.engine import answered

_COUNTERS = """
    SELECT table_name, auto_increment FROM information_schema.tables
    WHERE table_schema = %s AND auto_increment IS NOT NULL
"""


class Schema:
    """A database, by its name."""

    def __init__(self, server: sa.engine.Connection, name: str) -> None:
        """Use a connection that commits each statement."""
        self._server, self.name = server, name

    def create(self) -> None:
        """Create it, without tables."""
        self.run(f"CREATE DATABASE {self.name}")

    def run(self, statement: str, *values: str) -> list[Any]:
        """Execute a statement; return the rows that it finds.

        :raises HarnessError: when the server refuses it, or is gone.
        """
        with answered():
            found = self._server.exec_driver_sql(statement, values or None)
            return list(found.all()) if found.returns_rows else []

    def tables(self) -> list[str]:
        """Return the names of the tables."""
        return [table for (table,) in self.run(f"SHOW TABLES FROM {self.name}")]

    def filled(self) -> set[str]:
        """Return those that hold anything."""
        asked = [
            f"SELECT '{table}' FROM dual WHERE EXISTS (SELECT 1 FROM {self.name}.{table})"
            for table in self.tables()
        ]
        return {table for (table,) in self.run(" UNION ALL ".join(asked))} if asked else set()

    def sums(self, tables: Iterable[str]) -> dict[str, int | None]:
        """Return a number for the rows of each table; None for a table that is not there."""
        names = ", ".join(f"{self.name}.{table}" for table in tables)
        found = self.run(f"CHECKSUM TABLE {names}") if names else []
        return {name.split(".")[1]: number for name, number in found}

    def counters(self) -> dict[str, int]:
        """Return the number of each table's next row."""
        return {table: number for table, number in self.run(_COUNTERS, self.name)}

    def shape(self, table: str, model: "Schema") -> None:
        """Create a table as another database has it, without foreign keys and rows."""
        self.run(f"CREATE TABLE {self.name}.{table} LIKE {model.name}.{table}")

    def fill(self, table: str, model: "Schema") -> None:
        """Add the rows that another database has."""
        self.run(f"INSERT INTO {self.name}.{table} SELECT * FROM {model.name}.{table}")

    def empty(self, table: str) -> None:
        """Delete all rows."""
        self.run(f"DELETE FROM {self.name}.{table}")

    def count_from(self, table: str, number: int) -> None:
        """Give the next row that number, unless one has it or a higher one."""
        self.run(f"ALTER TABLE {self.name}.{table} AUTO_INCREMENT = {number}")

    def beside(self) -> "Schema":
        """Return the one that keeps what this one holds."""
        return Schema(self._server, f"{self.name}_kept")


class Copy:
    """What a database held at one moment."""

    def __init__(self, live: Schema) -> None:
        """Copy its rows into a database beside it."""
        self._live, self._kept = live, live.beside()
        self._kept.create()
        for table in live.filled():
            self._kept.shape(table, live)
            self._kept.fill(table, live)
        self._sums = self._kept.sums(self._kept.tables())
        self._counters = live.counters()

    def lay_out(self, target: Schema) -> None:
        """Have a database hold the same, writing what differs."""
        for table in () if target.tables() else self._live.tables():
            target.shape(table, self._live)
        found = target.sums(sorted(target.filled() | self._sums.keys()))
        for table in found:
            if found[table] != self._sums.get(table):
                self._write(table, target)
        for table, number in target.counters().items():
            if number != self._counters[table]:
                target.count_from(table, self._counters[table])

    def _write(self, table: str, target: Schema) -> None:
        target.empty(table)
        if table in self._sums:
            target.fill(table, self._kept)
