"""The verb ``state``: a host of a running cloud dies, or comes back."""

import argparse
from typing import Any

from harness.cloud import fleet
from harness.errors import HarnessError
from harness.running import address, manned
from harness.verbs import options, output

_TEXT = """
Bring a host of a running cloud into another state, as if it died or came back, and
print the states of all; without a host, only print them. HOST may have the wildcards
of a shell.

  up           its compute service runs
  down         it does not, and was last seen an hour ago
  forced-down  it does not, and Nova was told so

A host that comes up has the guests that it had; Nova ends those that were evacuated
meanwhile.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    example = "XXXX-HOST-YYYY34 down"
    added = options.add(verbs, "state", run, "have a host die, or come back", _TEXT, example)
    added.add_argument("host", nargs="?", metavar="HOST", help="a service host")
    added.add_argument(
        "state", nargs="?", metavar="STATE", help=f"one of {', '.join(fleet.STATES)}"
    )
    options.add_cloud(added)


def run(arguments: argparse.Namespace) -> int:
    """Change a state and print all of them."""
    order = {"do": "state"}
    if arguments.host:
        if not arguments.state:
            choice = ", ".join(fleet.STATES)
            raise HarnessError(f"no state for '{arguments.host}'; choose one of {choice}")
        order |= {"host": arguments.host, "state": arguments.state}
    told = address.ask(address.find(arguments.cloud), order)
    rows = [{"host": host, "state": state} for host, state in told["states"].items()]
    output.console().print(manned.table(rows))
    return 0
