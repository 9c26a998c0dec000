"""The verb ``fault``: what befalls requests to Nova in a running cloud."""

import argparse
from typing import Any

from harness.cloud import faults
from harness.errors import HarnessError
from harness.running import address, manned
from harness.verbs import options, output

_TEXT = """
Have something befall requests to Nova in a running cloud, and print all that is still
to come; without a route, only print it. ROUTE is a method and a path below the endpoint,
with a shell's wildcards; the first fault that fits a request befalls it.

  delay          Nova is asked after --seconds
  429, 500, 503  Nova is not asked; that is the answer, with --retry-after perhaps
  reset          Nova is not asked; the connection is reset
  lost           Nova does what it is asked, then the connection is reset
  expired        Nova is asked with a token that Keystone does not know

In a fleet file, the same is said by [[fault]] tables with the keys route, kind, count,
after, action, seconds and retry_after. The requests of the harness itself are spared.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "fault",
        run,
        "have something befall requests to Nova",
        _TEXT,
        "'POST /servers/*/action' lost --action evacuate --after 1",
    )
    added.add_argument("route", nargs="?", metavar="ROUTE", help="such as 'GET /servers/detail'")
    added.add_argument("kind", nargs="?", metavar="KIND", help=f"one of {', '.join(faults.KINDS)}")
    added.add_argument(
        "--count", type=options.natural, metavar="N", help="so many requests; 0: all; default: 1"
    )
    added.add_argument(
        "--after", type=options.natural, metavar="N", help="pass over so many requests before"
    )
    added.add_argument("--action", metavar="NAME", help="only this action of a server")
    added.add_argument(
        "--seconds", type=options.positive, metavar="N", help="how long a delay is; default: 5"
    )
    added.add_argument(
        "--retry-after", type=options.natural, metavar="N", help="send this header with a status"
    )
    added.add_argument("--clear", action="store_true", help="forget what was still to come")
    options.add_cloud(added)


def run(arguments: argparse.Namespace) -> int:
    """Add a fault and print those that are still to come."""
    order: dict[str, Any] = {"do": "fault", "clear": arguments.clear}
    if arguments.route:
        if arguments.kind not in faults.KINDS:
            choice = ", ".join(faults.KINDS)
            raise HarnessError(f"no fault '{arguments.kind or ''}'; choose one of {choice}")
        keys = ("route", "kind", "count", "after", "action", "seconds", "retry_after")
        told = {key: getattr(arguments, key) for key in keys}
        order["fault"] = {key: value for key, value in told.items() if value is not None}
    answer = address.ask(address.find(arguments.cloud), order)
    output.console().print(manned.table(answer["faults"]))
    return 0
