"""The verb ``cloud``: an OpenStack until Ctrl-C."""

import argparse
import time
from typing import Any

from harness.cloud.cloud import Cloud
from harness.progress import Progress
from harness.verbs import options

_TEXT = """
Start Keystone, Placement and Nova on free loopback ports, with the fleet that a
file describes, and print the OS_* variables with which any client finds them.
They run until Ctrl-C or SIGTERM; then no process, port or file is left.

A fleet file is TOML. Each [[group]] lists service hosts and says what they have
in common; only hosts is required:

  [[group]]
  hosts = ["cmp1", "cmp2"]
  hypervisors = ["{host}.example.org"]  # hypervisor hostnames; default ["{host}"]
  servers = 2                           # on each hypervisor; default 0
  state = "down"                        # up (default), down (stale heartbeat), forced-down
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "cloud",
        run,
        "run an OpenStack until Ctrl-C",
        _TEXT,
        "--fleet harness/trials/fleets/incident.toml",
    )
    options.add_fleet(added)
    options.add_database(added)
    options.add_port(added)


def run(arguments: argparse.Namespace) -> int:
    """Run a cloud until it is interrupted."""
    described = options.find_fleet(arguments)
    database = arguments.database
    with (
        Progress() as progress,
        Cloud(described, progress, arguments.port, database=database) as running,
    ):
        progress.step("up; press Ctrl-C to stop")
        for name, value in running.environment.items():
            print(f"export {name}={value}", flush=True)
        try:
            _watch(running)
        except KeyboardInterrupt:
            progress.step("stopping")
    return 0


def _watch(running: Cloud) -> None:
    while True:
        time.sleep(1)
        running.check()
