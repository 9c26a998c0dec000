"""The verb ``run``: anybody's component on a cloud."""

import argparse
from typing import Any

from harness.cloud.cloud import Cloud
from harness.progress import Progress
from harness.trials import component, report
from harness.verbs import options, output

_TEXT = """
Does a component touch the hosts that it is meant to evacuate, and no other? Start an
OpenStack with the fleet that a file describes, run any command on it to its end, wait
until nothing moves any more, and report which hosts' servers it asked Nova to move or
to change, and which moved.

The command is what follows --. It gets this environment; but OS_* variables, and a
clouds.yaml with a cloud named 'harness', lead it to the embedded cloud, whose
administrator it is. It has no standard input; what it prints is in the JSON report,
and the end of its errors in the table. What it started and left running is stopped
when it ends.

--state sets the states of hosts otherwise than the file does: HOST may have the
wildcards of a shell, and a later one wins. --meant names the hosts that the command is
to move all servers off; without it, none, and whatever is touched is a stray. Both
take several, up to the --.

The exit status is 0 if exactly the hosts that were meant were emptied, 1 if another one
was touched or a server was left behind, and 2 if it could not be tried: the command
does not exist or does not end, or the cloud died. The command's own status is in the
report.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "run",
        run,
        "run any command on an OpenStack, and tell which hosts it touched",
        _TEXT,
        "--fleet harness/trials/fleets/incident.toml \\\n"
        "    --meant XXXX-HOST-YYYY34 -- ./evacuate.sh XXXX-HOST-YYYY34",
    )
    options.add_fleet(added)
    options.add_database(added)
    options.add_meant(added)
    added.add_argument(
        "--timeout",
        type=options.positive,
        default=600,
        metavar="SECONDS",
        help="how long the command may take; default: %(default)s",
    )
    options.add_format(added, "table")
    added.add_argument("command", nargs="+", metavar="COMMAND", help="the command and its words")


def run(arguments: argparse.Namespace) -> int:
    """Run a command on a cloud and print the report; the status is its verdict."""
    found = component.find(arguments.command[0])
    described = options.find_fleet(arguments)
    meant = described.find(arguments.meant)
    database = arguments.database
    with Progress() as progress, Cloud(described, progress, database=database) as cloud:
        progress.step(f"running {found.label}")
        words = arguments.command[1:]
        seen = component.run(cloud, meant, found, words, arguments.timeout)
        progress.step("done")
    if arguments.format == "json":
        output.print_json(report.cloud_as_json(described, seen))
    else:
        report.show_cloud(described, seen, output.console())
    return 0 if seen.exact else 1
