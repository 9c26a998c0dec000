"""What a file says, block by block: a file may be longer than the memory."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_HEAD = 8192
_BLOCK = 4 << 20
_END = 1 << 16
_CODINGS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Block:
    """A part of a file, or all of it."""

    text: str
    line: int
    """The number of its first line."""
    wide: bool
    """Whether it was UTF-16."""
    part: bool
    """Whether it is not all of the file."""


def blocks(path: Path) -> Iterator[Block]:
    """Yield a file's text; nothing if it is not text.

    A block ends with a line; within a line that is longer than a block, with a statement.

    :raises OSError: when the file cannot be read; it says which.
    """
    try:
        with path.open("rb") as file:
            yield from _blocks(file)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _blocks(file: BinaryIO) -> Iterator[Block]:
    head = file.read(_HEAD)
    coding = next((name for mark, name in _CODINGS if head.startswith(mark)), "utf-8")
    wide = coding.startswith("utf-16")
    if b"\0" in head and not wide:
        return
    decoder = codecs.getincrementaldecoder(coding)("replace")
    text, line, first = decoder.decode(head), 1, True
    while True:
        content = file.read(_BLOCK)
        text += decoder.decode(content, final=not content)
        if not content:
            yield Block(text, line, wide, not first)
            return
        if first and len(content) < _BLOCK:
            continue
        end = text.rfind("\n") + 1 or _end(text)
        yield Block(text[:end], line, wide, True)
        line += text.count("\n", 0, end)
        text, first = text[end:], False


def _end(text: str) -> int:
    """Return where a long line can be cut."""
    ends = (text.rfind(mark, len(text) - _END) + 1 for mark in ";]} ")
    return next(filter(None, ends), len(text))
