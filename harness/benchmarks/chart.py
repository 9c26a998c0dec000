"""A chart of seconds by a number, both told in words, too."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from harness.benchmarks import labels
from harness.benchmarks.labels import Labels
from workbench import svg

_WIDTH, _HEIGHT = 860.0, 480.0
_LEFT, _RIGHT, _TOP, _FLOOR = 84.0, 690.0, 96.0, 366.0
_RADIUS = 4.0
_STYLE = """
.card{fill:#ffffff;stroke:#d0d7de}.ink{fill:#1f2328}.faint{fill:#59636e}.rule{stroke:#d8dee4}
.bad{fill:#cf222e}.good{fill:#1a7f37}.line{fill:none;stroke-width:2.5;stroke-linejoin:round}
.line.bad{fill:none;stroke:#cf222e}.line.good{fill:none;stroke:#1a7f37}
.line.limit{fill:none;stroke:#59636e}.limit{fill:#59636e}.line.other{fill:none;stroke:#9a6700}.other{fill:#9a6700}
.dashed{stroke-dasharray:3 5}.dotted{stroke-dasharray:.1 6;stroke-linecap:round}
.key{fill:none;stroke:#59636e;stroke-width:2.5}
text{font-family:-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:14px}
.small{font-size:12.5px}.title{font-size:19px;font-weight:600}.head{font-weight:600}
.middle{text-anchor:middle}.end{text-anchor:end}
.value{paint-order:stroke;stroke:#ffffff;stroke-width:4;stroke-linejoin:round}
@media (prefers-color-scheme:dark){
.card{fill:#151b23;stroke:#3d444d}.ink{fill:#f0f6fc}.faint{fill:#9198a1}.rule{stroke:#2f363e}
.bad{fill:#ff7b72}.good{fill:#3fb950}.line.bad{stroke:#ff7b72}.line.good{stroke:#3fb950}
.line.limit{stroke:#9198a1}.limit{fill:#9198a1}.line.other{stroke:#d29922}.other{fill:#d29922}
.key{stroke:#9198a1}.value{stroke:#151b23}}
"""


@dataclass(frozen=True)
class Axis:
    """The numbers by which something took its time."""

    words: str
    """What stands below them."""
    unit: str
    """What one of them counts, in the plural."""


@dataclass(frozen=True)
class Series:
    """The seconds of one client by such numbers."""

    client: str
    variant: str
    """What its style of line means."""
    mood: str
    """The class of its colour: ``bad``, ``good``, ``other`` or ``limit``."""
    seconds: dict[int, float]
    style: str = "solid"
    """Or ``dashed`` or ``dotted``."""
    marked: bool = True
    """Whether its points, their values and its name are shown."""
    above: bool = False
    """Whether the values stand above the points, where there is room."""


def draw(title: str, axis: Axis, series: Sequence[Series]) -> str:
    """Return the chart as SVG, with a logarithmic scale.

    :param series: at least one, each with at least one point.
    """
    told = ". ".join(_told(each, axis) for each in series)
    root = svg.begin(title, told, _STYLE)
    svg.add(root, "text", "ink title", title, x=32, y=44)
    svg.add(root, "text", "faint small", "seconds, logarithmic", x=32, y=68)
    scale = Scale.fit(series)
    _draw_grid(root, scale, axis)
    marked = [point for each in series if each.marked for point in scale.points(each)]
    free = labels.beside(marked, _RADIUS)
    for each in series:
        _draw_series(root, scale, each, free)
    _draw_key(root, series)
    return svg.finish(root, _WIDTH, _HEIGHT)


def _told(series: Series, axis: Axis) -> str:
    points = ", ".join(f"{_seconds(s)} at {count:,}" for count, s in series.seconds.items())
    return f"{series.client}, {series.variant}: {points} {axis.unit}"


def _seconds(value: float) -> str:
    return f"{value:.2g} s" if value < 10 else f"{value:,.0f} s"


@dataclass(frozen=True)
class Scale:
    """Where a point is drawn."""

    counts: list[int]
    """The numbers, one step apart."""
    lowest: int
    """The power of ten at the floor."""
    highest: int

    @classmethod
    def fit(cls, series: Sequence[Series]) -> "Scale":
        """Return the scale that holds every point."""
        counts = sorted({count for each in series for count in each.seconds})
        values = [value for each in series for value in each.seconds.values()]
        lowest = math.floor(math.log10(min(values)))
        return cls(counts, lowest, max(lowest + 1, math.ceil(math.log10(max(values)))))

    def points(self, series: Series) -> list[tuple[float, float]]:
        """Return the places of a series, from the left and from the top."""
        return [(self.x(count), self.y(value)) for count, value in series.seconds.items()]

    def x(self, count: int) -> float:
        """Return the place of a number, from the left."""
        step = (_RIGHT - _LEFT) / len(self.counts)
        return _LEFT + step * (self.counts.index(count) + 0.5)

    def y(self, value: float) -> float:
        """Return the place of a number of seconds, from the top."""
        part = (math.log10(value) - self.lowest) / (self.highest - self.lowest)
        return _FLOOR - part * (_FLOOR - _TOP)


def _draw_grid(root: ET.Element, scale: Scale, axis: Axis) -> None:
    for power in range(scale.lowest, scale.highest + 1):
        y = scale.y(10.0**power)
        svg.add(root, "line", "rule", x1=_LEFT, y1=y, x2=_RIGHT, y2=y)
        svg.add(root, "text", "faint small end", f"{10.0**power:,g}", x=_LEFT - 10, y=y + 4)
    for count in scale.counts:
        x = scale.x(count)
        svg.add(root, "text", "ink middle", f"{count:,}", x=x, y=_FLOOR + 44)
    middle = (_LEFT + _RIGHT) / 2
    svg.add(root, "text", "faint small middle", axis.words, x=middle, y=_FLOOR + 66)


def _draw_series(root: ET.Element, scale: Scale, series: Series, free: Labels) -> None:
    points = scale.points(series)
    line = svg.add(root, "polyline", f"line {series.mood} {series.style}")
    line.attrib["points"] = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in points)
    if not series.marked:
        return
    for (x, y), value in zip(points, series.seconds.values(), strict=True):
        svg.add(root, "circle", series.mood, cx=x, cy=y, r=_RADIUS)
        text, style = _seconds(value), f"{series.mood} value small middle"
        baseline = free.place(text, x, y, series.above)
        svg.add(root, "text", style, text, x=x, y=baseline)
    x, y = points[-1]
    svg.add(root, "text", f"{series.mood} head", series.client, x=x + 40, y=y + 5)


def _draw_key(root: ET.Element, series: Sequence[Series]) -> None:
    """Say what the styles of the lines mean."""
    x = _LEFT
    for text, style in dict.fromkeys((each.variant, each.style) for each in series):
        svg.add(root, "line", f"key {style}", x1=x, y1=_HEIGHT - 26, x2=x + 32, y2=_HEIGHT - 26)
        svg.add(root, "text", "faint small", text, x=x + 40, y=_HEIGHT - 22)
        x += 72 + 6.6 * len(text)
