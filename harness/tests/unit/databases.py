"""SQLite files with Nova's tables, for tests that write rows."""

import pathlib
import tempfile
import unittest
from typing import Any

import sqlalchemy as sa


class DatabaseTest(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def create(self, path: pathlib.Path, metadata: Any) -> None:
        metadata.create_all(self.engine(path))

    def url(self, path: pathlib.Path) -> str:
        return f"sqlite:///{path}"

    def engine(self, path: pathlib.Path) -> sa.engine.Engine:
        engine = sa.create_engine(self.url(path))
        self.addCleanup(engine.dispose)
        return engine

    def add(self, path: pathlib.Path, model: Any, **values: Any) -> None:
        with self.engine(path).begin() as connection:
            connection.execute(sa.insert(model.__table__).values(**values))
