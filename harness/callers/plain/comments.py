"""Comments in text that no parser reads, known by what the file is called."""

import re
from collections.abc import Callable
from functools import cache, partial

_STRINGS = r"\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|`[^`\n]*+`"
_HASH = r"(?<![^\s;])#(?!\{)[^\n]*"
_SLASHES = r"(?<![:\w\"'])//[^\n]*"
_BLOCK = r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
_MARKUP = r"<!--(?:[^-]|-(?!->))*+(?:-->)?"
_DASHES = r"(?m:^|(?<=\s))--(?!\w)[^\n]*|--\[\[(?:[^\]]|\](?!\]))*+"
_REM = r"(?im:^[ \t]*@?(?:rem\b|::)[^\n]*)"
_POWER = r"<\#(?:[^#]|\#(?!>))*+(?:\#>)?"
_SEMICOLON = r"(?m:^[ \t]*;[^\n]*)"
_RUBY = r"(?m:^=begin\b(?:[^\n]|\n(?!=end))*+)"
_APOSTROPHE = r"(?m:^[ \t]*'[^\n]*)"
_PERCENT = r"(?m:^[ \t]*%[^\n]*)"
_POD = r"(?m:^=[a-z]\w*\b(?:[^\n]|\n(?!=cut))*+(?:\n=cut\b)?)"
_BANG = r"(?m:^[ \t]*![^\n]*)"
_LIKE_C = (_SLASHES, _BLOCK)
_LANGUAGES_LIKE_C = """
c cc cpp cxx h hpp java cs go rs js jsx mjs cjs ts tsx kt kts scala swift dart m css groovy
gradle jenkinsfile proto
"""
_STYLES = {
    **dict.fromkeys(_LANGUAGES_LIKE_C.split(), _LIKE_C),
    **dict.fromkeys(("hcl", "nomad", "tf", "php", "json", "json5", "jsonc"), (*_LIKE_C, _HASH)),
    **dict.fromkeys(("sql", "lua", "hs", "adb"), (_DASHES, _BLOCK)),
    **dict.fromkeys(("bat", "cmd"), (_REM,)),
    **dict.fromkeys(("ps1", "psm1"), (_POWER, _HASH)),
    **dict.fromkeys(("xml", "html", "htm", "xhtml", "svg", "pom", "md", "mdx"), (_MARKUP,)),
    **dict.fromkeys(
        ("ini", "conf", "cfg", "cnf", "el", "lisp", "clj", "service", "timer"), (_SEMICOLON, _HASH)
    ),
    "properties": (_BANG, _HASH),
    **dict.fromkeys(("vbs", "bas", "vb"), (_APOSTROPHE,)),
    **dict.fromkeys(("tex", "erl"), (_PERCENT,)),
    **dict.fromkeys(("rb", "rake"), (_RUBY, _HASH)),
    **dict.fromkeys(("pl", "pm", "t"), (_POD, _HASH)),
    **dict.fromkeys(("rst", "txt", "adoc", "asciidoc", "markdown", "org", "readme", "log"), ()),
}
_REMOVED = re.compile(r"(?m)^-.*$")
_FILES = re.compile(r"(?m)^(?=diff |--- \S)")
_NAMED = re.compile(r"(?m)^\+\+\+ [^\s/]*/?(?:\S*/)?(\S+)")
_MARGIN = re.compile(r"(?m)^\+")
_LONGEST = 20_000


def blank(kind: str, text: str) -> str:
    """Return the text with blanks for comments, line by line as it was.

    :param kind: the file's suffix without its dot, or its name, in lower case.
    """
    if kind in ("patch", "diff"):
        return "".join(map(_patched, _FILES.split(text)))
    style = _STYLES.get(kind, (_HASH,))
    if not style or max(map(len, text.split("\n"))) > _LONGEST:
        return text  # nobody writes a comment into a line of that length
    return _pattern(style).sub(_kept, text)


def _patched(text: str) -> str:
    """Return what a patch adds to a file, or leaves, without its comments."""
    found = _NAMED.search(text)
    name = found[1].lower() if found else ""
    left = _MARGIN.sub(" ", _REMOVED.sub(_blanks, text))
    return blank(name.rpartition(".")[2], left)


def blanker(kind: str) -> Callable[[str], str]:
    """Return :func:`blank` for one kind of file."""
    return partial(blank, kind)


@cache
def _pattern(style: tuple[str, ...]) -> re.Pattern[str]:
    strings = _STRINGS if _APOSTROPHE not in style else r"\"[^\"\n]*+\""
    return re.compile(f"(?P<string>{strings})|{'|'.join(style)}")


def _kept(found: re.Match[str]) -> str:
    return found[0] if found["string"] is not None else _blanks(found)


def _blanks(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
