"""The verb ``scan``: calls that ask for substring mode."""

import argparse
import sys
from pathlib import Path
from typing import Any

from harness import text
from harness.callers import scan
from harness.verbs import options, output

_TEXT = """
Find the calls in scripts and programs that ask Nova for every host whose name contains
the given one:

  nova host-evacuate, host-evacuate-live, host-servers-migrate and host-meta without
  --strict or with --no-strict;
  nova hypervisor-servers, and hypervisor-list --matching;
  hypervisors.search(...) in Python, above all with servers=True, and the functions
  that the commands call;
  requests of /os-hypervisors/{x}/servers and /search, or with
  hypervisor_hostname_pattern.

Shell, Python, YAML, JSON and makefiles are parsed: variables, lists, functions and
aliases are followed within a file, and scripts in texts are read as scripts. Any other
text is searched line by line, and so is a file of more than 4 MiB. What a script only
prints, logs, compares or comments on is no call. A remark '# strict-scan: ignore' on a
line, in whatever form the language has for remarks, silences it.

Not seen are: names that are put together at run time or come from another file, the
environment or a database; options that are added elsewhere; binary files and archives;
other clients, such as openstack hypervisor list --matching and openstacksdk. Symbolic
links, .git and the novaclient that an environment has in site-packages are left out,
and files that are no text: those with a zero byte near their beginning, unless they
begin with the mark of UTF-16.

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
