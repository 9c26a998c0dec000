"""What a client asked of Nova, from the API's access log."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_SERVER = re.compile(r"^(?:/v2(?:\.1)?)?(?:/[0-9a-f]{32})?/servers/(?P<server>[^/?]+)(?:[/?]|$)")
_READS = ("GET", "HEAD")


@dataclass(frozen=True)
class Request:
    """One line of the access log, which :class:`harness.cloud.services.web.AccessLog` writes."""

    method: str
    path: str
    body: str
    status: int | None
    length: int = 0
    """Bytes of the answer's body."""
    arrived: float = 0.0
    """By :func:`time.monotonic`, whose clock the processes of a machine share."""
    seconds: float = 0.0
    """From then until the answer was ready."""
    queries: int = 0
    """Database queries that Nova made for it."""
    agent: str = ""
    """What the client calls itself."""
    fault: str = ""
    """What befell it: one of :data:`harness.cloud.faults.KINDS`, or nothing."""

    @property
    def changed(self) -> str | None:
        """The id of the server that this request asks to move or to change, if it does."""
        named = _SERVER.match(self.path)
        return named["server"] if named and self.method not in _READS else None


@dataclass(frozen=True)
class Change:
    """A request to move or to change one server and the status of the answer."""

    server: str
    status: int | None

    @property
    def accepted(self) -> bool:
        """Whether Nova set about it."""
        return self.status is not None and self.status < 300


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
    return Request(**json.loads(line))


def changes(requests: list[Request]) -> list[Change]:
    """List what was asked to be moved or changed, in order, repetitions included."""
    return [Change(r.changed, r.status) for r in requests if r.changed]
