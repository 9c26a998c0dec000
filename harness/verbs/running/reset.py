"""The verb ``reset``: a running cloud as it was when it came up."""

import argparse
from typing import Any

from harness.running import address
from harness.verbs import options

_TEXT = """
Put every server, every host and every fault of a running cloud back to what its fleet
file says. What a report tells begins anew.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    brief = "put a running cloud back to how it came up"
    options.add_cloud(options.add(verbs, "reset", run, brief, _TEXT, "--cloud /tmp/harness-x"))


def run(arguments: argparse.Namespace) -> int:
    """Reset a running cloud."""
    address.ask(address.find(arguments.cloud), {"do": "reset"})
    return 0
