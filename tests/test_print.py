"""Every page prints well, from whatever state: the article alone, dark on white, cards whole."""

from collections.abc import Callable
from pathlib import Path

import pypdf
from conftest import HOSTED, PAGES, Reader, build_guide, hosted_path, served

# US Letter is the shorter paper: 279 mm less the margins above and below, at 96 px an inch.
PAPER = {"width": 673, "height": round((279 - 2 * 14) / 25.4 * 96)}
NOT_FOR_PAPER = "header, nav, footer, dialog, button, [popover]"
SIGNS = "\n".join(f"    - a sign of some words, number {number}" for number in range(11))
CARDS = "".join(
    f'!!! {kind} "Get help"\n{SIGNS}\n\n'
    for kind in ("danger", "warning", "warning", "call-doctor")
)
ENTRIES = "- [ ] Something to tell the doctor\n" * 7
PARTS = "".join(f"## Part {part}\n\n{ENTRIES}\n" for part in range(10))


def test_article_is_printed_dark_on_white(reading: Callable[..., Reader]) -> None:
    reader = reading(color_scheme="dark", viewport=PAPER)
    page = reader.page
    downloads = [f"downloads/{path.name}" for path in HOSTED.glob("downloads/*.html")]
    for path in (*map(hosted_path, PAGES), *downloads):
        page.emulate_media(media="screen")
        page.goto(f"{reader.base}{path}#__main")
        if path == "":  # as it is left by somebody who looked for something
            page.get_by_role("button", name="Search", exact=True).click()
            page.get_by_role("searchbox").wait_for()
            page.evaluate("document.querySelector('[popover]').showPopover()")
        page.emulate_media(media="print")
        if path not in downloads:
            assert not page.locator(NOT_FOR_PAPER).locator("visible=true").count()
        title = page.get_by_role("heading", level=1).first
        color = title.evaluate("title => getComputedStyle(title).color")
        assert max(map(int, color[4:-1].split(", "))) < 0x50
        blocks = page.locator(".admonition, figure")
        heights = blocks.evaluate_all("blocks => blocks.map((block) => block.offsetHeight)")
        assert all(height < PAPER["height"] for height in heights)


def test_sheets_are_few_and_named(
    reading: Callable[..., Reader], specimens: str, tmp_path: Path
) -> None:
    def sheets(base: str, path: str, paper: str) -> list[str]:
        page = reading(base).page
        page.goto(base + path)
        page.pdf(path=tmp_path / "page.pdf", format=paper, prefer_css_page_size=True)
        return [sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "page.pdf").pages]

    pages = {"index.md": f"# Call\n\n{CARDS}", "checklist.md": f"# Checklist\n\n{PARTS}"}
    with served(build_guide(tmp_path, pages, site_name="Guide on paper")) as guide:
        for paper in ("A4", "Letter"):
            cards, checklist = sheets(guide, "", paper), sheets(guide, "checklist/", paper)
            assert (len(cards), len(checklist)) == (1, 2)
            assert all("Guide on paper" in sheet for sheet in cards + checklist)
            assert "My notes" in checklist[1]
            specimen = sheets(specimens, "specimen/", paper)
            assert len(specimen) <= 3
            assert "(https://example.org/else)" in "".join(specimen).replace("\n", "")
