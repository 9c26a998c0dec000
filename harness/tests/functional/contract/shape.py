"""What a request asks, whatever host or server it names."""

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_IDS = (
    (re.compile(r"^/servers/(?!detail$)[^/]+"), "/servers/{id}"),
    (re.compile(r"^/os-hypervisors/(?!detail$)[^/]+"), "/os-hypervisors/{id}"),
    (re.compile(r"/metadata/[^/]+$"), "/metadata/{key}"),
    (re.compile(r"^/os-services/[0-9a-f-]{36}$"), "/os-services/{id}"),
    (re.compile(r"^/os-services/service-.+"), "/os-services/{id}"),
)


@dataclass(frozen=True)
class Shape:
    """A route, and the names of what is sent with it."""

    method: str
    route: str
    names: frozenset[str]


def of(method: str, path: str, body: Any) -> Shape:
    """Return the shape of a request.

    :param path: what follows the endpoint, with its query.
    :param body: parsed JSON, or None.
    """
    parts = urlsplit(path)
    route = parts.path
    for pattern, word in _IDS:
        route = pattern.sub(word, route)
    names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    return Shape(method, route, frozenset(names | set(_keys(body))))


def of_line(method: str, path: str, body: str) -> Shape | None:
    """Return the shape of a line of the access log; None if it asks for Nova's versions."""
    own = path.removeprefix("/v2.1")
    if not own.strip("/"):
        return None
    return of(method, own, json.loads(body) if body else None)


def _keys(body: Any) -> list[str]:
    """Return what an action is called, and what it is given; names of metadata do not count."""
    if not isinstance(body, dict):
        return []
    if len(body) != 1:
        return sorted(body)
    ((name, given),) = body.items()
    known = sorted(given) if isinstance(given, dict) and name != "metadata" else []
    return [name, *(f"{name}.{key}" for key in known)]
