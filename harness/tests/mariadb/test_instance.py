"""The server that a cloud starts: what it keeps, who gets in, and how it ends."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

import psutil
import sqlalchemy as sa
import testtools

from harness.cloud import databases
from harness.cloud.databases import MYSQL, mariadb
from harness.cloud.databases.engine import engine
from harness.cloud.databases.keys import SECOND_CELL
from harness.tests.functional import base

PARENT = """
import contextlib, pathlib, sys, time
from harness.cloud import databases
with contextlib.ExitStack() as stack:
    databases.start("mysql", pathlib.Path(sys.argv[1]), stack)
    print("up", flush=True)
    time.sleep(600)
"""


def servers_of(folder: pathlib.Path) -> list[psutil.Process]:
    """Return the servers whose data directory is in a folder."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            if words and words[0].endswith("mariadbd") and str(folder) in " ".join(words):
                found.append(process)
    return found


class InstanceTest(testtools.TestCase):  # type: ignore[misc]
    def setUp(self) -> None:
        super().setUp()
        base.need(mariadb.find)
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)], check=True)

    @contextlib.contextmanager
    def started(self) -> Iterator[databases.Databases]:
        with contextlib.ExitStack() as stack:
            yield databases.start(MYSQL, self.folder, stack)

    def test_rows_and_their_numbers_are_put_back(self) -> None:
        with self.started() as found, engine(found.url("cell")).connect() as live:
            self.run_all(
                live,
                "CREATE TABLE t (n INT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(9)) ENGINE=InnoDB",
                "CREATE TABLE u (n INT REFERENCES t (n), s VARCHAR(9)) ENGINE=InnoDB",
                "CREATE TABLE unused (n INT AUTO_INCREMENT PRIMARY KEY)",
                "INSERT INTO t VALUES (0, 'zero'), (NULL, 'one')",
                "UPDATE t SET n = 0 WHERE s = 'zero'",
                "INSERT INTO u VALUES (0, 'kept')",
            )
            before = self.rows(live)
            found.keep()
            for _ in range(2):
                self.run_all(
                    live,
                    "INSERT INTO t (s) VALUES ('more')",
                    "INSERT INTO unused VALUES (NULL)",
                    "UPDATE u SET s = 'other'",
                    "DELETE FROM t WHERE s = 'one'",
                )
                self.assertNotEqual(before, self.rows(live))
                found.restore()
                self.assertEqual(before, self.rows(live))
            self.run_all(live, "INSERT INTO t (s) VALUES ('next')")
            numbers = [number for number, _ in self.rows(live)[0]]
            self.assertEqual([0, 2, 3], numbers)

    def rows(self, live: sa.engine.Connection) -> list[list[tuple[object, ...]]]:
        queries = [f"SELECT * FROM {table} ORDER BY n" for table in ("t", "u", "unused")]
        found = [[tuple(row) for row in live.exec_driver_sql(query)] for query in queries]
        live.rollback()
        return found

    def run_all(self, live: sa.engine.Connection, *statements: str) -> None:
        for statement in statements:
            live.exec_driver_sql(statement)
        live.commit()

    def test_a_second_cell_is_like_the_first_was(self) -> None:
        with self.started() as found, engine(found.url("cell")).connect() as live:
            self.run_all(live, "CREATE TABLE t (n INT)", "INSERT INTO t VALUES (1)")
            found.keep()
            self.run_all(live, "INSERT INTO t VALUES (2)")
            for _ in range(2):
                found.lay_out("cell", SECOND_CELL)
                with engine(found.url(SECOND_CELL)).begin() as second:
                    self.assertEqual([(1,)], list(second.exec_driver_sql("SELECT * FROM t")))
                    second.exec_driver_sql("DELETE FROM t")

    def test_nobody_else_gets_in(self) -> None:
        with self.started():
            (server,) = servers_of(self.folder)
            self.assertEqual([], [each for each in server.net_connections("inet")])
            data = self.folder / "mariadb"
            self.assertEqual(0o700, data.stat().st_mode & 0o777)
            user = "nobody" if not os.geteuid() else psutil.Process().username()
            self.assertEqual((user, user), (server.username(), data.owner()))
        self.assertEqual([], servers_of(self.folder))

    def test_it_ends_however_its_cloud_does(self) -> None:
        self.folder.chmod(0o711)
        for number in (signal.SIGKILL, signal.SIGTERM):
            self.check_end(self.folder / number.name, number)

    def check_end(self, folder: pathlib.Path, number: signal.Signals) -> None:
        folder.mkdir()
        command = [sys.executable, "-c", PARENT, str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
            assert parent.stdout
            self.assertEqual("up\n", parent.stdout.readline())
            self.assertEqual(1, len(servers_of(folder)))
            parent.send_signal(number)
        self.wait(lambda: not servers_of(folder) and not folder.exists())

    def test_its_death_is_noticed(self) -> None:
        with self.started() as found:
            (process,) = found.processes
            self.assertTrue(process.alive)
            servers_of(self.folder)[0].kill()
            self.wait(lambda: not process.alive)

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)
