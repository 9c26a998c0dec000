"""The calls in what YAML and JSON hold: scripts, lists of words, and programs with arguments."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import yaml
from tree_sitter import Node

from harness.callers import templates, words
from harness.callers.desk import Desk
from harness.callers.grammar import Source
from harness.callers.passage import Passage, joined, variable
from harness.callers.plain import lines
from harness.callers.shell.script import Reader as Shell
from harness.callers.values import Value, Values, split
from harness.callers.words import Word

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LABELS = {
    *("name", "msg", "fail_msg", "success_msg", "debug", "fail", "assert", "when", "changed_when"),
    *("failed_when", "until", "that", "regexp", "regex", "pattern", "tags", "title", "help"),
    "prompt",
    *(
        "ansible.builtin.debug",
        "ansible.builtin.fail",
        "ansible.builtin.assert",
        "$schema",
        "markdown",
    ),
}
_LISTS = {"loop", "with_items", "items", "matrix"}
_VARIABLES = {"vars", "environment", "env", "set_fact", "ansible.builtin.set_fact"}
_SENTENCE = re.compile(r"\s*(?!Run\b)[A-Z][a-z]+ [a-z]+ .*|.*``", re.DOTALL)


@dataclass
class Scalar:
    """A text in a document."""

    passage: Passage


@dataclass
class Items:
    """A list in a document."""

    items: list["Part"] = field(default_factory=list)


@dataclass
class Pairs:
    """A table in a document."""

    pairs: list[tuple[str, "Part"]] = field(default_factory=list)


Part = Scalar | Items | Pairs


def read_yaml(desk: Desk, passage: Passage) -> None:
    """Read YAML; what its parser refuses, as text."""
    try:
        parts = list(_composed(passage))
    except (yaml.YAMLError, ValueError, IndexError):
        desk.read("text", passage)
        return
    _Documents(desk).read(parts)


def read_json(desk: Desk, passage: Passage) -> None:
    """Read JSON, also several documents behind each other; what is broken, as text."""
    source = Source("json", passage)
    if source.root.has_error:
        desk.read("text", passage)
        return
    try:
        parts = [_parsed(source, child) for child in source.root.named_children]
    except RecursionError:
        desk.read("text", passage)
        return
    _Documents(desk).read(parts)


def _composed(passage: Passage) -> Iterator[Part]:
    """Yield what YAML's events make; it is nested as deep as the events are."""
    stack: list[Items | Pairs] = []
    keys: list[str | None] = []
    for event in yaml.parse(passage.text, Loader=_Loader):
        if isinstance(event, yaml.DocumentStartEvent):
            stack, keys = [Items()], [None]
        elif isinstance(event, yaml.DocumentEndEvent):
            yield stack[0]
        elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)):
            _put(stack, keys, _scalar(passage, event))
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            part = Pairs() if isinstance(event, yaml.MappingStartEvent) else Items()
            _put(stack, keys, part)
            stack.append(part)
            keys.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            keys.pop()


def _put(stack: Sequence[Items | Pairs], keys: list[str | None], part: Part) -> None:
    """Add a part to the innermost list or table: there, a key and a value by turns."""
    into = stack[-1]
    if isinstance(into, Items):
        into.items.append(part)
    elif keys[-1] is None:
        keys[-1] = part.passage.text if isinstance(part, Scalar) else ""
        if isinstance(part, Scalar) and part.passage.origins:
            into.pairs.append(("", part))
    else:
        into.pairs.append((keys[-1], part))
        keys[-1] = None


def _scalar(passage: Passage, event: yaml.ScalarEvent | yaml.AliasEvent) -> Scalar:
    if isinstance(event, yaml.AliasEvent):
        return Scalar(Passage(""))
    start, end = event.start_mark.index, event.end_mark.index
    return Scalar(Passage(event.value, passage.part(start, end).origins))


def _parsed(source: Source, node: Node) -> Part:
    """Return what a node of JSON's syntax tree holds."""
    if node.type == "object":
        pairs = [child for child in node.named_children if child.type == "pair"]
        return Pairs([_pair(source, pair) for pair in pairs])
    if node.type == "array":
        return Items([_parsed(source, child) for child in node.named_children])
    part = source.part(node)
    return Scalar(part.changed(_unquoted) if node.type == "string" else part)


def _pair(source: Source, pair: Node) -> tuple[str, Part]:
    key, value = (pair.child_by_field_name(name) for name in ("key", "value"))
    name = _unquoted(source.text(key)) if key else ""
    return name, _parsed(source, value) if value else Scalar(Passage(""))


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text.strip('"')


class _Documents:
    """Reads documents, and remembers what names in them stand for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._values = Values()
        self._kept: set[int] = set()
        """The texts that are variables, which are read where they are used."""
        self._shell = Shell(desk, self._values)

    def read(self, parts: Sequence[Part]) -> None:
        """Read all documents of a file."""
        waiting: list[tuple[Part, bool]] = [(part, False) for part in reversed(parts)]
        for part in _each(parts):
            if isinstance(part, Pairs):
                self._remember(part)
        while waiting:
            part, quiet = waiting.pop()
            if isinstance(part, Scalar):
                if not quiet and id(part) not in self._kept:
                    self._scalar(part.passage)
            elif isinstance(part, Items):
                waiting += [(each, quiet) for each in reversed(self._items(part, quiet))]
            else:
                waiting += reversed(self._pairs(part, quiet))
        self._shell.finish()

    def _remember(self, part: Pairs) -> None:
        """Remember a name for a command, as in ``vars``, or a loop over some."""
        for key, value in part.pairs:
            if isinstance(value, Pairs) and key in _VARIABLES:
                self._keep(value)
            found = value.items if isinstance(value, Items) and key in _LISTS else [value]
            texts = [each.passage for each in found if isinstance(each, Scalar)]
            hinted = [each for each in texts if words.is_command(each.text)]
            if hinted and key.isidentifier():
                name = "item" if key in _LISTS else key
                self._values.set(name, Value([(hinted[0], ())]), ())

    def _keep(self, part: Pairs) -> None:
        for key, value in part.pairs:
            if isinstance(value, Scalar) and key.isidentifier():
                self._keep_text(key, value)

    def _keep_text(self, key: str, value: Scalar) -> None:
        """Remember a text; of one that has another value elsewhere, nothing is known."""
        text = _filled(value.passage)
        if text.origins:
            self._kept.add(id(value))
        elif (old := self._values.get(key)) is not None and old.text.text != text.text:
            text = variable("_")
        self._values.set(key, Value([(text, ())]), ())

    def _scalar(self, passage: Passage) -> None:
        if not (passage.origins or self._values.named(passage.text)):
            return
        if _SENTENCE.match(passage.text) or _goes_on(_filled(passage)):
            self._desk.read("prose", passage)
        else:
            self._shell.read(_filled(passage))

    def _items(self, part: Items, quiet: bool) -> list[Part]:
        """Read a list of words, and return what in it is to be read on its own."""
        texts = [each.passage for each in part.items if isinstance(each, Scalar)]
        if len(texts) < len(part.items) or quiet or not any(text.origins for text in texts):
            return part.items
        if len(texts) > 1 and all(text.text.endswith("\n") for text in texts[:-1]):
            return _unbroken(texts)
        found = [Word(_filled(text)) for text in texts]
        for call in words.calls(found):
            self._desk.calls.add(call)
        return [each for each in part.items if not _is_word(each)]

    def _pairs(self, part: Pairs, quiet: bool) -> list[tuple[Part, bool]]:
        """Read a program and its arguments, and return what is to be read on its own."""
        if not quiet:
            self._programs(part)
        below = []
        for key, value in part.pairs:
            label = key in _LABELS and (key != "name" or len(part.pairs) > 1)
            below.append((value, quiet or label))
        return below

    def _programs(self, part: Pairs) -> None:
        entries = [_said(value) for key, value in part.pairs if key and key not in _LISTS]
        programs = [entry for entry in entries if entry and words.is_nova(entry[0].text)]
        for entry in entries:
            if programs and entry and _is_asked(entry):
                for call in words.calls([*programs[0], *entry]):
                    self._desk.calls.add(call)


def _unbroken(texts: Sequence[Passage]) -> list[Part]:
    """Return lines, those together that a backslash continues."""
    groups: list[list[Passage]] = [[]]
    for text in texts:
        groups[-1].append(text)
        if not text.text.endswith("\\\n"):
            groups.append([])
    return [Scalar(joined(group)) for group in groups if group]


def _goes_on(passage: Passage) -> bool:
    """Whether a command's name is followed by the rest of a sentence."""
    line = next(iter(lines.find(passage, prose=True)), None)
    if line is None or not line.hints:
        return False
    after = line.after(0)
    return lines.is_english(lines.tokens(after[lines.length(after) :]))


def _filled(passage: Passage) -> Passage:
    return passage.changed(templates.expand)


def _is_word(part: Part) -> bool:
    return isinstance(part, Scalar) and words.is_command(part.passage.text.strip())


def _is_asked(entry: Sequence[Word]) -> bool:
    """Whether words begin with a command, or with options that may stand before it."""
    return words.is_command(entry[0].text) or entry[0].text.startswith("-")


def _said(part: Part) -> list[Word]:
    """Return the words of a command, or of a part of one."""
    if isinstance(part, Scalar):
        return split([(_filled(part.passage), True)])
    if isinstance(part, Items) and all(isinstance(each, Scalar) for each in part.items):
        return [Word(_filled(each.passage)) for each in part.items if isinstance(each, Scalar)]
    return []


def _each(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield every part of documents."""
    waiting = list(parts)
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Items):
            waiting += part.items
        elif isinstance(part, Pairs):
            waiting += [value for _, value in part.pairs]
