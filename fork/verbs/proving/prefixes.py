"""The verb `prefixes`: every prefix of the series, tried."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.proofs import prefixes

_TEXT = (
    "For each patch but the last: write the fork that ends with it below "
    "a folder, run the unit tests on it that its patches add or edit or "
    "that are named after a module that they edit, and print a line. Fails "
    "when a test does. (`tox -e unit` runs all tests on the whole series.)"
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "prefixes",
        run,
        "prove that every prefix of the series is a working fork",
        _TEXT,
        "tox -e prefixes",
    )
    options.add_folder(added)


def run(args: argparse.Namespace) -> None:
    """Print what the tests make of every prefix of the series."""
    prefixes.run(project.read(), args.folder)
