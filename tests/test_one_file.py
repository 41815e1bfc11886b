"""The one-file edition holds the whole guide and nothing else, on any screen and on paper."""

import re
from pathlib import Path

import pypdf
import pytest
from built_page import parse, text_of
from conftest import DESKTOP, HOSTED, PAGES, PHONE, build_guide, hosted_path
from downloads import MENU, ONLY_ON_THE_WEB, read_guide, write_file
from playwright.sync_api import Browser
from test_accessibility import barriers

FILE = next((HOSTED / "downloads").glob("*.html"))
BUILT = parse(FILE)
PARTS = [BUILT.select_one(link.attr("href")) for link in BUILT.select("#__contents li a")]
TITLES = [text_of(part.select_one("h2")) for part in PARTS]

# A browser of 2020 (Safari 14, Chrome 87, Firefox 78) drops each rule with something newer in it.
AS_IN_2020 = r"""() => {
  const newer = /:(is|where|has)\(|:focus-visible|::target-text/
  const known = [CSSStyleRule, CSSMediaRule, CSSPageRule]
  const all = [...document.styleSheets].flatMap(sheet => [sheet, ...sheet.cssRules])
  for (const owner of all.flatMap(rule => [rule, ...rule.cssRules ?? []])) {
    for (let at = owner.cssRules?.length ?? 0; at--;) {
      const rule = owner.cssRules[at], nested = owner instanceof CSSStyleRule
      if (nested || !known.some(kind => rule instanceof kind) || newer.test(rule.selectorText)
        || /[<>]/.test(rule.conditionText)) owner.deleteRule(at)
    }
  }
}"""


def test_it_says_what_the_pages_say_in_the_order_of_the_menu() -> None:
    menu = parse(HOSTED / "index.html").select(MENU)
    names = [link.attr("href").strip("./") or "index" for link in menu]
    assert [part.attr("id") for part in PARTS] == names
    assert sorted(names) == PAGES
    for part, name in zip(PARTS, names, strict=True):
        main = parse(HOSTED / hosted_path(name) / "index.html").select_one("main")
        for element in main.select(ONLY_ON_THE_WEB):
            element.decompose()
        assert text_of(part).removesuffix(" Back to the contents") == text_of(main)


def test_everything_stands_in_the_file() -> None:
    ids = [element.attr("id") for element in BUILT.select("[id]")]
    assert len(ids) == len(set(ids))
    text = FILE.read_text("utf-8")
    assert not re.findall(r'href="(?!#|https://|tel:|mailto:).*?"', text)
    assert not re.findall(r"""url\((?!["']?data:|#)|light-dark|color-mix|oklch""", text)
    assert not BUILT.select("script, link, iframe, object, embed, [src]:not([src^='data:'])")


@pytest.mark.parametrize(
    ("width", "scheme", "is_old"), [(PHONE, "light", True), (DESKTOP, "dark", False)]
)
def test_it_reads_well(browser: Browser, width: int, scheme: str, is_old: bool) -> None:
    page = browser.new_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    page.on("console", lambda message: found.append(message.text))
    page.goto(FILE.as_uri())
    if is_old:
        page.evaluate(AS_IN_2020)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("article p").first.bounding_box()["width"] > 300
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) < 300) == (scheme == "dark")
    assert barriers(page) == []
    assert [each for each in found if not each.startswith("data:image/")] == [FILE.as_uri()]
    page.get_by_role("link", name=TITLES[2], exact=True).first.click()
    assert page.get_by_role("heading", name=TITLES[2]).bounding_box()["y"] < 100
    page.close()


def test_it_prints_on_40_sheets_with_no_heading_at_the_end_of_one(
    browser: Browser, tmp_path: Path
) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(FILE.as_uri())
    page.pdf(path=tmp_path / "booklet.pdf", format="A4", prefer_css_page_size=True)
    page.close()
    sheets = pypdf.PdfReader(tmp_path / "booklet.pdf").pages
    assert len(sheets) <= 40
    texts = [sheet.extract_text(extraction_mode="layout").strip().split("\n") for sheet in sheets]
    lines = [[" ".join(line.split()) for line in text if line.strip()] for text in texts]
    numbers = [f"{number} / {len(sheets)}" for number in range(1, len(sheets) + 1)]
    assert [sheet[-1] for sheet in lines] == numbers
    headings = {text_of(each) for each in BUILT.select("h2, h3, h4, .admonition-title")}
    assert [sheet[-3:] for sheet in lines if sheet[-2] in headings] == []


def test_links_ids_pictures_and_footnotes_are_made_to_fit(tmp_path: Path) -> None:
    address = "https://guide.example/g/"
    home = f"""# Home {{#home}}
[page](two.md), [heading](two.md#a), [itself](#home), [address]({address}two/#a), [home](index.md)

![Arm](p.svg) <a href="gone/#id">gone</a> <a href="p.svg">file</a>

- [ ] A word, **another**[^same]

[^same]: One.
"""
    two = '# Two\n\n## A[^same] {#a}\n\n<svg aria-labelledby="a b"><g fill="url(#a)"/></svg>\n'
    pages = {"index.md": home, "two.md": f"{two}\n[^same]: Two.\n", "p.svg": "<svg/>"}
    site = build_guide(tmp_path, pages, site_url=address, strict=False, nav=["index.md", "two.md"])
    write_file(tmp_path / "one.html", "one_file.html", read_guide(site))
    built = parse(tmp_path / "one.html")
    links = [link.attr("href") for link in built.select(".part p a:not(.footnote-backref)")]
    inner = ["#two", "#two--a", "#index--home", "#two--a", "#index"]
    assert links == [*inner, f"{address}gone/#id", f"{address}p.svg"]
    notes = [built.select_one(f"[id='{link.attr('href')[1:]}']") for link in built.select("sup a")]
    assert [text_of(note)[:4] for note in notes] == ["One.", "Two."]
    for html in (
        '<h3 id="two--a">',
        'aria-labelledby="two--a two--b"',
        'fill="url(#two--a)"',
        'src="data:image/svg+xml;base64,PHN2Zy8+"',
        '<label><input type="checkbox"> A word, <strong>another</strong>',
    ):
        assert html in built.html
