"""The verb ``scan``: calls that ask for substring mode."""

import argparse
import sys
from pathlib import Path
from typing import Any

from harness import scan, text
from harness.verbs import options, output

_TEXT = """
Find the calls in scripts and programs that ask Nova for every host whose name contains
the given one:

  nova host-evacuate, host-evacuate-live, host-servers-migrate and host-meta without
  --strict or with --no-strict, in text of any kind and in Python's strings and lists;
  hypervisors.search(...) in Python, above all with servers=True.

Options that are added elsewhere or stand in a variable are not seen, nor are commands
whose name is put together at run time. Symbolic links, .git and files that are no text
are left out.

The exit status is 0 if there is no such call, 1 if there is one, and 2 if a path could
not be read.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "scan",
        run,
        "find calls that ask for substring mode",
        _TEXT,
        "--format json /etc/ha /opt/tools",
    )
    added.add_argument(
        "path", nargs="+", type=Path, metavar="PATH", help="a file, or a folder to be walked"
    )
    options.add_format(added, "text")


def run(arguments: argparse.Namespace) -> int:
    """Print what a scan found; the status is its verdict."""
    scanned = scan.run(arguments.path)
    for error in scanned.unread:
        reason = f"{text.escape(str(error.filename))}: {error.strerror}"
        print(f"harness: {reason}; it was not scanned", file=sys.stderr)
    if arguments.format == "json":
        output.print_json(scanned.as_json())
    else:
        print(*scanned.findings, scanned.summary, sep="\n")
    return 2 if scanned.unread else 1 if scanned.findings else 0
