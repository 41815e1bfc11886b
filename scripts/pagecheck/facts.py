"""The facts that the pages must state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pagecheck.values import Fact, Finding, Known, Page, Place, read_blocks


def states(text: str, must_mention: Sequence[Sequence[str]]) -> bool:
    """Whether a text has, of each list of alternatives, at least one, at the start of a word."""
    return not lacks(text, must_mention)


def lacks(text: str, must_mention: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The lists of alternatives of which a text has none at the start of a word."""
    return [
        alternatives
        for alternatives in must_mention
        if not any(
            re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in alternatives
        )
    ]


def facts(page: Page, known: Known) -> Iterator[Finding]:
    """The page states each of its facts, in 1 paragraph or list item with its heading."""
    for fact in known.facts:
        if fact.page == page.name:
            yield from dropped(fact, page)


def dropped(fact: Fact, page: Page) -> Iterator[Finding]:
    """A fact that no block of the page states, at the line that comes closest."""
    missing = [
        (lacks(f"{block.heading} {block.text}", fact.must_mention), block)
        for block in read_blocks(page)
    ]
    if any(not words for words, _ in missing):
        return
    words, closest = min(
        missing, key=lambda found: len(found[0]), default=(fact.must_mention, None)
    )
    place, what = Place(page.path, 1), "in 1 paragraph or list item"
    if closest and len(words) < len(fact.must_mention):
        place, what = closest.place(), "here, or in another paragraph or list item"
    wanted = ", and ".join("one of " + " / ".join(f'"{word}"' for word in group) for group in words)
    yield Finding(
        place,
        f'the page no longer states fact {fact.id}, "{fact.fact}"; put it back {what}:'
        f" this lacks {wanted}",
    )
