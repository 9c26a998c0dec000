"""The verb `pbr`: what every pbr reads of the label."""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.proofs import pbr

_TEXT = (
    "Build forks of four releases with every form of the label, install "
    "them below a folder beside one pbr of each generation, and print by "
    "which version the clients call themselves, in `nova --version` for "
    "instance. Fails when that is not upstream's. The last columns show "
    "what came of the label that the fork had once."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "pbr",
        run,
        "show which version pbr reads of the fork's label",
        _TEXT,
        "python -m fork pbr build/pbr",
    )
    options.add_folder(added)


def run(args: argparse.Namespace) -> None:
    """Print what every pbr reads of the fork's versions."""
    pbr.run(project.read(), args.folder)
