"""How long one run took, the median of several, and how long it would be with more servers."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

from harness.cloud.access import Request


@dataclass(frozen=True)
class Timing:
    """Seconds that an evacuation of a host took."""

    whole: float
    """The whole process."""
    first: float
    """From its start to the arrival of the first evacuation."""
    requests: float
    """From then until the last evacuation was answered."""
    period: float
    """From the arrival of one evacuation to that of the next, on average, if there is one."""

    def extended(self, servers: int) -> Self:
        """Return what it would be with so many servers more, one after the other."""
        more = servers * self.period
        return replace(self, whole=self.whole + more, requests=self.requests + more)


def measure(began: float, seconds: float, posts: Sequence[Request]) -> Timing:
    """Time a process by the evacuations that were logged of it.

    :param began: when it was started, by :func:`time.monotonic`.
    :param seconds: how long it ran.
    :param posts: at least one.
    """
    arrivals = [post.arrived for post in posts]
    first, last = min(arrivals), max(arrivals)
    requests = max(post.arrived + post.seconds for post in posts) - first
    return Timing(
        whole=seconds,
        first=first - began,
        requests=requests,
        period=(last - first) / (len(posts) - 1) if posts[1:] else requests,
    )


def median(timings: Sequence[Timing]) -> Timing:
    """Return the median of each number; there is at least one timing."""
    names = [field.name for field in fields(Timing)]
    return Timing(**{n: statistics.median(getattr(t, n) for t in timings) for n in names})


def peak(posts: Sequence[Request]) -> int:
    """Return how many evacuations were under way at the same time, at most."""
    changes = [(post.arrived, 1) for post in posts]
    changes += [(post.arrived + post.seconds, -1) for post in posts]
    under_way = highest = 0
    for _, change in sorted(changes):
        under_way += change
        highest = max(highest, under_way)
    return highest
