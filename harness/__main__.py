"""The command line: ``python -m harness VERB``."""

import argparse
import io
import os
import sqlite3
import sys
from collections.abc import Sequence

from harness.errors import HarnessError
from workbench import interrupts

_MISSING = "install harness/requirements-names.txt, or for a cloud harness/requirements.txt"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb.

    :returns: 0 when all went well, 1 when a demonstration failed or what was looked for
        was found, 2 when the harness could not do what it was asked, 130 when it was
        interrupted.
    """
    try:
        from harness import commands
    except ModuleNotFoundError as error:
        print(f"harness: {error.msg}; {_MISSING}", file=sys.stderr)
        return 2
    arguments = commands.parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name may hold any letter
    with interrupts.heeded():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    try:
        status: int = arguments.verb(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on, as after `| head`: nor must Python try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except (HarnessError, OSError, sqlite3.Error) as error:
        print(f"harness: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("harness: interrupted; everything is stopped", file=sys.stderr)
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
