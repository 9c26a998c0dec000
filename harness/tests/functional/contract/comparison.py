"""What a client reads of an answer."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harness.stage.caller import Answer

_READ = {
    "versions": ("id", "status", "version", "min_version"),
    "servers": (
        "OS-EXT-SRV-ATTR:instance_name",
        "OS-SRV-USG:launched_at",
        "id",
        "name",
        "status",
        "tenant_id",
        "created",
        "image",
        "metadata",
        "OS-EXT-SRV-ATTR:host",
        "OS-EXT-SRV-ATTR:hypervisor_hostname",
        "OS-EXT-STS:task_state",
    ),
    "hypervisors": ("id", "hypervisor_hostname", "state", "status", "servers"),
    "services": ("host", "binary", "state", "status", "disabled_reason"),
    "migrations": (
        "id",
        "uuid",
        "instance_uuid",
        "status",
        "migration_type",
        "source_compute",
        "dest_compute",
        "server_uuid",
        *(
            f"{kind}_{part}_bytes"
            for kind in ("disk", "memory")
            for part in ("processed", "remaining", "total")
        ),
    ),
}
_MISSING = "(missing)"
_MARKER = re.compile(r"(?<=marker=)[^&]+")
_SERVICE = re.compile(r"(?<=^Service )([0-9a-f-]{36}|service-\S+)(?= could not)")
"""What names a service, which the model calls otherwise."""
_LONG = (
    "Unexpected API Error",
    "Invalid input for",
    "Additional properties are not allowed",
    "Unrecognized value",
)


def digest(answer: Answer, ordered: bool = True) -> Any:
    """Return what a client reads of an answer, in a form that can be compared and shown.

    :param ordered: whether the order of what is listed means anything.
    """
    if answer.status >= 400:
        return answer.status, _message(answer)
    body = _body(answer.body)
    if not ordered:
        body = {key: sorted(body[key], key=json.dumps) for key in body}
    return answer.status, body


def _message(answer: Answer) -> str | None:
    """Return what a refusal says, or only how it begins where it goes on at length."""
    message = _SERVICE.sub("it", answer.message or "")
    return next((start for start in _LONG if message.startswith(start)), message)


def translate(body: Any, names: Mapping[str, str]) -> Any:
    """Return parsed JSON with other names for some strings, and for markers in links."""
    if isinstance(body, dict):
        return {key: translate(value, names) for key, value in body.items()}
    if isinstance(body, list):
        return [translate(each, names) for each in body]
    if isinstance(body, str) and "marker=" in body:
        return _MARKER.sub(lambda found: names.get(found[0], found[0]), body)
    return names.get(body, body) if isinstance(body, str) else body


def _body(body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    found: dict[str, Any] = {}
    for key, content in body.items():
        if key.endswith("_links"):
            found[key] = [_marker(link["href"]) for link in content if link["rel"] == "next"]
        elif key in _READ:
            found[key] = [_item(key, each) for each in content if _is_read(each)]
        elif f"{key}s" in _READ:
            found[key] = _item(f"{key}s", content)
        elif key == "adminPass":
            found[key] = bool(content)
        else:
            found[key] = content
    return found


def _is_read(item: dict[str, Any]) -> bool:
    """Tell whether an item is none of the controller's services, which the model lacks."""
    return bool(item.get("binary", "nova-compute") == "nova-compute")


def _item(kind: str, item: dict[str, Any]) -> dict[str, Any]:
    read = {key: item.get(key, _MISSING) for key in _READ[kind]}
    if kind == "services":
        read["id"] = "id" in item
    if kind == "hypervisors":
        read["service"] = item["service"]["host"] if "service" in item else _MISSING
    if kind == "servers" and isinstance(item.get("image"), dict):
        read["image"] = "an image"
    if kind == "migrations" and not str(read["uuid"]).startswith(("record-", _MISSING)):
        read["uuid"] = "new"
    return read


def _marker(href: str) -> str | None:
    return parse_qs(urlsplit(href).query).get("marker", [None])[0]


def differences(theirs: Any, ours: Any, where: str = "") -> Iterator[str]:
    """Yield a line for each place where two digests differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict) and set(theirs) == set(ours):
        for key in theirs:
            yield from differences(theirs[key], ours[key], f"{where}.{key}")
    elif _is_alike(theirs, ours):
        for place, pair in enumerate(zip(theirs, ours, strict=True)):
            yield from differences(*pair, f"{where}[{place}]")
    elif theirs != ours:
        said = [json.dumps(_names(each), ensure_ascii=False) for each in (theirs, ours)]
        yield f"{where} Nova {said[0]}, model {said[1]}"


def _is_alike(theirs: Any, ours: Any) -> bool:
    """Tell whether two lists have the same items in the same order."""
    if type(theirs) is not type(ours) or not isinstance(theirs, list | tuple):
        return False
    same: bool = _names(theirs) == _names(ours)
    return same


def _names(items: Any) -> Any:
    """Return what names the items of a list, or what is no such list as it is."""
    if not isinstance(items, list):
        return [] if isinstance(items, tuple) else items
    names = ("name", "hypervisor_hostname", "host", "id")
    return [
        next((item[name] for name in names if name in item), item)
        if isinstance(item, dict)
        else item
        for item in items
    ]
