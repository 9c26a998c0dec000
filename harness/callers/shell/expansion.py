"""The words of a shell's commands, with what the script says that its variables hold."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from harness.callers import words
from harness.callers.grammar import Source
from harness.callers.passage import Passage, joined, variable
from harness.callers.values import Path, Value, Values, is_sure
from harness.callers.words import Word

_ESCAPE = re.compile(r"\\(\n|.)", re.DOTALL)
_QUOTED_ESCAPE = re.compile(r'\\([$`"\\\n])')
_ANSI_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_EXPANSIONS = {
    *("simple_expansion", "expansion", "command_substitution"),
    *("process_substitution", "arithmetic_expansion"),
}
_EXPANDED = re.compile(r"\$\{?[!#]?(\w+|[@*])")
_KEY = re.compile(r"\[[^\]]*\]=")
_NUMBER = re.compile(r"\d+|\$\{#.*")
_WHOLE_VARIABLE = re.compile(r"\$\{(\w+)\}")

_Piece = tuple[Passage, bool]


class Expander:
    """Expands the words of one script."""

    def __init__(self, source: Source, values: Values) -> None:
        """Expand what is in ``source``, where ``values`` are known so far."""
        self._source = source
        self._values = values

    def name(self, node: Node) -> str:
        """Return what a command is called."""
        name = node.child_by_field_name("name")
        return self._source.text(name).rpartition("/")[2] if name else ""

    def command(self, node: Node, swallowed: Iterable[Node], path: Path) -> list[Word]:
        """Return the words of a command."""
        found: list[Word] = []
        for child in node.children:
            if child.type == "command_name":
                found += self._words(child.children[0], path) if child.children else []
            elif child.is_named and not child.type.endswith(("redirect", "assignment")):
                found += self._words(child, path)
        for word in swallowed:
            found += self._words(word, path)
        return found

    def assign(self, node: Node, path: Path) -> None:
        """Remember a variable."""
        target, given = (node.child_by_field_name(field) for field in ("name", "value"))
        if target is None:
            return
        key = target.type == "subscript"
        name, _, index = self._source.text(target).partition("[")
        value = self._value(given, path)
        numbered = bool(_NUMBER.fullmatch(index.rstrip("]")))
        value.table = value.table or (key and not numbered)
        value.listed = value.listed or numbered
        if key or any(child.type == "+=" for child in node.children):
            value = _added(self._values.get(name), value)
        self._values.set(name, value, path)

    def assign_each(self, node: Node, path: Path) -> None:
        """Remember what a loop's variable may hold: the first that is a command."""
        name = node.child_by_field_name("variable")
        given = [w for v in node.children_by_field_name("value") for w in self._words(v, path)]
        hinted = [word.passage for word in given if word.passage.origins]
        if name is not None:
            pieces = [(passage, path) for passage in hinted[:1]]
            self._values.set(
                self._source.text(name), Value(pieces or [(variable("_"), path)]), path
            )

    def _value(self, node: Node | None, path: Path) -> Value:
        if node is None:
            return Value([(Passage(""), path)])
        if node.type != "array":
            return Value([(passage, path) for passage, _ in self._pieces(node, path)])
        found = [w for child in node.children if child.is_named for w in self._words(child, path)]
        table = any(_KEY.match(word.text) for word in found)
        if table:
            found = [_without_key(word) for word in found]
        return Value([(word.passage, path) for word in found], listed=True, table=table)

    def _words(self, node: Node, path: Path) -> list[Word]:
        """Return the words that a node becomes: a variable's may be several."""
        if node.type == "word":
            return [Word(self._word(node))]
        inner = node
        if node.type == "string" and len(node.named_children) == 1 and node.child_count == 3:
            inner = node.named_children[0]
        if inner.type in ("simple_expansion", "expansion"):
            value = self._known(inner)
            if value is not None and value.table:
                return [self._picked(value, inner)]
            if value is not None and (value.listed or inner is node):
                value.used = True
                return value.words(path)
        pieces = self._pieces(node, path)
        return [Word(joined([p for p, _ in pieces]), all(sure for _, sure in pieces))]

    def _picked(self, value: Value, node: Node) -> Word:
        """Return what is looked up in a table: any of its commands, at the place of its use."""
        for passage, _ in value.pieces:
            if passage.origins:
                return Word(Passage(passage.text, (self._source.passage.place(node.start_byte),)))
        return Word(variable("_"))

    def _pieces(self, node: Node, path: Path) -> list[_Piece]:
        source = self._source
        match node.type:
            case "word" | "heredoc_content" | "regex":
                return [(self._word(node), True)]
            case "raw_string":
                return [(source.passage.part(node.start_byte + 1, node.end_byte - 1), True)]
            case "ansi_c_string":
                inner = source.passage.part(node.start_byte + 2, node.end_byte - 1)
                return [(inner.changed(lambda t: _ANSI_ESCAPE.sub(_ansi, t)), True)]
            case "string":
                return list(self._string(node, path))
            case "concatenation" | "translated_string" | "command_name":
                return [piece for child in node.children for piece in self._pieces(child, path)]
            case kind if kind in _EXPANSIONS:
                return self._expanded(node, path)
        return [(source.part(node), True)]

    def _word(self, node: Node) -> Passage:
        part = self._source.part(node)
        return part.changed(lambda t: _ESCAPE.sub(_escaped, t)) if "\\" in part.text else part

    def _string(self, node: Node, path: Path) -> Iterator[_Piece]:
        source, position, end = self._source, node.start_byte + 1, node.end_byte - 1
        for child in node.children:
            if child.type in _EXPANSIONS:
                text = source.text(child)
                start = child.start_byte + len(text) - len(text.lstrip())
                yield self._literal(position, start)
                yield from self._expanded(child, path)
                position = child.end_byte
        yield self._literal(position, end)

    def _literal(self, start: int, end: int) -> _Piece:
        part = self._source.passage.part(start, end)
        if "\\" in part.text:
            part = part.changed(lambda text: _QUOTED_ESCAPE.sub(_escaped, text))
        return part, True

    def _expanded(self, node: Node, path: Path) -> list[_Piece]:
        value = self._known(node)
        if value is not None and not value.table:
            value.used = True
            return [(passage, is_sure(own, path)) for passage, own in _spaced(value)]
        if node.type == "expansion" and self._source.has_hint(node):
            start = node.named_children[0].end_byte  # behind the name, an operator and a text
            given = self._source.passage.part(start, node.end_byte - 1)
            return [
                (
                    given.part(len(given.text) - len(given.text.lstrip(":-=+?")), len(given.text)),
                    True,
                )
            ]
        return [(variable(self._variable(node)), True)]

    def _known(self, node: Node) -> Value | None:
        """Return what a variable holds; with an operator, as in ``${x:+y}``, it may not."""
        if node.type not in ("simple_expansion", "expansion"):
            return None
        if any(child.type == "operator" or child.type in (":+", "+") for child in node.children):
            operators = [self._source.text(c) for c in node.children if not c.is_named]
            if any(each.strip(":") in ("+", "#", "%", "/") for each in operators):
                return None
        name = self._variable(node)
        return self._values.get("@" if name == "*" else name)

    def _variable(self, node: Node) -> str:
        """Return the name of a variable, or what a command in its place is about."""
        text = self._source.text(node).strip()
        if node.type in ("command_substitution", "process_substitution", "arithmetic_expansion"):
            asked = text.strip("$()`").split()
            located = asked and asked[0] in ("which", "command", "type")
            return "nova" if located and any(map(words.is_nova, asked)) else "_"
        found = _EXPANDED.match(text)
        return found[1] if found else "_"


def plain(passage: Passage, values: Values) -> list[Word]:
    """Return the words of a line in which nothing is quoted."""
    found: list[Word] = []
    position = 0
    for text in passage.text.split():
        position = passage.text.index(text, position)
        whole = _WHOLE_VARIABLE.fullmatch(text)
        value = values.get(whole[1]) if whole else None
        if value is not None and not value.table:
            value.used = True
            found += value.words(())
        else:
            found.append(Word(passage.part(position, position + len(text))))
        position += len(text)
    return found


def _added(old: Value | None, new: Value) -> Value:
    if old is None:
        return new
    return Value([*old.pieces, *new.pieces], old.listed or new.listed, old.table or new.table)


def _without_key(word: Word) -> Word:
    found = _KEY.match(word.text)
    start = found.end() if found else 0
    return Word(word.passage.part(start, len(word.text)), word.sure)


def _spaced(value: Value) -> Iterator[tuple[Passage, Path]]:
    for at, (passage, path) in enumerate(value.pieces):
        if at and value.listed:
            yield Passage(" "), path
        yield passage, path


def _escaped(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]


def _ansi(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": ""}.get(found[1], found[1])
