"""The lock: the bytes of every upstream release that was reviewed.

It is a journal in the order of the releases. A file's digest holds until a
later release changes the file, or drops it ("-"), so the lines under a
release are what that release changed: a new release adds lines and changes
none. A release's own line has the digest of its wheel, for people who compare
it with an index; a build compares the files.
"""

import dataclasses
import hashlib
import re
from pathlib import Path
from typing import Iterable, Iterator, Mapping

from packaging.version import Version

from fork.errors import ForkError
from fork.releases.upstream import Release
from fork.text import decode

Digests = Mapping[str, str]

DROPPED = "-"
DIGEST = re.compile(f"[0-9a-f]{{64}}|{DROPPED}")
RELEASE = re.compile(r"\[([^]\s]+)\](?: ([0-9a-f]{64}))?")
HEADER = """\
# Every supported upstream release: its wheel and package files, as SHA-256.
# A line holds until a later release changes the file, or drops it ("-").
# Written by `python -m fork lock`; see fork/releases/lock.py.
"""


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every file, by path."""
    return {
        path: hashlib.sha256(data).hexdigest() for path, data in files.items()
    }


@dataclasses.dataclass(frozen=True)
class Lock:
    """The digests of every supported release, oldest first.

    :param releases: by release, the digests of its files
    :param wheels: by release, the digest of its wheel
    """

    releases: Mapping[str, Digests]
    wheels: Digests = dataclasses.field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Lock":
        """Read a lock; one that does not exist is empty.

        :raises ForkError: on a line that is neither a release nor a file
        """
        if not path.exists():
            return cls({})
        lines = decode(path.read_bytes(), path.name).splitlines()
        releases, wheels = dict[str, Digests](), dict[str, str]()
        for release, wheel, files in _releases(lines, path.name):
            releases[release] = files
            if wheel:
                wheels[release] = wheel
        return cls(releases, wheels)

    def text(self) -> str:
        """Return the lock as it is written to disk."""
        lines: list[str] = [HEADER]
        before: Digests = {}
        for release, files in self.releases.items():
            stated = f"[{release}] {self.wheels.get(release, '')}"
            lines.append(f"\n{stated.rstrip()}\n")
            lines.extend(_changes(before, files))
            before = files
        return "".join(lines)

    def extended(self, releases: Iterable[Release]) -> "Lock":
        """Return a lock that holds these releases too, in order."""
        merged, wheels = dict(self.releases), dict(self.wheels)
        for release in releases:
            merged[release.version] = digests(release.files)
            wheels[release.version] = release.wheel
        order = sorted(merged, key=Version)
        known = {key: wheels[key] for key in order if wheels.get(key)}
        return Lock({key: merged[key] for key in order}, known)

    def require(self, release: str) -> Digests:
        """Return the digests of a release.

        :raises ForkError: when the release is not supported; lists those
            that are
        """
        if release not in self.releases:
            known = " ".join(self.releases) or "none"
            raise ForkError(
                f"upstream release {release} is not supported; choose one "
                f"of: {known}"
            )
        return self.releases[release]

    def verify(
        self, release: str, files: Mapping[str, bytes], below: str = ""
    ) -> None:
        """Refuse files that are not the bytes that were reviewed.

        :param below: with which path those begin that are compared
        :raises ForkError: naming the first file that differs
        """
        expected, actual = self.require(release), digests(files)
        for path in sorted({*expected, *actual}):
            if not path.startswith(below):
                continue
            if expected.get(path) != actual.get(path):
                raise ForkError(
                    f"upstream {release} is not the release that was "
                    f"reviewed: {path} {_difference(path, expected, actual)};"
                    " install it afresh from a trusted index"
                )


def _difference(path: str, expected: Digests, actual: Digests) -> str:
    if path not in actual:
        return "is missing"
    if path not in expected:
        return "is not in patches/upstream.lock"
    return f"has SHA-256 {actual[path]}, the lock says {expected[path]}"


def _changes(before: Digests, after: Digests) -> Iterator[str]:
    for path in sorted({*before, *after}):
        if before.get(path) != after.get(path):
            yield f"{after.get(path, DROPPED)} {path}\n"


def _releases(
    lines: Iterable[str], name: str
) -> Iterator[tuple[str, str, Digests]]:
    release, wheel, files = "", "", dict[str, str]()
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line:
            continue
        begun = RELEASE.fullmatch(line)
        if begun:
            if release:
                yield release, wheel, dict(files)
            release, wheel = begun[1], begun[2] or ""
            continue
        digest, _, path = line.partition(" ")
        if not (release and path and DIGEST.fullmatch(digest)):
            raise ForkError(
                f"{name}, line {number} is neither a release nor a file; "
                "restore it, or run `python -m fork lock`"
            )
        files[path] = digest
        if digest == DROPPED:
            del files[path]
    if release:
        yield release, wheel, dict(files)


def difference(before: Lock, after: Lock) -> Iterator[str]:
    """Yield a line for every file whose digest is new, changed or gone."""
    for release, files in after.releases.items():
        known = before.releases.get(release)
        if known is None:
            yield f"{release}: new, {len(files)} files"
            continue
        now = after.wheels.get(release)
        was = before.wheels.get(release, "nothing")
        if now and now != was:
            yield (
                f"{release}: its wheel has SHA-256 {now}, the lock says {was}"
            )
        for path in sorted({*known, *files}):
            if known.get(path) != files.get(path):
                yield f"{release}: {path} {_difference(path, known, files)}"
    if before.text() == after.text():
        yield "no change"
