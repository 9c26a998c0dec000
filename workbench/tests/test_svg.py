"""Pictures: what every one of them has."""

import unittest
import xml.etree.ElementTree as ET

from workbench import svg

NAMED = {"": "http://www.w3.org/2000/svg"}


class PictureTest(unittest.TestCase):
    def draw(self, width: float = 100, height: float = 50.25) -> str:
        root = svg.begin("A title", "what it <shows>", ".card{fill:red}")
        svg.add(root, "text", "ink", "a & b", x=1.25, y=20)
        return svg.finish(root, width, height)

    def test_words_for_those_who_do_not_see_it(self) -> None:
        root = ET.fromstring(self.draw())
        self.assertEqual("img", root.get("role"))
        self.assertEqual("A title", root.findtext("title", "", NAMED))
        self.assertEqual("what it <shows>", root.findtext("desc", "", NAMED))
        self.assertEqual(".card{fill:red}", root.findtext("style", "", NAMED))

    def test_card_fills_it(self) -> None:
        root = ET.fromstring(self.draw())
        self.assertEqual("0 0 100 50.2", root.get("viewBox"))
        card = root.find("rect", NAMED)
        assert card is not None
        size = [card.get(name) for name in ("x", "y", "width", "height")]
        self.assertEqual(["0.5", "0.5", "99", "49.2"], size)

    def test_an_element(self) -> None:
        line = '<text class="ink" x="1.2" y="20">a &amp; b</text>'
        self.assertIn(line, self.draw().splitlines())

    def test_an_element_without_a_class(self) -> None:
        root = ET.Element("svg")
        self.assertEqual({}, svg.add(root, "g").attrib)

    def test_same_picture_gives_the_same_text(self) -> None:
        self.assertEqual(self.draw(), self.draw())


class NumberTest(unittest.TestCase):
    def test_one_decimal_at_most(self) -> None:
        for value, text in (
            (1, "1"),
            (1.0, "1"),
            (0.54, "0.5"),
            (1e3, "1000"),
        ):
            self.assertEqual(text, svg.number(value))
