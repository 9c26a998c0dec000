"""The verb `matrix`: every upstream release, tried."""

import argparse
import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

from fork import options
from fork.building import project
from fork.clients import interpreter
from fork.errors import ForkError
from fork.matrix import finding, json_report, manual_page, table
from fork.matrix.batches import Visits
from fork.matrix.bench import Bench
from fork.matrix.journal import Journal
from fork.matrix.matrix import Matrix
from fork.releases import selection
from fork.terminal.progress import Progress

_TEXT = (
    "For each release: build the fork and, where it holds more than the "
    "first patch, the minimal fork, install them and upstream's client "
    "with a Python that the release declares, run the unit suite of each, "
    "of a fork what its patches can change, and replay the incident with "
    "each, on Python 2.7 too where that is declared. Prints a table; "
    "exits with 0 only if every release that could run shows the fault "
    "upstream and in no fork, and no test fails in a fork alone. A "
    "release whose Python is not here is `not run`, never ok. A second "
    "call goes on where the first stopped; delete DIR/RELEASE to try a "
    "release afresh."
)
_EXAMPLE = (
    "python -m fork matrix --work build/matrix --harness "
    ".tox/harness/bin/python --releases '17.7.0,18.*'"
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "matrix",
        run,
        "prove the fork of every upstream release",
        _TEXT,
        _EXAMPLE,
    )
    _add_places(added)
    options.add_releases(added)
    added.add_argument(
        "--variants",
        action="store_true",
        help="of these releases, only one of every variant of the code that "
        "the patches change: the oldest, of whose tests only those run that "
        "the patches add or edit or that are named after a module that they "
        "edit; or the newest of all",
    )
    added.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=os.cpu_count() or 1,
        help="how much is done at a time (default: the cores, %(default)s)",
    )
    _add_output(added)


def run(args: argparse.Namespace) -> None:
    """Print the table of releases; fail unless it is as expected."""
    chosen = project.read()
    supported = chosen.lock().releases
    releases = selection.select(supported, args.releases)
    if args.write and (args.variants or len(releases) < len(supported)):
        manual_page.require_room(args.write)
    journal = Journal(args.work.resolve(), Progress(args.jobs))
    bench = Bench(chosen, journal, interpreter.find())
    matrix = Matrix(bench, Visits(bench, _executable(args.harness)), args.jobs)
    try:
        if args.variants:
            releases = matrix.variants(releases)
        rows = matrix.run(releases, releases[:-1] if args.variants else ())
    except KeyboardInterrupt:
        print("fork: the same command goes on from here", file=sys.stderr)
        raise
    today = datetime.date.today()
    if args.write:
        manual_page.write(rows, chosen, today, args.write)
    if args.format == "json":
        print(json.dumps(json_report.as_json(rows, chosen, today), indent=1))
    else:
        print(table.plain(rows))
    if not finding.passed(rows):
        raise ForkError(
            f"the matrix is not as expected: {finding.summary(rows)}"
        )


def _add_places(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--work",
        metavar="DIR",
        type=Path,
        required=True,
        help="where results and environments are kept (some 5 GB for all)",
    )
    added.add_argument(
        "--harness",
        metavar="PYTHON",
        type=Path,
        required=True,
        help="the Python that has what the embedded OpenStack needs",
    )


def _add_output(added: argparse.ArgumentParser) -> None:
    added.add_argument("--format", choices=("table", "json"), default="table")
    added.add_argument(
        "--write",
        metavar="DIR",
        type=Path,
        help="write matrix.md, matrix.json and matrix.svg there, too, with "
        "those that failed; a part of the supported releases is refused "
        "where there is a matrix already",
    )


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs")
    return int(text)


def _executable(path: Path) -> Path:
    # Its own path, not what it links to: that is another environment.
    found = Path(os.path.abspath(path))
    if not os.access(found, os.X_OK):
        raise ForkError(
            f"{path} is no Python; name the one of the harness's environment"
        )
    return found
