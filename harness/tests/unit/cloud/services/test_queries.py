import unittest

import sqlalchemy
from sqlalchemy import event

from harness.cloud.services import queries


class CounterTest(unittest.TestCase):
    def test_every_engine_is_counted(self) -> None:
        before = sqlalchemy.create_engine("sqlite://")
        counter = queries.Counter()
        self.addCleanup(event.remove, sqlalchemy.Engine, "before_cursor_execute", counter._note)
        self.assertEqual(0, counter.count())
        for engine in (before, sqlalchemy.create_engine("sqlite://")):
            self.addCleanup(engine.dispose)
            with engine.connect() as connection:
                for _ in range(2):
                    connection.execute(sqlalchemy.text("SELECT 1"))
        self.assertEqual(4, counter.count())
