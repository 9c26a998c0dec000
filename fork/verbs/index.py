"""The verb `index`: a package index of the fork."""

import argparse
from typing import Any

from fork import options
from fork.building import index, pages, project
from fork.releases import selection

_TEXT = (
    "Build the fork's wheels and a folder that any web server serves to "
    "pip and uv: packages/, simple/ (the index), constraints.txt (a pin "
    "for each OpenStack series) and SHA256SUMS. Prints the index's address "
    "on this machine. The folder is made anew. What the pages state as the "
    "time of upload is SOURCE_DATE_EPOCH, or the date of the newest patch."
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
    added.add_argument(
        "--hashes",
        action="store_true",
        help="state the wheels' SHA-256 in constraints.txt, for `pip install "
        "--require-hashes`",
    )


def run(args: argparse.Namespace) -> None:
    """Build a package index, and print its address."""
    chosen = project.read()
    releases = selection.select(chosen.lock().releases, args.releases)
    index.build(chosen, releases, args.folder, args.hashes)
    print(f"{args.folder.resolve().as_uri()}/{pages.PAGES}")
