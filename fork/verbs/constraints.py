"""The verb `constraints`: the fork pinned where upstream was."""

import argparse
from pathlib import Path
from typing import Any

from fork import options
from fork.building import constraints, project

_TEXT = (
    "Rewrite files in place: the pin of an upstream release becomes the "
    "pin of the fork of that release. As it stands, ===18.13.1 never "
    "matches the fork, and pip silently installs upstream. Prints every "
    "pin."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "constraints",
        run,
        "pin the fork in OpenStack's upper-constraints",
        _TEXT,
        "python -m fork constraints upper-constraints.txt",
    )
    added.add_argument("files", metavar="FILE", type=Path, nargs="+")


def run(args: argparse.Namespace) -> None:
    """Rewrite constraints files, and print every pin."""
    chosen = project.read()
    # All are read first: one that is refused leaves all as they are.
    rewritings = [
        constraints.Rewriting.of(path, chosen) for path in args.files
    ]
    for rewriting in rewritings:
        rewriting.write()
        print(*rewriting.changes, sep="\n")
