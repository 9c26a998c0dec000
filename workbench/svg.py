"""How a picture is written: a card with a title, words and elements."""

import xml.etree.ElementTree as ET
from typing import Optional


def begin(title: str, alternative: str, style: str) -> ET.Element:
    """Return a picture without a size, which has a card in the background.

    :param alternative: what the picture shows, for those who do not see it
    :param style: the CSS of the classes, ``card`` among them
    """
    svg = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", role="img")
    add(svg, "title", text=title)
    add(svg, "desc", text=alternative)
    add(svg, "style", text=style)
    add(svg, "rect", "card", x=0.5, y=0.5, rx=12)
    return svg


def add(
    parent: ET.Element,
    tag: str,
    style: str = "",
    text: Optional[str] = None,
    **numbers: float,
) -> ET.Element:
    """Add an element with a class, a text and attributes that are numbers."""
    attributes = {"class": style} if style else {}
    attributes |= {name: number(value) for name, value in numbers.items()}
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def number(value: float) -> str:
    """Write a number with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def finish(svg: ET.Element, width: float, height: float) -> str:
    """Give a picture its size; return its text, the same for the same one."""
    card = svg.find("rect[@class='card']")
    assert card is not None
    card.attrib["width"], card.attrib["height"] = (
        number(width - 1),
        number(height - 1),
    )
    svg.attrib["viewBox"] = f"0 0 {number(width)} {number(height)}"
    return ET.tostring(svg, encoding="unicode").replace("><", ">\n<") + "\n"
