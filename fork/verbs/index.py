"""The verb `index`: a package index of the fork."""

import argparse
from typing import Any

from fork import options
from fork.building import index, project
from fork.releases import selection

_TEXT = (
    "Build the fork's wheels and a folder that any web server serves to "
    "pip and uv: packages/, simple/ (the index) and constraints.txt (a "
    "pin for each OpenStack series). Prints the index's address on this "
    "machine. The folder is made anew."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "index",
        run,
        "build a package index of the fork",
        _TEXT,
        "python -m fork index build/index --releases '18.*'",
    )
    options.add_folder(added)
    options.add_releases(added)


def run(args: argparse.Namespace) -> None:
    """Build a package index, and print its address."""
    chosen = project.read()
    releases = selection.select(chosen.lock().releases, args.releases)
    index.build(chosen, releases, args.folder)
    print(f"{args.folder.resolve().as_uri()}/{index.PAGES}")
