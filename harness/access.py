"""What a client asked of Nova, from the API's access log."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_ACTION = re.compile(r"^(?:/v2(?:\.1)?)?(?:/[0-9a-f]{32})?/servers/(?P<server>[^/?]+)/action$")


@dataclass(frozen=True)
class Request:
    """One line of the access log, which :class:`harness.web.AccessLog` writes."""

    method: str
    path: str
    body: str
    status: int | None

    @property
    def evacuated(self) -> str | None:
        """The id of the server that this request asks to evacuate, if it does."""
        action = _ACTION.match(self.path)
        if self.method != "POST" or not action or "evacuate" not in _keys(self.body):
            return None
        return action["server"]


@dataclass(frozen=True)
class Evacuation:
    """A request to evacuate one server and the status of the answer."""

    server: str
    status: int | None

    @property
    def accepted(self) -> bool:
        """Whether Nova set about it."""
        return self.status is not None and self.status < 300


def _keys(body: str) -> list[str]:
    try:
        content = json.loads(body)
    except ValueError:
        return []
    return list(content) if isinstance(content, dict) else []


def position(log: Path) -> int:
    """Return where the log ends now, to read from there later."""
    return log.stat().st_size if log.exists() else 0


def read(log: Path, start: int = 0) -> list[Request]:
    """Read the requests that were logged after position ``start``."""
    with log.open("rb") as file:
        file.seek(start)
        return [parse(line.decode()) for line in file]


def parse(line: str) -> Request:
    """Make a request of one line of the log."""
    entry = json.loads(line)
    return Request(entry["method"], entry["path"], entry["body"], entry["status"])


def evacuations(requests: list[Request]) -> list[Evacuation]:
    """List what was asked to be evacuated, in order, repetitions included."""
    return [Evacuation(r.evacuated, r.status) for r in requests if r.evacuated]
