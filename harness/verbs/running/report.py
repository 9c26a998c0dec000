"""The verb ``report``: what became of a running cloud."""

import argparse
from typing import Any

from harness.running import address
from harness.verbs import options, output

_TEXT = """
Wait until nothing moves any more on a running cloud, and report which hosts' servers
were to be moved or changed, by whomever, and which moved, since the cloud came up or
was last reset.

--meant names the hosts that were to be emptied; without it, none, and whatever was
touched is a stray. The exit status is 0 if exactly these were emptied, 1 if another one
was touched or a server was left behind, and 2 if that could not be told.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "report",
        run,
        "tell what became of a running cloud's hosts",
        _TEXT,
        "--meant XXXX-HOST-YYYY34",
    )
    options.add_meant(added)
    options.add_cloud(added)
    options.add_format(added, "table")


def run(arguments: argparse.Namespace) -> int:
    """Print what was seen; the status is its verdict."""
    console = output.console()
    order = {
        "do": "report",
        "meant": arguments.meant,
        "width": console.width,
        "color": console.is_terminal,
    }
    told = address.ask(address.find(arguments.cloud), order)
    if arguments.format == "json":
        output.print_json(told["facts"])
    else:
        print(told["text"], end="")
    return 0 if told["exact"] else 1
