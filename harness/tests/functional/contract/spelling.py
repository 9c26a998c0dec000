"""Names in requests as MariaDB finds them, for a model whose comparisons are exact."""

import re
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from harness.stage.collation import fold
from harness.stage.world import World

_FILTER = re.compile(r"(?P<key>[?&](?:host|source_compute)=)(?P<name>[^&]+)")
_COMPARED_BY_NOVA = "/os-services"
_MOVES = ("evacuate", "os-migrateLive")


def told(path: str, world: World) -> bool:
    """Tell whether the model knows the answer to a request about a world on MariaDB.

    It sorts names by their letters alone, and does not say what Nova calls a missing record.
    """
    record = re.search(r"record-(\d+)", path)
    if record and int(record[1]) > len(world.records):
        return False
    return "sort_key=host" not in path


def found(path: str, body: Any, world: World) -> tuple[str, Any]:
    """Return a request that asks by names of the world for what this one finds.

    :param path: with its query, whose filters by host are compared in the database.
    :param body: if it names a target, that is looked up in the database.
    """
    known = {fold(each.host): each.host for each in world.services}

    def replaced(name: str) -> str:
        return known.get(fold(name), name)

    def rewritten(match: re.Match[str]) -> str:
        name = unquote_plus(match["name"])
        return match["key"] + (
            quote_plus(replaced(name)) if fold(name) in known else match["name"]
        )

    if not path.startswith(_COMPARED_BY_NOVA):
        path = _FILTER.sub(rewritten, path)
    for action in _MOVES:
        asked = (body or {}).get(action)
        if isinstance(asked, dict) and isinstance(asked.get("host"), str):
            body = {action: asked | {"host": replaced(asked["host"])}}
    return path, body
