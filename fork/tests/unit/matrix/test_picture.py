"""Picture: a square for each host, in the right band, column and colour."""

import collections
import re
import xml.etree.ElementTree as ET
from typing import Iterator

from fork.matrix import picture
from fork.matrix.finding import Finding
from fork.matrix.replay import Touch
from fork.tests import findings, support

SVG = "{http://www.w3.org/2000/svg}"
Mark = tuple[str, int, float]


class PictureTest(support.TestCase):
    def draw(self, *some: Finding) -> ET.Element:
        return ET.fromstring(picture.draw([*some]))

    def hosts(self, svg: ET.Element) -> list[Mark]:
        """Return kind, column and height of each host below the legend."""
        lines = [e for e in _lines(svg) if e.attrib["class"] != "rule"][2:]
        return [
            (line.attrib["class"], _column(line), bottom - 14 * number)
            for line in lines
            for bottom, top in [_ends(line)]
            for number in range(round((bottom - top + 2) / 14))
        ]

    def bands(self, svg: ET.Element) -> dict[str, list[Mark]]:
        """Sort the hosts by the band in which they are."""
        rules = [e for e in _lines(svg) if e.attrib["class"] == "rule"]
        bounds = [*(_ends(rule)[0] for rule in rules), float("inf")]
        return {
            side: [h for h in self.hosts(svg) if top < h[2] < bottom]
            for side, top, bottom in zip(picture.SIDES, bounds, bounds[1:])
        }

    def counts(self, svg: ET.Element) -> dict[str, dict[tuple[str, int], int]]:
        return {
            side: dict(collections.Counter((k, c) for k, c, _ in marks))
            for side, marks in self.bands(svg).items()
        }

    def test_hosts_by_client_release_and_kind(self) -> None:
        svg = self.draw(findings.good(), findings.three(fork=findings.FAULT))
        self.assertEqual(
            {
                "upstream": {
                    ("meant", 0): 1,
                    ("stray", 0): 2,
                    ("meant", 1): 1,
                    ("stray", 1): 2,
                },
                "minimal": {("meant", 1): 1},
                "fork": {("meant", 0): 1, ("meant", 1): 1, ("stray", 1): 2},
            },
            self.counts(svg),
        )

    def test_tall_columns_stay_in_their_band(self) -> None:
        hosts = [f"n{number}" for number in range(11)]
        tall = Touch(hosts, hosts[1:], [], 0)
        row = findings.good()
        row.incidents = [findings.incident("3.9", tall, tall)]
        expected = {("meant", 0): 1, ("stray", 0): 10}
        bands = {"upstream": expected, "minimal": {}, "fork": expected}
        self.assertEqual(bands, self.counts(self.draw(row)))

    def test_no_square_hides_another(self) -> None:
        svg = self.draw(*findings.some())
        hosts = [(column, bottom) for _, column, bottom in self.hosts(svg)]
        self.assertEqual(len(hosts), len({*hosts}))

    def test_all_is_within_the_card(self) -> None:
        many = [findings.three() for _ in range(42)]
        for some in ([findings.good()], many):
            svg = self.draw(*some)
            *_, wide, high = map(
                int, map(float, svg.attrib["viewBox"].split())
            )
            for x, y in _places(svg):
                self.assertTrue(0 < x < wide and 0 < y < high, (x, y))

    def texts(self, *some: Finding) -> list[str]:
        return [e.text or "" for e in self.draw(*some).iter(f"{SVG}text")]

    def test_releases_are_named(self) -> None:
        texts = self.texts(*findings.some())
        names = ["1.0 not run", "1.1", "1.2", "1.3 failed", "1.4"]
        self.assertEqual(names, texts[-5:])
        for side in ("upstream", "minimal fork", "fork"):
            self.assertIn(side, texts)

    def test_client_that_was_not_tried_is_no_square(self) -> None:
        self.assertEqual(3, self.texts(findings.absent()).count("-"))
        self.assertEqual(1, self.texts(findings.good()).count("-"))
        self.assertEqual(0, self.texts(findings.three()).count("-"))

    def test_alternative(self) -> None:
        svg = self.draw(*findings.some())
        self.assertEqual("img", svg.attrib["role"])
        title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
        assert title is not None and desc is not None
        self.assertEqual(picture.TITLE, title.text)
        line = (
            "upstream: 3 hosts in 4 releases; minimal fork: 1 host in 1 "
            "release; fork: 1 host in 3 releases, 3 hosts in 1 release"
        )
        self.assertEqual(
            (line, line), (picture.told(findings.some()), desc.text)
        )

    def test_nothing_was_tried(self) -> None:
        line = "upstream: not tried; minimal fork: not tried; fork: not tried"
        self.assertEqual(line, picture.told([findings.absent()]))

    def test_light_and_dark(self) -> None:
        style = picture._STYLE
        light, dark = style.split("@media (prefers-color-scheme:dark)")
        for kind in ("card", "ink", "faint", "rule", "bad", "meant", "stray"):
            self.assertIn(f".{kind}{{", light)
            self.assertIn(f".{kind}{{", dark)

    def test_same_rows_give_the_same_text(self) -> None:
        text = picture.draw(findings.some())
        self.assertEqual(text, picture.draw(findings.some()))


def _lines(svg: ET.Element) -> list[ET.Element]:
    return [*svg.iter(f"{SVG}line")]


def _ends(line: ET.Element) -> tuple[float, float]:
    return float(line.attrib["y1"]), float(line.attrib["y2"])


def _column(line: ET.Element) -> int:
    column = (float(line.attrib["x1"]) - 6 - picture._left(0)) / 20
    assert column.is_integer(), column
    return int(column)


def _places(svg: ET.Element) -> Iterator[tuple[float, float]]:
    for line in _lines(svg):
        for end in ("1", "2"):
            yield float(line.attrib[f"x{end}"]), float(line.attrib[f"y{end}"])
    for text in svg.iter(f"{SVG}text"):
        turned = text.attrib.get("transform")
        size = 6.8 * len(text.text or "")
        if turned:
            x, y = map(float, re.findall(r"[\d.]+", turned)[:2])
            yield x - size / 2, y + size * 0.87
        else:
            yield float(text.attrib["x"]), float(text.attrib["y"])
