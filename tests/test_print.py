"""Every page prints well, from whatever state: the article alone, dark on white, cards whole."""

from pathlib import Path

import pypdf
import pytest
from conftest import PAGES, hosted_path
from playwright.sync_api import Browser

ONE_FILE = "downloads/dystonia-guide.html"
# US Letter is the shorter paper: 279 mm less the margins above and below, at 96 px an inch.
PAPER = {"width": 673, "height": round((279 - 2 * 14) / 25.4 * 96)}
NOT_FOR_PAPER = "header, nav, footer, dialog, button, [popover]"


def test_article_is_printed_dark_on_white(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page(color_scheme="dark", viewport=PAPER, service_workers="block")
    for path in (*map(hosted_path, PAGES), ONE_FILE):
        page.emulate_media(media="screen")
        page.goto(f"{hosted_url}{path}#__main")
        if path == "types/":  # as it is left by somebody who looked for something
            page.get_by_role("button", name="Menu", exact=True).click()
            page.keyboard.press("Control+k")
            page.get_by_role("searchbox").wait_for()
        page.emulate_media(media="print")
        if path != ONE_FILE:
            assert not page.locator(NOT_FOR_PAPER).locator("visible=true").count()
        title = page.get_by_role("heading", level=1).first
        color = title.evaluate("title => getComputedStyle(title).color")
        assert max(map(int, color[4:-1].split(", "))) < 0x50
        sizes = page.locator(".admonition, figure, dl").evaluate_all("""blocks => blocks.map(
          block => [getComputedStyle(block).breakInside, block.offsetHeight])""")
        assert all(inside == "avoid" and height < PAPER["height"] for inside, height in sizes)
        links = page.locator("article a[href], section a[href]").locator("visible=true")
        shown = links.evaluate_all("""links => links.map(
          link => [link.getAttribute("href"), getComputedStyle(link, "::after").content])""")
        for address, after in shown:
            written = ('" (" attr(href) ")"', f'" ({address})"')
            assert (after in written) == ("//" in address)
    page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheets_are_few_and_named(
    browser: Browser, hosted_url: str, paper: str, tmp_path: Path
) -> None:
    page = browser.new_page(service_workers="block")
    for name, most in (("index", 4), ("prepare-for-your-visit", 2), ("when-to-call-the-doctor", 6)):
        page.goto(hosted_url + hosted_path(name))
        page.pdf(path=tmp_path / "page.pdf", format=paper, prefer_css_page_size=True)
        sheets = [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]
        assert len(sheets) <= most, name
        assert all("Dystonia Guide" in sheet for sheet in sheets)
    page.close()
