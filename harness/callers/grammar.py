"""Syntax trees of what tree-sitter's grammars read: they go on where a file is broken."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from tree_sitter import Language, Node, Parser

from harness.callers.passage import Passage


@cache
def _parser(language: str) -> Parser:
    module = import_module(f"tree_sitter_{language}")
    return Parser(Language(module.language()))


class Source:
    """A passage and its syntax tree. It is ASCII: a byte's position is a character's."""

    def __init__(self, language: str, passage: Passage) -> None:
        """Read a passage, of a language that a grammar is installed for."""
        self.passage = passage
        self.root = _parser(language).parse(passage.text.encode("ascii", "replace")).root_node

    def text(self, node: Node) -> str:
        """Return what a node says."""
        return self.passage.text[node.start_byte : node.end_byte]

    def part(self, node: Node) -> Passage:
        """Return what a node says, as a passage."""
        return self.passage.part(node.start_byte, node.end_byte)

    def has_hint(self, node: Node) -> bool:
        """Whether a call may be in a node."""
        return self.passage.has_hint(node.start_byte, node.end_byte)

    def lines(self, node: Node) -> Passage:
        """Return the lines on which a node stands."""
        text = self.passage.text
        start, end = text.rfind("\n", 0, node.start_byte) + 1, text.find("\n", node.end_byte)
        return self.passage.part(start, end if end >= 0 else len(text))

    def nodes(self, *kinds: str) -> Iterator[Node]:
        """Yield the nodes of some kinds, in the order of the text; not those within them."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if node.type in kinds:
                yield node
            else:
                waiting.extend(reversed(node.children))
