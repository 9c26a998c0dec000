"""Which releases a person means by `17.7.0,18.*`."""

from fnmatch import fnmatchcase
from typing import Iterable

from fork.errors import ForkError

#: How a verb explains its `--releases`.
GRAMMAR = "releases and shell patterns, comma-separated, like 17.7.0,18.*"


def select(known: Iterable[str], pattern: str) -> list[str]:
    """Return the releases that any part of a pattern names, as known orders.

    :raises ForkError: when a part names none; lists those that are known
    """
    known = list(known)
    parts = [part.strip() for part in pattern.split(",")]
    chosen = {release for part in parts for release in _matches(known, part)}
    return [release for release in known if release in chosen]


def _matches(known: list[str], part: str) -> list[str]:
    found = [release for release in known if fnmatchcase(release, part)]
    if not found:
        raise ForkError(
            f"no supported release matches {part!r}; choose from: "
            + (" ".join(known) or "none")
        )
    return found
