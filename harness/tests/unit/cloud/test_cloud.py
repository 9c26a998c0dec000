"""What can be told of the cloud without starting it."""

import configparser
import io
import pathlib
import sqlite3
import tempfile
import unittest
from contextlib import closing
from typing import Any
from unittest import mock

import yaml
from rich.console import Console

from harness.cloud import cloud, processes, settings
from harness.cloud.cell import Cell
from harness.cloud.databases.sqlite import Files
from harness.cloud.fleet import Fleet, Host
from harness.errors import HarnessError
from harness.progress import Progress


class FolderTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class UnambiguousTest(unittest.TestCase):
    def test_only_namesakes_are_renamed(self) -> None:
        fleet = Fleet("f", (Host("l", ("t", "x"), 1, "up"), Host("r", ("t",), 1, "up")))
        renamed, names = cloud.unambiguous(fleet)
        self.assertEqual([("t.l", "x"), ("t.r",)], [host.hypervisors for host in renamed.hosts])
        self.assertEqual({"t.l": "t", "t.r": "t"}, names)


class WaitTest(unittest.TestCase):
    def test_it_returns_when_the_condition_holds(self) -> None:
        cloud.wait_for(mock.Mock(side_effect=[False, False, True]), 10, "it")

    def test_it_gives_up(self) -> None:
        with self.assertRaisesRegex(HarnessError, "it did not happen within 0 s"):
            cloud.wait_for(lambda: False, 0, "it")


class SettingsTest(FolderTest):
    def test_nothing_listens_or_lives_elsewhere(self) -> None:
        settings.write(self.folder, "http://127.0.0.1:1", Files(self.folder))
        for name in ("keystone", "placement", "nova"):
            parser = configparser.RawConfigParser(default_section="none")
            parser.read(self.folder / f"{name}.conf")
            for section in parser.sections():
                for value in dict(parser[section]).values():
                    if "http" in value:
                        self.assertIn("127.0.0.1:1", value)
                    elif "/" in value and value != "fake://":
                        self.assertIn(str(self.folder), value)

    def test_a_cloud_of_its_own_for_those_who_choose_one(self) -> None:
        path = self.folder / "clouds.yaml"
        settings.write_clouds(path, "http://127.0.0.1:1")
        variables = settings.environment("http://127.0.0.1:1")
        self.assertNotIn("OS_CLOUD", variables)
        (entry,) = yaml.safe_load(path.read_text())["clouds"].items()
        self.assertEqual("harness", entry[0])
        self.assertEqual(variables["OS_REGION_NAME"], entry[1]["region_name"])
        for key in ("auth_url", "username", "password", "project_name"):
            self.assertEqual(variables[f"OS_{key.upper()}"], entry[1]["auth"][key])


class CellTest(FolderTest):
    def setUp(self) -> None:
        super().setUp()
        self.path = self.folder / "cell"
        self.cell = Cell(f"sqlite:///{self.path}")
        self.execute(
            "CREATE TABLE instances (vm_state, task_state, node, uuid, updated_at, host, deleted)",
            "CREATE TABLE migrations (uuid, status, updated_at)",
            "CREATE TABLE services (host, last_seen_up)",
            "CREATE TABLE compute_nodes (hypervisor_hostname)",
        )

    def execute(self, *statements: str) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as database, database:
            return [database.execute(each).fetchall() for each in statements][-1]

    def test_a_database_that_refuses(self) -> None:
        self.execute("DROP TABLE services")
        expected = "the database did not answer: .*no such table: services; try again"
        with self.assertRaisesRegex(HarnessError, expected):
            self.cell.beat([])

    def test_booted_and_failed_servers(self) -> None:
        self.execute(
            "INSERT INTO instances (vm_state, task_state) VALUES ('active', NULL), "
            "('active', 'spawning'), ('building', NULL), ('error', NULL)"
        )
        self.assertEqual((1, 1), (self.cell.count_active(), self.cell.count_failed()))

    def test_busy_until_task_and_migration_have_ended(self) -> None:
        self.assertEqual([], self.cell.under_way())
        for status in ("done", "failed", "error"):
            self.execute(f"INSERT INTO migrations VALUES ('m', '{status}', 1)")
        self.execute("INSERT INTO instances VALUES ('active', NULL, 'x', 'a', 1, 'h', 0)")
        self.assertEqual([], self.cell.under_way())
        self.execute("INSERT INTO migrations VALUES ('m', 'accepted', 1)")
        self.assertEqual([("m", "accepted", "1")], self.cell.under_way())
        self.execute("INSERT INTO instances VALUES ('active', 'rebuilding', 'x', 'a', 1, 'h', 0)")
        self.assertEqual(2, len(self.cell.under_way()))

    def test_rest(self) -> None:
        check = mock.Mock()
        self.assertTrue(cloud.Rest(self.cell, check)())
        check.assert_called_once_with()
        self.execute("INSERT INTO migrations VALUES ('m', 'accepted', 1)")
        rest = cloud.Rest(self.cell, check, stalled=1000)
        self.assertFalse(rest())
        rest._since -= 999
        self.execute("UPDATE migrations SET updated_at = 2")
        self.assertFalse(rest())
        rest._since -= 1001
        self.assertTrue(rest())

    def test_heartbeats(self) -> None:
        self.execute("INSERT INTO services VALUES ('a', NULL), ('b', NULL)")
        self.cell.beat(["b"])
        query = "SELECT host FROM services WHERE last_seen_up < datetime('now', '-30 minutes')"
        self.assertEqual([("b",)], self.execute(query))
        self.cell.beat([])
        self.assertEqual([], self.execute(query))

    def test_every_hypervisor_gets_a_domain(self) -> None:
        self.execute("INSERT INTO compute_nodes VALUES ('a'), ('b')")
        self.execute("INSERT INTO instances (node, host) VALUES ('a', 'a')")
        self.cell.append_domain("example.org")
        nodes = self.execute("SELECT * FROM compute_nodes")
        self.assertEqual([("a.example.org",), ("b.example.org",)], nodes)
        servers = self.execute("SELECT node, host FROM instances")
        self.assertEqual([("a.example.org", "a")], servers)

    def test_servers_of_a_host(self) -> None:
        self.execute(
            "INSERT INTO instances (uuid, host, deleted) VALUES "
            "('1', 'a', 0), ('2', 'a', 0), ('3', 'a', 3), ('4', 'a1', 0)"
        )
        self.assertEqual({"1", "2"}, self.cell.servers_on("a"))

    def test_a_hypervisor_is_renamed_with_its_servers(self) -> None:
        self.execute("INSERT INTO compute_nodes VALUES ('t.l'), ('x')")
        self.execute("INSERT INTO instances (node) VALUES ('t.l')")
        self.cell.rename_hypervisor("t.l", "t")
        self.assertEqual([("t",), ("x",)], self.execute("SELECT * FROM compute_nodes"))
        self.assertEqual([("t",)], self.execute("SELECT node FROM instances"))


class ProcessTest(FolderTest):
    """A child that is no service, to see how the parent takes its answers."""

    def start(self, script: str) -> processes.Process:
        module = self.folder / "script.py"
        module.write_text(script)
        listener = processes.listen()
        self.addCleanup(listener.close)
        command = mock.patch.object(processes, "_command", return_value=["python3", str(module)])
        with command:
            process = processes.Process("child", self.folder, listener)
        self.addCleanup(process.stop)
        return process

    def test_answers_and_progress(self) -> None:
        process = self.start(
            "import sys\n"
            "print('{\"ready\": true}', flush=True)\n"
            "sys.stdin.readline()\n"
            'print(\'{"progress": 1, "total": 2}\\n{"done": true}\', flush=True)\n'
            "sys.stdin.readline()\n"
        )
        process.wait("ready", 30)
        progress = mock.Mock()
        process.ask("start", 30, progress)
        progress.assert_called_once_with(1, 2)
        self.assertTrue(process.alive)

    def test_a_child_that_fails(self) -> None:
        process = self.start('print(\'{"error": "no room"}\')')
        self.assertRaisesRegex(HarnessError, "child failed: no room", process.wait, "ready", 30)

    def test_a_child_that_ends_with_a_last_word(self) -> None:
        process = self.start("raise SystemExit('boom')")
        self.assertRaisesRegex(HarnessError, "unexpectedly: boom", process.wait, "ready", 30)
        self.assertRaisesRegex(HarnessError, "unexpectedly", process.ask, "start", 30)
        process._process.wait(30)
        self.assertFalse(process.alive)

    def test_a_child_that_does_not_answer(self) -> None:
        process = self.start("import time; time.sleep(60)")
        self.assertRaisesRegex(HarnessError, "did not answer", process.wait, "ready", 0.1)

    def test_its_own_children_are_stopped_too(self) -> None:
        process = self.start(
            "import json, subprocess\n"
            "child = subprocess.Popen(['sleep', '60'])\n"
            "print(json.dumps({'ready': True, 'progress': child.pid, 'total': 0}), flush=True)\n"
            "child.wait()\n"
        )
        seen: list[int] = []
        process.wait("ready", 30, lambda pid, total: seen.append(pid))
        process.stop()
        command = pathlib.Path(f"/proc/{seen[0]}/cmdline")
        self.assertNotIn(b"sleep", command.read_bytes() if command.exists() else b"")

    def test_listening_is_on_loopback_alone(self) -> None:
        with processes.listen() as listener:
            self.assertEqual("127.0.0.1", listener.getsockname()[0])
            self.assertEqual(
                f"http://127.0.0.1:{listener.getsockname()[1]}", settings.url(listener)
            )


class ProgressTest(unittest.TestCase):
    def show(self, terminal: bool) -> str:
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=terminal, width=80, highlight=False)
        # A clock that stands still.
        elapsed = mock.patch.object(Progress, "elapsed", 7.0)
        with elapsed, Progress(console) as progress:
            progress.step("one [step]")
            for done in range(3):
                progress.count("counting", done, 3)
            progress._due = 0.0
            progress.count("counting", 3, 3)
        return stream.getvalue()

    def test_plain_lines_without_a_terminal(self) -> None:
        self.assertEqual(
            ["7.0 s  one [step]", "7.0 s  counting: 3 of 3"],
            [line.strip() for line in self.show(terminal=False).splitlines()],
        )

    def test_a_live_line_on_a_terminal(self) -> None:
        shown = self.show(terminal=True)
        self.assertIn("\x1b", shown)
        self.assertIn("one [step]", shown)
