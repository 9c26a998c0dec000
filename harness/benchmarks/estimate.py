"""How long a bench may still take."""

from collections.abc import Sequence
from typing import Protocol

from harness.progress import Progress


class Step(Protocol):
    """Something that takes a while, named by its text."""

    @property
    def weight(self) -> float:
        """About how many seconds."""


class Estimate:
    """Tells how far a bench has come and how long it may still take."""

    def __init__(self, progress: Progress, steps: Sequence[Step]) -> None:
        """Start the clock with the first step that is announced."""
        self._progress = progress
        self._weights = [step.weight for step in steps]
        self._done = 0
        self._began = progress.elapsed

    def announce(self, step: Step) -> None:
        """Say that a step begins."""
        text = f"{self._done + 1} of {len(self._weights)}: {step}"
        self._progress.step(f"{text}; {_minutes(self.left())} left")
        self._done += 1

    def left(self) -> float:
        """Return the seconds that the steps not yet announced may take."""
        done, left = sum(self._weights[: self._done]), sum(self._weights[self._done :])
        elapsed = self._progress.elapsed - self._began
        return left * (elapsed / done if done else 1.0)


def _minutes(seconds: float) -> str:
    return f"about {seconds / 60:.0f} min" if seconds >= 90 else "a minute or less"
