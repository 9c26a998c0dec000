"""The verb `cover`: which lines of the fork its tests reach."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.proofs import cover

_TEXT = (
    "Run the tests that the fork adds and fail if a line that it adds or "
    "changes is not reached by them."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "cover",
        run,
        "run the fork's tests and show which of its lines they reach",
        _TEXT,
        "tox -e cover",
    )
    options.add_folder(added)


def run(args: argparse.Namespace) -> None:
    """Print which lines of the fork its tests reach."""
    cover.run(project.read(), args.folder)
