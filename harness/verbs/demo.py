"""The verb ``demo``: the fault shown, and the fork without it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from harness.trials import incident, report, scenario
from harness.verbs import options, output
from harness.verbs.incident import INCIDENT, perform

_TEXT = """
Replay the incident with upstream's client and with the fork, with the look-alike
neighbours' services down and up, and print the report. The exit status is 0 only
if upstream shows the fault and the fork does not.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "demo",
        run,
        "show the fault upstream, and the fork without it",
        _TEXT,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova",
    )
    options.add_clients(added)
    options.add_database(added)
    added.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write the report there, too, and fail if FILE held another",
    )


def run(arguments: argparse.Namespace) -> int:
    """Show the fault and its absence; see :func:`harness.trials.incident.demonstrated`."""
    clients = options.find_clients(arguments)
    scenarios, database = scenario.choose(INCIDENT), arguments.database
    trials, _ = perform(clients, scenarios, [scenario.LATEST], database)
    report.show(trials, output.console())
    upstream, fork = ([t for t in trials if t.client == each.label] for each in clients)
    reasons = incident.demonstrated(upstream, fork)
    for reason in reasons:
        print(f"harness: not shown: {reason}", file=sys.stderr)
    if reasons or not arguments.record:
        return 1 if reasons else 0
    return _record(arguments.record, report.as_text(trials))


def _record(path: Path, text: str) -> int:
    if path.exists() and path.read_text() == text:
        return 0
    path.write_text(text)
    print(f"harness: {path} held another report; review the new one", file=sys.stderr)
    return 1
