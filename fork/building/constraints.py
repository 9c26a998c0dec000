"""OpenStack's upper-constraints: upstream's pin becomes the fork's.

`===` compares text, so the pin of an upstream release never matches the fork
of it, and pip installs upstream without a word.
"""

import dataclasses
import os
import re
import shutil
import tempfile
from pathlib import Path

from packaging.utils import canonicalize_name

from fork.building import label
from fork.building.project import Project
from fork.errors import ForkError
from fork.text import decode

#: A pin, up to a marker or a comment; it keeps its own spelling.
PIN = re.compile(
    r"^[ \t]*(?P<name>[\w.-]+)[ \t]*={2,3}[ \t]*(?P<version>[^\s;,#]+)",
    re.ASCII | re.MULTILINE,
)
Pin = re.Match[str]


@dataclasses.dataclass(frozen=True)
class Rewriting:
    """A constraints file with the fork's version in place of upstream's.

    :param path: the file, which stays as it is until `write`
    :param text: what it is to hold
    :param changes: for a person, a line for every pin
    """

    path: Path
    text: str
    changes: list[str]

    @classmethod
    def of(cls, path: Path, project: Project) -> "Rewriting":
        """Read a file and rewrite its text.

        :raises ForkError: when it cannot be read, pins the project not at
            all, to several versions, or to one that is not supported
        """
        old = _read(path)
        pins = _pins(old, project)
        version = _version(path, project, pins)
        new, changes, end = "", list[str](), 0
        for pin in pins:
            new += old[end : pin.start("version")] + version
            end = pin.end("version")
            changes.append(f"{path}, {_change(pin, version)}")
        return cls(path, new + old[end:], changes)

    def write(self) -> None:
        """Replace the file, at once and whole, with its mode kept.

        :raises ForkError: when it cannot be written
        """
        path, data = self.path.resolve(), self.text.encode("utf-8")
        try:
            if data == path.read_bytes():
                return
            with tempfile.TemporaryDirectory(dir=path.parent) as place:
                new = Path(place, path.name)
                new.write_bytes(data)
                shutil.copymode(path, new)
                os.replace(new, path)
        except OSError as error:
            raise ForkError(f"{path} cannot be written: {error}") from None


def pinned(text: str, project: Project) -> list[str]:
    """Return the versions to which the text of a file pins the project."""
    return [pin["version"] for pin in _pins(text, project)]


def _read(path: Path) -> str:
    try:
        return decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ForkError(f"{path} cannot be read: {error.strerror}") from None


def _pins(text: str, project: Project) -> list[Pin]:
    name = canonicalize_name(project.name)
    pins = PIN.finditer(text)
    return [pin for pin in pins if canonicalize_name(pin["name"]) == name]


def _version(path: Path, project: Project, pins: list[Pin]) -> str:
    """Return the fork of the one release that all pins name."""
    versions = [pin["version"] for pin in pins]
    releases = {label.without(project.label, each) for each in versions}
    if not releases:
        raise ForkError(
            f"{path} does not pin {project.name}; add the line "
            f"{project.name}==={project.version}"
        )
    if len(releases) > 1:
        several = ", ".join(sorted(releases))
        raise ForkError(
            f"{path} pins {project.name} to {several}; leave one of them"
        )
    (release,) = releases
    try:
        project.lock().require(release)
    except ForkError as error:
        raise ForkError(f"{path}: {error}") from None
    return project.of(release).version


def _change(pin: Pin, version: str) -> str:
    line = pin.string.count("\n", 0, pin.start("name")) + 1
    was = pin[0].strip()
    if pin["version"] == version:
        return f"line {line}: {was} is the fork already"
    now = was[: -len(pin["version"])] + version
    return f"line {line}: {was} is now {now}"
