"""Any command on a cloud, to its end or to that of the cloud or of patience."""

import contextlib
import json
import sys
import tomllib
from pathlib import Path

import psutil

from harness.cloud import fleet
from harness.errors import HarnessError
from harness.tests.functional import base
from harness.tests.functional.components import terminal
from harness.trials import component
from harness.trials.observation import Observation

SMALL = """
[[group]]
hosts = ["a"]
servers = 2
state = "down"
[[group]]
hosts = ["a1"]
servers = 1
state = "down"
[[group]]
hosts = ["c"]
"""
PATIENCE = 600
DESCRIBED = fleet.parse("small", tomllib.loads(SMALL))
IDS = "grep -oE '[0-9a-f]{8}-[0-9a-f-]{27}'"
SDK = """
import openstack
for cloud in (None, "harness"):
    print([len(list(openstack.connect(cloud=cloud).compute.servers(all_projects=True)))])
"""
DEATH = """
import os, psutil, time
for child in psutil.Process(os.getppid()).children():
    if "harness.cloud.services.compute" in child.cmdline():
        child.kill()
time.sleep(600)
"""


def processes_of(clouds: str) -> list[psutil.Process]:
    """Return the processes that were given this ``clouds.yaml``."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("OS_CLIENT_CONFIG_FILE") == clouds:
                found.append(process)
    return found


class RunTest(base.CloudTest):
    fleet = DESCRIBED

    def setUp(self) -> None:
        super().setUp()
        self.cloud.reset(self.fleet)
        self.nova = str(base.find_client("upstream").executable)

    def shell(self, script: str, timeout: float = 60) -> Observation:
        """Run a script, whose $0 is upstream's ``nova``; host a is meant."""
        meant = self.fleet.find(["a"])
        arguments = ["-c", script, self.nova]
        return component.run(self.cloud, meant, component.find("sh"), arguments, timeout)

    def test_one_host_evacuated(self) -> None:
        seen = self.shell("$0 host-evacuate --strict --target_host c a")
        self.assertTrue(seen.exact, seen)
        self.assertEqual((["a"], ["a"]), (seen.asked, seen.moved))
        self.assertEqual(0, seen.outcome.status)

    def test_a_stray_and_the_status_of_the_command(self) -> None:
        seen = self.shell("$0 host-evacuate --target_host c a; echo sorry >&2; exit 7")
        self.assertEqual((["a", "a1"], ["a1"], []), (seen.moved, seen.strays, seen.left))
        self.assertEqual(7, seen.outcome.status)
        self.assertTrue(seen.outcome.stderr.endswith("sorry\n"), seen.outcome.stderr)

    def test_servers_that_are_deleted_did_not_move(self) -> None:
        seen = self.shell(f"$0 delete --all-tenants $($0 list --all --host a | {IDS})")
        self.assertEqual((["a"], [], [], ["a"]), (seen.asked, seen.moved, seen.strays, seen.left))
        (host, *_) = seen.hosts
        self.assertEqual({"DELETED"}, {fate.status for fate in host.servers})

    def test_a_host_that_comes_back(self) -> None:
        self.shell("$0 host-evacuate --strict --target_host c a")
        self.cloud.change({"a": "forced-down", "c": "down"})
        self.assertEqual({"a": "down", "a1": "down", "c": "down"}, self.states())
        self.cloud.change({"a": "up", "c": "up"})
        self.assertEqual({"a": "up", "a1": "down", "c": "up"}, self.states())
        # Nova has ended the guests that it moved: it says so in its records.
        moves = {move.status for move in self.cloud.administrator.migrations()}
        self.assertEqual({"completed"}, moves)
        hosts = sorted(str(server.host) for server in self.cloud.administrator.servers())
        self.assertEqual(["a1", "c", "c"], hosts)

    def test_a_host_that_the_component_forced_down_can_come_back(self) -> None:
        service = f"$0 service-list --host a | {IDS}"
        self.shell(f"$0 service-force-down $({service})")
        self.cloud.change({"a": "up"})
        self.assertEqual({"a": "up", "a1": "down", "c": "up"}, self.states())

    def states(self) -> dict[str, str]:
        return self.cloud.administrator.compute_states()

    def test_openstacksdk_with_the_variables_and_with_a_cloud_of_its_own(self) -> None:
        python = Path(base.find_client("openstack").executable).with_name("python")
        nobody = self.fleet.find([])
        found = component.find(str(python))
        seen = component.run(self.cloud, nobody, found, ["-c", SDK], 60)
        self.assertEqual("[3]\n[3]\n", seen.outcome.stdout, seen.outcome.stderr)
        self.assertTrue(seen.exact)

    def test_a_command_that_does_not_end(self) -> None:
        hanging = "sleep 600 & setsid sleep 600 & wait"
        error = self.assertRaises(HarnessError, self.shell, hanging, timeout=0.1)
        self.assertEqual("sh did not end in time; it was stopped", str(error))
        clouds = self.cloud.environment["OS_CLIENT_CONFIG_FILE"]
        self.assertEqual([], processes_of(clouds))

    def test_what_it_left_running_is_stopped(self) -> None:
        seen = self.shell("sleep 600 & setsid sleep 600 >/dev/null 2>&1 & exit 3")
        self.assertEqual(3, seen.outcome.status)
        self.assertEqual([], processes_of(self.cloud.environment["OS_CLIENT_CONFIG_FILE"]))


class CommandTest(terminal.TerminalTest):
    """``python -m harness run`` as a person uses it."""

    def test_the_report_and_its_status(self) -> None:
        nova = str(base.find_client("upstream").executable)
        words = ["--state", "a1=forced-down", "--meant", "a", "--format", "json", "--"]
        command = [nova, "host-evacuate", "a"]
        process = self.start("run", "--fleet", self.write(SMALL), *words, *command)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        self.assertEqual(1, process.returncode, stderr)
        report = json.loads(stdout)
        self.assertEqual("nova host-evacuate a", report["command"])
        self.assertEqual(["a1"], report["strays"])
        states = {host["name"]: host["state"] for host in report["hosts"]}
        self.assertEqual({"a": "down", "a1": "forced-down", "c": "up"}, states)

    def test_a_cloud_that_dies_under_it(self) -> None:
        command = [sys.executable, "-c", DEATH]
        process = self.start("run", "--fleet", self.write(SMALL), "--", *command)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        self.assertEqual((2, ""), (process.returncode, stdout))
        told = [line for line in stderr.splitlines() if line.startswith("harness: ")]
        self.assertEqual(["harness: compute died; the cloud is gone, start it again"], told)
        self.assertNotIn("Traceback", stderr)
        self.assertEqual([], terminal.descendants_of(self.folder))
