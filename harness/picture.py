"""The incident as a picture: the fleet before, after upstream's client, after the fork's."""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import groupby
from os.path import commonprefix
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from harness.report import SCHEMA, count

_MARGIN, _GAP = 40.0, 10.0
_HOST, _TALL = 76.0, 120.0
_SERVER, _STEP, _COLUMNS = 12.0, 16.0, 4
_WIDE_LETTER, _LEGEND = 13.0, 830.0
_HEAD, _ARCS, _LABEL = 36.0, 54.0, 40.0

_STYLE = """
.card{fill:#ffffff;stroke:#d0d7de}.ink{fill:#1f2328}.faint{fill:#59636e}
.host{fill:#f6f8fa;stroke:#c5ccd3}.failed{fill:#eaeef2;stroke:#818b98;stroke-dasharray:5 4}
.stray{fill:#fff0ee;stroke:#cf222e;stroke-width:1.6}
.server{fill:#6a87a8}.ghost{fill:none;stroke:#818b98;stroke-dasharray:2.5 2}
.good{fill:#1a7f37}.bad{fill:#cf222e}.refused{fill:#6a87a8;stroke:#cf222e;stroke-width:2}
.arc{fill:none;stroke-width:1.5;opacity:.7}.arc.good{fill:none;stroke:#1a7f37}
.arc.bad{fill:none;stroke:#cf222e}.up{fill:#1a7f37}.down{fill:none;stroke:#9a6700;stroke-width:2}
.cross{stroke:#59636e;stroke-width:2;stroke-linecap:round}.rule{stroke:#d0d7de}
text{font-family:-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;font-size:14px}
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.small{font-size:12.5px}.title{font-size:21px;font-weight:600}.head{font-size:17px;font-weight:600}.verdict{font-size:15.5px}
.middle{text-anchor:middle}.end{text-anchor:end}
@media (prefers-color-scheme:dark){
.card{fill:#151b23;stroke:#3d444d}.ink{fill:#f0f6fc}.faint{fill:#9198a1}
.host{fill:#212830;stroke:#4b535d}.failed{fill:#1a2028;stroke:#9198a1}
.stray{fill:#33191c;stroke:#ff7b72}.server,.refused{fill:#8cabcf}.ghost{stroke:#9198a1}
.good,.up{fill:#3fb950}.bad{fill:#ff7b72}.refused{stroke:#ff7b72}
.arc.good{stroke:#3fb950}.arc.bad{stroke:#ff7b72}.down{fill:none;stroke:#d29922}
.cross{stroke:#9198a1}.rule{stroke:#3d444d}}
"""


@dataclass(frozen=True)
class Panel:
    """One row of hosts."""

    heading: str
    verdict: str
    mood: str
    """The class of the verdict's colour."""
    hosts: list[dict[str, Any]]
    after: bool
    """Whether the servers stand where the client left them."""


@dataclass(frozen=True)
class Picture:
    """What the picture tells."""

    command: str
    title: str
    panels: tuple[Panel, ...]


def load(path: Path) -> Picture:
    """Read what to draw from a report that ``incident --format json`` printed.

    The first scenario and microversion with two clients is drawn, the first client above.

    :raises HarnessError: when the file cannot be read or holds no such pair.
    """
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        hint = "write it with incident --format json"
        raise HarnessError(f"{path} is not a report: {error}; {hint}") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise HarnessError(f"{path} has another format than schema {SCHEMA}; make a new report")
    for _, group in groupby(content["trials"], key=lambda t: (t["scenario"], t["microversion"])):
        trials = list(group)
        if len(trials) == 2:
            return _picture(trials, {c["label"]: c["version"] for c in content["clients"]})
    raise HarnessError(f"{path} holds no scenario that two clients ran; give --client twice")


def _picture(trials: list[dict[str, Any]], versions: dict[str, str]) -> Picture:
    first = trials[0]
    failed = sum(host["meant"] for host in first["hosts"])
    down = sum(host["state"] != "up" and not host["meant"] for host in first["hosts"])
    text = f"{count(failed, 'host')} failed"
    if down:
        text += f"; {down} healthy {'one looks' if down == 1 else 'ones look'} down, too"
    before = Panel("Before", text, "faint", first["hosts"], after=False)
    panels = tuple(_panel(trial, versions) for trial in trials)
    return Picture(first["command"], first["title"], (before, *panels))


def _panel(trial: dict[str, Any], versions: dict[str, str]) -> Panel:
    moved = sum(host["moved"] for host in trial["hosts"])
    strays = sum(host["stray"] for host in trial["hosts"])
    text = f"{count(moved, 'server')} moved off {count(len(trial['moved']), 'host')}"
    if strays:
        text += f", {strays} of which should not have been touched"
    heading = f"After {trial['client']} {versions[trial['client']]}"
    return Panel(heading, text, "bad" if strays else "good", trial["hosts"], after=True)


def draw(picture: Picture) -> str:
    """Return the picture as SVG; the same picture always gives the same text."""
    hosts = picture.panels[0].hosts
    row = len(hosts) * (_HOST + _GAP) - _GAP
    width = 2 * _MARGIN + max(row, _WIDE_LETTER * (len(picture.command) + 2), _LEGEND)
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    _add(svg, "title", text=f"{picture.command}: {picture.title}")
    _add(svg, "desc", text=". ".join(f"{p.heading}: {p.verdict}" for p in picture.panels))
    _add(svg, "style", text=_STYLE)
    card = _add(svg, "rect", "card", x=0.5, y=0.5, rx=12)
    top = _draw_title(svg, picture, width)
    for panel in picture.panels:
        top = _draw_panel(svg, panel, top)
    height = _draw_legend(svg, top, width)
    card.attrib |= {"width": _number(width - 1), "height": _number(height - 1)}
    svg.attrib["viewBox"] = f"0 0 {_number(width)} {_number(height)}"
    return ET.tostring(svg, encoding="unicode").replace("><", ">\n<") + "\n"


def _add(
    parent: ET.Element, tag: str, style: str = "", text: str | None = None, **numbers: float
) -> ET.Element:
    attributes = {"class": style} if style else {}
    attributes |= {name: _number(value) for name, value in numbers.items()}
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _draw_title(svg: ET.Element, picture: Picture, width: float) -> float:
    _add(svg, "text", "ink mono title", f"$ {picture.command}", x=_MARGIN, y=50)
    _add(svg, "line", "rule", x1=_MARGIN, y1=72, x2=width - _MARGIN, y2=72)
    return 72


def _draw_panel(svg: ET.Element, panel: Panel, top: float) -> float:
    """Draw a row of hosts under ``top`` and return where it ends."""
    line = _add(svg, "text", x=_MARGIN, y=top + _HEAD)
    _add(line, "tspan", "ink head", panel.heading)
    _add(line, "tspan", f"{panel.mood} verdict", panel.verdict, dx=12)
    floor = top + _HEAD + (_ARCS if panel.after else 16)
    prefix = _prefix([host["name"] for host in panel.hosts if host["servers"]])
    for index, host in enumerate(panel.hosts):
        label = host["name"].replace(prefix, "…", 1) if prefix else host["name"]
        _draw_host(svg, panel, index, floor, label)
    if panel.after:
        _draw_arcs(svg, panel, floor)
    return floor + _TALL + _LABEL


def _prefix(names: list[str]) -> str:
    """Return the letters (not folders) that begin all names, short of a number."""
    return commonprefix(names).rstrip("0123456789")  # noqa: RUF071


def _left(index: int) -> float:
    return _MARGIN + index * (_HOST + _GAP)


def _draw_host(svg: ET.Element, panel: Panel, index: int, top: float, label: str) -> None:
    host, left = panel.hosts[index], _left(index)
    stray = panel.after and host["stray"]
    style = "failed" if host["meant"] else "stray" if stray else "host"
    _add(svg, "rect", style, x=left, y=top, width=_HOST, height=_TALL, rx=8)
    _draw_state(svg, host, left + _HOST - 13, top + 13)
    for place, kind in enumerate(_servers(panel, host)):
        x = left + 8 + place % _COLUMNS * _STEP
        y = top + _TALL - 8 - _SERVER - place // _COLUMNS * _STEP
        _add(svg, "rect", kind, x=x, y=y, width=_SERVER, height=_SERVER, rx=2.5)
    ink = "bad" if stray else "ink"
    _add(svg, "text", f"{ink} mono middle", label, x=left + _HOST / 2, y=top + _TALL + 21)


def _draw_state(svg: ET.Element, host: dict[str, Any], x: float, y: float) -> None:
    if not host["meant"]:
        _add(svg, "circle", "up" if host["state"] == "up" else "down", cx=x, cy=y, r=4)
        return
    for slope in (-1, 1):
        _add(svg, "line", "cross", x1=x - 4, y1=y - 4 * slope, x2=x + 4, y2=y + 4 * slope)


def _servers(panel: Panel, host: dict[str, Any]) -> list[str]:
    """Return the kind of each square in a host: its own servers, then those that arrived."""
    if not panel.after:
        return ["server"] * len(host["servers"])
    own = [_own(server) for server in host["servers"]]
    for other in panel.hosts:
        arrived = [s for s in other["servers"] if s["destination"] == host["name"] != s["source"]]
        own += ["good" if other["meant"] else "bad"] * len(arrived)
    return own


def _own(server: dict[str, Any]) -> str:
    if server["destination"] != server["source"]:
        return "ghost"
    return "refused" if server["asked"] else "server"


def _draw_arcs(svg: ET.Element, panel: Panel, top: float) -> None:
    """Draw an arc from each host that lost servers to each that received them."""
    places = {host["name"]: index for index, host in enumerate(panel.hosts)}
    for index, host in enumerate(panel.hosts):
        moved = {s["destination"] for s in host["servers"] if s["destination"] != s["source"]}
        for name in sorted(moved):
            start, end = _left(index) + _HOST / 2, _left(places[name]) + _HOST / 2
            lift = top - _ARCS + 8 + 36 * index / len(panel.hosts)
            path = f"M{_number(start)} {_number(top - 2)}C{_number(start)} {_number(lift)} "
            path += f"{_number(end)} {_number(lift)} {_number(end)} {_number(top - 2)}"
            _add(svg, "path", f"arc {'good' if host['meant'] else 'bad'}").attrib["d"] = path


def _draw_legend(svg: ET.Element, top: float, width: float) -> float:
    _add(svg, "line", "rule", x1=_MARGIN, y1=top, x2=width - _MARGIN, y2=top)
    items = [
        ("server", "server"),
        ("ghost", "moved away"),
        ("good", "moved, as meant"),
        ("bad", "moved off a host that was not meant"),
        ("down", "compute service down"),
        ("up", "up"),
    ]
    x = _MARGIN
    for kind, text in items:
        if kind in ("up", "down"):
            _add(svg, "circle", kind, cx=x + 6, cy=top + 25, r=4)
        else:
            _add(svg, "rect", kind, x=x, y=top + 19, width=_SERVER, height=_SERVER, rx=2.5)
        _add(svg, "text", "faint small", text, x=x + 19, y=top + 29.5)
        x += 19 + 6.6 * len(text) + 22
    return top + 50
