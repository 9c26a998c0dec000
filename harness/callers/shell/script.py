"""The calls in shell scripts, and in whatever else is given to a shell."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tree_sitter import Node

from harness.callers import mention, words
from harness.callers.desk import Desk
from harness.callers.grammar import Source
from harness.callers.passage import Passage, joined
from harness.callers.shell import expansion
from harness.callers.shell.expansion import Expander
from harness.callers.values import Path, Value, Values
from harness.callers.words import Word

_SIMPLE = re.compile(r"[\w ./:@%+,=\n{}$-]*")
_PLAIN_VARIABLE = re.compile(r"\$(\w+)")
_PYTHON = re.compile(r"#!.*python")
_SHELLS = re.compile(r"(ba|da|k|z|a)?sh|ssh|at|batch|parallel|crontab|source|eval")
_SCRIPT = re.compile(r"(\.(sh|bash|ksh|zsh|cron|service|bat|cmd|command)|cron\S*|/s?bin/[\w-]+)$")
_PEELED = {"sudo", "command", "builtin", "exec", "env", "time", "nohup", "doas"}
_AS_USER = {"sudo", "doas"}
_USERS = {"-u", "-g", "--user", "--group"}
_EXEC = {"-exec", "-execdir", "-ok", "-okdir"}
_REMARK = re.compile(r"`#[^`\n]*`")
"""A remark between the lines of a command."""
_BLANK = re.compile(r"\s")
_SUBSTITUTION = re.compile(r"[`(]")
_ARGUMENTS = re.compile(r"\$\{?[@*1-9]")
_BRANCHES = {
    *("if_statement", "elif_clause", "else_clause", "case_item", "while_statement"),
    *("for_statement", "c_style_for_statement"),
}
_PASSED_ON = "nova_passed_on"
_START = 300


class _Place(NamedTuple):
    """Where a command stands."""

    path: Path = ()
    function: str = ""
    out: str = ""
    """Where its output goes: a file, ``|`` for a shell, or ``$`` for whoever captures it."""
    body: int = 0
    """The command that a redirection belongs to, by its node's id."""
    chained: bool = False
    """Whether it is in a chain of ``&&`` and ``||``, however long."""
    swallowed: tuple[Node, ...] = ()
    """The words of that command which the grammar takes for a part of the redirection."""


def read(desk: Desk, passage: Passage) -> None:
    """Read a script. What it keeps in variables is read where it is used, or else at its end."""
    reader = Reader(desk)
    reader.read(passage, whole=True)
    reader.finish()


class Reader:
    """Reads commands one after the other, and remembers the variables."""

    def __init__(self, desk: Desk, values: Values | None = None) -> None:
        """Bring the calls to ``desk``.

        :param values: the variables that are known, to which those of scripts are added.
        """
        self.values = values or Values()
        self._desk = desk
        self._passed_on: dict[str, list[Word]] = {}
        """Functions and aliases that are ``nova``, and the words that they put behind."""
        self._depth = 0

    def finish(self) -> None:
        """Read the values that nothing was made of."""
        for name, value in self.values.unused():
            if mention.is_text(name):
                continue
            if value.listed:
                self._judge(value.words(value.path))
            elif not value.table:
                self.read(value.sure(value.path).text)

    def read(self, passage: Passage, whole: bool = False) -> None:
        """Read a script.

        :param whole: whether it is all of a file, which may define what it uses.
        """
        if self._depth > 8 or not (passage.origins or self.values.named(passage.text)):
            return
        if _PYTHON.match(passage.text):
            self._desk.read("python", passage)
            return
        self._depth += 1
        if "`#" in passage.text:
            passage = passage.masked(lambda text: _REMARK.sub(_blanks, text))
        if not whole and _SIMPLE.fullmatch(passage.text):
            self._lines(passage)
        else:
            known = len(self._passed_on)
            self._walk(Source("bash", passage))
            if len(self._passed_on) > known:
                self._walk(Source("bash", passage))
        self._depth -= 1

    def _lines(self, passage: Passage) -> None:
        """Read lines in which nothing is quoted: as a shell does, and much faster."""
        start = 0
        for line in passage.text.split("\n"):
            if passage.has_hint(start, start + len(line)) or self.values.named(line):
                part = passage.part(start, start + len(line))
                part = part.changed(lambda text: _PLAIN_VARIABLE.sub(r"${\1}", text))
                found = expansion.plain(part, self.values)
                self._command(found, _Place())
            start += len(line) + 1

    def _walk(self, source: Source) -> None:
        expander = Expander(source, self.values)
        waiting = [(source.root, _Place())]
        while waiting:
            node, place = waiting.pop()
            below = self._node(source, expander, node, place)
            waiting.extend(_children(source, node, below))

    def _node(self, source: Source, expander: Expander, node: Node, place: _Place) -> _Place:
        """Read a node, and return where its children stand."""
        match node.type:
            case "command":
                self._read_command(source, expander, node, place)
            case "variable_assignment":
                expander.assign(node, place.path)
            case "for_statement":
                expander.assign_each(node, place.path)
            case "function_definition":
                name = node.child_by_field_name("name")
                place = _Place((*place.path, -node.id), source.text(name) if name else "")
            case "redirected_statement":
                place = _redirected(source, node, place)
                self._here(source, expander, node, place)
            case "command_substitution":
                place = place._replace(out="$")
            case "ERROR":
                self._broken(source, node)
            case "list" if not place.chained:
                place = place._replace(path=(*place.path, node.id), chained=True)
            case kind if kind in _BRANCHES:
                place = place._replace(path=(*place.path, node.id), chained=False)
        return place

    def _broken(self, source: Source, node: Node) -> None:
        for child in node.children:
            if child.type != "comment" and not child.children and source.has_hint(child):
                self._desk.read("text", source.lines(child))

    def _read_command(self, source: Source, expander: Expander, node: Node, place: _Place) -> None:
        text = source.text(node)
        swallowed = place.swallowed if place.body == node.id else ()
        hinted = source.has_hint(node) or any(map(source.has_hint, swallowed))
        known = self.values.named(text)
        if not (hinted or known or place.function or text.startswith(("alias ", "set "))):
            return
        name = expander.name(node)
        if mention.always(name) and not (_is_script(place) or mention.is_awk(name)):
            return
        found = expander.command(node, swallowed, place.path)
        if found and place.function and _ARGUMENTS.search(text):
            self._pass_on(place.function, found)
        if found:
            self._command(found, place)

    def _pass_on(self, function: str, found: Sequence[Word]) -> None:
        """Remember a function that gives its arguments to ``nova``."""
        for at, word in enumerate(found):
            if words.is_nova(word.text) and not any(w.passage.origins for w in found):
                behind = [w for w in found[at + 1 :] if w.text.startswith("--") and w.sure]
                self._passed_on[function] = behind

    def _command(self, found: list[Word], place: _Place) -> None:
        found = _peeled(found)
        if not found:
            return
        name = found[0].text.rpartition("/")[2]
        if name == "alias":
            self._alias(found[1:])
        elif name == "set" and any(word.text == "--" for word in found):
            at = [word.text for word in found].index("--")
            pieces = [(word.passage, place.path) for word in found[at + 1 :]]
            self.values.set("@", Value(pieces, listed=True), place.path)
        elif name == "find":
            runs = [at for at, word in enumerate(found) if word.text in _EXEC]
            self._command(found[runs[0] + 1 :] if runs else [], place)
        elif mention.is_awk(name):
            for word in found:
                if "system" in word.text:
                    self._desk.read("text", word.passage)
        elif mention.always(name):
            if _is_script(place):
                self.read(joined([word.passage for word in found[1:]], " "))
        else:
            self._run(name, found)

    def _run(self, name: str, found: list[Word]) -> None:
        if name in self._passed_on:
            behind = self._passed_on[name]
            found = [Word(Passage(_PASSED_ON), callee=True), *found[1:], *behind]
        if name.startswith("python"):
            for word in found:
                if word.passage.origins and " " in word.text:
                    self._desk.read("python", word.passage)
        if not name.startswith("python") or any(word.text == "-m" for word in found):
            self._judge(found, quoted=not mention.speaks(name))

    def _alias(self, found: Sequence[Word]) -> None:
        for word in found:
            name, _, command = word.text.partition("=")
            if word.passage.origins:
                self.read(word.passage.part(len(name) + 1, len(word.text)))
            elif command and words.is_nova(command.split()[0]):
                self._passed_on[name] = []

    def _judge(self, found: Sequence[Word], quoted: bool = True) -> None:
        """Judge the words of a command; a word that is a script is read on its own."""
        for call in words.calls(found):
            self._desk.calls.add(call)
        for word in found:
            if quoted and word.passage.origins and _BLANK.search(word.text.strip()):
                self.read(word.passage)

    def _here(self, source: Source, expander: Expander, node: Node, place: _Place) -> None:
        """Read what a command is given on its standard input."""
        for redirect in node.children_by_field_name("redirect"):
            if redirect.type == "heredoc_redirect" and source.has_hint(redirect):
                for part in _parts(redirect, "heredoc_body"):
                    self._document(source, expander, node, part, place)

    def _document(
        self, source: Source, expander: Expander, node: Node, part: Node, place: _Place
    ) -> None:
        body = node.child_by_field_name("body")
        name = expander.name(body) if body and body.type == "command" else ""
        piped = any(_is_shell(source.text(p)) for p in _parts(node, "pipeline"))
        taken = piped or place.out not in ("", "&") or name == "read"
        passage = source.part(part)
        if name.startswith("python") or place.out.endswith(".py"):
            self._desk.read("python", passage)
        elif taken or not (name == ":" or mention.always(name) or mention.speaks(name)):
            self.read(passage)


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _children(source: Source, node: Node, place: _Place) -> list[tuple[Node, _Place]]:
    """Return a node's children, the last first, and where they stand."""
    found: list[tuple[Node, _Place]] = []
    if node.type == "command" and not _SUBSTITUTION.search(source.text(node)):
        return found
    piped = False
    for child in reversed(node.children):
        found.append((child, place._replace(out="|") if piped else place))
        piped = piped or (node.type == "pipeline" and _is_shell(source.text(child)))
    return found


def _redirected(source: Source, node: Node, place: _Place) -> _Place:
    body = node.child_by_field_name("body")
    swallowed: list[Node] = []
    for redirect in node.children_by_field_name("redirect"):
        if redirect.type == "file_redirect":
            swallowed += redirect.children_by_field_name("destination")[1:]
        elif redirect.type == "heredoc_redirect":
            swallowed += redirect.children_by_field_name("argument")
    out = _target(source, node) or place.out
    return place._replace(out=out, body=body.id if body else 0, swallowed=tuple(swallowed))


def _is_script(place: _Place) -> bool:
    """Whether what is written there is run later."""
    return place.out == "|" or bool(_SCRIPT.search(place.out))


def _peeled(found: list[Word]) -> list[Word]:
    """Return a command without what only starts it."""
    start, user = 0, False
    while start < len(found) - 1:
        text = found[start].text
        if text in _PEELED:
            user = text in _AS_USER
        elif not (user and text in _USERS):
            break
        else:
            start += 1
        start += 1
    return found[start:]


def _is_shell(text: str) -> bool:
    """Whether a command, or what it starts, runs what it reads."""
    found = text[:_START].split()[:12]
    names = [word.rpartition("/")[2] for word in found]
    return any(map(_SHELLS.fullmatch, names)) or (
        "tee" in names and bool(_SCRIPT.search(found[-1]))
    )


def _target(source: Source, node: Node) -> str:
    """Return the file to which a command's output is sent; ``&`` for another stream."""
    for redirect in _parts(node, "file_redirect"):
        text = source.text(redirect)
        if text.lstrip("0123456789").startswith(">"):
            where = redirect.child_by_field_name("destination")
            return "&" if ">&" in text or where is None else source.text(where).strip("\"'")
    return ""


def _parts(node: Node, kind: str) -> Iterator[Node]:
    """Yield the parts of a redirected statement that are of a kind, within its redirections."""
    for child in node.children:
        if child.type == kind:
            yield child
        elif child.type == "heredoc_redirect":
            yield from _parts(child, kind)
