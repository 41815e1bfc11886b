"""What a page must keep. Each rule takes a page and what is known, and gives what to mend.

Here are the rules of form; `wording` and `facts` hold the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from markdown.extensions.toc import slugify

from pagecheck.facts import facts
from pagecheck.reading import grade, sentences
from pagecheck.values import Block, Finding, Known, Page, Place, read_blocks
from pagecheck.wording import (
    abbreviations,
    banned_words,
    editors_notes,
    glossary_links,
    glossary_order,
    sources,
)

MAX_GRADE, MAX_SECTION_GRADE = 6, 8
MAX_SENTENCE_WORDS, MAX_PARAGRAPH_SENTENCES, MAX_LIST_ITEMS, MAX_TITLE = 20, 3, 7, 65
DESCRIPTION = range(50, 161)


Rule = Callable[[Page, Known], Iterator[Finding]]


def title_place(page: Page) -> Place:
    """Where the title of the page stands, else its first line."""
    return next((block.place() for block in page.blocks if block.kind == "h1"), Place(page.path, 1))


def file_name(page: Page, known: Known) -> Iterator[Finding]:
    """A name that makes a good address, and a place in the menu."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.md", page.name):
        good = slugify(page.name.removesuffix(".md").replace("_", " "), "-")
        message = f"a file name is an address: small letters and hyphens; rename it to {good}.md"
        yield Finding(Place(page.path, 1), message)
    if page.name not in known.nav:
        message = f"this page is not in the menu; add `- {page.name}` to nav: in mkdocs.yml"
        yield Finding(Place(page.path, 1), message)


def front_matter(page: Page, known: Known) -> Iterator[Finding]:
    """A head with a description of the right length, and the date of the last review."""
    if not page.meta:
        yield Finding(
            Place(page.path, 1),
            "this page has no head; copy the lines from --- to --- of another page to its top,"
            " and change what they say",
        )
        return
    text = str(page.meta.get("description") or "")
    if len(text) not in DESCRIPTION:
        yield Finding(
            Place(page.path, page.meta_lines.get("description", 1)),
            f"the description has {len(text)} characters; write {DESCRIPTION[0]} to"
            f" {DESCRIPTION[-1]} between the --- lines, as `description: …`",
        )
    reviewed = page.meta.get("reviewed")
    place = Place(page.path, page.meta_lines.get("reviewed", 1))
    if not isinstance(reviewed, date):
        yield Finding(
            place,
            "this page has no date of its last review; write one between the --- lines,"
            f" as `reviewed: {known.today.isoformat()}`",
        )
    elif reviewed > known.today + timedelta(days=1):
        yield Finding(
            place, f"the review date {reviewed} is still to come; write the day of the last review"
        )
    elif known.today - reviewed > timedelta(days=366):
        yield Finding(
            place,
            f"this page was last reviewed on {reviewed}, over a year ago;"
            " review it as CONTRIBUTING.md says, then change the date",
            is_warning=True,
        )


def title(page: Page, known: Known) -> Iterator[Finding]:
    """A title that a search result shows whole, headings no deeper than 4."""
    for block in page.blocks:
        if block.kind == "h1" and len(block.text) > MAX_TITLE:
            message = f"the title has {len(block.text)} characters; shorten it to {MAX_TITLE}"
            yield Finding(block.place(), message)
        if block.kind.startswith("h") and ("{" in block.text or "}" in block.text):
            yield Finding(block.place(), "an id of a heading is written {#its-name}, at the end")
        if block.kind in ("h5", "h6"):
            yield Finding(
                block.place(), "this heading is too deep; use at most 4 #, and split the section"
            )


def ids(page: Page, known: Known) -> Iterator[Finding]:
    """Each heading has an id of its own."""
    seen: set[str] = set()
    for heading in page.headings:
        if heading.id in seen:
            message = f"the id {heading.id} is taken on this page; give this heading another"
            yield Finding(heading.place, message)
        seen.add(heading.id)


def key_points(page: Page, known: Known) -> Iterator[Finding]:
    """Every page but the first opens with its key points."""
    boxes = [block.box for block in page.blocks if block.kind != "h1"]
    if page.name != "index.md" and boxes[:1] != ["key-points"]:
        yield Finding(
            title_place(page),
            "this page does not open with its key points;"
            ' put a box !!! key-points "Key points" under the title',
        )


def reading_grade(page: Page, known: Known) -> Iterator[Finding]:
    """A page reads at grade 6 or below, and each of its sections at 8 or below."""
    blocks = read_blocks(page)
    yield from too_hard("this page", title_place(page), blocks, MAX_GRADE)
    places = {block.text: block.place() for block in page.blocks if block.kind.startswith("h")}
    for heading in dict.fromkeys(block.heading for block in blocks):
        section = [block for block in blocks if block.heading == heading]
        place = places.get(heading, section[0].place())
        yield from too_hard(f'the section "{heading}"', place, section, MAX_SECTION_GRADE)


def too_hard(what: str, place: Place, blocks: Sequence[Block], limit: int) -> Iterator[Finding]:
    """Whether blocks are above a grade, and which sentence to begin with."""
    if not blocks or (found := grade([block.text for block in blocks])) <= limit:
        return
    parts = [(block, start, text) for block in blocks for start, text in sentences(block.text)]
    block, start, text = max(
        parts, key=lambda part: (grade([part[2]]) - limit) * len(part[2].split())
    )
    hard = block.place(start)
    yield Finding(
        place,
        f"{what} reads at grade {found:.1f}, above {limit}; use shorter words and sentences,"
        f' first in line {hard.line}: "{text}"',
    )


def sentence_length(page: Page, known: Known) -> Iterator[Finding]:
    """Sentences of at most 20 words, paragraphs of at most 3 sentences."""
    for block in read_blocks(page):
        parts = list(sentences(block.text))
        for start, text in parts:
            if (words := len(text.split())) > MAX_SENTENCE_WORDS:
                message = (
                    f"this sentence has {words} words; split it, {MAX_SENTENCE_WORDS} are the most"
                )
                yield Finding(block.place(start), message)
        if len(parts) > MAX_PARAGRAPH_SENTENCES:
            yield Finding(
                block.place(parts[MAX_PARAGRAPH_SENTENCES][0]),
                f"this paragraph has {len(parts)} sentences; start a new one here,"
                f" {MAX_PARAGRAPH_SENTENCES} are the most",
            )


def list_length(page: Page, known: Known) -> Iterator[Finding]:
    """Lists of at most 7 items."""
    for items in page.lists:
        if len(items) > MAX_LIST_ITEMS:
            yield Finding(
                items[MAX_LIST_ITEMS],
                f"this list has {len(items)} items; make 2 lists of it,"
                f" {MAX_LIST_ITEMS} are the most",
            )


def italics(page: Page, known: Known) -> Iterator[Finding]:
    """No italics: they are harder to read."""
    for place in page.italics:
        yield Finding(place, "italics are hard to read; take the * or _ away, or use **bold**")


RULES: tuple[Rule, ...] = (
    file_name,
    front_matter,
    title,
    ids,
    key_points,
    reading_grade,
    sentence_length,
    list_length,
    italics,
    banned_words,
    sources,
    editors_notes,
    glossary_links,
    abbreviations,
    glossary_order,
    facts,
)
