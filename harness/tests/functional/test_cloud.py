"""The cloud itself: it starts, tells the truth, is put back, and leaves nothing."""

import pathlib
import signal
import socket
import subprocess
import tempfile
import tomllib

import testtools.matchers as m

from harness.cloud import client, fleet, processes
from harness.cloud.client import Client
from harness.errors import HarnessError
from harness.tests.functional import base
from harness.tests.functional.components import terminal
from harness.trials import scenario

SMALL = """
[[group]]
hosts = ["a"]
servers = 2
state = "down"
[[group]]
hosts = ["b"]
servers = 1
state = "forced-down"
[[group]]
hosts = ["c"]
"""
DESCRIBED = fleet.parse("small", tomllib.loads(SMALL))


class SharedCloudTest(base.CloudTest):
    fleet = DESCRIBED
    evacuate = scenario.Scenario("small", "", "small", "a", frozenset({"a"}), "c")

    def test_states_are_what_nova_sees(self) -> None:
        for states in ({}, {"a": "up", "c": "down"}, {"*": "forced-down"}, {}):
            described = self.fleet.with_states(states)
            self.cloud.reset(described)
            expected = {
                host.name: "up" if host.state == "up" else "down" for host in described.hosts
            }
            self.assertEqual(expected, self.cloud.administrator.compute_states())

    def test_a_reset_leaves_nothing_of_what_happened(self) -> None:
        self.cloud.reset(self.fleet)
        before = self.cloud.administrator.servers()
        self.assertThat({server.status for server in before}, m.Equals({"ACTIVE"}))
        self.evacuate_a()
        self.assertNotEqual(before, self.cloud.administrator.servers())
        self.cloud.reset(self.fleet)
        self.assertEqual(before, self.cloud.administrator.servers())
        self.assertEqual([], self.cloud.administrator.migrations())

    def test_the_same_evacuation_works_again_after_a_reset(self) -> None:
        for _ in range(2):
            self.cloud.reset(self.fleet)
            self.evacuate_a()
            moved = [s for s in self.cloud.administrator.servers() if s.host == "c"]
            self.assertEqual(2, len(moved))

    def evacuate_a(self) -> None:
        runner = base.find_client("upstream")
        arguments = self.evacuate.arguments("latest")
        environment = self.cloud.environment
        outcome = client.run(runner, arguments, environment, 60, self.cloud.check)
        self.assertEqual(0, outcome.status, outcome.stderr)
        self.cloud.rest()


class DyingCloudTest(base.CloudTest):
    fleet = DESCRIBED

    def test_a_cloud_that_dies_under_the_client(self) -> None:
        pid = self.cloud._nova._process.pid
        with tempfile.TemporaryDirectory() as folder:
            script = pathlib.Path(folder, "nova")
            script.write_text(f"#!/bin/sh\nkill -9 {pid}\nexec sleep 60\n")
            script.chmod(0o755)
            runner = Client("sleeper", script)
            arguments = (["list"], self.cloud.environment, 60, self.cloud.check)
            error = self.assertRaises(HarnessError, client.run, runner, *arguments)
        self.assertThat(str(error), m.StartsWith("compute died"))
        self.assertRaises(HarnessError, self.cloud.reset, self.fleet)


class CommandTest(terminal.TerminalTest):
    """``python -m harness cloud`` as a person uses it."""

    def start_cloud(self, *options: str) -> subprocess.Popen[str]:
        return self.start("cloud", "--fleet", self.write(SMALL), *options)

    def exports(self, process: subprocess.Popen[str]) -> dict[str, str]:
        assert process.stdout
        lines = [process.stdout.readline().strip() for _ in range(10)]
        return dict(line.removeprefix("export ").split("=", 1) for line in lines)

    def test_it_serves_a_client_until_it_is_told_to_stop(self) -> None:
        process = self.start_cloud()
        environment = self.exports(process)
        arguments = (["list", "--all"], environment, 60, lambda: None)
        outcome = client.run(base.find_client("upstream"), *arguments)
        self.assertEqual(3, outcome.stdout.count("ACTIVE"), outcome)
        self.assertThat(terminal.descendants_of(self.folder), m.HasLength(3))
        process.send_signal(signal.SIGTERM)
        self.assert_gone(process, environment)

    def assert_gone(self, process: subprocess.Popen[str], environment: dict[str, str]) -> None:
        _, stderr = process.communicate(timeout=30)
        self.assertEqual(0, process.returncode, stderr)
        self.assertNotIn("Traceback", stderr)
        self.assertEqual([], terminal.descendants_of(self.folder))
        self.assertEqual([], list(self.folder.iterdir()))
        port = int(environment["OS_AUTH_URL"].split(":")[2].split("/")[0])
        with socket.socket() as probe:
            self.assertNotEqual(0, probe.connect_ex(("127.0.0.1", port)))

    def test_interrupted_while_it_starts(self) -> None:
        process = self.start_cloud()
        assert process.stderr
        self.assertIn("starting", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
        self.assertEqual(130, process.returncode)
        self.assertIn("harness: interrupted", stderr)
        self.assertNotIn("Traceback", stderr)
        self.assertEqual([], terminal.descendants_of(self.folder))

    def test_a_port_that_is_taken(self) -> None:
        with processes.listen() as taken:
            port = taken.getsockname()[1]
            process = self.start_cloud("--port", str(port))
            _, stderr = process.communicate(timeout=30)
        self.assertEqual(2, process.returncode)
        (line,) = stderr.splitlines()
        self.assertThat(line, m.StartsWith(f"harness: port {port} on 127.0.0.1: "))
