"""Calls of the client's Python interface: ``hypervisors.search`` and what the commands call."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from harness.callers import calls
from harness.callers.calls import Call, Kind
from harness.callers.desk import Desk
from harness.callers.grammar import Source
from harness.callers.python.expressions import dotted

_MANAGER = re.compile(r"_*(\w+_)?hypervisors?(_?(manager|mgr|api))?", re.IGNORECASE)
_PATTERN = "hypervisor_hostname_pattern"
_WITH_SERVERS = re.compile(r"\bwith_servers\s*=\s*(?!False|None|0)")
_FALSE = ("False", "None", "0")
_DO = re.compile(r"do_(host_evacuate_live|host_evacuate|host_servers_migrate|host_meta)")
_STRICT = re.compile(r"\bstrict[\"']?\s*[=:]\s*True\b")


def read(desk: Desk, source: Source) -> None:
    """Read a module."""
    if re.search(rf"search|do_h\w+_|{_PATTERN}", source.passage.text):
        _Searches(desk, source).read()


class _Searches:
    """Looks for calls, and remembers what else the method and its owner are called."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self._desk = desk
        self._source = source
        self._managers: set[str] = set()
        self._imported: dict[str, str] = {}
        self._methods: dict[str, Node] = {}
        """Other names of the method, and where it got them."""

    def read(self) -> None:
        """Read all of it."""
        waiting = [self._source.root]
        while waiting:
            node = waiting.pop()
            if node.type == "call":
                waiting.extend(reversed(self._call(node)))
            elif node.type == "attribute":
                waiting.extend(reversed(self._attribute(node)))
            else:
                if node.type in ("assignment", "named_expression"):
                    self._assign(node)
                elif node.type == "aliased_import":
                    name, alias = self._field(node, "name"), self._field(node, "alias")
                    if name is not None and alias is not None:
                        self._imported[self._source.text(alias)] = self._source.text(name)
                waiting.extend(reversed(node.children))

    def _field(self, node: Node, name: str) -> Node | None:
        return node.child_by_field_name(name)

    def _attribute(self, node: Node) -> list[Node]:
        """Read a method that is handed on; one of which an attribute is taken is a double."""
        owner = self._field(node, "object")
        if self._is_method(node):
            self._add(node, servers=False)
        elif owner is not None and self._is_method(owner):
            owner = self._field(owner, "object")
        return [owner] if owner is not None else []

    def _assign(self, node: Node) -> None:
        name = self._field(node, "left") or self._field(node, "name")
        value = self._field(node, "right") or self._field(node, "value")
        if name is None or value is None:
            return
        if self._is_manager(value):
            self._managers.add(self._source.text(name))
        elif self._is_method(value):
            self._methods[self._source.text(name)] = value

    def _call(self, node: Node) -> list[Node]:
        """Read a call, and return what is in it to be read."""
        function, given = self._field(node, "function"), self._field(node, "arguments")
        if function is None or given is None:
            return node.children
        arguments = [child for child in given.named_children if child.type != "comment"]
        named = self._methods.get(self._source.text(function))
        if named is not None:
            if _with_servers(self._source, arguments):
                self._add(named, servers=True)
        elif self._is_method(function) or self._is_asked(function, arguments):
            self._add(node, _with_servers(self._source, arguments))
            return [*function.children, *arguments]
        elif self._is_method(node):
            self._add(node, servers=False)
        elif self._source.text(function) == "dict":
            self._query(node, arguments)
        else:
            self._command(node, function, arguments)
            return [function, *self._handed_on(arguments)]
        return arguments

    def _query(self, node: Node, arguments: Sequence[Node]) -> None:
        """Read a table of what a request asks."""
        for argument in arguments:
            if self._source.text(argument).startswith(f"{_PATTERN}="):
                place = self._source.passage.place(argument.start_byte)
                servers = bool(_WITH_SERVERS.search(self._source.text(node)))
                what = "/os-hypervisors?hypervisor_hostname_pattern=…"
                self._desk.calls.add(calls.route(place, what, servers))

    def _handed_on(self, arguments: Sequence[Node]) -> list[Node]:
        """Read a method that is an argument; those behind it are the method's own."""
        for at, argument in enumerate(arguments):
            if self._is_method(argument):
                self._add(argument, _with_servers(self._source, arguments[at + 1 :]))
                return [*arguments[:at], *arguments[at + 1 :]]
        return list(arguments)

    def _command(self, node: Node, function: Node, arguments: Sequence[Node]) -> None:
        given = [self._field(argument, "value") or argument for argument in arguments]
        for each in (function, *given, node):
            names = dotted(self._source, each) if each.type in ("attribute", "identifier") else []
            names = [self._imported.get(name, name) for name in names] or [self._fetched(each)]
            found = _DO.fullmatch(names[-1])
            place = self._source.passage.place(node.start_byte)
            if found and not _STRICT.search(self._source.text(node)):
                what = f"{found[0]}(…) without strict=True"
                self._desk.calls.add(Call(place, what, Kind.DEFAULT))
            elif names[-1] == "do_hypervisor_servers":
                self._desk.calls.add(Call(place, "do_hypervisor_servers(…)", Kind.SERVERS))

    def _add(self, node: Node, servers: bool) -> None:
        call = calls.search(self._source.passage.place(node.start_byte), servers)
        if servers:
            self._desk.calls.change(call)
        else:
            self._desk.calls.add(call)

    def _is_method(self, node: Node) -> bool:
        if node.type == "attribute":
            name, owner = self._field(node, "attribute"), self._field(node, "object")
            is_search = name is not None and self._source.text(name) == "search"
            return is_search and owner is not None and self._is_manager(owner)
        return self._fetched(node) == "search" and self._is_manager(self._arguments(node)[0])

    def _is_asked(self, function: Node, arguments: Sequence[Node]) -> bool:
        """Whether only the argument tells: no other ``search`` is asked for servers."""
        names = dotted(self._source, function)
        named = [a for a in arguments if a.type == "keyword_argument"]
        asked = any(self._source.text(a).startswith("servers") for a in named)
        return function.type == "attribute" and names[-1:] == ["search"] and asked

    def _is_manager(self, node: Node) -> bool:
        if self._source.text(node) in self._managers or self._fetched(node) == "hypervisors":
            return True
        if node.type == "subscript":
            text = self._source.text(node)
            return re.search(r"\[\s*[\"']hypervisors[\"']\s*\]$", text) is not None
        if node.type in ("parenthesized_expression", "await") and node.named_children:
            return self._is_manager(node.named_children[-1])
        if node.type == "named_expression":
            value = self._field(node, "value")
            return value is not None and self._is_manager(value)
        names = (
            dotted(self._source, node) if node.type in ("attribute", "identifier", "call") else []
        )
        return bool(names and _MANAGER.fullmatch(names[-1]))

    def _arguments(self, node: Node) -> list[Node]:
        given = self._field(node, "arguments") if node.type == "call" else None
        return given.named_children if given is not None else []

    def _fetched(self, node: Node) -> str:
        """Return the attribute that ``getattr`` gets."""
        function, given = self._field(node, "function"), self._arguments(node)
        if function is None or self._source.text(function) != "getattr" or len(given) < 2:
            return ""
        return self._source.text(given[1]).strip("\"'")


def _with_servers(source: Source, arguments: Sequence[Node]) -> bool:
    """Whether a call may ask for servers: all but a plain ``False`` may."""
    position = 0
    for argument in arguments:
        if argument.type in ("list_splat", "dictionary_splat"):
            return True
        if argument.type == "keyword_argument":
            name, value = (argument.child_by_field_name(f) for f in ("name", "value"))
            asked = name is not None and source.text(name) == "servers"
            if asked and value is not None and source.text(value) not in _FALSE:
                return True
            continue
        if position == 1 and source.text(argument) not in _FALSE:
            return True
        position += 1
    return False
