"""What one run of a client cost, and the median of several."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from harness.cloud.access import Request


@dataclass(frozen=True)
class Measurement:
    """What it cost to find a host, and how long everything took.

    All but ``wall`` end with the arrival of the first request to evacuate a server, or, where
    nothing was found, with the process.
    """

    wall: float
    """Seconds of the whole process."""
    first: float | None
    """Seconds from the start of the process; ``None`` where nothing was found."""
    finding: float
    """Seconds from the arrival of the first request to Nova."""
    answering: float
    """Seconds that Nova spent on its answers."""
    requests: int
    """Requests to Nova."""
    queries: int
    """Database queries that Nova made for them."""
    size: int
    """Bytes of the bodies of Nova's answers."""

    def then(self, other: "Measurement") -> "Measurement":
        """Return what it costs to run this in vain, and the other one after it."""
        return Measurement(
            wall=self.wall + other.wall,
            first=None if other.first is None else self.wall + other.first,
            finding=self.finding + other.finding,
            answering=self.answering + other.answering,
            requests=self.requests + other.requests,
            queries=self.queries + other.queries,
            size=self.size + other.size,
        )


NAMES = tuple(field.name for field in fields(Measurement))


def measure(began: float, seconds: float, requests: Sequence[Request]) -> Measurement:
    """Measure a process by what Nova logged of it.

    :param began: when it was started, by :func:`time.monotonic`.
    :param seconds: how long it ran.
    :param requests: all that it asked of Nova, in order; at least one.
    """
    end = next((request.arrived for request in requests if request.changed), None)
    before = [request for request in requests if end is None or request.arrived < end]
    return Measurement(
        wall=seconds,
        first=None if end is None else end - began,
        finding=(began + seconds if end is None else end) - requests[0].arrived,
        answering=sum(request.seconds for request in before),
        requests=len(before),
        queries=sum(request.queries for request in before),
        size=sum(request.length for request in before),
    )


def median(measurements: Sequence[Measurement]) -> Measurement:
    """Return the median of each number; ``first`` is ``None`` if one of them is.

    :param measurements: at least one.
    """
    columns = {name: [getattr(each, name) for each in measurements] for name in NAMES}
    return Measurement(**{name: _median(column) for name, column in columns.items()})


def _median(column: list[Any]) -> Any:
    return None if None in column else statistics.median(column)
