"""The database queries of a process."""

import threading
from typing import Any

import sqlalchemy
from sqlalchemy import event


class Counter:
    """Counts the statements that any SQLAlchemy engine of the process executes."""

    def __init__(self) -> None:
        """Start at 0."""
        self._count = 0
        self._lock = threading.Lock()
        event.listen(sqlalchemy.engine.Engine, "before_cursor_execute", self._note)

    def count(self) -> int:
        """Return how many there have been so far."""
        return self._count

    def _note(self, *_: Any) -> None:
        with self._lock:
            self._count += 1
