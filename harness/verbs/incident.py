"""The verb ``incident``: scenarios run by any clients."""

import argparse
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

INCIDENT = ("outage", "failure")
"""The scenarios of the incident: its neighbours' services are down, and up."""

_TEXT = """
Run scenarios with any number of nova executables against an embedded OpenStack
that is put back to the same state before each run, and report which hosts each
of them touched. The exit status tells whether the trials could be run, not what
came of them: read the report.

--scenarios names a TOML file with scenarios of your own, all of which are run unless
--scenario chooses. Each is a table:

  [evacuated]
  title = "one host failed"
  fleet = "racks.toml"        # a fleet file beside this one, or a fleet of the harness
  states = { "rack1-*" = "down" }
  command = "host-evacuate"   # the default, or one of its three siblings
  options = ["--strict"]
  host = "rack1-1"            # the name that the command is given
  target = "spare"
  meant = ["rack1-1"]         # any other host that is touched is a stray

Files keep to harness/schemas/scenarios.schema.json and fleet.schema.json.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "incident",
        run,
        "run scenarios with any nova executables",
        _TEXT,
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
        help=f"one of {', '.join(scenario.names())}; may be repeated; "
        f"default: {', '.join(INCIDENT)}",
    )
    added.add_argument(
        "--scenarios",
        type=Path,
        metavar="FILE",
        help="a file of other scenarios; then, all of them are the default",
    )
    added.add_argument(
        "--microversion",
        action="append",
        metavar="X.Y",
        help="what to pass as --os-compute-api-version, or latest to leave it out; "
        "may be repeated; default: latest",
    )
    options.add_database(added)
    options.add_format(added, "table")


def run(arguments: argparse.Namespace) -> int:
    """Run scenarios and print the report."""
    clients = [client.parse(text) for text in arguments.client]
    _refuse_repeated(clients)
    scenarios = _scenarios(arguments)
    microversions = arguments.microversion or [scenario.LATEST]
    trials, versions = perform(clients, scenarios, microversions, arguments.database)
    if arguments.format == "json":
        output.print_json(report.as_json(trials, versions))
    else:
        report.show(trials, output.console())
    return 0


def _scenarios(arguments: argparse.Namespace) -> list[scenario.Scenario]:
    if arguments.scenarios:
        return scenario.choose(arguments.scenario, arguments.scenarios)
    return scenario.choose(arguments.scenario or INCIDENT)


def _refuse_repeated(clients: Sequence[Client]) -> None:
    labels = [each.label for each in clients]
    for label in labels:
        if labels.count(label) > 1:
            raise HarnessError(f"two clients are labelled '{label}'; give each its own label")


def perform(
    clients: Sequence[Client],
    scenarios: Sequence[scenario.Scenario],
    microversions: Sequence[str],
    database: str,
) -> tuple[list[Trial], dict[str, str]]:
    """Run trials, and show how far they are.

    :param database: one of :data:`harness.cloud.databases.KINDS`.
    :returns: the trials, and the version of each client by its label.
    """
    with Progress() as progress:
        versions = {each.label: client.version(each) for each in clients}
        trials = list(incident.replay(clients, scenarios, microversions, progress, database))
        progress.step("done")
    return trials, versions
