"""What the fork shall reach in a bench, and whether it did."""

from collections.abc import Callable
from dataclasses import dataclass

Ratio = float | None


@dataclass(frozen=True)
class Aim:
    """Something that the fork shall reach, and what it reached at what."""

    text: str
    reached: dict[str, Ratio]
    met: bool | None
    """``None`` where nothing of the kind was measured."""

    def __str__(self) -> str:
        """Return the verdict and its reasons."""
        verdict = {True: "met", False: "not met", None: "not measured"}[self.met]
        reached = ", ".join(f"{times(ratio)} at {what}" for what, ratio in self.reached.items())
        return f"{verdict}: {self.text}" + (f" ({reached})" if reached else "")


def judge(text: str, reached: dict[str, Ratio], fits: Callable[[float], bool]) -> Aim:
    """Return an aim that is met if there are ratios and all of them fit."""
    ratios = reached.values()
    met = all(ratio is not None and fits(ratio) for ratio in ratios) if ratios else None
    return Aim(text, reached, met)


def times(ratio: Ratio) -> str:
    """Return a ratio as it stands in a table."""
    if ratio is None:
        return "-"
    if ratio < 0.1:
        return f"{ratio:.1g}x"
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.2f}x"
