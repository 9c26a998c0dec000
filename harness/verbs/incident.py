"""The verbs ``incident`` and ``demo``: scenarios run by any clients, and the fault shown."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.cloud import client
from harness.cloud.client import Client
from harness.errors import HarnessError
from harness.progress import Progress
from harness.trials import incident, report, scenario
from harness.trials.trial import Trial
from harness.verbs import options, output

_INCIDENT = ("outage", "failure")


_REPLAY = """
Run scenarios with any number of nova executables against an embedded OpenStack
that is put back to the same state before each run, and report which hosts each
of them touched. The exit status tells whether the trials could be run, not what
came of them: read the report.
"""

_DEMO = """
Replay the incident with upstream's client and with the fork, with the look-alike
neighbours' services down and up, and print the report. The exit status is 0 only
if upstream shows the fault and the fork does not.
"""


def add(verbs: Any) -> None:
    """Add the verb ``incident`` and its options."""
    added = options.add(
        verbs,
        "incident",
        replay,
        "run scenarios with any nova executables",
        _REPLAY,
        "--client upstream=/venv/bin/nova --scenario outage --microversion 2.52",
    )
    added.add_argument(
        "--client",
        action="append",
        required=True,
        metavar="LABEL=EXECUTABLE",
        help="a nova executable and how the report calls it; may be repeated",
    )
    added.add_argument(
        "--scenario",
        action="append",
        metavar="NAME",
        help=f"one of {', '.join(scenario.load())}; may be repeated; "
        f"default: {', '.join(_INCIDENT)}",
    )
    added.add_argument(
        "--microversion",
        action="append",
        metavar="X.Y",
        help="what to pass as --os-compute-api-version, or latest to leave it out; "
        "may be repeated; default: latest",
    )
    options.add_format(added, "table")


def add_demo(verbs: Any) -> None:
    """Add the verb ``demo`` and its options."""
    added = options.add(
        verbs,
        "demo",
        demo,
        "show the fault upstream, and the fork without it",
        _DEMO,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova",
    )
    options.add_clients(added)
    added.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write the report there, too, and fail if FILE held another",
    )


def replay(arguments: argparse.Namespace) -> int:
    """Run scenarios and print the report."""
    clients = [client.parse(text) for text in arguments.client]
    _refuse_repeated(clients)
    scenarios = scenario.choose(arguments.scenario or _INCIDENT)
    microversions = arguments.microversion or [scenario.LATEST]
    trials, versions = _run(clients, scenarios, microversions)
    if arguments.format == "json":
        output.print_json(report.as_json(trials, versions))
    else:
        report.show(trials, output.console())
    return 0


def _refuse_repeated(clients: Sequence[Client]) -> None:
    labels = [each.label for each in clients]
    for label in labels:
        if labels.count(label) > 1:
            raise HarnessError(f"two clients are labelled '{label}'; give each its own label")


def demo(arguments: argparse.Namespace) -> int:
    """Show the fault and its absence; see :func:`harness.trials.incident.demonstrated`."""
    clients = options.find_clients(arguments)
    trials, _ = _run(clients, scenario.choose(_INCIDENT), [scenario.LATEST])
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


def _run(
    clients: Sequence[Client], scenarios: Sequence[scenario.Scenario], microversions: Sequence[str]
) -> tuple[list[Trial], dict[str, str]]:
    with Progress() as progress:
        versions = {each.label: client.version(each) for each in clients}
        trials = list(incident.replay(clients, scenarios, microversions, progress))
        progress.step("done")
    return trials, versions
