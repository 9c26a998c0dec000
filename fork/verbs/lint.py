"""The verb `lint`: what a reviewer would object to."""

import argparse
import sys
from typing import Any

from fork import options
from fork.building import project
from fork.errors import ForkError
from fork.patches import lint

_TEXT = (
    "Check that every patch is listed once, parses, says what and why, "
    "and quotes no more of upstream than it needs, and that every file "
    "the fork adds belongs to one patch."
)


def add(verbs: Any) -> None:
    """Add the verb."""
    options.add(
        verbs,
        "lint",
        run,
        "check patches/ as a reviewer would",
        _TEXT,
        "python -m fork lint",
    )


def run(args: argparse.Namespace) -> None:
    """Print what a reviewer would object to; fail if that is anything."""
    found = list(lint.findings(project.read()))
    if found:
        print(*found, sep="\n", file=sys.stderr)
        raise ForkError(f"{len(found)} findings in patches/")
