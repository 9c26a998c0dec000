"""The verb ``stop``: the end of a running cloud."""

import argparse
from typing import Any

from harness.running import address, service
from harness.verbs import options

_TEXT = """
Stop a running cloud, and wait until no process, port or file of it is left.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    brief = "stop a running cloud"
    options.add_cloud(options.add(verbs, "stop", run, brief, _TEXT, "--cloud /tmp/harness-x"))


def run(arguments: argparse.Namespace) -> int:
    """Stop a running cloud."""
    address.ask(address.find(arguments.cloud), {"do": service.STOP})
    return 0
