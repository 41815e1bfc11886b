"""The text of a built page, as a reader meets it."""

from pathlib import Path

import turbohtml
from turbohtml import Document, Element


def parse(path: Path) -> Document:
    """Read a built page."""
    return turbohtml.parse(path.read_bytes())


def text_of(element: Element) -> str:
    """The visible words of an element: white space folded, drawings left out."""
    copy = turbohtml.parse_fragment(element.html)
    for drawing in copy.select("svg"):
        drawing.decompose()
    return " ".join(copy.text.split())
