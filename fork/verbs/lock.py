"""The verb `lock`: the bytes of releases, recorded."""

import argparse
import sys
from typing import Any

from fork import options
from fork.building import project
from fork.releases import lock, upstream

_TEXT = (
    "Fetch upstream releases from the package index, record the SHA-256 "
    "of their wheels and files in patches/upstream.lock and print what "
    "changed there. Review the change before you commit it."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "lock",
        run,
        "record the bytes of upstream releases",
        _TEXT,
        "python -m fork lock 18.13.1",
    )
    added.add_argument(
        "releases",
        metavar="RELEASE",
        nargs="*",
        help="a release to add or renew (default: every one in the lock)",
    )


def run(args: argparse.Namespace) -> None:
    """Record the bytes of releases, and print what changed."""
    chosen = project.read()
    before = chosen.lock()
    releases = args.releases or list(before.releases)
    fetched = []
    for number, version in enumerate(releases, 1):
        print(f"[{number}/{len(releases)}] {version}", file=sys.stderr)
        fetched.append(upstream.fetched(chosen.name, version))
    after = before.extended(fetched)
    print(*lock.difference(before, after), sep="\n")
    path = chosen.patches / "upstream.lock"
    path.write_text(after.text(), encoding="utf-8")
