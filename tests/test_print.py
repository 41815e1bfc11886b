"""Every page prints well: the article alone, dark on white, cards and pictures whole."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from conftest import PAGES, hosted_path
from playwright.sync_api import Browser, Page

ONE_FILE = "downloads/dystonia-guide.html"
NOT_FOR_PAPER = "nav, header, footer, button, .md-content__button"
# US Letter is the shorter paper: 279 mm less the margins above and below, at 96 px an inch.
PAPER_HEIGHT = (279 - 2 * 18) / 25.4 * 96


@pytest.fixture(scope="module", params=[*map(hosted_path, PAGES), ONE_FILE])
def printed(request: pytest.FixtureRequest, browser: Browser, hosted_url: str) -> Iterator[Page]:
    """A page as it is printed from a screen with dark colors, 178 mm wide."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 673, "height": 918})
    page = context.new_page()
    page.goto(hosted_url + request.param)
    page.emulate_media(media="print")
    yield page
    context.close()


def test_only_the_article_is_printed(printed: Page) -> None:
    if not printed.url.endswith(ONE_FILE):
        assert not printed.locator(NOT_FOR_PAPER).locator("visible=true").count()
    assert printed.locator("h1").is_visible()
    assert printed.locator(".footnote-backref, .to-contents").locator("visible=true").count() == 0


def test_dark_colors_stay_on_the_screen(printed: Page) -> None:
    text = printed.locator("h1").evaluate("title => getComputedStyle(title).color")
    assert max(map(int, text.removeprefix("rgb(").removesuffix(")").split(", "))) < 0x50
    canvas = printed.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert canvas == "light"


def test_cards_and_pictures_stay_whole(printed: Page) -> None:
    sizes = printed.locator(".admonition, figure, .grid").evaluate_all(
        "blocks => blocks.map(block => [getComputedStyle(block).breakInside, block.offsetHeight])"
    )
    assert all(inside == "avoid" and height < PAPER_HEIGHT for inside, height in sizes)


def test_only_addresses_of_other_sites_are_printed(printed: Page) -> None:
    links = printed.locator("article a[href], section a[href]").locator("visible=true")
    shown = links.evaluate_all(
        "links => links.map(a => [a.getAttribute('href'), getComputedStyle(a, '::after').content])"
    )
    for address, after in shown:
        assert after in ('" (" attr(href) ")"', f'" ({address})"') if "//" in address else "none"


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheets_are_few_and_named(
    browser: Browser, hosted_url: str, paper: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    for name, count in (("index", 2), ("types", 3)):
        page.goto(hosted_url + hosted_path(name))
        page.pdf(path=tmp_path / "page.pdf", format=paper, prefer_css_page_size=True)
        sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
        assert len(sheets) == count
        assert all("Dystonia Guide" in sheet for sheet in sheets)
    page.close()
