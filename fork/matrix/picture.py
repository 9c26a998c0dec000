"""The matrix as a picture: the hosts that each client touched, by release."""

import collections
import xml.etree.ElementTree as ET
from typing import Optional

from fork.clients import compared
from fork.matrix.finding import OK, Finding
from fork.matrix.replay import Touch
from workbench import svg

TITLE = "Hosts touched by `nova host-evacuate` of one failed host"
#: The bands, top to bottom.
SIDES = (compared.UPSTREAM, compared.MINIMAL, compared.FORK)

_MARGIN, _NAMES, _COLUMN = 24, 118, 20
_HOST, _STEP, _GAP, _HEAD = 12, 14, 22, 56
_GLYPHS = 6.8

_STYLE = """
.card{fill:#ffffff;stroke:#d0d7de}.ink{fill:#1f2328}.faint{fill:#59636e}
.rule{stroke:#d0d7de}.bad{fill:#cf222e}
.meant{stroke:#1a7f37}.stray{stroke:#cf222e}
.meant,.stray{stroke-width:12;stroke-dasharray:12 2}
text{font-family:-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;\
font-size:14px}
.title{font-size:17px;font-weight:600}.small{font-size:12px}
.end{text-anchor:end}.middle{text-anchor:middle}
@media (prefers-color-scheme:dark){
.card{fill:#151b23;stroke:#3d444d}.ink{fill:#f0f6fc}.faint{fill:#9198a1}
.rule{stroke:#3d444d}.bad{fill:#ff7b72}
.meant{stroke:#3fb950}.stray{stroke:#ff7b72}}
"""
_LEGEND = (
    ("meant", "the failed host"),
    ("stray", "a host that was not meant"),
)


def told(rows: list[Finding]) -> str:
    """Say in words what the picture shows."""
    return "; ".join(_told(rows, of) for of in SIDES)


def draw(rows: list[Finding]) -> str:
    """Return the picture as SVG; the same rows always give the same text."""
    root = svg.begin(TITLE, told(rows), _STYLE)
    width = _draw_head(root, _left(len(rows)) + _MARGIN)
    top: float = _HEAD
    for of in SIDES:
        top = _draw_band(root, rows, of, top, width)
    return svg.finish(root, width, _draw_foot(root, rows, top))


def _touch(row: Finding, of: str) -> Optional[Touch]:
    """Return what a client touched on the release's first Python."""
    incident = row.incident(row.pythons[0]) if row.pythons else None
    if not incident:
        return None
    return {compared.UPSTREAM: incident.upstream, **incident.forks}.get(of)


def _told(rows: list[Finding], of: str) -> str:
    touches = [touch for row in rows if (touch := _touch(row, of))]
    hosts = collections.Counter(len(touch.hosts) for touch in touches)
    parts = [
        f"{_count(number, 'host')} in {_count(releases, 'release')}"
        for number, releases in sorted(hosts.items())
    ]
    return f"{compared.name(of)}: {', '.join(parts) or 'not tried'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _left(column: int) -> float:
    return _MARGIN + _NAMES + column * _COLUMN


def _draw_head(root: ET.Element, least: float) -> float:
    """Draw the title and what the colours mean; return the width."""
    svg.add(root, "text", "ink title", TITLE.replace("`", ""), x=_MARGIN, y=34)
    x = _MARGIN + 9.6 * len(TITLE) + _GAP
    for style, text in _LEGEND:
        _draw_hosts(root, style, 1, x, 36)
        svg.add(root, "text", "faint small", text, x=x + _HOST + 6, y=34)
        x += _HOST + 6 + _GLYPHS * len(text) + _GAP
    return max(least, x)


def _draw_band(
    root: ET.Element, rows: list[Finding], of: str, top: float, width: float
) -> float:
    """Draw a client's band: a column for each release, a square for each host.

    :returns: where the band ends
    """
    touches = [_touch(row, of) for row in rows]
    most = max((len(touch.hosts) for touch in touches if touch), default=0)
    floor = top + _GAP + most * _STEP
    svg.add(
        root, "line", "rule", x1=_MARGIN, y1=top, x2=width - _MARGIN, y2=top
    )
    svg.add(root, "text", "ink", compared.name(of), x=_MARGIN, y=floor - 3)
    for column, touch in enumerate(touches):
        if touch:
            _draw_touch(root, touch, _left(column), floor)
        else:
            middle = _left(column) + _HOST / 2
            svg.add(root, "text", "faint middle", "-", x=middle, y=floor - 3)
    return floor + _GAP / 2


def _draw_touch(
    root: ET.Element, touch: Touch, x: float, floor: float
) -> None:
    """Draw the hosts that were meant, and above them those that were not."""
    meant = len(touch.hosts) - len(touch.strays)
    _draw_hosts(root, "meant", meant, x, floor)
    _draw_hosts(root, "stray", len(touch.strays), x, floor - meant * _STEP)


def _draw_hosts(
    root: ET.Element, style: str, number: int, x: float, floor: float
) -> None:
    """Draw squares above a floor, as the dashes of one line."""
    if number:
        middle, top = x + _HOST / 2, floor - number * _STEP + _STEP - _HOST
        svg.add(root, "line", style, x1=middle, y1=floor, x2=middle, y2=top)


def _draw_foot(root: ET.Element, rows: list[Finding], top: float) -> float:
    """Name the releases, and what came of those that are not ok."""
    names = [_labelled(row) for row in rows]
    for column, (style, text) in enumerate(names):
        x, y = map(svg.number, (_left(column) + _HOST, top + 10))
        name = svg.add(root, "text", f"{style} small end", text)
        name.attrib["transform"] = f"translate({x} {y}) rotate(-60)"
    longest = max((len(text) for _, text in names), default=0)
    return top + _GAP + round(longest * _GLYPHS)


def _labelled(row: Finding) -> tuple[str, str]:
    if row.outcome == OK:
        return "ink", row.release
    return "bad", f"{row.release} {row.outcome}"
