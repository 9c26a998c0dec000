"""How a verb is added, and the options that several verbs have."""

import argparse
from pathlib import Path
from typing import Any, Callable

from fork.releases import selection

Verb = Callable[[argparse.Namespace], None]


def add(
    verbs: Any, name: str, verb: Verb, brief: str, text: str, example: str
) -> argparse.ArgumentParser:
    """Add a verb and return the parser of its options.

    :param verb: what is run
    :param brief: what the list of verbs says of it
    :param text: what its own help says first
    :param example: a whole command
    """
    added: argparse.ArgumentParser = verbs.add_parser(
        name, help=brief, description=text, epilog=f"example: {example}"
    )
    added.set_defaults(run=verb)
    return added


def add_folder(added: argparse.ArgumentParser, name: str = "DIR") -> None:
    """Add the folder that a verb writes to, or reads."""
    added.add_argument("folder", metavar=name, type=Path)


def add_releases(added: argparse.ArgumentParser) -> None:
    """Add the option that chooses from the releases of the lock."""
    added.add_argument(
        "--releases",
        metavar="LIST",
        default="*",
        help=f"{selection.GRAMMAR} (default: all that are supported)",
    )
