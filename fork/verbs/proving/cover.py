"""The verb `cover`: both unit suites, and which lines the fork's reach."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.proofs import cover

_TEXT = (
    "Run upstream's whole unit suite and the tests that the fork adds, as "
    "they are installed, and fail if a line that the fork adds or changes is "
    "not reached by the latter."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "cover",
        run,
        "run both unit suites and show which lines the fork's tests reach",
        _TEXT,
        "tox -e unit",
    )
    options.add_folder(added)
    added.add_argument(
        "tests",
        metavar="TEST",
        nargs=argparse.REMAINDER,
        help="only tests that match one of these regular expressions, and "
        "no coverage; or options of `stestr run`",
    )


def run(args: argparse.Namespace) -> None:
    """Run the unit suites, and print which lines the fork's tests reach."""
    cover.run(project.read(), args.folder, args.tests)
