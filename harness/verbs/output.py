"""What verbs write on standard output."""

import json
import sys
from typing import Any

from rich.console import Console

_WIDTH = 160


def print_json(content: Any) -> None:
    """Print it as indented JSON."""
    json.dump(content, sys.stdout, indent=1)
    print()


def console() -> Console:
    """Print as wide as the terminal is; where there is none, nothing needs to be wrapped."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=_WIDTH)
