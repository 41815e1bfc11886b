"""The text of a built page, as a reader meets it: headings, and the blocks below each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import turbohtml
from turbohtml import Document, Element

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", "li", "figcaption")
NO_WORDS = ("a.headerlink", "sup", "a.footnote-backref", "svg")
APART = (".review", ".footnote", ".downloads", *BLOCKS)


class Block(NamedTuple):
    """A paragraph, list item or caption, with the text of the heading that it stands under."""

    tag: str
    heading: str
    text: str


def parse(path: Path) -> Document:
    """Read a built page."""
    return turbohtml.parse(path.read_bytes())


def text_of(element: Element) -> str:
    """The visible words of an element: white space folded, pilcrows and footnote marks left out."""
    copy = turbohtml.parse_fragment(element.html)
    for mark in copy.select(", ".join(NO_WORDS)):
        mark.decompose()
    return " ".join(copy.text.split())


def words_of_guide(page: Document) -> Iterator[Element]:
    """Headings and blocks of the article in reading order, less its sources and its page foot."""
    article = page.select_one("article")
    for element in article.iter_elements([*HEADINGS, *BLOCKS]):
        if not element.matches(f"article :is({', '.join(APART)}) *, .review"):
            yield element


def blocks(page: Document) -> list[Block]:
    """Every block of the article with its nearest heading above."""
    heading, found = "", []
    for element in words_of_guide(page):
        if element.tag in HEADINGS:
            heading = text_of(element)
        elif text := text_of(element):
            found.append(Block(element.tag, heading, text))
    return found
