"""The calls in a file: by its name and its first line, the reader that knows its language."""

import re
from pathlib import PurePath

from harness.callers import documents, makefile, searches, templates
from harness.callers.calls import Call
from harness.callers.desk import Desk
from harness.callers.passage import Passage, has_hint
from harness.callers.plain import code, comments, prose
from harness.callers.python import module
from harness.callers.shell import script

LONGEST = 4 << 20
"""What is longer is read as text, whatever it is."""

_READERS = {
    "shell": script.read,
    "python": module.read,
    "make": makefile.read,
    "yaml": documents.read_yaml,
    "json": documents.read_json,
    "text": code.read,
    "prose": prose.read,
}
_SUFFIXES = {
    **dict.fromkeys(("sh", "bash", "ksh", "zsh", "bats", "command", "bashrc", "envrc"), "shell"),
    **dict.fromkeys(("profile", "bash_profile", "zshrc"), "shell"),
    **dict.fromkeys(("py", "pyw"), "python"),
    **dict.fromkeys(("yml", "yaml", "sls"), "yaml"),
    **dict.fromkeys(("json", "ipynb", "jsonl", "ndjson"), "json"),
    **dict.fromkeys(("mk", "makefile", "gnumakefile"), "make"),
    **dict.fromkeys(("md", "markdown", "mdx", "rst", "txt", "adoc", "asciidoc", "org"), "prose"),
    **dict.fromkeys(("html", "htm", "xhtml", "tex", "wiki", "textile", "readme"), "prose"),
    **dict.fromkeys(("changelog", "changes", "news", "todo", "install", "contributing"), "prose"),
}
_SHEBANGS = (
    (re.compile(r"#!.*python"), "python"),
    (re.compile(r"#!\s*\S*(/|env\s+)(-S\s+)?(ba|da|k|z|a)?sh\b"), "shell"),
    (re.compile(r"#!\s*\S*(/|env\s+)make\b"), "make"),
)
_INTERPRETER = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?([a-z]+)")
_KINDS = {"node": "js", "deno": "ts", "perl": "pl", "ruby": "rb", "lua": "lua", "php": "php"}
"""What a script is whose name does not say it, by what runs it."""

_ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*\x07?|[()][A-Z0-9])")
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def may_have(text: str) -> bool:
    """Whether there can be a call in a text."""
    return has_hint(text) or "do_h" in text or "search" in text


def find(name: str, text: str, wide: bool = False, part: bool = False) -> tuple[str, list[Call]]:
    """Return the text as it was read, with the lines that the file has, and its calls.

    :param wide: whether it was UTF-16, which Python and shells do not run.
    :param part: whether it is a part of a file that is too long for a parser.
    """
    text = _plain(text)
    kind, template = _kind(name, text)
    language = _language(kind, text)
    if wide and language == "python":
        return text, []
    if part or len(text) > LONGEST or (language == "python" and template):
        language = "prose" if language == "prose" else "text"
    text = _prepared(text, language, template)
    desk = Desk(_READERS, text, kind, language == "prose")
    passage = Passage.whole(text)
    if passage.origins or (language == "python" and may_have(text)):
        _read(desk, language, passage)
    return text, desk.calls.sorted()


def _read(desk: Desk, language: str, passage: Passage) -> None:
    if language == "python":
        try:
            desk.read(language, passage)
            return
        except RecursionError:
            language = "text"  # nested deeper than any person writes
    try:
        desk.read(language, passage)
    except RecursionError:
        desk.read("text", passage)
    style = desk.kind if language in ("text", "prose") else "sh"
    blanked = passage.masked(comments.blanker(style))
    for call in searches.find(blanked, desk.text, desk.parsed):
        desk.calls.add(call)


def _plain(text: str) -> str:
    """Return a text that is ASCII, with the line ends of Unix and without a terminal's escapes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", ";")
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    return text if text.isascii() else _FOREIGN.sub(_letter, text)


def _letter(found: re.Match[str]) -> str:
    return "x" if found[0].isalnum() else " "


def _kind(name: str, text: str) -> tuple[str, bool]:
    """Return what a file's name says that it is, and whether it is a template of that."""
    found = _INTERPRETER.match(text)
    if found and found[1] in _KINDS and "." not in name:
        return _KINDS[found[1]], False
    path = PurePath(name.lower())
    template = path.suffix in templates.SUFFIXES
    if template:
        path = path.with_suffix("")
    return (path.suffix or path.name).lstrip("."), template


def _language(kind: str, text: str) -> str:
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    if kind.startswith(("readme", "changelog", "makefile")):
        return "make" if kind.startswith("make") else "prose"
    for pattern, language in _SHEBANGS:
        if pattern.match(text):
            return language
    return "text"


def _prepared(text: str, language: str, template: bool) -> str:
    if language in ("yaml", "json"):
        return templates.stripped(text)
    if template:
        return templates.expand(text)
    return text if language in ("python", "prose") else templates.valued(text)
