"""The verb `client`: clients to compare, side by side."""

import argparse
from pathlib import Path
from typing import Any

from fork import options
from fork.building import project
from fork.clients import client

_TEXT = (
    "Install upstream's release and the fork of it, each into a virtual "
    "environment of its own below a folder, and print where the `nova` "
    "executables are."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "client",
        run,
        "install upstream's client and the fork's side by side",
        _TEXT,
        "python -m fork client build/clients",
    )
    options.add_folder(added)
    added.add_argument(
        "--minimal",
        action="store_const",
        const=["minimal"],
        default=[],
        help="also install the fork of the first patch alone",
    )
    added.add_argument(
        "--served",
        metavar="INDEX",
        type=Path,
        help="upload an index that the verb `index` built to a pypiserver "
        "on loopback, and have pip take the fork from there; fails unless "
        "that is what it installs; needs pypiserver and twine",
    )


def run(args: argparse.Namespace) -> None:
    """Install the clients to compare, and print where they are."""
    labels = ["upstream", *args.minimal, "fork"]
    found = client.install(project.read(), args.folder, labels, args.served)
    print(*found, sep="\n")
