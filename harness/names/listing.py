"""Lists of host names: what a person writes, or what a program prints."""

import codecs
import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

import yaml

from harness import text as shown
from harness.errors import HarnessError
from harness.names import inventory, records
from harness.names.address import is_address

_HINT = (
    "write one hypervisor hostname a line, or give what nova, openstack or ansible-inventory print"
)
_COMMENT = re.compile(r"(^|\s)#.*")
_NO_NAME = re.compile(r"[\s,:;\"'`|\[\]{}()<>=\\/*?!$&@]")
_YAML = re.compile(r"---|- .+|[\w.\"'-]+:(\s.*)?$")
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SPOKEN = {"Host", "Hostname", "Hypervisor hostname", "Hypervisor Hostname", "Name"}


def read(path: str, content: bytes) -> list[str]:
    """Return the names of a list, in their order, as often as they are in it.

    :raises HarnessError: when it is no list of names; it says which line is none.
    """
    return _Listing(path, _decoded(content)).names()


def _decoded(content: bytes) -> str:
    for mark, coding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(coding, "replace")
    return content.decode("utf-8-sig", "surrogateescape")


class _Listing:
    """A list that is read for what it is, or refused."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text.replace("\r\n", "\n")
        self._lines = self._text.split("\n")

    def names(self) -> list[str]:
        """Return its names."""
        first = next((line.strip() for line in self._lines if self._said(line)), "")
        if first.startswith(("+-", "+=", "|")):
            return self._checked(self._table())
        if first.startswith(("[", "{")) and not inventory.is_section(first):
            return self._checked(self._data(self._json()))
        if _YAML.fullmatch(first):
            return self._checked(self._data(self._yaml()))
        if inventory.is_ini(self._text):
            return self._checked(self._tried(inventory.ini, self._text))
        if first.startswith('"') or "," in self._text:
            return self._checked(self._commas())
        return self._plain()

    @staticmethod
    def _said(line: str) -> str:
        return _COMMENT.sub("", line).strip()

    def _plain(self) -> list[str]:
        names: list[str] = []
        for number, line in enumerate(self._lines, 1):
            words = self._said(line).split()
            if " ".join(words) in _SPOKEN and not names:
                continue
            if len(words) > 1:
                self._refuse(number, f"{len(words)} words instead of one name")
            for word in words:
                self._check(number, word)
            names += words
        return names

    def _table(self) -> list[str]:
        for number, line in enumerate(self._lines, 1):
            if self._said(line) and not line.startswith(("+", "|")):
                self._refuse(number, "this is beside a table, not in it")
            if line.startswith("|") and not line[1:].partition("|")[0].strip():
                self._refuse(
                    number, "a row that goes on in a second line; print it without a width"
                )
        return self._rows(records.table(self._text)[1])

    def _commas(self) -> list[str]:
        try:
            rows = records.commas(self._text)
        except ValueError as error:
            self._refuse(1, str(error))
        rows = [row for row in rows if any(row) and not row[0].startswith("#")]
        if rows and records.column(rows[0]) is not None:
            for at, row in enumerate(rows[1:]):
                if len(row) != len(rows[0]):
                    self._refuse(
                        self._at(row[0], at), f"{len(row)} values instead of {len(rows[0])}"
                    )
            return self._rows([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
        if len(rows) == 1 or all(len(row) == 1 for row in rows):
            return [cell for row in rows for cell in row if cell]
        row = next(row for row in rows if len(row) > 1)
        self._refuse(self._at(row[0]), f"{len(row)} values, and no head 'Host' above them")

    def _rows(self, rows: list[Any]) -> list[str]:
        found = records.hosts(rows)
        if found is None and rows:
            self._refuse(1, "no column 'Hypervisor hostname' or 'Host'")
        return found or []

    def _json(self) -> Any:
        try:
            return json.loads(self._text)
        except json.JSONDecodeError as error:
            self._refuse(error.lineno, f"no JSON: {error.msg}")
        except RecursionError:
            self._refuse(1, "JSON that is nested too deep")

    def _yaml(self) -> Any:
        try:
            return yaml.load(self._text, Loader=_Loader)  # makes nothing but texts, lists, tables
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or "it cannot be read"
            self._refuse(mark.line + 1 if mark else 1, f"no YAML: {reason}")
        except RecursionError:
            self._refuse(1, "YAML that is nested too deep")

    def _data(self, content: Any) -> list[str]:
        """Return the names of JSON or YAML: a list, rows, or an inventory."""
        if isinstance(content, dict):
            for kind in ("hypervisors", "services"):
                if isinstance(content.get(kind), list):
                    return self._data(content[kind])
            found = self._tried(inventory.groups, content)
            if not found:
                self._refuse(1, "an inventory without hosts")
            return found
        if isinstance(content, list) and all(isinstance(each, str) for each in content):
            return content
        if isinstance(content, list) and all(isinstance(each, dict) for each in content):
            return self._rows(content)
        self._refuse(1, "neither names, nor rows, nor an inventory")

    def _tried(self, reader: Callable[[Any], Iterable[str]], content: Any) -> list[str]:
        try:
            return list(dict.fromkeys(reader(content)))
        except ValueError as error:
            reason = str(error).split("\n")[0]
            self._refuse(self._at(reason), f"'{shown.escape(reason)}' is no host of an inventory")

    def _checked(self, names: list[str]) -> list[str]:
        for name in names:
            if _fault(name):
                self._check(self._at(name), name)
        return names

    def _check(self, number: int, name: str) -> None:
        if fault := _fault(name):
            self._refuse(number, f"'{shown.escape(name)}' is no host name: {fault}")

    def _at(self, name: str, default: int = 0) -> int:
        """Return the line that a name is on."""
        lines = (at for at, line in enumerate(self._lines, 1) if name and name in line)
        return next(lines, default + 1)

    def _refuse(self, number: int, reason: str) -> NoReturn:
        raise HarnessError(f"{self._path}:{number}: {reason}; {_HINT}")


def _fault(name: str) -> str:
    """Return what tells that a text is no host name, or nothing."""
    if not name.replace("\udcff", "").strip():
        return "it is empty"
    if any(not letter.isprintable() and not "\ud800" <= letter <= "\udfff" for letter in name):
        return "it has a character that cannot be printed"
    found = _NO_NAME.search(name)
    return f"it has a '{found[0]}'" if found and not is_address(name) else ""
