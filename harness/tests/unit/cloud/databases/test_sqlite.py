"""SQLite's files: taken and put back while somebody reads them."""

import pathlib
import sqlite3
import tempfile
import unittest
from contextlib import closing

from harness.cloud.databases.keys import KEYS, SECOND_CELL
from harness.cloud.databases.sqlite import Files


class FilesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.files = Files(pathlib.Path(folder.name))
        self.addCleanup(self.files.close)

    def connect(self, key: str) -> "closing[sqlite3.Connection]":
        path = self.files.url(key).removeprefix("sqlite:///")
        return closing(sqlite3.connect(path, isolation_level=None))

    def test_their_readers_do_not_wait_for_their_writer(self) -> None:
        for key in KEYS:
            with self.connect(key) as database:
                self.assertEqual(("wal",), database.execute("PRAGMA journal_mode").fetchone())

    def test_an_open_connection_sees_the_restored_state(self) -> None:
        with self.connect("cell") as live:
            live.execute("CREATE TABLE t (n)")
            live.execute("INSERT INTO t VALUES (1)")
            self.files.keep()
            for _ in range(2):
                live.execute("UPDATE t SET n = 2")
                live.execute("CREATE TABLE more (n)")
                self.files.restore()
                self.assertEqual([(1,)], live.execute("SELECT n FROM t").fetchall())
                self.assertRaises(sqlite3.Error, live.execute, "SELECT * FROM more")

    def test_a_second_cell_is_like_the_first_was(self) -> None:
        with self.connect("cell") as live:
            live.execute("CREATE TABLE t (n)")
            self.files.keep()
            live.execute("INSERT INTO t VALUES (1)")
        self.files.lay_out("cell", SECOND_CELL)
        with self.connect(SECOND_CELL) as second:
            self.assertEqual([], second.execute("SELECT n FROM t").fetchall())
