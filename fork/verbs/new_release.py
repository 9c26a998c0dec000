"""The verb `new-release`: does the fork fit what upstream made?"""

import argparse
from typing import Any

from fork import options
from fork.building import project
from fork.errors import ForkError
from fork.releases import new_release, upstream

_TEXT = (
    "Fetch a release, apply the patches, print where each hunk applied "
    "and, for each that does not fit, what it expects and what upstream "
    "has in its place. If all fit, add the release to "
    "patches/upstream.lock and say what is next."
)


def add(verbs: Any) -> None:
    """Add the verb and its options."""
    added = options.add(
        verbs,
        "new-release",
        run,
        "carry the fork to a release that upstream made",
        _TEXT,
        "python -m fork new-release 18.14.0",
    )
    added.add_argument(
        "release",
        metavar="RELEASE",
        nargs="?",
        help="the release (default: the newest that the package index has)",
    )
    added.add_argument(
        "--check",
        action="store_true",
        help="change nothing; fail if the release is not in the lock",
    )


def run(args: argparse.Namespace) -> None:
    """Apply the patches to a release, and admit it to the lock."""
    chosen = project.read()
    version = args.release or upstream.newest(chosen.name)
    release = upstream.fetched(chosen.name, version)
    new_release.try_on(chosen, release)
    if version in chosen.lock().releases:
        what = "in the lock" if args.release else "newest and in the lock"
        print(f"{version} is {what}")
    elif args.check:
        raise ForkError(
            f"{version} fits, and is not in the lock; run `python -m fork "
            f"new-release {version}`"
        )
    else:
        new_release.admit(chosen, release)
