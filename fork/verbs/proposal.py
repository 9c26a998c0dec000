"""The verb `proposal`: the series as commits on upstream's tree."""

import argparse
from typing import Any

from fork import options
from fork.building import project

_TEXT = (
    "Commit each patch, with the files that belong to it, on a branch "
    "host-evacuate-strict of upstream's tree, as `git review` wants it, "
    "and write each commit to a folder as a file for `git am`, with a "
    "cover letter. Prints where they are."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "proposal",
        run,
        "make the series commits on upstream's tree",
        _TEXT,
        "python -m fork proposal build/proposal --onto 18.13.1",
    )
    options.add_folder(added)
    added.add_argument(
        "--onto",
        metavar="ONTO",
        help="a git work tree of upstream's, or a release, whose source "
        "archive becomes one below DIR (default: the release in setup.cfg)",
    )
    added.add_argument(
        "--first",
        action="store_true",
        help="the first patch alone, which is the minimal change",
    )


def run(args: argparse.Namespace) -> None:
    """Make the series commits and mail, and print where they are."""
    # Imported here: only this verb needs pypi-simple installed.
    from fork.git import proposal

    chosen = project.read()
    onto = args.onto or chosen.upstream
    made = proposal.write(chosen, onto, args.folder, args.first)
    print(*made, args.folder / proposal.COVER, sep="\n")
