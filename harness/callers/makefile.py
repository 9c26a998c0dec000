"""The calls in makefiles: recipes, and what make itself gives to a shell."""

import re
from collections.abc import Callable

from tree_sitter import Node

from harness.callers.desk import Desk
from harness.callers.grammar import Source
from harness.callers.passage import Passage
from harness.callers.shell.script import Reader
from harness.callers.values import Value, Values

_FUNCTION = re.compile(r"\$[({](shell|call|value)\s+")
_REFERENCE = re.compile(r"\$[({]([\w.@<^*?+-]+)(:[^(){}]*)?[)}]")
_AUTOMATIC = re.compile(r"\$[@<^?*+|]")
_COMMENT = re.compile(r"(^|\s)#.*")
_PREFIX = re.compile(r"\A[\s@+-]+")


def read(desk: Desk, passage: Passage) -> None:
    """Read a makefile."""
    source = Source("make", passage)
    values = Values()
    shell = Reader(desk, values)
    for node in source.nodes("variable_assignment"):
        _assign(source, values, node)
    for node in source.nodes("recipe_line", "shell_command", "raw_text", "ERROR"):
        if source.has_hint(node) or values.named(source.text(node)):
            _read(desk, shell, source, node)
    shell.finish()


def _assign(source: Source, values: Values, node: Node) -> None:
    name, value = (node.child_by_field_name(field) for field in ("name", "value"))
    if name is None or value is None or _FUNCTION.search(source.text(value)):
        return
    passage = source.part(value).changed(lambda text: _shell(_COMMENT.sub("", text)))
    operator = node.child_by_field_name("operator")
    old = values.get(source.text(name)) if operator and operator.type == "+=" else None
    pieces = [*old.pieces, (Passage(" "), ())] if old else []
    values.set(source.text(name), Value([*pieces, (passage, ())]), ())


def _read(desk: Desk, shell: Reader, source: Source, node: Node) -> None:
    if node.type == "ERROR":
        desk.read("text", source.lines(node))
        return
    change: Callable[[str], str] = _shell if node.type == "shell_command" else _recipe
    shell.read(source.part(node).changed(change))


def _recipe(text: str) -> str:
    return _shell(_PREFIX.sub("", text.replace("\n\t", "\n ")))


def _shell(text: str) -> str:
    """Return what a shell gets of a line of make's."""
    text = _FUNCTION.sub("$(", text.replace("$$", "\0"))
    text = _REFERENCE.sub(lambda found: f"${{{re.sub(r'[^A-Za-z0-9_]', '_', found[1])}}}", text)
    return _AUTOMATIC.sub("${_}", text).replace("\0", "$")
