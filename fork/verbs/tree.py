"""The verb `tree`: the patched package in a folder."""

import argparse
from typing import Any

from fork import options
from fork.building import project, tree
from fork.git import history
from fork.releases import upstream

_TEXT = (
    "Fetch an upstream release, apply the patches, add the fork's files, "
    "write the result to a folder that is made anew, and print where "
    "each hunk applied."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "tree",
        run,
        "write the patched package to a folder",
        _TEXT,
        "python -m fork tree build/tree --upstream 17.7.0",
    )
    options.add_folder(added)
    added.add_argument(
        "--upstream",
        metavar="RELEASE",
        help="the release to patch (default: the one in setup.cfg)",
    )
    added.add_argument(
        "--through",
        metavar="PATCH",
        help="the last patch to apply (default: the whole series)",
    )
    added.add_argument(
        "--git",
        action="store_true",
        help="make it a git repository: upstream's release, then the fork",
    )


def run(args: argparse.Namespace) -> None:
    """Write the patched package, and print where each hunk applied."""
    asked = {"upstream": args.upstream, "through": args.through}
    chosen = project.configured({k: v for k, v in asked.items() if v})
    release = upstream.fetched(chosen.name, chosen.upstream)
    assembly = tree.assemble(chosen, release)
    if args.git:
        history.record(release, assembly, args.folder)
    else:
        tree.write(assembly.files, args.folder)
    for name, offsets in assembly.offsets.items():
        for at in offsets:
            print(f"{name}: {at}")
