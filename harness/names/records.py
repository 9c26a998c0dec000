"""Rows that say more of a host than its name, as ``nova`` and ``openstack`` print them."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence

HYPERVISOR, SERVICE = "hypervisor hostname", "host"
"""The columns of ``nova hypervisor-list`` and ``nova service-list``."""

_COLUMNS = (HYPERVISOR, "host name", "hostname", SERVICE)
_ALONE = (*_COLUMNS, "name")
_SERVICES = {"binary": "nova-compute", "service": "compute"}
_SEPARATOR = re.compile(r"\+[-=+]+\+")

Row = dict[str, str]
"""A row: what stands under each head, the heads in lower case."""


def head(text: str) -> str:
    """Return a column's or a field's head as it is compared: of any client, in any format."""
    return text.strip().strip('"').lower().replace("_", " ")


def table(text: str) -> tuple[list[str], list[Row]]:
    """Read tables with borders; what stands between the rows was written into a cell.

    :returns: the heads, and the rows.
    """
    rows: list[Row] = []
    heads: list[str] = []
    borders = 0
    for line in text.split("\n"):
        if _SEPARATOR.fullmatch(line.strip()):
            borders = borders % 3 + 1
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.split("|")[1:-1]]
            if borders == 1 or not heads:
                heads = [cell.lower() for cell in cells]
            else:
                rows.append(dict(zip(heads, cells, strict=False)))
    return heads, rows


def commas(text: str) -> list[list[str]]:
    """Read a text whose values are parted by commas.

    :raises ValueError: when a quote does not end.
    """
    try:
        rows = csv.reader(text.split("\n"), strict=True, skipinitialspace=True)
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error as error:
        raise ValueError(str(error)) from error


def column(heads: Iterable[str]) -> str | None:
    """Return the head under which hosts stand, if there is one."""
    known = [head(each) for each in heads]
    columns = _ALONE if len(known) == 1 else _COLUMNS
    return next((each for each in columns if each in known), None)


def hosts(rows: Sequence[Mapping[str, object]]) -> list[str] | None:
    """Return the hosts of rows: of services, the compute services' alone.

    :returns: nothing when there is no column of hosts.
    """
    plain = [{head(key): str(value or "") for key, value in row.items()} for row in rows]
    name = column(plain[0]) if plain else None
    if name is None:
        return None
    chosen = [row for row in plain if _is_compute(row)]
    return [row[name] for row in chosen if row.get(name, "") not in ("", "-")]


def _is_compute(row: Row) -> bool:
    return all(row.get(name, value) == value for name, value in _SERVICES.items())
