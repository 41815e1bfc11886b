"""The one-file edition holds the whole guide and nothing else, on any screen and on paper."""

import itertools
import re
import unicodedata
from collections import Counter
from pathlib import Path

import one_file
import pypdf
import pytest
from built_page import parse, text_of
from conftest import DESKTOP, HOSTED, PAGES, PHONE, build_guide, hosted_file
from playwright.sync_api import Browser
from test_accessibility import barriers

FILE = HOSTED / "downloads" / "dystonia-guide.html"
BUILT = parse(FILE)
PARTS = [BUILT.select_one(link.attr("href")) for link in BUILT.select("details a")]
TITLES = [text_of(part.select_one("h2")) for part in PARTS]

# A browser of 2020 (Safari 14, Chrome 87, Firefox 78) drops each rule with something newer in it.
AS_IN_2020 = r"""() => {
  const newer = /:(is|where|has)\(|:focus-visible|::target-text|::details-content/
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
    assert [part.attr("id") for part in PARTS] == [
        link.attr("href").strip("./") or "start"
        for link in parse(HOSTED / "index.html").select(one_file.MENU)
    ]
    assert len(PARTS) == len(PAGES)
    for part in PARTS:
        name = part.attr("id").replace("start", "index")
        main = parse(hosted_file(name)).select_one("main")
        for download in main.select(".downloads"):
            download.decompose()
        assert text_of(part).removesuffix(" Back to the contents") == text_of(main)


def test_everything_stands_in_the_file() -> None:
    assert BUILT.errors == []
    levels = [int(heading.tag[1]) for heading in BUILT.select("h1, h2, h3, h4, h5, h6")]
    assert (levels[0], levels.count(1), levels.count(2)) == (1, 1, len(PAGES))
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    ids = Counter(element.attr("id") for element in BUILT.select("[id]"))
    assert max(ids.values()) == 1
    text = FILE.read_text(encoding="utf-8")
    named = re.findall(r' (?:for|aria-labelledby|aria-describedby)="([^"]+)"', text)
    named += re.findall(r"url\(#([^)]+)\)|href=\"#([^\"]+)", text)
    assert {each for group in named for each in "".join(group).split()} <= set(ids)
    links = [link.attr("href") for link in BUILT.select("[href]")]
    assert all(re.match("#|https://|tel:", link) for link in links)
    assert not re.findall(r"url\((?!'data:|#)|light-dark|color-mix|oklch", text)
    assert not BUILT.select("script, link, iframe, object, embed, [src]:not([src^='data:'])")
    assert not BUILT.select(f"main a[href^='{BUILT.select_one('header p a').attr('href')}']")


@pytest.mark.parametrize("browsers", ["of today", "of 2020"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_reads_well(browser: Browser, scheme: str, width: int, browsers: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    page.on("console", lambda message: found.append(message.text))
    page.goto(FILE.as_uri())
    if browsers == "of 2020":
        page.evaluate(AS_IN_2020)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    first = page.get_by_role("heading", level=2).first.bounding_box()
    assert first["y"] < 300
    assert page.locator("article p").first.bounding_box()["width"] > 300
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) < 300) == (scheme == "dark")
    assert barriers(page) == []
    assert [each for each in found if not each.startswith("data:image/")] == [FILE.as_uri()]
    page.get_by_text("Contents", exact=True).click()
    page.get_by_role("link", name=TITLES[2], exact=True).first.click()
    assert page.get_by_role("heading", name=TITLES[2]).bounding_box()["y"] < 100
    context.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_as_a_booklet(browser: Browser, tmp_path: Path, paper: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(FILE.as_uri())
    page.pdf(path=tmp_path / "booklet.pdf", format=paper, prefer_css_page_size=True)
    context.close()
    printed = pypdf.PdfReader(tmp_path / "booklet.pdf").pages
    sheets = [sheet.extract_text(extraction_mode="layout").split("\n") for sheet in printed]
    sheets = [[" ".join(line.split()) for line in sheet if line.strip()] for sheet in sheets]
    for number, sheet in enumerate(sheets, 1):
        assert (sheet[0], sheet[-1]) == ("Dystonia Guide", f"{number} / {len(sheets)}")
    # Every part but the first begins a sheet; no heading stands alone at the end of one.
    starts = [" ".join(sheet[1:3]) for sheet in sheets]
    assert all(any(start.startswith(title) for start in starts) for title in TITLES[1:])
    headings = {text_of(each) for each in BUILT.select("h2, h3, h4, .admonition-title")}
    assert not headings & {sheet[-2] for sheet in sheets}
    # Links to other sites show where they lead.
    text = "".join("".join(sheet.extract_text().split()) for sheet in printed)
    text = unicodedata.normalize("NFKC", text)  # without ligatures
    links = [link.attr("href") for link in BUILT.select("article a[href^=http]")]
    assert len(links) > 20
    assert [link for link in links if f"({link})" not in text] == []
    assert "(#" not in text


def test_links_ids_pictures_and_boxes_are_made_to_fit(tmp_path: Path) -> None:
    address = "https://guide.example/g/"
    home = f"""# Home {{#home}}
[page](two.md), [heading](two.md#a), [itself](#home), [address]({address}two/#a), [home](index.md)

![Arm](p.svg) <a href="gone/#id">gone</a> <img src="gone.png" alt=""> <a href="p.svg">file</a>

- [ ] A word, **another**
"""
    two = '# Two\n\n## A {#a}\n\n<svg aria-labelledby="a b"><g fill="url(#a)"/></svg>\n'
    pages = {"index.md": home, "two.md": two, "p.svg": "<svg/>"}
    site = build_guide(tmp_path, pages, site_url=address, strict=False, nav=["index.md", "two.md"])
    target = tmp_path / "new" / "one.html"
    assert one_file.main([str(site), str(target)]) == 0
    text = target.read_text(encoding="utf-8")
    links = [link.attr("href") for link in parse(target).select("article p a")]
    assert links == [
        "#two",
        "#two--a",
        "#start--home",
        "#two--a",
        "#start",
        f"{address}gone/#id",
        f"{address}p.svg",
    ]
    assert '<h3 id="two--a">' in text
    assert 'aria-labelledby="two--a two--b"' in text
    assert 'fill="url(#two--a)"' in text
    assert 'src="data:image/svg+xml;base64,PHN2Zy8+"' in text
    assert f'<img src="{address}gone.png"' in text
    assert '<label><input type="checkbox"> A word, <strong>another</strong></label>' in text


@pytest.mark.parametrize("names", [[], ["no-such-folder", "one.html"]])
def test_misuse(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert one_file.main(names) == 2
    assert capsys.readouterr().err.startswith("usage: one_file.py SITE_DIR HTML_FILE")
