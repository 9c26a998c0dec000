"""The verb ``bench-evacuation``: what evacuating a host costs."""

import argparse
from collections.abc import Sequence
from functools import partial
from typing import Any

from harness.benchmarks.estimate import Estimate
from harness.benchmarks.evacuation import bench, plan, report
from harness.benchmarks.evacuation.bench import Bench
from harness.benchmarks.evacuation.loopback import Loopback
from harness.benchmarks.evacuation.plan import Case
from harness.benchmarks.evacuation.report import Report
from harness.benchmarks.origin import describe
from harness.cloud import client
from harness.cloud.client import Client
from harness.progress import Progress
from harness.verbs import options, output

_TEXT = """
Measure what evacuating a host costs when Nova takes 0, 20, 100 and 500 ms for each of
10, 100 and 500 servers: upstream's client, the fork's with 1, 8 and 32 requests at a
time, a loop around `openstack server evacuate`, and a bare client that sends the same
requests and does nothing else. Then measure how long both clients take to start.

Keystone and Nova are stand-ins in a process on loopback, which counts what it is sent.
The exit status tells whether it could be measured, not whether the aims were met: read
the report. It takes about a quarter of an hour.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "bench-evacuation",
        run,
        "measure what evacuating a host costs",
        _TEXT,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova \\\n"
        "    --openstack /openstack/bin/openstack --write doc",
    )
    options.add_clients(added)
    added.add_argument(
        "--openstack", required=True, metavar="EXECUTABLE", help="the openstack command to loop"
    )
    _add_sizes(added)
    options.add_folder(added, report.NAME)
    options.add_port(added)


def _add_sizes(added: argparse.ArgumentParser) -> None:
    for name, kind, default, what in (
        ("servers", options.positive, [10, 100, 500], "servers on the host"),
        ("delays", options.natural, [0, 20, 100, 500], "milliseconds that Nova takes for each"),
    ):
        numbers = " ".join(map(str, default))
        text = f"{what}; default: {numbers}"
        added.add_argument(
            f"--{name}", type=kind, default=default, metavar="N", nargs="+", help=text
        )
    for name, number, what in (
        ("repeats", 3, "runs whose median is taken, unless they are long"),
        ("startups", 20, "the same for the start-up"),
    ):
        options.add_number(added, name, number, what)


def run(arguments: argparse.Namespace) -> int:
    """Run the bench, print the report and perhaps write it."""
    clients = [*options.find_clients(arguments), client.find(plan.OPENSTACK, arguments.openstack)]
    measure = partial(_measure, clients, arguments)
    output.publish(arguments.write, measure, report.show, report.write)
    return 0


def _measure(clients: Sequence[Client], arguments: argparse.Namespace) -> Report:
    origin = describe(clients)
    bench.check_fork(clients)
    cases = sorted({Case(d, s) for d in arguments.delays for s in arguments.servers})
    runs = plan.plan(cases, arguments.repeats)
    startups = bench.startups(arguments.startups)
    with Progress() as progress, Loopback(arguments.port) as loopback:
        estimate = Estimate(progress, [*startups, *runs])
        beside = Bench(loopback, clients, estimate, progress)
        starts = [start for startup in startups for start in beside.start(startup)]
        samples = [beside.measure(run) for run in runs]
        progress.step("done")
    return Report(samples, starts, origin, arguments.repeats)
