"""Every page prints well, from whatever state: the article alone, dark on white, cards whole."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from conftest import HOSTED, PAGES, ROOT, build_guide, hosted_path, served
from playwright.sync_api import Browser

# US Letter is the shorter paper: 279 mm less the margins above and below, at 96 px an inch.
PAPER = {"width": 673, "height": round((279 - 2 * 14) / 25.4 * 96)}
NOT_FOR_PAPER = "header, nav, footer, dialog, button, [popover]"
SIGNS = "\n".join(f"    - a sign of some words, number {number}" for number in range(6))
CARDS = f"""# Call

!!! danger "Call now"
    - One country: [call 1](tel:1)
    - Another country: [call 2](tel:2)
    - A third country: [call 3](tel:3)

    **If:**

{SIGNS}

!!! warning "Get help"
{SIGNS}

!!! warning "Get help after a treatment"
{SIGNS}

!!! call-doctor "Ask"
{SIGNS}
"""
ENTRIES = "- [ ] Something to tell the doctor\n" * 7
CHECKLIST = "# Checklist\n\n" + "".join(f"## Part {part}\n\n{ENTRIES}\n" for part in range(10))


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a guide with cards, with a checklist, and with everything else."""
    pages = {
        "index.md": CARDS,
        "checklist.md": CHECKLIST,
        "specimen.md": (ROOT / "tests" / "specimen.md").read_text(encoding="utf-8"),
    }
    folder = tmp_path_factory.mktemp("guide")
    with served(build_guide(folder, pages, site_name="Guide on paper")) as url:
        yield url


def test_article_is_printed_dark_on_white(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page(color_scheme="dark", viewport=PAPER, service_workers="block")
    downloads = [f"downloads/{path.name}" for path in HOSTED.glob("downloads/*.html")]
    for path in (*map(hosted_path, PAGES), *downloads):
        page.emulate_media(media="screen")
        page.goto(f"{hosted_url}{path}#__main")
        if path == "":  # as it is left by somebody who looked for something
            page.get_by_role("button", name="Menu", exact=True).click()
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Search", exact=True).click()
            page.get_by_role("searchbox").wait_for()
        page.emulate_media(media="print")
        if path not in downloads:
            assert not page.locator(NOT_FOR_PAPER).locator("visible=true").count()
        title = page.get_by_role("heading", level=1).first
        color = title.evaluate("title => getComputedStyle(title).color")
        assert max(map(int, color[4:-1].split(", "))) < 0x50
        blocks = page.locator(".admonition, figure")
        heights = blocks.evaluate_all("blocks => blocks.map((block) => block.offsetHeight)")
        assert all(height < PAPER["height"] for height in heights)
    page.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheets_are_few_and_named(browser: Browser, guide: str, paper: str, tmp_path: Path) -> None:
    page = browser.new_page(service_workers="block")

    def sheets(path: str) -> list[str]:
        page.goto(guide + path)
        page.pdf(path=tmp_path / "page.pdf", format=paper, prefer_css_page_size=True)
        return [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]

    cards, checklist, specimen = sheets(""), sheets("checklist/"), sheets("specimen/")
    page.close()
    assert (len(cards), len(checklist)) == (1, 2)
    assert len(specimen) <= 3
    assert all("Guide on paper" in sheet for sheet in cards + checklist + specimen)
    assert "My notes" in checklist[1]
    assert "(https://example.org/else)" in "".join(specimen).replace("\n", "")
