"""What is said where there is no MariaDB, or no place for its socket."""

import pathlib
import unittest
from contextlib import ExitStack
from unittest import mock

from harness.cloud import databases
from harness.cloud.databases import mariadb
from harness.errors import HarnessError


class StartTest(unittest.TestCase):
    def start(self, kind: str, folder: str = "/nowhere") -> str:
        with ExitStack() as stack, self.assertRaises(HarnessError) as caught:
            databases.start(kind, pathlib.Path(folder), stack)
        return str(caught.exception)

    def test_none_is_installed(self) -> None:
        with mock.patch("shutil.which", return_value=None):
            said = self.start("mysql")
        hint = "install it (Debian: apt-get install mariadb-server-core), or do without"
        self.assertEqual(f"there is no mariadbd for --database mysql; {hint}", said)

    def test_where_the_path_of_a_user_does_not_lead(self) -> None:
        found = mock.Mock(side_effect=[None, "/usr/sbin/mariadbd"])
        with mock.patch("shutil.which", found):
            self.assertEqual("/usr/sbin/mariadbd", mariadb.find())

    def test_a_path_that_no_socket_can_have(self) -> None:
        folder = "/" + "f" * 100
        with mock.patch.object(mariadb, "find"):
            said = self.start("mysql", folder)
        expected = f"{folder}/mariadb/socket: too long for a socket; set TMPDIR to a shorter path"
        self.assertEqual(expected, said)

    def test_another_database(self) -> None:
        self.assertEqual("no database 'oracle'; choose one of sqlite, mysql", self.start("oracle"))
