"""The command line: its verbs, in the order of its help."""

import argparse

from fork.verbs import (
    client,
    constraints,
    index,
    lint,
    lock,
    matrix,
    new_release,
    proposal,
    refresh,
    tree,
)
from fork.verbs.proving import (
    consumers,
    cover,
    mutation,
    oldest,
    pbr,
    prefixes,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m fork",
        description="Build the fork of python-novaclient and look after it.",
    )
    verbs = top.add_subparsers(metavar="VERB", required=True)
    tree.add(verbs)
    client.add(verbs)
    lint.add(verbs)
    lock.add(verbs)
    matrix.add(verbs)
    index.add(verbs)
    constraints.add(verbs)
    new_release.add(verbs)
    proposal.add(verbs)
    refresh.add(verbs)
    prefixes.add(verbs)
    oldest.add(verbs)
    consumers.add(verbs)
    pbr.add(verbs)
    cover.add(verbs)
    mutation.add(verbs)
    return top
