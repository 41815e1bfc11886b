"""What readers get of the written pages: all of the checked text, and what the build adds to it.

The rules of the text itself are those of scripts/check, which reads the Markdown.
"""

import itertools

import pytest
import yaml
from built_page import HEADINGS, blocks, parse, text_of
from conftest import DOCS, PAGES, ROOT, hosted_file
from pagecheck.pages import read_page
from pagecheck.values import read_blocks


@pytest.mark.parametrize("page", PAGES)
def test_checked_text_is_what_readers_get(page: str) -> None:
    checked = read_blocks(read_page(DOCS / f"{page}.md", ROOT))
    built = blocks(parse(hosted_file(page)))
    assert [(block.heading, block.text) for block in checked] == [
        (block.heading, block.text) for block in built
    ]


@pytest.mark.parametrize("page", PAGES)
def test_headings(page: str) -> None:
    built = parse(hosted_file(page)).select(", ".join(HEADINGS))
    levels = [HEADINGS.index(node.tag) + 1 for node in built]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


@pytest.mark.parametrize("page", PAGES)
def test_review_dates_stand_at_the_foot(page: str) -> None:
    meta = yaml.safe_load((DOCS / f"{page}.md").read_text(encoding="utf-8").split("---")[1])
    reviewed = meta["reviewed"]
    assert text_of(parse(hosted_file(page)).select_one("article .review")) == (
        f"Page last reviewed: {reviewed:%B} {reviewed.day}, {reviewed.year} "
        f"Next review due: {reviewed:%B} {reviewed.year + 1}"
    )


@pytest.mark.parametrize("page", PAGES)
def test_pictures_have_a_text(page: str) -> None:
    for picture in parse(hosted_file(page)).select("article svg[role=img]"):
        title, description = picture.select_one("title"), picture.select_one("desc")
        assert picture.attr("aria-labelledby") == f"{title.attr('id')} {description.attr('id')}"
        assert title.text.strip()
        assert description.text.strip()


def test_key_points_of_the_article_are_on_the_home_page() -> None:
    assert len(parse(hosted_file("index")).select("article .key-points li")) == 4


def test_doctor_card_says_the_same_in_all_three_places() -> None:
    cards = [
        text_of(card)
        for page in ("index", "symptoms", "when-to-call-the-doctor")
        for card in parse(hosted_file(page)).select(".admonition.call-doctor")
    ]
    assert len(cards) == 3
    assert len(set(cards)) == 1
    assert cards[0].startswith("When to call the doctor ")
