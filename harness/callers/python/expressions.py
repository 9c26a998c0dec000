"""What Python's expressions become, as far as the source tells."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from harness.callers import words
from harness.callers.grammar import Source
from harness.callers.passage import Passage, joined, variable
from harness.callers.values import Path, Value, Values, split

_ESCAPE = re.compile(r"\\(\r?\n|.)", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "", "\n": "", "\\": "\\", "'": "'", '"': '"'}
_FIELD = re.compile(
    r"\{\{\s*([\w.]+)[^{}\n]*\}\}|(?<!\$)\{([\w.\[\]]*)(?:![rsa])?(?::[^{}\n]*)?\}"
    r"|%\((\w+)\)[sdr]|%[sdr]"
)
_SAME = {
    *("encode", "decode", "strip", "lstrip", "rstrip", "substitute", "safe_substitute", "copy"),
    *("lower", "expandvars", "rstrip"),
}
_OF_ARGUMENT = {
    *("dedent", "join", "str", "list", "tuple", "bytes", "Template", "cleandoc", "text"),
    *("deepcopy", "copy", "unicode", "fspath", "Path"),
}
_LOOKED_UP = {"get", "getenv", "which", "find_executable", "setdefault", "pop", "Command"}
_ALTERNATIVES = ("conditional_expression", "boolean_operator")


def dotted(source: Source, node: Node | None) -> list[str]:
    """Return the names of ``a.b().c``, the last ones at the end."""
    names: list[str] = []
    while node is not None:
        if node.type == "attribute":
            attribute = node.child_by_field_name("attribute")
            names.append(source.text(attribute) if attribute else "")
            node = node.child_by_field_name("object")
        elif node.type == "call":
            node = node.child_by_field_name("function")
        elif node.type == "subscript":
            node = node.child_by_field_name("value")
        elif node.type in ("parenthesized_expression", "await"):
            node = node.named_children[0] if node.named_children else None
        else:
            if node.type == "identifier":
                names.append(source.text(node))
            break
    return names[::-1]


class Evaluator:
    """Evaluates the expressions of one source."""

    def __init__(self, source: Source, values: Values) -> None:
        """Evaluate what is in ``source``, where ``values`` are known so far."""
        self._source = source
        self._values = values
        self.rest: list[Node] = []
        """Expressions of which only the name was taken: each is read on its own."""
        self.lists: list[Value] = []
        """Lists and tables within others."""

    def value(self, node: Node, path: Path) -> Value:
        """Evaluate an expression; what is unknown becomes a variable."""
        match node.type:
            case "string":
                return self._text([*self._string(node, path)], path)
            case "concatenated_string":
                parts = [self.value(child, path).text for child in node.named_children]
                return self._text(parts, path)
            case "binary_operator":
                return self._operation(node, path)
            case "parenthesized_expression" | "await" if node.named_children:
                return self.value(node.named_children[-1], path)
            case "list" | "tuple" | "set" | "expression_list":
                pieces = [p for c in node.named_children for p in self._element(c, path)]
                return Value(pieces, listed=True)
            case "dictionary":
                return self._table(node, path)
            case "conditional_expression" | "boolean_operator":
                return self._either(node, path)
            case "identifier" | "attribute":
                return self._named(node, path)
            case "subscript":
                return self._looked_up(node, path)
            case "call":
                return self._called(node, path)
            case "integer" | "float" | "none" | "true" | "false":
                return self._text([self._source.part(node)], path)
            case "list_splat" if node.named_children:
                return self.value(node.named_children[0], path)
        return self._unknown(node, path)

    @staticmethod
    def _text(parts: list[Passage], path: Path) -> Value:
        return Value([(joined(parts), path)])

    def _unknown(self, node: Node, path: Path) -> Value:
        self.rest.append(node)
        names = dotted(self._source, node)
        return self._text([variable(names[-1] if names else "_")], path)

    def _string(self, node: Node, path: Path) -> Iterator[Passage]:
        """Yield the parts of a string: its text, and what is put in."""
        start = self._source.text(node.children[0])
        raw = "r" in start.lower()
        for child in node.children[1:-1]:
            if child.type == "interpolation":
                inner = child.child_by_field_name("expression")
                yield self.value(inner, path).text if inner else variable("_")
            elif child.type == "string_content":
                part = self._source.part(child)
                if not raw and "\\" in part.text:
                    part = part.changed(lambda text: _ESCAPE.sub(_unescaped, text))
                yield part

    def _operation(self, node: Node, path: Path) -> Value:
        operands: list[Node] = []
        at: Node | None = node
        while at is not None and at.type == "binary_operator" and self._operator(at) == "+":
            operands += self._right(at)
            at = at.child_by_field_name("left")
        if at is not None and operands:
            return self._sum([self.value(each, path) for each in [at, *reversed(operands)]], path)
        left = node.child_by_field_name("left")
        if self._operator(node) == "%" and left is not None:
            given = [self.value(each, path) for each in self._right(node)]
            named = self._pairs(self._right(node), path)
            if len(given) == 1 and given[0].listed:
                given = [self._text([passage], own) for passage, own in given[0].pieces]
            return self._filled(self.value(left, path), given, named, path)
        return self._unknown(node, path)

    def _operator(self, node: Node) -> str:
        operator = node.child_by_field_name("operator")
        return operator.type if operator else ""

    def _right(self, node: Node) -> list[Node]:
        right = node.child_by_field_name("right")
        return [right] if right else []

    def _sum(self, values: Sequence[Value], path: Path) -> Value:
        if any(value.listed for value in values):
            return Value([piece for value in values for piece in value.pieces], listed=True)
        return self._text([fill(value.text, [], {}) for value in values], path)

    def _filled(
        self, value: Value, given: Sequence[Value], named: dict[str, Value], path: Path
    ) -> Value:
        texts = {name: each.text for name, each in named.items()}
        return self._text([fill(value.text, [each.text for each in given], texts)], path)

    def _pairs(self, nodes: Sequence[Node], path: Path) -> dict[str, Value]:
        """Return what a dictionary or keyword arguments name."""
        named = {}
        for node in nodes:
            for pair in node.named_children if node.type == "dictionary" else [node]:
                key = pair.child_by_field_name("key") or pair.child_by_field_name("name")
                value = pair.child_by_field_name("value")
                if key is not None and value is not None:
                    named[self._source.text(key).strip("\"'")] = self.value(value, path)
        return named

    def _element(self, node: Node, path: Path) -> list[tuple[Passage, Path]]:
        """Return what an element adds to a list; a list in it is another one."""
        inner = node
        while inner.type == "parenthesized_expression" and inner.named_children:
            inner = inner.named_children[-1]
        if inner.type == "comment":
            return []
        value = self.value(inner, path)
        if inner.type in ("list", "tuple", "set", "dictionary"):
            self.lists.append(value)
            return []
        if inner.type == "list_splat" or inner.type in _ALTERNATIVES:
            return value.pieces
        if value.table or value.listed:
            return value.pieces if value.listed else []
        return [(fill(value.text, [], {}), path)]

    def _table(self, node: Node, path: Path) -> Value:
        pieces: list[tuple[Passage, Path]] = []
        entries: list[Value] = []
        for pair in node.named_children:
            key, value = (pair.child_by_field_name(field) for field in ("key", "value"))
            if key is None or value is None:
                self.rest.append(pair)
                continue
            entries += [self.value(key, path), self.value(value, path)]
        for entry in entries:
            if entry.listed or entry.table:
                self.lists.append(entry)
            else:
                pieces += entry.pieces
        self.lists += together(entries)
        return Value(pieces, table=True)

    def _either(self, node: Node, path: Path) -> Value:
        """Return both of what is chosen from, if a command is in them."""
        given = [node.named_children[0], node.named_children[-1]]
        if node.type == "conditional_expression":
            self.rest += node.named_children[1:-1]
        values = [self.value(each, path) for each in given]
        if any(value.listed for value in values):
            pieces = [p for value in values for p in value.pieces]
            return Value([(passage, (*path, node.id)) for passage, _ in pieces], listed=True)
        hinted = [value.text for value in values if value.hinted]
        if hinted:
            by = "\n" if any(" " in each.text for each in hinted) else " "
            listed = by == " "
            pieces = [(each, path) for each in hinted]
            return (
                Value(pieces, listed=listed) if listed else self._text([joined(hinted, by)], path)
            )
        nova = [value for value in values if words.is_nova(value.text.text)]
        return nova[0] if nova else self._text([variable("_")], path)

    def _named(self, node: Node, path: Path) -> Value:
        value = self._values.get(self._source.text(node))
        if value is not None:
            value.used = True
            return value.sure(path)
        names = dotted(self._source, node)
        if node.type == "attribute" and node.named_children[0].type not in (
            "identifier",
            "attribute",
        ):
            self.rest.append(node.named_children[0])
        return self._text([variable(names[-1] if names else "_")], path)

    def _looked_up(self, node: Node, path: Path) -> Value:
        """Return what a table has under a key: any of its commands, where it is looked up."""
        base = node.child_by_field_name("value")
        keys = node.children_by_field_name("subscript")
        if base is not None and len(keys) > 1 and self._source.has_hint(node):
            return self._bound(base, keys, path)
        value = self._values.get(self._source.text(base)) if base else None
        hinted = [p for p, _ in value.pieces if p.origins] if value else []
        if value is not None and hinted and (value.table or value.listed):
            value.used = True
            origin = self._source.passage.place(node.start_byte)
            return self._text([Passage(hinted[0].text, (origin,))], path)
        self.rest += node.named_children[1:]
        if base is not None and base.type == "call":
            self.rest.append(base)
        names = dotted(self._source, node)
        return self._text([variable(names[-1] if names else "_")], path)

    def _bound(self, base: Node, keys: Sequence[Node], path: Path) -> Value:
        """Return the words of ``nova["host-evacuate", host]``, as plumbum takes them."""
        name = base.children_by_field_name("subscript") or [base]
        pieces = [piece for each in (*name, *keys) for piece in self._element(each, path)]
        return Value(pieces, listed=True)

    def _called(self, node: Node, path: Path) -> Value:
        """Return what is known of a call's result."""
        function, given = (node.child_by_field_name(f) for f in ("function", "arguments"))
        if function is None or given is None:
            return self._unknown(node, path)
        target = function.child_by_field_name("object")
        names = dotted(self._source, function)
        name = names[-1] if names else ""
        arguments = [c for c in given.named_children if c.type != "comment"]
        if target is not None and name == "format":
            plain = [self.value(a, path) for a in arguments if a.type != "keyword_argument"]
            return self._filled(
                self.value(target, path), plain, self._pairs(arguments, path), path
            )
        if target is not None and name in ("split", "splitlines") and names[:-1] != ["shlex"]:
            return self._split(self.value(target, path))
        if target is not None and name == "join" and arguments and names[:-1] != ["shlex"]:
            return self._joined(self.value(target, path), self.value(arguments[0], path), path)
        if name == "split" and arguments:
            return self._split(self.value(arguments[0], path))
        if target is not None and name in _SAME and names[:-1] not in (["shlex"], ["copy"]):
            return self.value(target, path)
        if name in _OF_ARGUMENT and arguments:
            return self.value(arguments[0], path)
        if name in _LOOKED_UP and any(map(self._is_nova, arguments)):
            return self._text([Passage("nova")], path)
        return self._unknown(node, path)

    def _is_nova(self, node: Node) -> bool:
        return node.type == "string" and words.is_nova(self._source.text(node).strip("\"'"))

    @staticmethod
    def _split(value: Value) -> Value:
        filled = [(fill(passage, [], {}), True) for passage, _ in value.pieces]
        own = value.pieces[-1][1] if value.pieces else ()
        return Value([(word.passage, own) for word in split(filled)], listed=True)

    def _joined(self, by: Value, given: Value, path: Path) -> Value:
        texts = [fill(passage, [], {}) for passage, _ in given.pieces]
        return self._text([joined(texts, by.text.text)], path)


def fill(passage: Passage, given: Sequence[Passage], named: dict[str, Passage]) -> Passage:
    """Put values into a text's ``%s`` and ``{}``; of what is not given, the name."""
    if not _FIELD.search(passage.text):
        return passage
    parts: list[Passage] = []
    waiting = list(given)
    position = 0
    for found in _FIELD.finditer(passage.text):
        name = found[1] or found[2] or found[3] or ""
        parts.append(passage.part(position, found.start()))
        if passage.has_hint(found.start(), found.end()):
            parts.append(passage.part(found.start(), found.end()))
        elif name in named:
            parts.append(named[name])
        elif waiting and not found[1]:
            parts.append(waiting.pop(0))
        else:
            parts.append(variable(name or "_"))
        position = found.end()
    return joined([*parts, passage.part(position, len(passage.text))])


def together(entries: Sequence[Value]) -> list[Value]:
    """Return the commands whose program stands in one entry, and its words in another."""
    programs = [entry for entry in entries if _first(entry) and words.is_nova(_first(entry))]
    return [
        Value([(w.passage, ()) for each in (program, entry) for w in each.words(())], listed=True)
        for program in programs[:1]
        for entry in entries
        if entry.hinted and words.is_command(_first(entry))
    ]


def _first(value: Value) -> str:
    found = value.words(())
    return found[0].text if found else ""


def _unescaped(found: re.Match[str]) -> str:
    return _LETTERS.get(found[1], found[0] if len(found[1]) == 1 else "")
