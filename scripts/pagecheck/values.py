"""What passes between the parts of the page check."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A line of a file."""

    path: str
    line: int


class Finding(NamedTuple):
    """Something to mend: where it is, and in one sentence what is wrong and what to do."""

    place: Place
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        label = "warning: " if self.is_warning else ""
        return f"{self.place.path}:{self.place.line}: {label}{self.message}"


class Link(NamedTuple):
    """A link in a block: which part of its text it covers, and where it leads."""

    start: int
    end: int
    url: str


class Block(NamedTuple):
    """A piece of text as a reader meets it, with the text of the nearest heading above it."""

    kind: str  # h1 to h6, p, li, figcaption; title (of a box), footnote, picture
    box: str  # the type of the box that it stands in, such as "warning", or ""
    heading: str
    text: str
    starts: tuple[tuple[int, Place], ...]  # where in the text each line of the source begins
    links: tuple[Link, ...] = ()
    is_task: bool = False

    def place(self, offset: int = 0) -> Place:
        """The line of the source that holds a character of the text."""
        return self.starts[bisect_right(self.starts, offset, key=lambda start: start[0]) - 1][1]


class Note(NamedTuple):
    """A footnote mark in the text."""

    label: str
    place: Place


class Heading(NamedTuple):
    """A heading, and the id that the build gives it."""

    id: str
    text: str
    place: Place


class Box(NamedTuple):
    """An admonition: its type, its title, and the lines from `place` to `last`."""

    kind: str
    title: str
    place: Place
    last: Place


class Page(NamedTuple):
    """A Markdown page."""

    path: str
    name: str  # its file below docs/
    meta: dict[str, Any]
    meta_lines: dict[str, int]
    blocks: tuple[Block, ...]
    lists: tuple[tuple[Place, ...], ...]  # for each list, where its items are
    italics: tuple[Place, ...]
    notes: tuple[Note, ...]
    boxes: tuple[Box, ...]
    headings: tuple[Heading, ...]


READ = ("p", "li", "figcaption", "title")  # what a reader reads one after the other


def read_blocks(page: Page) -> list[Block]:
    """The blocks that a reader reads, headings aside."""
    return [block for block in page.blocks if block.kind in READ]


def described(page: Page) -> Iterator[Block]:
    """Every block, and the description that search engines show."""
    if text := page.meta.get("description"):
        place = Place(page.path, page.meta_lines.get("description", 1))
        yield Block("description", "", "", str(text), ((0, place),))
    yield from page.blocks


class BannedWord(NamedTuple):
    """Words that the guide does not use, what it says for them, and why."""

    forms: tuple[str, ...]
    instead: str
    why: str


class Term(NamedTuple):
    """A word of the glossary: its id there, and the ways to say it."""

    id: str
    forms: tuple[str, ...]
    is_id_given: bool = True


class Fact(NamedTuple):
    """A fact that a page must state: one block meets, of each list of words, at least one."""

    id: str
    page: str
    fact: str
    must_mention: tuple[tuple[str, ...], ...]
    place: Place


class Known(NamedTuple):
    """What the rules go by."""

    banned: tuple[BannedWord, ...]
    sources: frozenset[str]
    terms: tuple[Term, ...]
    facts: tuple[Fact, ...]
    words: frozenset[str]
    addresses: dict[int, str]  # by line of their list
    redirects: dict[str, str]
    nav: tuple[str, ...]  # the pages that mkdocs.yml lists
    today: date


class UnreadableError(Exception):
    """A page, or a list that the rules go by, that cannot be read: nothing more can be checked."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.finding = Finding(Place(path, line), message)


def relative(path: Path, root: Path) -> str:
    """A path as findings name it: below the root where it is, with slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
