"""A cloud that goes on by itself, and what is told it from elsewhere."""

import os
import pathlib
import signal
import subprocess
import sys

import psutil

from harness.tests.functional import base
from harness.tests.functional.components import terminal

FLEET = """
[[group]]
hosts = ["a"]
servers = 2
[[group]]
hosts = ["a1"]
servers = 1
state = "down"
[[group]]
hosts = ["c"]
"""
START = 'eval "$(harness cloud --detach --fleet "$FLEET")" || exit 9\n'
SESSION = """
monitor() {
    until "$1" service-list --binary nova-compute | grep -q "| a  *|.* down "; do sleep 0.1; done
    "$1" host-evacuate --target_host c a
}
judge() {
    monitor "$1" >/dev/null &
    harness state a down >/dev/null
    wait $!
    harness report --meant a
    echo "status $?"
}
judge "$UPSTREAM"
harness reset
judge "$FORK"
harness state a up
harness stop
echo "stopped with $?"
harness state
echo "status $?"
"""


class DetachedTest(terminal.TerminalTest):
    def shell(self, script: str) -> tuple[list[str], list[str]]:
        """Run a script to its end.

        :returns: the lines that it prints, each of single words, and those of its errors.
        """
        harness = f'harness() {{ "{sys.executable}" -m harness "$@"; }}\n'
        variables = {
            "TMPDIR": str(self.folder),
            "FLEET": self.write(FLEET),
            "UPSTREAM": str(base.find_client("upstream").executable),
            "FORK": str(base.find_client("fork").executable),
        }
        ended = subprocess.run(
            ["sh", "-c", harness + script],
            cwd=terminal.ROOT,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=600,
        )
        lines = [" ".join(line.split()) for line in ended.stdout.splitlines()]
        return [line for line in lines if line], ended.stderr.splitlines()

    def test_a_monitor_that_sees_a_host_die(self) -> None:
        told, errors = self.shell(START + SESSION)
        heads = ["fleet small; meant: a", "HOST SERVICE asked moved status"]
        stopped = "SHUTOFF: from microversion 2.95 evacuated servers arrive stopped"
        upstream = [
            "a down 2 2 SHUTOFF",
            "a1 down 1 1 SHUTOFF !",
            "c up - -",
            "! touched, but should not be",
            stopped,
            "1 host touched that should not be",
            "status 1",
        ]
        fork = [
            "a down 2 2 SHUTOFF",
            "a1 down - - ACTIVE",
            "c up - -",
            stopped,
            "exactly the hosts that were meant",
            "status 0",
        ]
        states = ["HOST STATE", "a up", "a1 down", "c up"]
        ends = ["stopped with 0", "status 2"]
        self.assertEqual([*heads, *upstream, *heads, *fork, *states, *ends], told, errors)
        self.assertIn("harness: no cloud runs in ", errors[-1])
        self.assertEqual([], terminal.descendants_of(self.folder))

    def test_one_that_dies_by_itself_leaves_nothing(self) -> None:
        told, errors = self.shell(f"{START}echo $HARNESS_CLOUD")
        (folder,) = map(pathlib.Path, told)
        self.assertTrue(folder.is_dir(), errors)
        nova = [
            process
            for process in map(psutil.Process, terminal.descendants_of(folder))
            if "harness.cloud.services.compute" in process.cmdline()
        ]
        owner = nova[0].parent()
        assert owner
        nova[0].kill()
        owner.wait(60)
        self.assertEqual([], terminal.descendants_of(self.folder))

    def test_interrupted_while_it_starts(self) -> None:
        process = self.start("cloud", "--detach", "--fleet", self.write(FLEET))
        assert process.stderr
        self.assertIn("starting", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
        self.assertEqual((130, "false\n"), (process.returncode, stdout), stderr)
        self.assertNotIn("Traceback", stderr)
        self.assertEqual([], terminal.descendants_of(self.folder))
