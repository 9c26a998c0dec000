"""The verbs of the command line and their options."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from harness import (
    audit,
    bench,
    bench_report,
    clash,
    client,
    fleet,
    incident,
    machine,
    pattern,
    picture,
    renaming,
    report,
    roster,
    scan,
    scenario,
    text,
)
from harness.bench import Bench
from harness.bench_report import Report
from harness.client import Client
from harness.cloud import Cloud
from harness.errors import HarnessError
from harness.progress import Progress
from harness.trial import Trial

_INCIDENT = ("outage", "failure")
_WIDTH = 160

_CLOUD = """
Start Keystone, Placement and Nova on free loopback ports, with the fleet that a
file describes, and print the OS_* variables with which any client finds them.
They run until Ctrl-C or SIGTERM; then no process, port or file is left.

A fleet file is TOML. Each [[group]] lists service hosts and says what they have
in common; only hosts is required:

  [[group]]
  hosts = ["cmp1", "cmp2"]
  hypervisors = ["{host}.example.org"]  # hypervisor hostnames; default ["{host}"]
  servers = 2                           # on each hypervisor; default 0
  state = "down"                        # up (default), down (stale heartbeat), forced-down
"""

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

_PICTURE = """
Draw the fleet as a row of hosts: before, after upstream's client and after the
fork's. The evidence is read from the JSON report of an incident with exactly two
clients, of which it takes the first scenario and microversion.
"""

_BENCH = """
Measure what finding a host costs, upstream's --strict beside the fork, in a cell of
2,000 hosts with 20 servers each: names that 0, 10, 110 and 1,110 other names contain,
hypervisors named like their service hosts and by an FQDN, at microversion 2.52 and the
latest. No evacuation is accepted and no server moves. The exit status tells whether it
could be measured, not whether the aims were met: read the report.
"""

_AUDIT = """
List every host name that is contained in another one: with `nova host-evacuate` in
substring mode, which is what upstream's client does unless it is told --strict, the
shorter name also evacuates the longer ones. Then propose zero-padded names of which
none is contained in another.

The names come from FILE, one hypervisor hostname a line, # before comments; or from
the cloud that the OS_* variables name: its hypervisor hostnames, and the service
hosts by which they are called as well.

Names are compared as Nova does, by SQL's LIKE '%name%' without escapes: _ in a name
stands for any character and % for any text. Whether letter case counts is up to the
database; with most it does not, so here it does not either, which finds more.

A host is renamed while it is empty and its compute service deleted: Nova refuses to
start a compute service under another name than its node's. Only what stands before
the first dot is padded, and addresses are not.

The exit status is 0 if no name is contained in another, 1 if one is, and 2 if that
could not be told.
"""

_SCAN = """
Find the calls in scripts and programs that ask Nova for every host whose name contains
the given one:

  nova host-evacuate, host-evacuate-live, host-servers-migrate and host-meta without
  --strict or with --no-strict, in text of any kind and in Python's strings and lists;
  hypervisors.search(...) in Python, above all with servers=True.

Options that are added elsewhere or stand in a variable are not seen, nor are commands
whose name is put together at run time. Symbolic links, .git and files that are no text
are left out.

The exit status is 0 if there is no such call, 1 if there is one, and 2 if a path could
not be read.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m harness",
        description="An embedded OpenStack, and scenarios that any nova executable runs on it.",
    )
    verbs = top.add_subparsers(required=True, metavar="VERB")
    _add_cloud(verbs)
    _add_incident(verbs)
    _add_demo(verbs)
    _add_picture(verbs)
    _add_bench(verbs)
    _add_audit(verbs)
    _add_scan(verbs)
    return top


_Verb = Callable[[argparse.Namespace], int]


def _add(
    verbs: Any, name: str, verb: _Verb, brief: str, text: str, example: str
) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=brief,
        description=text,
        epilog=f"example:\n  python -m harness {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(verb=verb)
    return added


def _add_cloud(verbs: Any) -> None:
    added = _add(
        verbs,
        "cloud",
        cloud,
        "run an OpenStack until Ctrl-C",
        _CLOUD,
        "--fleet harness/fleets/incident.toml",
    )
    added.add_argument(
        "--fleet", type=Path, required=True, metavar="FILE", help="the TOML file of the fleet"
    )
    _add_port(added)


def _add_port(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--port", type=_port, default=0, help="Keystone's port; a free one by default"
    )


def _port(text: str) -> int:
    port = int(text) if text.isdecimal() else -1
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port; choose one from 0 to 65535")
    return port


def _add_incident(verbs: Any) -> None:
    added = _add(
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
    _add_format(added, "table")


def _add_format(added: argparse.ArgumentParser, default: str) -> None:
    added.add_argument(
        "--format", choices=(default, "json"), default=default, help="default: %(default)s"
    )


def _add_demo(verbs: Any) -> None:
    added = _add(
        verbs,
        "demo",
        demo,
        "show the fault upstream, and the fork without it",
        _DEMO,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova",
    )
    _add_both(added)


def _add_both(added: argparse.ArgumentParser) -> None:
    for label in ("upstream", "fork"):
        added.add_argument(
            f"--{label}", required=True, metavar="EXECUTABLE", help=f"the {label}'s nova"
        )
    added.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write the report there, too, and fail if FILE held another",
    )


def _add_picture(verbs: Any) -> None:
    added = _add(
        verbs,
        "picture",
        draw,
        "draw the incident from a JSON report",
        _PICTURE,
        "--report incident.json --output doc/incident.svg",
    )
    added.add_argument(
        "--report",
        type=Path,
        required=True,
        metavar="FILE",
        help="what incident --format json printed",
    )
    added.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="the SVG file to write"
    )


def _add_bench(verbs: Any) -> None:
    added = _add(
        verbs,
        "bench",
        measure,
        "measure what finding a host costs",
        _BENCH,
        "--upstream /upstream/bin/nova --fork /fork/bin/nova --write doc",
    )
    _add_both(added)
    for name, default, what in (
        ("hosts", 2000, "hosts in the cell"),
        ("servers", 20, "servers on each host"),
        ("repeats", 5, "runs whose median is taken"),
    ):
        text = f"{what}; default: %(default)s"
        added.add_argument(f"--{name}", type=_positive, default=default, metavar="N", help=text)
    added.add_argument(
        "--write",
        type=Path,
        metavar="DIR",
        help=f"where to write {bench_report.NAME}.md, .json and .svg",
    )
    _add_port(added)


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not number:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number; write one from 1 up")
    return number


def _add_audit(verbs: Any) -> None:
    added = _add(
        verbs,
        "audit",
        audit_names,
        "list the host names that are contained in others",
        _AUDIT,
        "--nova /venv/bin/nova",
    )
    origin = added.add_mutually_exclusive_group()
    origin.add_argument("file", nargs="?", metavar="FILE", help="a list; - for standard input")
    origin.add_argument(
        "--nova", metavar="PATH", help="the nova that asks the cloud; default: nova"
    )
    added.add_argument(
        "--match-case",
        action="store_true",
        help="letter case counts, as in a cloud whose database is PostgreSQL",
    )
    _add_format(added, "table")


def _add_scan(verbs: Any) -> None:
    added = _add(
        verbs,
        "scan",
        scan_trees,
        "find calls that ask for substring mode",
        _SCAN,
        "--format json /etc/ha /opt/tools",
    )
    added.add_argument(
        "path", nargs="+", type=Path, metavar="PATH", help="a file, or a folder to be walked"
    )
    _add_format(added, "text")


def cloud(arguments: argparse.Namespace) -> int:
    """Run a cloud until it is interrupted."""
    described = fleet.load(arguments.fleet)
    with Progress() as progress, Cloud(described, progress, arguments.port) as running:
        progress.step("up; press Ctrl-C to stop")
        for name, value in running.environment.items():
            print(f"export {name}={value}", flush=True)
        try:
            _watch(running)
        except KeyboardInterrupt:
            progress.step("stopping")
    return 0


def _watch(running: Cloud) -> None:
    while True:
        time.sleep(1)
        running.check()


def replay(arguments: argparse.Namespace) -> int:
    """Run scenarios and print the report."""
    clients = [client.parse(text) for text in arguments.client]
    _refuse_repeated(clients)
    scenarios = scenario.choose(arguments.scenario or _INCIDENT)
    microversions = arguments.microversion or [scenario.LATEST]
    trials, versions = _run(clients, scenarios, microversions)
    if arguments.format == "json":
        _print_json(report.as_json(trials, versions))
    else:
        report.show(trials, _console())
    return 0


def _print_json(content: Any) -> None:
    json.dump(content, sys.stdout, indent=1)
    print()


def _refuse_repeated(clients: Sequence[Client]) -> None:
    labels = [each.label for each in clients]
    for label in labels:
        if labels.count(label) > 1:
            raise HarnessError(f"two clients are labelled '{label}'; give each its own label")


def demo(arguments: argparse.Namespace) -> int:
    """Show the fault and its absence; see :func:`harness.incident.demonstrated`."""
    clients = _both(arguments)
    trials, _ = _run(clients, scenario.choose(_INCIDENT), [scenario.LATEST])
    report.show(trials, _console())
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


def _both(arguments: argparse.Namespace) -> list[Client]:
    return [client.find("upstream", arguments.upstream), client.find("fork", arguments.fork)]


def _run(
    clients: Sequence[Client], scenarios: Sequence[scenario.Scenario], microversions: Sequence[str]
) -> tuple[list[Trial], dict[str, str]]:
    with Progress() as progress:
        versions = {each.label: client.version(each) for each in clients}
        trials = list(incident.replay(clients, scenarios, microversions, progress))
        progress.step("done")
    return trials, versions


def _console() -> Console:
    """Print as wide as the terminal is; where there is none, nothing needs to be wrapped."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH)


def draw(arguments: argparse.Namespace) -> int:
    """Draw the picture."""
    arguments.output.write_text(picture.draw(picture.load(arguments.report)))
    return 0


def measure(arguments: argparse.Namespace) -> int:
    """Run the bench, print the report and perhaps write it."""
    clients = _both(arguments)
    if arguments.write:
        bench_report.check(arguments.write)
    found = _measure(clients, arguments)
    bench_report.show(found, _console())
    if arguments.write:
        bench_report.write(arguments.write, found)
    return 0


def _measure(clients: Sequence[Client], arguments: argparse.Namespace) -> Report:
    here, commit = machine.describe(), machine.commit()
    size = arguments.hosts, arguments.servers, arguments.repeats
    with Progress() as progress:
        versions = {each.label: client.version(each) for each in clients}
        with Cloud(bench.seed(), progress, arguments.port) as running:
            beside = Bench(running, {each.label: each for each in clients}, progress)
            samples = list(beside.run(*size))
        progress.step("done")
    date = datetime.now(UTC).date().isoformat()
    return Report(samples, versions, *size, here, commit, date)


def audit_names(arguments: argparse.Namespace) -> int:
    """Print the audit of a list or a cloud; the status is its verdict."""
    listed = arguments.file is not None
    names = roster.load(arguments.file) if listed else roster.ask(arguments.nova or "nova")
    for name in names.repeated:
        print(f"harness: '{text.escape(name)}' is listed twice; taken once", file=sys.stderr)
    fold = str if arguments.match_case else pattern.fold
    found = clash.find(names, fold)
    renamed = renaming.propose(names, found, fold)
    if arguments.format == "json":
        _print_json(audit.as_json(names, found, renamed))
    else:
        print(*audit.lines(names, found, renamed, arguments.match_case), sep="\n")
    return 1 if found else 0


def scan_trees(arguments: argparse.Namespace) -> int:
    """Print what a scan found; the status is its verdict."""
    scanned = scan.run(arguments.path)
    for error in scanned.unread:
        reason = f"{text.escape(str(error.filename))}: {error.strerror}"
        print(f"harness: {reason}; it was not scanned", file=sys.stderr)
    if arguments.format == "json":
        _print_json(scanned.as_json())
    else:
        print(*scanned.findings, scanned.summary, sep="\n")
    return 2 if scanned.unread else 1 if scanned.findings else 0
