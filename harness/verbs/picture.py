"""The verb ``picture``: the incident drawn."""

import argparse
from pathlib import Path
from typing import Any

from harness.trials import picture
from harness.verbs import options

_TEXT = """
Draw the fleet as a row of hosts: before, after upstream's client and after the
fork's. The evidence is read from the JSON report of an incident with exactly two
clients, of which it takes the first scenario and microversion.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "picture",
        run,
        "draw the incident from a JSON report",
        _TEXT,
        "--report incident.json --output doc/incident.svg",
    )
    added.add_argument(
        "--report",
        type=Path,
        required=True,
        metavar="FILE",
        help="what incident --format json printed",
    )
    added.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="the SVG file to write"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draw the picture."""
    arguments.output.write_text(picture.draw(picture.load(arguments.report)))
    return 0
