"""The verb `refresh`: the patches, anew from the commits of a proposal."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.git import refresh

_TEXT = (
    "Take the last commits of a git work tree, which a proposal made "
    "and a person may have amended, write patches/ and the files that "
    "the patches add from them, and print what changed."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "refresh",
        run,
        "write the patches anew from the commits of a proposal",
        _TEXT,
        "python -m fork refresh build/proposal/tree",
    )
    options.add_folder(added, "TREE")


def run(args: argparse.Namespace) -> None:
    """Write the patches from the commits, and print what changed."""
    changed = refresh.run(project.read(), args.folder)
    print(*(changed or ["no change"]), sep="\n")
