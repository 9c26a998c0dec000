"""Templates of Jinja, Go and ERB: what they put in becomes a variable."""

import re

from harness.callers.passage import HINT

SUFFIXES = {
    *(".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tpl", ".tmpl", ".template", ".in", ".gotmpl"),
    *(".mustache", ".ejs", ".mako"),
}
"""What a template's name ends with, behind the suffix of what it makes."""

_TAG = re.compile(
    r"\{#(?P<remark>.{0,4000}?)#\}|\{%(?P<statement>.{0,1000}?)%\}|\{\{(?P<value>.{0,1000}?)\}\}"
    r"|<%=(?P<ruby>.{0,1000}?)%>|<%(?P<code>.{0,4000}?)%>",
    re.DOTALL,
)
_PERHAPS = re.compile(r"\{%-?\s*if\b[^%\n]{0,300}%\}\s*--?[\w=-]+\s*\{%-?\s*endif\s*-?%\}")
"""An option that may not be there."""
_EXPRESSION = re.compile(r"\s*\$")
"""What Mistral's YAQL begins with."""
_VALUE = re.compile(r"\{\{(?P<value>[^{}]{0,1000})\}\}(?P<ruby>)")
_REMARK = re.compile(r"-?\s*/\*")
_CONTROL = re.compile(r"-?\s*(if|else|end|range|with|define|block|template|include)\b")
_TEXT = re.compile(r"""\s*(["'])([^"']*)\1\s*""")
_NAME = re.compile(r"[A-Za-z_]\w*")


def expand(text: str) -> str:
    """Return the text with a variable for each value; lines and hints stay."""
    if "{" not in text and "<%" not in text:
        return text
    return _TAG.sub(_expanded, _PERHAPS.sub("${_}", text))


def valued(text: str) -> str:
    """Return the text with a variable for each ``{{ value }}``, where nothing else is a tag."""
    if "{{" not in text:
        return text
    return _VALUE.sub(_expanded, text)


def stripped(text: str) -> str:
    """Return the text without remarks and statements; values stay as they are."""
    return _TAG.sub(_kept, _PERHAPS.sub("${_}", text))


def _kept(tag: re.Match[str]) -> str:
    is_value = tag["value"] is not None or _EXPRESSION.match(tag["code"] or "")
    return tag[0] if is_value else _blank(tag[0])


def _expanded(tag: re.Match[str]) -> str:
    value = tag["value"] if tag["value"] is not None else tag["ruby"]
    if value is None and _EXPRESSION.match(tag["code"] or ""):
        value = tag["code"]
    if value is None:
        return _blank(tag[0])
    if text := _TEXT.fullmatch(value):
        return text[2]
    if HINT.search(value) and not _REMARK.match(value):
        return f" {value} "
    if _REMARK.match(value) or _CONTROL.match(value):
        return _blank(tag[0])
    names = _NAME.findall(value.partition("|")[0])
    return f"${{{'_'.join(names[:4]) or '_'}}}" + "\n" * value.count("\n")


def _blank(text: str) -> str:
    """Only the lines are left of what is no part of the text; a hint in it is gone."""
    return "\n" * text.count("\n")
