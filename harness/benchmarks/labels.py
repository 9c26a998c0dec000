"""Where the labels of a chart stand, so that none lies on a point or on another label."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_ASCENT, _DESCENT, _LETTER = 10.0, 2.0, 6.6
_ABOVE, _BELOW = -12.0, 20.0


@dataclass(frozen=True)
class Box:
    """A part of the chart that something covers."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, radius: float) -> "Box":
        """Return what a point covers."""
        return cls(x - radius, y - radius, x + radius, y + radius)

    @classmethod
    def of(cls, text: str, x: float, y: float) -> "Box":
        """Return what a small text covers whose baseline has its middle there."""
        half = len(text) * _LETTER / 2
        return cls(x - half, y - _ASCENT, x + half, y + _DESCENT)

    def meets(self, other: "Box") -> bool:
        """Return whether both cover the same place somewhere."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


@dataclass
class Labels:
    """What is covered already: at first the points, then each label that was placed."""

    covered: list[Box] = field(default_factory=list)

    def place(self, text: str, x: float, y: float, above: bool) -> float:
        """Choose a side of a point for its label.

        :param above: the side that it has when both are free, or neither is.
        :returns: where the baseline is, from the top.
        """
        shifts = (_ABOVE, _BELOW) if above else (_BELOW, _ABOVE)
        boxes = {y + shift: Box.of(text, x, y + shift) for shift in shifts}
        baseline = next((y for y, box in boxes.items() if self._is_free(box)), y + shifts[0])
        self.covered.append(boxes[baseline])
        return baseline

    def _is_free(self, box: Box) -> bool:
        return not any(map(box.meets, self.covered))


def beside(points: Iterable[tuple[float, float]], radius: float) -> Labels:
    """Return labels that avoid points."""
    return Labels([Box.around(x, y, radius) for x, y in points])
