"""The verb `mutation`: the fork, broken on purpose."""

import argparse
from typing import Any

from fork import options
from fork.building import project

_TEXT = (
    "Break every line that the fork adds or changes, and the lines that "
    "fork/proofs/mutants/ names, one at a time, and run the fork's tests "
    "on each. Fails when they notice nothing."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "mutation",
        run,
        "break the fork on purpose and run its tests",
        _TEXT,
        "tox -e mutation",
    )
    options.add_folder(added)
    added.add_argument(
        "--named",
        action="store_true",
        help="only the mutants that fork/proofs/mutants/ names",
    )


def run(args: argparse.Namespace) -> None:
    """Print what the tests make of every mutant."""
    # Imported here: only this verb needs the mutation tool installed.
    from fork.proofs import mutation

    mutation.run(project.read(), args.folder, args.named)
