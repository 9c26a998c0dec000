import itertools
import unittest
import xml.etree.ElementTree as ET

from harness.benchmarks import chart
from harness.benchmarks.chart import Axis, Scale, Series
from harness.benchmarks.labels import Box

SVG = "{http://www.w3.org/2000/svg}"
CLASSES = ("card", "ink", "faint", "rule", "bad", "good", "other", "limit", "key", "value")
AXIS = Axis("names that contain it", "look-alikes")
UPSTREAM = Series("upstream", "new", "bad", {0: 0.2, 10: 2.0, 1110: 30.0}, above=True)
FORK = Series("fork", "new", "good", {0: 0.2, 10: 0.19, 1110: 0.21})
OLD = Series("upstream", "old", "bad", {0: 0.1, 10: 1.0, 1110: 20.0}, "dashed", marked=False)


class ScaleTest(unittest.TestCase):
    def test_it_holds_every_point(self) -> None:
        scale = Scale.fit([UPSTREAM, FORK])
        self.assertEqual(([0, 10, 1110], -1, 2), (scale.counts, scale.lowest, scale.highest))

    def test_a_step_for_every_power_of_ten(self) -> None:
        scale = Scale([0], -1, 2)
        heights = [scale.y(value) for value in (0.1, 1, 10, 100)]
        steps = {round(a - b, 6) for a, b in itertools.pairwise(heights)}
        self.assertEqual(1, len(steps))
        self.assertGreater(steps.pop(), 0)

    def test_a_step_for_every_number(self) -> None:
        scale = Scale([0, 10, 1110], -1, 2)
        first, second, third = map(scale.x, scale.counts)
        self.assertAlmostEqual(second - first, third - second)
        self.assertGreater(second, first)

    def test_values_that_are_one_power_of_ten(self) -> None:
        scale = Scale.fit([Series("c", "new", "good", {0: 1.0})])
        self.assertEqual((0, 1), (scale.lowest, scale.highest))


class DrawTest(unittest.TestCase):
    def setUp(self) -> None:
        self.text = chart.draw("Time", AXIS, [OLD, UPSTREAM, FORK])
        self.root = ET.fromstring(self.text)

    def classes(self, tag: str) -> list[str | None]:
        return [element.get("class") for element in self.root.iter(f"{SVG}{tag}")]

    def test_the_same_series_give_the_same_text(self) -> None:
        self.assertEqual(self.text, chart.draw("Time", AXIS, [OLD, UPSTREAM, FORK]))

    def test_it_is_told_in_words(self) -> None:
        self.assertEqual("Time", self.root.findtext(f"{SVG}title"))
        told = self.root.findtext(f"{SVG}desc") or ""
        self.assertIn("upstream, old: 0.1 s at 0, 1 s at 10, 20 s at 1,110 look-alikes", told)
        self.assertIn("fork, new: 0.2 s at 0, 0.19 s at 10", told)

    def test_a_line_for_every_series(self) -> None:
        self.assertEqual(
            ["line bad dashed", "line bad solid", "line good solid"], self.classes("polyline")
        )

    def test_values_stand_beside_the_points_of_solid_lines(self) -> None:
        self.assertEqual(["bad"] * 3 + ["good"] * 3, self.classes("circle"))
        texts = [element.text for element in self.root.iter(f"{SVG}text")]
        for value in ("2 s", "30 s", "0.19 s", "0.21 s"):
            self.assertEqual(1, texts.count(value))
        self.assertNotIn("20 s", texts)

    def test_values_of_one_line_stand_above_and_of_the_other_below(self) -> None:
        points = [float(e.get("cy", "")) for e in self.root.iter(f"{SVG}circle")]
        values = [e for e in self.root.iter(f"{SVG}text") if "value" in e.get("class", "")]
        heights = [float(e.get("y", "")) for e in values]
        above = [value < point for value, point in zip(heights, points, strict=True)]
        self.assertEqual([True] * 3 + [False] * 3, above)

    def test_no_value_lies_on_another_or_on_a_point(self) -> None:
        for other in (0.01, 0.1, 0.14, 0.2, 0.22, 0.3, 0.34, 0.4, 0.6, 2.0):
            fork = Series("fork", "new", "good", {0: other, 1110: 0.2})
            upstream = Series("upstream", "new", "bad", {0: 0.15, 1110: 30.0}, above=True)
            root = ET.fromstring(chart.draw("Time", AXIS, [upstream, fork]))
            points, values = points_of(root), values_of(root)
            self.assertEqual((4, 4), (len(points), len(values)))
            pairs = [*itertools.product(values, points), *itertools.combinations(values, 2)]
            self.assertEqual([], [(a, b) for a, b in pairs if a.meets(b)], other)

    def test_points_stand_where_their_values_are(self) -> None:
        heights = [float(e.get("cy", "")) for e in self.root.iter(f"{SVG}circle")]
        self.assertEqual(heights[0], heights[3])
        self.assertLess(heights[2], heights[1])
        self.assertLess(heights[1], heights[4])

    def test_names_powers_and_numbers(self) -> None:
        texts = [element.text for element in self.root.iter(f"{SVG}text")]
        expected = ["upstream", "fork", "0.1", "100", "0", "10", "1,110", "old", AXIS.words]
        for text in expected:
            self.assertIn(text, texts)
        self.assertEqual(1, texts.count("new"))

    def test_a_key_for_every_style(self) -> None:
        keys = [e for e in self.root.iter(f"{SVG}line") if "key" in e.get("class", "")]
        self.assertEqual(["key dashed", "key solid"], [each.get("class") for each in keys])
        first, second = (each.get("x1", "") for each in keys)
        (old,) = [e.get("x", "") for e in self.root.iter(f"{SVG}text") if e.text == "old"]
        self.assertLess(float(first), float(old))
        self.assertLess(float(old), float(second))

    def test_large_numbers(self) -> None:
        root = ET.fromstring(chart.draw("Time", AXIS, [Series("c", "v", "good", {1: 2404.0})]))
        texts = {element.text for element in root.iter(f"{SVG}text")}
        self.assertLessEqual({"2,404 s", "1,000", "10,000"}, texts)

    def test_light_and_dark(self) -> None:
        style = self.root.findtext(f"{SVG}style") or ""
        light, _, dark = style.partition("@media (prefers-color-scheme:dark)")
        for name in CLASSES:
            self.assertIn(f".{name}{{", light)
            self.assertIn(f".{name}{{", dark)

    def test_everything_is_inside(self) -> None:
        width, height = map(float, self.root.attrib["viewBox"].split()[2:])
        for tag, across, down in (("circle", "cx", "cy"), ("text", "x", "y")):
            for element in self.root.iter(f"{SVG}{tag}"):
                self.assertTrue(0 < float(element.get(across, "")) < width)
                self.assertTrue(0 < float(element.get(down, "")) < height)


def points_of(root: ET.Element) -> list[Box]:
    """Return what the points cover."""
    return [Box.around(*place(e, "cx", "cy"), 4) for e in root.iter(f"{SVG}circle")]


def values_of(root: ET.Element) -> list[Box]:
    """Return what the values cover."""
    texts = [e for e in root.iter(f"{SVG}text") if "value" in e.get("class", "")]
    return [Box.of(e.text or "", *place(e, "x", "y")) for e in texts]


def place(element: ET.Element, across: str, down: str) -> tuple[float, float]:
    return float(element.get(across, "")), float(element.get(down, ""))
