"""The incident as a picture: the fleet before, after upstream's client, after the fork's."""

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import groupby
from os.path import commonprefix
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from harness.trials.report import SCHEMA, count
from workbench import svg

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
    verdicts = ". ".join(f"{panel.heading}: {panel.verdict}" for panel in picture.panels)
    root = svg.begin(f"{picture.command}: {picture.title}", verdicts, _STYLE)
    top = _draw_title(root, picture, width)
    for panel in picture.panels:
        top = _draw_panel(root, panel, top)
    return svg.finish(root, width, _draw_legend(root, top, width))


def _draw_title(root: ET.Element, picture: Picture, width: float) -> float:
    svg.add(root, "text", "ink mono title", f"$ {picture.command}", x=_MARGIN, y=50)
    svg.add(root, "line", "rule", x1=_MARGIN, y1=72, x2=width - _MARGIN, y2=72)
    return 72


def _draw_panel(root: ET.Element, panel: Panel, top: float) -> float:
    """Draw a row of hosts under ``top`` and return where it ends."""
    line = svg.add(root, "text", x=_MARGIN, y=top + _HEAD)
    svg.add(line, "tspan", "ink head", panel.heading)
    svg.add(line, "tspan", f"{panel.mood} verdict", panel.verdict, dx=12)
    floor = top + _HEAD + (_ARCS if panel.after else 16)
    prefix = _prefix([host["name"] for host in panel.hosts if host["servers"]])
    for index, host in enumerate(panel.hosts):
        label = host["name"].replace(prefix, "…", 1) if prefix else host["name"]
        _draw_host(root, panel, index, floor, label)
    if panel.after:
        _draw_arcs(root, panel, floor)
    return floor + _TALL + _LABEL


def _prefix(names: list[str]) -> str:
    """Return the letters (not folders) that begin all names, short of a number."""
    return commonprefix(names).rstrip("0123456789")  # noqa: RUF071


def _left(index: int) -> float:
    return _MARGIN + index * (_HOST + _GAP)


def _draw_host(root: ET.Element, panel: Panel, index: int, top: float, label: str) -> None:
    host, left = panel.hosts[index], _left(index)
    stray = panel.after and host["stray"]
    style = "failed" if host["meant"] else "stray" if stray else "host"
    svg.add(root, "rect", style, x=left, y=top, width=_HOST, height=_TALL, rx=8)
    _draw_state(root, host, left + _HOST - 13, top + 13)
    for place, kind in enumerate(_servers(panel, host)):
        x = left + 8 + place % _COLUMNS * _STEP
        y = top + _TALL - 8 - _SERVER - place // _COLUMNS * _STEP
        svg.add(root, "rect", kind, x=x, y=y, width=_SERVER, height=_SERVER, rx=2.5)
    ink = "bad" if stray else "ink"
    svg.add(root, "text", f"{ink} mono middle", label, x=left + _HOST / 2, y=top + _TALL + 21)


def _draw_state(root: ET.Element, host: dict[str, Any], x: float, y: float) -> None:
    if not host["meant"]:
        svg.add(root, "circle", "up" if host["state"] == "up" else "down", cx=x, cy=y, r=4)
        return
    for slope in (-1, 1):
        svg.add(root, "line", "cross", x1=x - 4, y1=y - 4 * slope, x2=x + 4, y2=y + 4 * slope)


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


def _draw_arcs(root: ET.Element, panel: Panel, top: float) -> None:
    """Draw an arc from each host that lost servers to each that received them."""
    places = {host["name"]: index for index, host in enumerate(panel.hosts)}
    for index, host in enumerate(panel.hosts):
        moved = {s["destination"] for s in host["servers"] if s["destination"] != s["source"]}
        for name in sorted(moved):
            start, end = _left(index) + _HOST / 2, _left(places[name]) + _HOST / 2
            lift = top - _ARCS + 8 + 36 * index / len(panel.hosts)
            curve = ((start, top - 2), (start, lift), (end, lift), (end, top - 2))
            points = [f"{svg.number(x)} {svg.number(y)}" for x, y in curve]
            path = f"M{points[0]}C{' '.join(points[1:])}"
            svg.add(root, "path", f"arc {'good' if host['meant'] else 'bad'}").attrib["d"] = path


def _draw_legend(root: ET.Element, top: float, width: float) -> float:
    svg.add(root, "line", "rule", x1=_MARGIN, y1=top, x2=width - _MARGIN, y2=top)
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
            svg.add(root, "circle", kind, cx=x + 6, cy=top + 25, r=4)
        else:
            svg.add(root, "rect", kind, x=x, y=top + 19, width=_SERVER, height=_SERVER, rx=2.5)
        svg.add(root, "text", "faint small", text, x=x + 19, y=top + 29.5)
        x += 19 + 6.6 * len(text) + 22
    return top + 50
