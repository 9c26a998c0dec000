"""The calls in Python source, of any version of Python."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from harness.callers import mention, searches, words
from harness.callers.desk import Desk
from harness.callers.grammar import Source
from harness.callers.passage import Passage
from harness.callers.python import searches as interface
from harness.callers.python.expressions import Evaluator, dotted, fill
from harness.callers.shell.script import Reader as Shell
from harness.callers.values import Path, Value, Values, split
from harness.callers.words import Word

_EXPRESSIONS = {
    *("string", "concatenated_string", "binary_operator", "list", "tuple", "set", "dictionary"),
    *("conditional_expression", "boolean_operator", "parenthesized_expression", "expression_list"),
}
_BRANCHES = {
    *("if_statement", "elif_clause", "else_clause", "for_statement", "while_statement"),
    *("except_clause", "case_clause", "finally_clause"),
}
_QUIET = {"raise_statement", "print_statement", "comparison_operator", "assert_statement"}
_DEFINES = {
    *("command", "add_command", "add_parser", "register", "option", "argument", "patch"),
    *("object", "getLogger", "append", "add", "add_argument", "remove", "group"),
}
_LOOKS = {
    *("compile", "match", "fullmatch", "findall", "finditer", "sub", "subn", "startswith"),
    *("endswith", "find", "rfind", "index", "count", "replace", "partition", "rpartition"),
    *("_", "_LE", "_LI", "_LW", "gettext", "ngettext", "exit", "skipTest", "assertIn"),
    *("assertNotIn", "assertRegex", "isinstance", "len"),
}
_MAIN = "OpenStackComputeShell"
_RUN_AS_SOURCE = {"exec", "eval"}
_FOLDED = {"format", "join", "split", "strip", "encode", "substitute"}
_GROWS = ("append", "extend", "insert")
_SHORT = 2000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands."""

    path: Path = ()
    function: str = ""
    parameters: frozenset[str] = field(default=frozenset())
    quiet: bool = False
    """Whether strings are only shown or compared."""
    raised: bool = False
    """Whether a call makes an exception."""

    def loud(self) -> "_Place":
        """Return the same place, where strings may be commands."""
        return _Place(self.path, self.function, self.parameters)


def read(desk: Desk, passage: Passage) -> None:
    """Read a module, or source that is kept in a text."""
    if not passage.origins and "do_h" not in passage.text and "search" not in passage.text:
        return
    desk.parsed.update(passage.origins)
    source = Source("python", passage)
    interface.read(desk, source)
    if passage.origins:
        passed_on: set[str] = set()
        _Module(desk, source, passed_on).read()
        if passed_on:
            _Module(desk, source, passed_on).read()


class _Module:
    """Reads statements one after the other, and remembers the variables."""

    def __init__(self, desk: Desk, source: Source, passed_on: set[str]) -> None:
        self._desk = desk
        self._source = source
        self._values = Values()
        self._shell = Shell(desk, Values())
        self._passed_on = passed_on
        """Functions that give their arguments to ``nova``."""
        self._waiting: list[tuple[Node, _Place]] = []

    def read(self) -> None:
        """Read the module; what nothing was made of, at its end."""
        self._waiting = [(self._source.root, _Place())]
        while self._waiting:
            node, place = self._waiting.pop()
            self._node(node, place)
        for name, value in self._values.unused():
            if not mention.is_text(name.rpartition(".")[2]):
                self._judge(value.sure(value.path), _Place(value.path))
        self._shell.finish()

    def _below(self, nodes: Sequence[Node], place: _Place) -> None:
        self._waiting += [(node, place) for node in reversed(nodes)]

    def _node(self, node: Node, place: _Place) -> None:
        kind = node.type
        if kind in ("assignment", "augmented_assignment", "named_expression"):
            self._assign(node, place)
        elif kind == "call":
            if self._matters(node, place) or self._is_growth(node):
                self._call(node, place)
        elif kind == "expression_statement" and _is_documentation(node):
            pass
        elif kind in _EXPRESSIONS or len(node.children_by_field_name("subscript")) > 1:
            if self._matters(node, place):
                self._take(node, place)
        elif kind == "for_statement":
            self._loop(node, place)
        elif kind == "decorator":
            self._decorator(node, place)
        elif kind == "ERROR":
            self._broken(node, place)
        elif kind not in ("case_pattern", "comment", "identifier"):
            self._below(node.children, self._inner(node, place))

    def _matters(self, node: Node, place: _Place) -> bool:
        text = self._source.text(node)
        if self._source.has_hint(node):
            return '"' in text or "'" in text
        return self._values.named(text) or bool(place.function and "nova" in text.lower())

    def _inner(self, node: Node, place: _Place) -> _Place:
        """Return where the children of a node stand."""
        path, function, parameters, quiet = (
            place.path,
            place.function,
            place.parameters,
            place.quiet or node.type in _QUIET,
        )
        if node.type == "function_definition":
            name, given = (node.child_by_field_name(f) for f in ("name", "parameters"))
            function = self._source.text(name) if name else ""
            parameters = frozenset(re.findall(r"\w+", self._source.text(given) if given else ""))
            path = (*path, -node.id)
        elif node.type in _BRANCHES:
            path = (*path, node.id)
        return _Place(path, function, parameters, quiet, node.type == "raise_statement")

    def _broken(self, node: Node, place: _Place) -> None:
        for child in node.children:
            if not child.children and child.type != "comment" and self._source.has_hint(child):
                self._desk.read("text", self._source.lines(child))
        self._below(node.children, place)

    def _loop(self, node: Node, place: _Place) -> None:
        """Remember what a loop's variable may be: the first that is a command."""
        left, right = (node.child_by_field_name(field) for field in ("left", "right"))
        if left is not None and right is not None and self._matters(right, place):
            value = Evaluator(self._source, self._values).value(right, place.path)
            hinted = [piece for piece in value.pieces if piece[0].origins]
            if value.listed and hinted:
                self._values.set(self._source.text(left), Value(hinted[:1]), place.path)
        self._below(node.children, self._inner(node, place))

    def _decorator(self, node: Node, place: _Place) -> None:
        for child in node.named_children:
            given = child.child_by_field_name("arguments") if child.type == "call" else None
            self._below(given.named_children if given else [], place)

    def _evaluate(self, node: Node, place: _Place) -> tuple[Value, list[Value]]:
        evaluator = Evaluator(self._source, self._values)
        value = evaluator.value(node, place.path)
        for each in evaluator.rest:
            whole = each.id != node.id or node.type == "call"
            self._below([each] if whole else node.children, place.loud())
        return value, evaluator.lists

    def _take(self, node: Node, place: _Place) -> None:
        """Read an expression that might be a command."""
        value, lists = self._evaluate(node, place)
        if not place.quiet:
            for each in (value, *lists):
                self._judge(each, place)

    def _judge(self, value: Value, place: _Place) -> None:
        if value.table:
            for passage, _ in value.pieces:
                self._text(passage)
        elif value.listed:
            found = value.words(place.path)
            self._pass_on(found, place)
            self._words(found)
        else:
            self._pass_on(split([(value.text, True)]), place)
            self._text(value.text)

    def _text(self, passage: Passage) -> None:
        """Read a text that might be given to a shell, or be source itself."""
        if passage.origins:
            passage = fill(passage, [], {})
            for call in searches.find(passage, self._desk.text):
                self._desk.calls.add(call)
            self._shell.read(passage)

    def _words(self, found: Sequence[Word]) -> None:
        for call in words.calls(found):
            self._desk.calls.add(call)
        for word in found:
            if word.passage.origins and not words.is_command(word.text):
                self._text(word.passage)

    def _pass_on(self, found: Sequence[Word], place: _Place) -> None:
        """Remember a function that gives its arguments to ``nova``."""
        if not place.function or any(word.passage.origins for word in found):
            return
        given = {f"${{{name}}}" for name in place.parameters}
        for at, word in enumerate(found):
            if words.is_nova(word.text) and any(w.text in given for w in found[at + 1 :]):
                self._passed_on.add(place.function)

    def _assign(self, node: Node, place: _Place) -> None:
        left, right = (node.child_by_field_name(field) for field in ("left", "right"))
        left = left or node.child_by_field_name("name")
        right = right or node.child_by_field_name("value")
        if left is None or right is None:
            return
        if right.type == "assignment":
            self._below([right], place)
            return
        name = self._source.text(left)
        if right.type == "lambda":
            self._lambda(name, right, place)
            return
        short = right.end_byte - right.start_byte < _SHORT
        if not (short or self._matters(right, place)):
            self._below([right], place)
            return
        value, lists = self._evaluate(right, place)
        for each in lists:
            self._judge(each, place)
        if self._is_partial(right, place):
            self._passed_on.add(name)
        if left.type in ("identifier", "attribute"):
            added = node.type == "augmented_assignment"
            self._remember(name, value, place, added)
        else:
            self._judge(value, place)
        self._pass_on(value.words(place.path), place)

    def _is_partial(self, node: Node, place: _Place) -> bool:
        """Whether it is ``partial(run, "nova")``."""
        function, given = (node.child_by_field_name(f) for f in ("function", "arguments"))
        if given is None or dotted(self._source, function)[-1:] != ["partial"]:
            return False
        values = [self._evaluate(each, place)[0] for each in given.named_children]
        return any(words.is_nova(word.text) for value in values for word in value.words(()))

    def _lambda(self, name: str, node: Node, place: _Place) -> None:
        """Read a function that is an expression."""
        given = node.child_by_field_name("parameters")
        parameters = frozenset(re.findall(r"\w+", self._source.text(given) if given else ""))
        self._below(node.children, replace(place, function=name, parameters=parameters))

    def _remember(self, name: str, value: Value, place: _Place, added: bool) -> None:
        old = self._values.get(name) if added else None
        if old is not None:
            value = Value([*old.pieces, *value.pieces], old.listed, old.table)
        self._values.set(name, value, place.path)

    def _call(self, node: Node, place: _Place) -> None:
        function, given = (node.child_by_field_name(f) for f in ("function", "arguments"))
        if function is None or given is None:
            return
        arguments = [child for child in given.named_children if child.type != "comment"]
        names = dotted(self._source, function) or [""]
        if function.type == "subscript" and self._matters(function, place):
            self._take(function, place)
        if names[-1] in _RUN_AS_SOURCE:
            self._run_as_source(arguments, place)
            return
        if names[-1] in _FOLDED and self._fold(node, place):
            return
        if function.type == "attribute":
            target = function.child_by_field_name("object")
            if target is not None and self._grows(target, names[-1], arguments, place):
                return
            if target is not None and target.type not in ("identifier", "attribute"):
                self._below([target], replace(place, quiet=names[-1] in _LOOKS, raised=False))
        if given.type != "argument_list":
            self._below([given], place)
        elif place.raised or _shows(names):
            self._show(arguments, place)
        else:
            self._ask(names, arguments, place)

    def _run_as_source(self, arguments: Sequence[Node], place: _Place) -> None:
        for argument in arguments:
            value, _ = self._evaluate(argument, place)
            if value.text.origins:
                self._desk.read("python", value.text)

    def _fold(self, node: Node, place: _Place) -> bool:
        """Read a call that only makes a text of others."""
        evaluator = Evaluator(self._source, self._values)
        value = evaluator.value(node, place.path)
        if any(each.id == node.id for each in evaluator.rest):
            return False
        self._below(evaluator.rest, place.loud())
        for each in (value, *evaluator.lists):
            if not place.quiet:
                self._judge(each, place)
        return True

    def _is_growth(self, node: Node) -> bool:
        """Whether it adds to a list that is known."""
        function = node.child_by_field_name("function")
        if function is None or function.type != "attribute":
            return False
        target, method = (function.child_by_field_name(f) for f in ("object", "attribute"))
        if target is None or method is None or self._source.text(method) not in _GROWS:
            return False
        value = self._values.get(self._source.text(target))
        return value is not None and value.listed and not value.table

    def _grows(self, target: Node, method: str, arguments: Sequence[Node], place: _Place) -> bool:
        """Whether a call adds to a list that is known; then remember it."""
        name = self._source.text(target)
        value = self._values.get(name)
        if value is None or not value.listed or method not in _GROWS:
            return False
        new, lists = self._evaluate(arguments[-1], place) if arguments else (Value([]), [])
        for each in lists:
            self._judge(each, place)
        self._remember(name, new, place, added=True)
        return True

    def _show(self, arguments: Sequence[Node], place: _Place) -> None:
        """Look for calls in what is shown."""
        for argument in arguments:
            inner = argument.child_by_field_name("value") or argument
            if inner.type == "call":
                self._below([inner], place.loud())
            else:
                self._evaluate(inner, place)

    def _ask(self, names: Sequence[str], arguments: Sequence[Node], place: _Place) -> None:
        """Read a call whose function may itself be ``nova``, and its arguments the words."""
        first: list[Word] = []
        found: list[Word] = []
        for argument in arguments:
            inner = (
                argument.child_by_field_name("value")
                if argument.type == "keyword_argument"
                else None
            )
            name = argument.child_by_field_name("name") if inner else None
            value, lists = self._evaluate(inner or argument, place)
            for each in lists:
                self._judge(each, place)
            if name is not None and mention.is_text(self._source.text(name)):
                continue
            added = self._argument(value, place)
            if name is not None and added and words.is_nova(added[0].text):
                first += added
            else:
                found += added
        said = [self._callee(names), *first, *found]
        self._pass_on(said, place)
        for call in words.calls(said):
            self._desk.calls.add(call)

    def _argument(self, value: Value, place: _Place) -> list[Word]:
        """Return the words that an argument adds; what is a command by itself is read at once."""
        if value.table:
            self._judge(value, place)
            return []
        if value.listed:
            found = value.words(place.path)
            if any(words.is_nova(word.text) for word in found[:1]) and value.hinted:
                self._judge(value, place)
                return []
            for word in found:
                if word.passage.origins and not words.is_command(word.text):
                    self._text(word.passage)
            return found
        text = fill(value.text, [], {})
        if text.origins and not any(map(words.is_command, text.text.split(None, 1)[:1])):
            self._text(text)
            return []
        return split([(text, True)])

    def _callee(self, names: Sequence[str]) -> Word:
        nova = [name for name in names if words.is_nova(name) or name == _MAIN]
        if nova and names[-1] not in _DEFINES:
            return Word(Passage(nova[-1] if nova[-1] != _MAIN else "nova"), callee=True)
        if names[-1] in self._passed_on:
            return Word(Passage("nova_passed_on"), callee=True)
        return Word(Passage("_"), callee=True)


def _is_documentation(node: Node) -> bool:
    return all(c.type in ("string", "concatenated_string", "comment") for c in node.named_children)


def _shows(names: Sequence[str]) -> bool:
    """Whether a function only shows, compares or looks for its arguments."""
    last = names[-1]
    if len(names) > 1 and names[-2] in ("stdout", "stderr", "re"):
        return True
    return last in _LOOKS or mention.speaks(last)
