"""The desk to which readers bring what another language's reader must read."""

from collections.abc import Callable, Mapping

from harness.callers.calls import Calls
from harness.callers.passage import Passage

Reader = Callable[["Desk", Passage], None]
"""Reads a passage of one language, and adds the calls that are in it."""

_DEEPEST = 12


class Desk:
    """The calls of a file, and the readers of what is in it."""

    def __init__(
        self, readers: Mapping[str, Reader], text: str, kind: str = "", prose: bool = False
    ) -> None:
        """Begin with no calls.

        :param readers: by the name of a language, its reader.
        """
        self.calls = Calls()
        self.text = text
        """All of the file."""
        self.kind = kind
        """The file's suffix without its dot, or its name: comments look as it tells."""
        self.prose = prose
        """Whether the file is text for people."""
        self.parsed: set[int] = set()
        """The hints that are in Python source, whose calls need not be looked for in its text."""
        self._readers = readers
        self._depth = 0

    def read(self, language: str, passage: Passage) -> None:
        """Read a passage; what is nested deeper than any person writes is left out."""
        if self._depth < _DEEPEST:
            self._depth += 1
            try:
                self._readers[language](self, passage)
            finally:
                self._depth -= 1
