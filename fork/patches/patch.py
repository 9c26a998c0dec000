"""One patch: its message and its edits, applied without fuzz.

The tree is a mapping from path to bytes. Nothing is written while patches
apply, so a patch that fails leaves nothing done by halves.
"""

import dataclasses
import hashlib
from pathlib import Path, PurePosixPath
from typing import Iterator, MutableMapping, Sequence, Union

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchedFile, PatchSet

from fork.errors import ForkError
from fork.patches.hunk import lines, locate
from fork.patches.message import Message
from fork.patches.misfit import Misfit
from fork.text import decode

Tree = MutableMapping[str, bytes]

#: Where upstream keeps its manual, which its wheels do not have.
MANUAL = "doc/"


@dataclasses.dataclass(frozen=True)
class Offset:
    """How many lines from where it said a hunk applied."""

    path: str
    hunk: int
    lines: int

    def __str__(self) -> str:
        """Say it as the verbs print it."""
        return f"{self.path}, hunk {self.hunk}, offset {self.lines:+d}"


Outcome = Union[Offset, Misfit]


@dataclasses.dataclass(frozen=True)
class Patch:
    """A patch as `git format-patch` writes it.

    :param name: its file name without `.patch`
    :param message: its commit message
    :param edits: its unified diff
    :param sha256: the digest of the file
    """

    name: str
    message: Message
    edits: Sequence[PatchedFile]
    sha256: str = ""

    @classmethod
    def read(cls, path: Path) -> "Patch":
        """Read a patch file.

        :raises ForkError: when it is not UTF-8, has CRLF line ends, or is
            not a unified diff that only edits files
        """
        return cls.parse(path.stem, _text(path))

    @classmethod
    def parse(cls, name: str, text: str) -> "Patch":
        """Read the text of a patch.

        :raises ForkError: when it is not a unified diff that only edits
            files
        """
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        return cls(name, Message.parse(text), _edits(name, text), digest)

    @property
    def packaged(self) -> "Patch":
        """The patch as a wheel takes it: without its edits of the manual."""
        edits = [e for e in self.edits if not e.path.startswith(MANUAL)]
        return dataclasses.replace(self, edits=edits)

    @property
    def adds(self) -> list[str]:
        """The files that belong to this patch, from its Adds: trailers."""
        return self.message.trailers.get("Adds", [])

    @property
    def applies_from(self) -> str:
        """The first release it is made for; "0" unless a trailer says so."""
        return self.message.trailers.get("Applies-from", ["0"])[0]

    def apply(self, tree: Tree) -> list[Offset]:
        """Edit the tree: every hunk, or none.

        :returns: where each hunk applied
        :raises ForkError: naming patch, file and hunk that does not apply
        """
        edited = dict(tree)
        offsets: list[Offset] = []
        for outcome in self.attempt(edited):
            if isinstance(outcome, Misfit):
                raise ForkError(outcome.fault)
            offsets.append(outcome)
        tree.update(edited)
        return offsets

    def attempt(self, tree: Tree) -> Iterator[Outcome]:
        """Edit the tree by every hunk that fits; say what became of each.

        :raises ForkError: naming a file that is missing or not UTF-8
        """
        for edit in self.edits:
            text = self._upstream(edit.path, tree).split("\n")
            yield from self._attempt(edit, text)
            tree[edit.path] = "\n".join(text).encode("utf-8")

    def _attempt(
        self, edit: PatchedFile, text: list[str]
    ) -> Iterator[Outcome]:
        floor, shift = 0, 0
        for number, hunk in enumerate(edit, 1):
            start = hunk.source_start - 1
            try:
                at = locate(hunk, text, start + shift, floor)
            except ForkError as error:
                where = f"patch {self.name}, {edit.path}, hunk {number}"
                wanted, line = lines(hunk.source), start + shift + 1
                yield Misfit(f"{where} {error}", wanted, line, list(text))
                continue
            target = lines(hunk.target)
            text[at : at + hunk.source_length] = target
            floor = at + len(target)
            shift = floor - start - hunk.source_length
            yield Offset(edit.path, number, at + 1 - hunk.target_start)

    def _upstream(self, path: str, tree: Tree) -> str:
        if path not in tree:
            raise ForkError(
                f"patch {self.name}, {path}: upstream has no such file"
            )
        return decode(tree[path], f"patch {self.name}, {path}: the file")


def _text(path: Path) -> str:
    text = decode(path.read_bytes(), f"patch {path.stem}")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise ForkError(
            f"patch {path.stem}, line {line} ends with CRLF; save it with LF"
        )
    return text


def _edits(name: str, text: str) -> PatchSet:
    try:
        edits = PatchSet.from_string(text)
    except UnidiffParseError as error:
        raise ForkError(f"patch {name} is not a diff: {error}") from None
    if not edits:
        raise ForkError(f"patch {name} edits no file")
    paths = [edit.path for edit in edits]
    for edit in edits:
        fault = _fault(edit)
        if paths.count(edit.path) > 1:
            fault = "is edited twice; put its hunks together"
        if fault:
            raise ForkError(f"patch {name}, {edit.path} {fault}")
    parsed = _counted(str(edits))
    if _counted(text)[-len(parsed) :] != parsed:
        raise ForkError(
            f"patch {name} has lines that its hunks do not count; write it "
            "with `git format-patch --no-signature`"
        )
    return edits


def _counted(text: str) -> list[str]:
    """Return the lines but for hunk headers, where git leaves out a 1."""
    return [line for line in text.split("\n") if not line.startswith("@@ ")]


def _fault(edit: PatchedFile) -> str:
    """Say why this is not an edit of a file of the tree; "" if it is."""
    path = PurePosixPath(edit.path)
    if path.is_absolute() or ".." in path.parts:
        return "lies outside the tree"
    if edit.is_rename:
        return "is renamed; a patch only edits files"
    if edit.is_removed_file:
        return "is deleted; a patch only edits files"
    if edit.is_added_file:
        return "is new; commit the file and name it in an Adds: trailer"
    if edit.is_binary_file or edit.source_mode != edit.target_mode:
        return "changes more than lines; modes and binary files cannot change"
    if not edit:
        return "has no hunk that can be read"
    if not all(hunk.source_length and hunk.target_length for hunk in edit):
        return "has a hunk without context lines; quote three"
    if any(line.line_type == "\\" for hunk in edit for line in hunk):
        return "has a line without a line end; end the file with one"
    return ""
