"""The verb ``audit``: host names that are contained in others."""

import argparse
import sys
from typing import Any

from harness import text
from harness.names import audit, clash, pattern, renaming, roster
from harness.verbs import options, output

_TEXT = """
List every host name that is contained in another one: with `nova host-evacuate` in
substring mode, which is what upstream's client does unless it is told --strict, the
shorter name also evacuates the longer ones. Then propose zero-padded names of which
none is contained in another.

The names come from FILE: one hypervisor hostname a line, # before comments; a table,
CSV, JSON or YAML as nova and openstack print it; or an Ansible inventory. Anything
else is refused. Or they come from the cloud that the OS_* variables name: its
hypervisor hostnames, and the service hosts by which they are called as well. Names in
a FILE that have a domain are also looked at without it, as callers often write them.

Names are compared as Nova does, by SQL's LIKE '%name%' without escapes: _ in a name
stands for any character and % for any text. Whether letter case counts is up to the
database; with most it does not, so here it does not either, which finds more.

A host is renamed while it is empty and its compute service deleted: Nova refuses to
start a compute service under another name than its node's. Only what stands before
the first dot is padded, and addresses are not.

The exit status is 0 if no name is contained in another, 1 if one is, and 2 if that
could not be told.
"""


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "audit",
        run,
        "list the host names that are contained in others",
        _TEXT,
        "--nova /venv/bin/nova",
    )
    origin = added.add_mutually_exclusive_group()
    origin.add_argument("file", nargs="?", metavar="FILE", help="a list; - for standard input")
    origin.add_argument(
        "--nova", metavar="PATH", help="the nova that asks the cloud; default: nova"
    )
    added.add_argument(
        "--match-case",
        action="store_true",
        help="letter case counts, as in a cloud whose database is PostgreSQL",
    )
    options.add_format(added, "table")


def run(arguments: argparse.Namespace) -> int:
    """Print the audit of a list or a cloud; the status is its verdict."""
    listed = arguments.file is not None
    names = roster.load(arguments.file) if listed else roster.ask(arguments.nova or "nova")
    for name in names.repeated:
        print(f"harness: '{text.escape(name)}' is listed twice; taken once", file=sys.stderr)
    fold = str if arguments.match_case else pattern.fold
    found = clash.find(names, fold)
    called = names.shortened if listed else names
    short = {k: v for k, v in clash.find(called, fold).items() if k not in found}
    renamed = renaming.propose(called, found | short, fold)
    if arguments.format == "json":
        output.print_json(audit.as_json(names, found, short, renamed))
    else:
        print(*audit.lines(names, found, short, renamed, arguments.match_case), sep="\n")
    return 1 if found or short else 0
