"""Every fact of the source article (editorial/facts.json) stands in the HTML of its page."""

from __future__ import annotations

import re

import pytest
from test_edits import ROOT
from test_writing import GUIDE, HEADINGS, rendered

FACTS = [fact for _, fact in GUIDE.facts]


@pytest.fixture(scope="module")
def blocks() -> dict[str, list[str]]:
    """The blocks of each page, each with the heading above it."""
    found: dict[str, list[str]] = {}
    for name in {fact["page"] for fact in FACTS}:
        heading, found[name] = "", []
        page = GUIDE.pages[GUIDE.pages[name].moved_to or name]
        for node in rendered(page, ROOT / "docs").iter_elements(
            [*HEADINGS, "p", "li", "dd", "td", "figcaption"]
        ):
            text = " ".join(node.text.split())
            heading = text if node.tag in HEADINGS else heading
            found[name].append(f"{heading} {text}")
    return found


@pytest.mark.parametrize("fact", FACTS, ids=[fact["id"] for fact in FACTS])
def test_fact_is_in_the_html_of_its_page(fact: dict, blocks: dict[str, list[str]]) -> None:
    wanted = [
        re.compile(rf"\b({'|'.join(map(re.escape, words))})", re.IGNORECASE)
        for words in fact["must_mention"]
    ]
    assert any(all(each.search(block) for each in wanted) for block in blocks[fact["page"]])
