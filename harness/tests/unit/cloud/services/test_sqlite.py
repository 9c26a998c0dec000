import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from oslo_db.sqlalchemy import enginefacade

from harness.cloud.services import sqlite

SOON = 0.2


@enginefacade.transaction_context_provider
class Context:
    """What oslo.db keeps a transaction in."""


class WritersTest(unittest.TestCase):
    def setUp(self) -> None:
        kind: Any = enginefacade._TransactionContextManager
        kept = mock.patch.object(kind, "_transaction_scope", kind._transaction_scope)
        self.enterContext(kept)
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.facade: Any = enginefacade.transaction_context()
        self.facade.configure(connection=f"sqlite:///{folder / 'cell'}")

    def enters_beside(self, mode: str) -> bool:
        """Tell whether another thread enters a transaction while one writes."""
        entered = threading.Event()

        def enter() -> None:
            with getattr(self.facade, mode).using(Context()):
                entered.set()

        other = threading.Thread(target=enter)
        with self.facade.writer.using(Context()):
            other.start()
            beside = entered.wait(SOON)
        other.join()
        self.assertTrue(entered.is_set())
        return beside

    def test_one_writes_and_others_read(self) -> None:
        self.assertTrue(self.enters_beside("writer"))
        sqlite.serialise_writers()
        self.assertFalse(self.enters_beside("writer"))
        self.assertTrue(self.enters_beside("reader"))
