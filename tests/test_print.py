"""Every page prints well, from whatever state: the article alone, dark on white, cards whole."""

from pathlib import Path

import pypdf
import pytest
from conftest import PAGES, ROOT, build_guide, hosted_path, served
from playwright.sync_api import Browser, Page

ONE_FILE = "downloads/dystonia-guide.html"
# US Letter is the shorter paper: 279 mm less the margins above and below, at 96 px an inch.
PAPER = {"width": 673, "height": round((279 - 2 * 14) / 25.4 * 96)}
NOT_FOR_PAPER = "header, nav, footer, dialog, button, [popover]"


def sheets(page: Page, folder: Path, paper: str) -> list[str]:
    """Print the page; return the text of each sheet."""
    page.pdf(path=folder / "page.pdf", format=paper, prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in pypdf.PdfReader(folder / "page.pdf").pages]


def test_article_is_printed_dark_on_white(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page(color_scheme="dark", viewport=PAPER, service_workers="block")
    for path in (*map(hosted_path, PAGES), ONE_FILE):
        page.emulate_media(media="screen")
        page.goto(f"{hosted_url}{path}#__main")
        if path == "":  # as it is left by somebody who looked for something
            page.get_by_role("button", name="Menu", exact=True).click()
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Search", exact=True).click()
            page.get_by_role("searchbox").wait_for()
        page.emulate_media(media="print")
        if path != ONE_FILE:
            assert not page.locator(NOT_FOR_PAPER).locator("visible=true").count()
        title = page.get_by_role("heading", level=1).first
        color = title.evaluate("title => getComputedStyle(title).color")
        assert max(map(int, color[4:-1].split(", "))) < 0x50
        heights = page.locator(".admonition, figure").evaluate_all(
            "blocks => blocks.map((block) => block.offsetHeight)"
        )
        assert all(height < PAPER["height"] for height in heights)
    page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheets_are_few_and_named(
    browser: Browser, hosted_url: str, paper: str, tmp_path: Path
) -> None:
    page = browser.new_page(service_workers="block")
    page.goto(hosted_url + ONE_FILE)
    assert len(sheets(page, tmp_path, paper)) <= 40
    page.goto(f"{hosted_url}prepare-for-your-visit/")
    checklist = sheets(page, tmp_path, paper)
    assert len(checklist) == 2
    assert "My notes" in checklist[1]
    assert all("Dystonia Guide" in sheet for sheet in checklist)
    page.close()


def test_cards_share_a_sheet_and_a_link_out_shows_its_address(
    browser: Browser, tmp_path: Path
) -> None:
    signs = "\n".join(f"    - a sign of some words, number {number}" for number in range(6))
    numbers = "\n".join(
        f"    - Country {number}: [call {number}](tel:{number})" for number in "123"
    )
    cards = f'!!! danger "Call now"\n{numbers}\n\n    **If:**\n\n{signs}\n\n'
    cards += f'!!! warning "Get help"\n{signs}\n\n' * 2
    pages = {
        "index.md": f"# Call\n\n{cards}!!! call-doctor 'Ask'\n{signs}\n",
        "specimen.md": (ROOT / "tests" / "specimen.md").read_text(encoding="utf-8"),
    }
    page = browser.new_page(service_workers="block")
    with served(build_guide(tmp_path, pages)) as url:
        page.goto(url)
        assert len(sheets(page, tmp_path, "Letter")) == 1
        page.goto(f"{url}specimen/")
        text = "".join(sheets(page, tmp_path, "A4")).replace("\n", "")
    page.close()
    assert "(https://example.org/else)" in text
    assert "On this page" not in text
