"""The verb `oldest`: the fork on the oldest that its wheel admits."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.clients import interpreter
from fork.proofs import oldest

_TEXT = (
    "Install upstream's release and the fork below a folder, each with "
    "the oldest of what it requires (fork/proofs/oldest.txt says where "
    "that is too old), on the oldest Python that it declares and that is "
    "here, and run with both the unit tests that the patches can change. "
    "Prints what was installed and how many tests failed. Fails when a "
    "test fails on one of both alone."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "oldest",
        run,
        "prove the fork on the oldest requirements that its wheel admits",
        _TEXT,
        "tox -e oldest",
    )
    options.add_folder(added)


def run(args: argparse.Namespace) -> None:
    """Print what unit tests make of the oldest requirements."""
    oldest.compare(project.read(), args.folder, interpreter.find())
