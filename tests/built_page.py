"""The text of a built page, as a reader meets it: headings, and the blocks below each of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = ("p", "li", "figcaption")


class Block(NamedTuple):
    """A paragraph, list item or caption, with the text of the heading that it stands under."""

    tag: str
    heading: str
    text: str


def parse(path: Path) -> LexborHTMLParser:
    """Read a built page."""
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def text_of(node: LexborNode) -> str:
    """The visible words of an element: white space folded, pilcrows and footnote marks left out."""
    copy = LexborHTMLParser(node.html or "")
    for mark in copy.css("a.headerlink, sup, a.footnote-backref, svg"):
        mark.decompose()
    return " ".join(copy.body.text().split())


def words_of_guide(page: LexborHTMLParser) -> Iterator[LexborNode]:
    """Headings and blocks of the article in reading order, less its sources and its page foot."""
    for node in page.css_first("article").traverse():
        if node.tag in HEADINGS + BLOCKS and not is_apart(node):
            yield node


def is_apart(node: LexborNode) -> bool:
    """Whether a block is part of another block, of the sources or of the page foot."""
    if "review" in (node.attributes.get("class") or ""):
        return True
    parent = node.parent
    while parent is not None and parent.tag != "article":
        if parent.tag in BLOCKS or (parent.attributes.get("class") or "") in (
            "footnote",
            "downloads",
        ):
            return True
        parent = parent.parent
    return False


def blocks(page: LexborHTMLParser) -> list[Block]:
    """Every block of the article with its nearest heading above."""
    heading, found = "", []
    for node in words_of_guide(page):
        if node.tag in HEADINGS:
            heading = text_of(node)
        elif text := text_of(node):
            found.append(Block(node.tag, heading, text))
    return found
