"""The verb ``cloud``: an OpenStack until it is told to stop."""

import argparse
import contextlib
import shlex
from collections.abc import Callable
from typing import Any

from harness.cloud.cloud import Cloud
from harness.cloud.fleet import Fleet
from harness.errors import HarnessError
from harness.progress import Progress
from harness.running import address, detached, service
from harness.running.manned import MannedCloud, Orders
from harness.verbs import options

_TEXT = """
Start Keystone, Placement and Nova on free loopback ports, with the fleet that a
file describes, and print the OS_* variables with which any client finds them.
They run until Ctrl-C, SIGTERM or the verb stop; then no process, port or file is left.
Meanwhile the verbs state, fault, reset and report tell them what to do, from anywhere.

With --detach the command ends once the cloud is up, and the cloud goes on. What it
prints is for a shell, which it makes fail if there is no cloud:

  eval "$(python -m harness cloud --detach --fleet FILE)" || exit
  ./monitor.sh &
  python -m harness state HOST down
  python -m harness report --meant HOST
  python -m harness stop

A fleet file is TOML. Each [[group]] lists service hosts and says what they have
in common; only hosts is required:

  [[group]]
  hosts = ["cmp1", "cmp2"]
  hypervisors = ["{host}.example.org"]  # hypervisor hostnames; default ["{host}"]
  servers = 2                           # on each hypervisor; default 0
  state = "down"                        # up (default), down (stale heartbeat), forced-down
  aggregates = ["ssd"]                  # host aggregates
  availability_zone = "az1"

What a component selects servers by is said of those in [[group.server]] tables, which
each hypervisor has besides; everything is optional:

  [[group.server]]
  count = 2                             # default 1
  metadata = { HA_Enabled = "True" }
  tags = ["ha"]
  extra_specs = { "ha:enabled" = "1" }  # of their flavor
  status = "SHUTOFF"                    # or PAUSED, SUSPENDED, ERROR; default ACTIVE
  volume_backed = true                  # default false; Nova's own stand-in for Cinder
  meant = false                         # they stay when their host is emptied

What befalls requests to Nova is said in [[fault]] tables: see the verb fault.

The file keeps to harness/schemas/fleet.schema.json.
"""
_NONE = "false"
"""What a shell evaluates if there is no cloud."""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "cloud",
        run,
        "run an OpenStack until it is told to stop",
        _TEXT,
        "--fleet harness/trials/fleets/incident.toml",
    )
    options.add_fleet(added)
    options.add_database(added)
    options.add_port(added)
    added.add_argument(
        "--detach", action="store_true", help="end when the cloud is up, which goes on"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run a cloud until it is told to stop, or start one that goes on."""
    if not arguments.detach:
        _serve(arguments, options.find_fleet(arguments), _print)
        return 0
    try:
        described = options.find_fleet(arguments)
        exports = detached.run(lambda tell: _serve(arguments, described, tell))
    except (HarnessError, KeyboardInterrupt):
        print(_NONE)
        raise
    print(exports)
    return 0


def _print(text: str) -> None:
    print(text, flush=True)


def _serve(arguments: argparse.Namespace, described: Fleet, tell: Callable[[str], None]) -> None:
    """Run a cloud until it is told to stop.

    :param tell: is given what a shell exports, once the cloud is up.
    """
    with (
        service.opened() as served,
        Progress() as progress,
        Cloud(described, progress, arguments.port, database=arguments.database) as cloud,
    ):
        orders = Orders(MannedCloud(cloud))
        address.publish(cloud.folder, served.listener)
        progress.step("up; stop it with Ctrl-C, or with: python -m harness stop")
        variables = cloud.environment | {address.VARIABLE: str(cloud.folder)}
        tell("\n".join(f"export {k}={shlex.quote(v)}" for k, v in variables.items()))
        with contextlib.suppress(KeyboardInterrupt):
            served.run(orders.obey, cloud.check)
        progress.step("stopping")
