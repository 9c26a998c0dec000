"""The verb `consumers`: the unit tests of who imports the client."""

import argparse
from typing import Any

from fork import options
from fork.building import project

_TEXT = (
    "Run those unit tests of other services of OpenStack's that touch "
    "novaclient, with upstream's client and with the fork, and print how "
    "many there are and how many fail. Fails if a test fails with one of "
    "both alone."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "consumers",
        run,
        "prove the fork in the services that import the client",
        _TEXT,
        "tox -e consumers",
    )
    options.add_folder(added)


def run(args: argparse.Namespace) -> None:
    """Print what the unit tests of other services make of both clients."""
    # Imported here: only this verb and `proposal` need pypi-simple.
    from fork.proofs import consumers

    consumers.compare(project.read(), args.folder)
