"""The calls in Python source, found in its syntax tree."""

import ast
import warnings
from bisect import bisect
from collections.abc import Iterator

from harness import calls
from harness.calls import COMMAND, Call

Placed = tuple[int, Call]
"""A call and its line."""


def find(source: bytes) -> list[Placed]:
    """Return the calls in a module.

    :raises ValueError: when Python cannot parse it.
    """
    try:
        tree = _parse(source)
        return [*_searches(tree), *_commands(tree)]
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise ValueError(str(error)) from error


def _parse(source: bytes) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _searches(tree: ast.Module) -> Iterator[Placed]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _dotted(node.func)[-2:] == ["hypervisors", "search"]:
            yield node.lineno, calls.search(0, _with_servers(node))


def _dotted(node: ast.expr) -> list[str]:
    """Return the names of ``a.b.c``; of anything else, those at its end."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id, *names] if isinstance(node, ast.Name) else names


def _with_servers(call: ast.Call) -> bool:
    """Whether the call may ask for servers: all but a plain ``False`` may."""
    given = [*call.args[1:2], *(k.value for k in call.keywords if k.arg in ("servers", None))]
    return any(not isinstance(value, ast.Constant) or bool(value.value) for value in given)


def _commands(tree: ast.Module) -> Iterator[Placed]:
    reader = _Reader()
    reader.visit(tree)
    for written in reader.commands:
        for call in calls.commands(written.text, prose=False):
            yield written.line(call.position), call


class _Written:
    """An expression as the command line that it might become; variables are ``$name``."""

    def __init__(self) -> None:
        self.text = ""
        self.nested: list[ast.expr] = []
        """Expressions of which only the name was written."""
        self._starts: list[int] = []
        self._lines: list[int] = []

    def line(self, position: int) -> int:
        """Return the line of the source from which a character of the text comes."""
        at = bisect(self._starts, position) - 1
        return self._lines[at] + self.text.count("\n", self._starts[at], position)

    def word(self, node: ast.expr) -> None:
        """Write an element of a list; on its own if it is a whole command."""
        if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict)):
            self.nested.append(node)
            return
        start = len(self.text)
        self.add(" ", node.lineno)
        self.write(node)
        word = self.text[start:]
        if len(word.split()) > 1 and COMMAND.search(word):
            self.text = f"{self.text[:start]};{word[1:]} ;"

    def write(self, node: ast.expr) -> None:
        """Write an expression."""
        match node:
            case ast.Constant(value=value):
                self.add(str(value), node.lineno)
            case ast.JoinedStr(values=parts):
                self._join(parts, node.lineno)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                self.write(left)
                self.write(right)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                self.write(left)
                self.nested.append(right)
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                for element in elements:
                    self.word(element)
            case ast.Starred(value=value):
                self.write(value)
            case _:
                self._variable(node, node.lineno)

    def _join(self, parts: list[ast.expr], line: int) -> None:
        start = len(self.text)
        for part in parts:
            here = line + self.text.count("\n", start)
            if isinstance(part, ast.Constant):
                self.add(str(part.value), here)
            else:
                self._variable(part, here)

    def _variable(self, node: ast.expr, line: int) -> None:
        self.add(f"${_name(node)}", line)
        self.nested.append(node)

    def add(self, text: str, line: int) -> None:
        """Write a text that comes from a line."""
        self._starts.append(len(self.text))
        self._lines.append(line)
        self.text += text


def _name(node: ast.expr) -> str:
    """Return what a variable is called, or the function that returns it."""
    while isinstance(node, (ast.Call, ast.Subscript, ast.FormattedValue)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return (_dotted(node) or ["_"])[-1]


class _Reader(ast.NodeVisitor):
    """Collects what might be commands; a string that stands alone is documentation."""

    def __init__(self) -> None:
        self.commands: list[_Written] = []

    def visit(self, node: ast.AST) -> None:
        """Read a node and all that is in it."""
        match node:
            case ast.Expr(value=ast.Constant()):
                pass
            case ast.Call():
                self._call(node)
            case (
                ast.Constant()
                | ast.JoinedStr()
                | ast.BinOp(op=ast.Add() | ast.Mod())
                | ast.List()
                | ast.Tuple()
                | ast.Set()
            ):
                self._expression(node)
            case _:
                self.generic_visit(node)

    def _expression(self, node: ast.expr) -> None:
        written = _Written()
        written.write(node)
        self._take(written)

    def _call(self, node: ast.Call) -> None:
        """A function may itself be ``nova``, and its arguments the words."""
        written = _Written()
        for name in _dotted(node.func):
            written.add(f"{name} ", node.lineno)
        for argument in node.args:
            written.word(argument)
        self._take(written)
        self.generic_visit(node.func)
        for keyword in node.keywords:
            self.visit(keyword.value)

    def _take(self, written: _Written) -> None:
        self.commands.append(written)
        for node in written.nested:
            self.visit(node)
