"""The one-file edition holds the whole guide and nothing else, on a screen and on paper."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path

import one_file
import pypdf
import pytest
import turbohtml
from axe_playwright_python.sync_playwright import Axe
from built_page import parse, text_of
from conftest import HOSTED, PAGES, ROOT, hosted_file
from playwright.sync_api import Browser
from test_accessibility import DESKTOP, PHONE, RULES
from test_facts import states

FILE = HOSTED / "downloads" / "dystonia-guide.html"
BUILT = parse(FILE)
MENU = [
    (HOSTED / link.attr("href")).name or "index"
    for link in parse(HOSTED / "index.html").select(one_file.MENU)
]
CENTIMETRES = {"A4": (21.0, 29.7), "Letter": (21.59, 27.94)}


def test_every_page_is_a_section_in_menu_order() -> None:
    titles = [text_of(section.select_one("h2")) for section in BUILT.select("main > section")]
    assert sorted(MENU) == sorted(name if name != "index" else HOSTED.name for name in PAGES)
    assert titles == [link.text for link in BUILT.select("nav li a")]
    assert sorted(titles) == sorted(
        text_of(parse(hosted_file(page)).select_one("h1")) for page in PAGES
    )


def test_words_of_every_page_are_there() -> None:
    sections = {text_of(each.select_one("h2")): text_of(each) for each in BUILT.select("section")}
    for page in PAGES:
        article = parse(hosted_file(page)).select_one("article")
        for left_out in article.select(".downloads, .md-content__button"):
            left_out.decompose()
        title = text_of(article.select_one("h1"))
        assert sections[title].removesuffix(" Back to the contents") == text_of(article)
    text = " ".join(sections.values())
    facts = json.loads((ROOT / "editorial" / "facts.json").read_text(encoding="utf-8"))
    assert all(states(text, fact["must_mention"]) for fact in facts)


def test_headings_descend_from_one_title() -> None:
    levels = [int(heading.tag[1]) for heading in BUILT.select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == len(PAGES) + 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_markup_follows_the_standard() -> None:
    assert turbohtml.parse(FILE.read_bytes()).errors == []


def test_everything_stands_in_the_file() -> None:
    ids = Counter(element.attr("id") for element in BUILT.select("[id]"))
    assert max(ids.values()) == 1
    for link in BUILT.select("[href]"):
        target = link.attr("href")
        assert target.startswith("https://") or target.removeprefix("#") in ids
    for name in ("for", "aria-labelledby", "aria-describedby"):
        for element in BUILT.select(f"[{name}]"):
            assert set(element.attr(name).split()) <= set(ids)
    text = FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert not re.findall(r"url\((?!'data:|#)", text)
    assert not BUILT.select(
        "script, link, iframe, object, embed, [src]:not([src^='data:']), [srcset]"
    )
    address = BUILT.select_one("header a").attr("href")
    assert not BUILT.select(f"main a[href^='{address}']")


@pytest.mark.parametrize("width", (PHONE, DESKTOP))
@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_browser_asks_for_nothing_and_finds_no_barrier(
    browser: Browser, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = []
    page.on("request", lambda request: found.append(request.url))
    page.on("console", lambda message: found.append(message.text))
    page.goto(FILE.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert [each for each in found if not each.startswith("data:image/")] == [FILE.as_uri()]
    context.close()


@pytest.fixture(params=CENTIMETRES)
def booklet(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> pypdf.PdfReader:
    """The one-file edition printed on each size of paper, from a screen with dark colors."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(FILE.as_uri())
    page.pdf(path=tmp_path / "booklet.pdf", format=request.param, prefer_css_page_size=True)
    context.close()
    printed = pypdf.PdfReader(tmp_path / "booklet.pdf")
    assert [round(float(side) / 72 * 2.54, 1) for side in printed.pages[0].mediabox[2:]] == [
        pytest.approx(side, abs=0.1) for side in CENTIMETRES[request.param]
    ]
    return printed


def lines_of(page: pypdf.PageObject) -> list[str]:
    """The lines of text on a printed page from top to bottom, less its head and its number."""
    text = page.extract_text(extraction_mode="layout")
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return [line for line in lines if not re.fullmatch(r"\d+ / \d+|Dystonia Guide", line)]


def test_booklet_numbers_its_pages(booklet: pypdf.PdfReader) -> None:
    count = len(booklet.pages)
    for number, page in enumerate(booklet.pages, 1):
        assert f"{number} / {count}" in page.extract_text()


def test_booklet_starts_each_part_on_a_new_page(booklet: pypdf.PdfReader) -> None:
    titles = [text_of(heading) for heading in BUILT.select("section > h2")]
    starts = [lines_of(page)[0] for page in booklet.pages]
    assert [start for start in starts if start in titles] == titles


def test_booklet_leaves_no_heading_alone(booklet: pypdf.PdfReader) -> None:
    headings = {text_of(each) for each in BUILT.select("h2, h3, h4, .admonition-title")}
    lasts = {lines_of(page)[-1] for page in booklet.pages}
    assert not lasts & headings


def test_booklet_shows_the_addresses_of_other_sites_only(booklet: pypdf.PdfReader) -> None:
    text = "".join("".join(page.extract_text().split()) for page in booklet.pages)
    outside = [link.attr("href") for link in BUILT.select("section a[href^=http]")]
    assert len(outside) > 20
    assert all(f"({address})" in text for address in outside)
    assert "(#" not in text
    assert "Backtothecontents" not in text


SITE = {
    "index.html": """<!doctype html><html lang="en"><head><title>Home</title>
<link rel="canonical" href="https://guide.example/g/"><meta name="description" content="A &amp; B">
<meta property="og:site_name" content="Guide"></head><body><div class="md-nav--primary">
<ul class="md-nav__list"><li><a href=".">Home</a></li><li><a href="two/">Two</a></li></ul></div>
<article><h1 id="home">Home</h1>{}<p class="review"><time datetime="2026-02-01">February 1, 2026
</time></p></article></body></html>""",
    "two/index.html": """<article><h1 id="two">Two</h1><h2 id="a">A</h2><svg><use href="#a"/>
<g fill="url(#a)"/></svg><img src="../p.svg" alt=""><p class="review"><time datetime="2026-01-02">
January 2, 2026</time></p><script>run()</script></article>""",
    "p.svg": "<svg/>",
}


STYLES = """/* */
[data-md-color-scheme] { --a: #fff; }
@media screen {
  [data-md-color-scheme="slate"] { --a: #000; }
}"""


@pytest.fixture(autouse=True)
def shared_styles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The guide's own style sheet, in the tests that make an edition."""
    sheet = tmp_path / "extra.css"
    sheet.write_text(STYLES)
    monkeypatch.setattr(one_file, "SHARED_STYLES", sheet)
    return sheet


def site_in(folder: Path, body: str) -> Path:
    """Write a hosted edition of two pages; `body` is part of the first."""
    for name, text in SITE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.format(body) if name == "index.html" else text)
    return folder


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("two/", "#two"),
        ("two/#a", "#two--a"),
        ("#home", "#start--home"),
        (".", "#start"),
        ("https://guide.example/g/two/#a", "#two--a"),
        ("https://guide.example/other/", "https://guide.example/other/"),
    ],
)
def test_link_becomes_an_anchor(tmp_path: Path, link: str, target: str) -> None:
    text = one_file.one_file(site_in(tmp_path, f'<p><a href="{link}">x</a></p>'))
    assert f'<a href="{target}">x</a>' in text


def test_ids_references_pictures_and_dates_are_made_to_fit(tmp_path: Path) -> None:
    text = one_file.one_file(site_in(tmp_path, ""))
    assert '<h3 id="two--a">' in text
    assert '<use href="#two--a">' in text
    assert 'fill="url(#two--a)"' in text
    assert 'src="data:image/svg+xml;base64,PHN2Zy8+"' in text
    assert 'The oldest is <time datetime="2026-01-02">' in text
    assert ":root { --a: #fff; }" in text
    assert "(prefers-color-scheme: dark) {\n  :root { --a: #000; }" in text
    assert "run()" not in text
    assert "A &amp; B" in text


def test_what_is_missing_is_left_to_the_link_checker(tmp_path: Path) -> None:
    site = site_in(tmp_path, '<a href="gone/#id">x</a><img src="gone.png" alt="">')
    assert one_file.main([str(site), str(tmp_path / "one.html")]) == 0
    text = (tmp_path / "one.html").read_text()
    assert '<a href="https://guide.example/g/gone/#id">' in text
    assert '<img src="https://guide.example/g/gone.png"' in text


def test_changed_style_sheet_is_said(
    tmp_path: Path, shared_styles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = site_in(tmp_path, "")
    shared_styles.write_text("")
    assert one_file.main([str(site), str(tmp_path / "one.html")]) == 1
    assert capsys.readouterr().err.startswith("one_file.py: extra.css has not one ")


@pytest.mark.parametrize("names", [[], ["no-such-folder", "one.html"]])
def test_misuse(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert one_file.main(names) == 2
    assert capsys.readouterr().err.startswith("usage: one_file.py SITE_DIR HTML_FILE")
