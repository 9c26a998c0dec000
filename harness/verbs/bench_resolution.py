"""The verb ``bench-resolution``: what finding a host costs."""

import argparse
from collections.abc import Sequence
from functools import partial
from typing import Any

from harness.benchmarks.origin import describe
from harness.benchmarks.resolution import bench, report
from harness.benchmarks.resolution.bench import Bench
from harness.benchmarks.resolution.report import Report
from harness.cloud.client import Client
from harness.cloud.cloud import Cloud
from harness.progress import Progress
from harness.verbs import options, output

_TEXT = """
Measure what finding a host costs, upstream's --strict beside the fork, in a cell of
2,000 hosts with 20 servers each: names that 0, 10, 110 and 1,110 other names contain,
hypervisors named like their service hosts and by an FQDN, at microversion 2.52 and the
latest. No evacuation is accepted and no server moves. The exit status tells whether it
could be measured, not whether the aims were met: read the report.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "bench-resolution",
        run,
        "measure what finding a host costs",
        _TEXT,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova --write doc",
    )
    options.add_clients(added)
    for name, default, what in (
        ("hosts", 2000, "hosts in the cell"),
        ("servers", 20, "servers on each host"),
        ("repeats", 5, "runs whose median is taken"),
    ):
        options.add_number(added, name, default, what)
    options.add_folder(added, report.NAME)
    options.add_port(added)


def run(arguments: argparse.Namespace) -> int:
    """Run the bench, print the report and perhaps write it."""
    clients = options.find_clients(arguments)
    measure = partial(_measure, clients, arguments)
    output.publish(arguments.write, measure, report.show, report.write)
    return 0


def _measure(clients: Sequence[Client], arguments: argparse.Namespace) -> Report:
    size = arguments.hosts, arguments.servers, arguments.repeats
    origin = describe(clients)
    with Progress() as progress:
        with Cloud(bench.seed(), progress, arguments.port) as running:
            beside = Bench(running, {each.label: each for each in clients}, progress)
            samples = list(beside.run(*size))
        progress.step("done")
    return Report(samples, origin, *size)
