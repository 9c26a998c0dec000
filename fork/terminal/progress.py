"""Progress on stderr: time gone by, and an estimate of the time to come."""

import collections
import sys
import threading
import time
from typing import Callable, Mapping, TextIO, TypeVar

from workbench.progress import Board, console

T = TypeVar("T")

#: Seconds that a step takes until it is known better.
GUESSES = {"build": 4.0, "install": 9.0, "suite": 40.0, "replay": 12.0}


class Progress(Board):
    """Steps of several kinds, as many at a time as there are jobs."""

    def __init__(
        self,
        jobs: int,
        stream: TextIO = sys.stderr,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the clock."""
        super().__init__(console(stream))
        self._jobs, self._clock = jobs, clock
        self._began = clock()
        self._lock = threading.Lock()
        self._left: collections.Counter[str] = collections.Counter()
        self._measured: collections.Counter[str] = collections.Counter()
        self._seconds = collections.defaultdict[str, float](float)
        self._total = 0

    def __enter__(self) -> "Progress":
        """Show a bar, if there is a terminal."""
        super().__enter__()
        self._show()
        return self

    def plan(self, steps: Mapping[str, int]) -> None:
        """State how many steps of every kind are left."""
        with self._lock:
            self._left = collections.Counter(steps)
            self._total = sum(steps.values())
            self._show()

    def skip(self, kind: str) -> None:
        """Count a step that was done by an earlier call."""
        with self._lock:
            self._left[kind] -= 1
            self._show()

    def done(
        self, kind: str, text: str, seconds: float, steps: int = 1
    ) -> None:
        """Count steps that took so long together, and say so."""
        with self._lock:
            self._left[kind] -= steps
            self._measured[kind] += steps
            self._seconds[kind] += seconds
            self._show()
            self._print(f"{text} ({seconds:.0f} s)")

    def timed(
        self, kind: str, work: Callable[[], T], told: Callable[[T], str]
    ) -> T:
        """Do a step, count it and say what came of it.

        :param told: makes the line that tells the result
        """
        began = self._clock()
        result = work()
        self.done(kind, told(result), self._clock() - began)
        return result

    def say(self, line: str) -> None:
        """Print a line with the time gone by."""
        with self._lock:
            self._print(line)

    def estimate(self) -> float:
        """Return how many seconds the steps that are left will take."""
        total = sum(
            max(left, 0) * self._mean(kind)
            for kind, left in self._left.items()
        )
        return total / self._jobs

    def _mean(self, kind: str) -> float:
        if not self._measured[kind]:
            return GUESSES[kind]
        return self._seconds[kind] / self._measured[kind]

    def _print(self, text: str) -> None:
        gone = _clock(self._clock() - self._began)
        left = _clock(self.estimate())
        super().say(f"[{gone}, {left} left] {text}")

    def _show(self) -> None:
        done = self._total - sum(self._left.values())
        text = f"{done} of {self._total}, {_clock(self.estimate())} left"
        self.show(text, done, self._total)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"
