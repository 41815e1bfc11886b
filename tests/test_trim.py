"""Trimming takes nothing that a reader sees, and stops where the theme has changed."""

import base64
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import finish_site
import pytest
import trim_site
from conftest import HOSTED, PAGES, ROOT, SUB_PATH, GuideHandler, hosted_path
from playwright.sync_api import Browser, Page

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
LARGEST_DIFFERENCE = """async (pictures) => {
  const [before, after] = await Promise.all(pictures.map(async (picture) => {
    const bitmap = await createImageBitmap(await (await fetch(picture)).blob())
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")
    canvas.drawImage(bitmap, 0, 0)
    return canvas.getImageData(0, 0, bitmap.width, bitmap.height).data
  }))
  if (before.length !== after.length) return 255
  return before.reduce((most, value, at) => Math.max(most, Math.abs(value - after[at])), 0)
}"""
# Drawing the same letters twice may differ by this much of 255, which no eye sees.
NOISE = 8
# Chromium draws a round corner a little differently where its tiles happen to meet, so one picture
# may differ by chance. What a reader would see differs in every one.
PICTURES = 10


@pytest.fixture(scope="module")
def untrimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hosted edition, built from the same sources and finished, but not trimmed."""
    site = tmp_path_factory.mktemp("untrimmed")
    surroundings = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
    subprocess.run(build, cwd=ROOT, env=surroundings, check=True)
    assert finish_site.main([str(site)]) == 0
    return site


@pytest.fixture(scope="module")
def untrimmed_url(untrimmed: Path) -> Iterator[str]:
    """The address of that edition."""

    class Handler(GuideHandler):
        def translate_path(self, path: str) -> str:
            return super(GuideHandler, self).translate_path("/" + path.removeprefix(SUB_PATH))

    handler = functools.partial(Handler, directory=str(untrimmed))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        server.shutdown()


class Pair:
    """The same page before and after trimming, in two windows."""

    def __init__(self, browser: Browser, urls: tuple[str, ...], **options: object) -> None:
        # In one window, only one of them would be in front, and drawn at once.
        self.urls, self.tabs = (
            urls,
            [browser.new_page(service_workers="block", **options) for _ in urls],
        )

    def open(self, path: str) -> None:
        for tab, url in zip(self.tabs, self.urls, strict=True):
            tab.goto(url + path)
            tab.locator("html.js").wait_for()

    def search(self, words: str, found: str) -> None:
        for tab in self.tabs:
            tab.keyboard.press("Control+k")
            tab.keyboard.type(words)
            tab.locator(".md-search-result__item").first.wait_for()
            # A search for part of the words may have filled the list before.
            tab.locator(".md-search-result__item", has_text=found).first.wait_for()

    def looks_the_same(self) -> bool:
        """Whether both look the same, in one picture of some at least."""
        return any(self.difference() <= NOISE for _ in range(PICTURES))

    def difference(self) -> int:
        """The largest difference of a color of a pixel, of 255, in one picture."""
        shots = [tab.screenshot(full_page=True, caret="hide") for tab in self.tabs]
        if shots[0] == shots[1]:
            return 0
        pictures = [f"data:image/png;base64,{base64.b64encode(shot).decode()}" for shot in shots]
        blank = self.tabs[0].context.browser.new_page()
        found = blank.evaluate(LARGEST_DIFFERENCE, pictures)
        blank.close()
        return found

    def close(self) -> None:
        for tab in self.tabs:
            tab.close()


@pytest.fixture(
    params=[(PHONE, "light"), (DESKTOP, "dark")], ids=["phone in the light", "desktop in the dark"]
)
def pair(
    request: pytest.FixtureRequest, browser: Browser, untrimmed_url: str, hosted_url: str
) -> Iterator[Pair]:
    viewport, scheme = request.param
    found = Pair(browser, (untrimmed_url, hosted_url), viewport=viewport, color_scheme=scheme)
    yield found
    found.close()


def test_pages_look_the_same(pair: Pair) -> None:
    for path in [*map(hosted_path, PAGES), "404.html"]:
        pair.open(path)
        assert pair.looks_the_same(), path


def test_search_looks_the_same(pair: Pair) -> None:
    pair.open("about/")
    pair.search("neck pulling", "Missing: pulling")
    assert pair.looks_the_same()


def test_menu_looks_the_same(browser: Browser, untrimmed_url: str, hosted_url: str) -> None:
    pair = Pair(browser, (untrimmed_url, hosted_url), viewport=PHONE)
    pair.open("types/")
    for tab in pair.tabs:
        tab.get_by_role("button", name="Menu").click()
    assert pair.looks_the_same()
    pair.close()


def test_paper_looks_the_same(browser: Browser, untrimmed_url: str, hosted_url: str) -> None:
    pair = Pair(browser, (untrimmed_url, hosted_url), viewport=DESKTOP)
    pair.open("types/")
    for tab in pair.tabs:
        tab.emulate_media(media="print")
    assert pair.looks_the_same()
    pair.close()


def test_difference_is_seen(browser: Browser, untrimmed_url: str, hosted_url: str) -> None:
    pair = Pair(browser, (untrimmed_url, hosted_url), viewport=PHONE)
    pair.open("types/")
    pair.tabs[0].evaluate("document.querySelector('h1').textContent += '.'")
    assert not pair.looks_the_same()
    pair.close()


def classes(page: Page) -> set[str]:
    """Every class that an element of the open page has now."""
    return set(page.evaluate("[...document.querySelectorAll('*')].flatMap(e => [...e.classList])"))


def styled(site: Path) -> set[str]:
    """Every class that the style sheets of an edition have a rule for."""
    sheets = site.glob("assets/stylesheets/*.css")
    return {name for sheet in sheets for name in trim_site.CLASS.findall(sheet.read_text())}


def test_no_class_that_a_script_sets_has_lost_its_rules(
    browser: Browser, untrimmed: Path, untrimmed_url: str
) -> None:
    before = Pair(browser, (untrimmed_url,), viewport=DESKTOP)
    (tab,), found = before.tabs, set()
    for path in [*map(hosted_path, PAGES), "404.html"]:
        before.open(path)
        found |= classes(tab)
        tab.keyboard.press("Tab")
        tab.mouse.wheel(0, 2000)
        tab.mouse.wheel(0, -500)
        tab.locator(".md-top:not([hidden])").or_(tab.locator("main")).first.wait_for()
        found |= classes(tab)
    for words, result in (("neck pulling", "Missing: pulling"), ("dystonia", "more on this page")):
        before.open("about/")
        before.search(words, result)
        found |= classes(tab)
    before.close()
    # What stands in the list may have had rules only together with classes that no page has.
    lost = found & styled(untrimmed) - styled(HOSTED) - trim_site.SET_BY_SCRIPTS
    assert not lost, f"add to SET_BY_SCRIPTS of scripts/trim_site.py: {lost}"
    assert found > {"md-search-result__more", "md-search-result__terms"}


def test_search_is_fetched_when_opened(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page(service_workers="block")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(hosted_url, wait_until="networkidle")
    assert not [name for name in asked if "search" in name]
    page.keyboard.press("Control+k")
    page.keyboard.type("stroke")
    page.locator(".md-search-result__item").first.wait_for()
    assert len([name for name in asked if "search" in name]) == 2
    page.close()


CSS = (
    '@charset "UTF-8";.used{color:var(--read)}.md-dialog--active{color:red}.used .gone{left:1}'
    ":root{--read:#000;--lost:#fff;--by-script:1px}.used:not(.gone){top:0}a:hover{left:0}"
)


def test_styles_keep_what_is_used() -> None:
    trimmed = trim_site.trim_styles(CSS, {"used"}, "style.getPropertyValue('--by-script')")
    assert trimmed == (
        ".used{color:var(--read)}.md-dialog--active{color:red}"
        ":root{--read:#000;--by-script:1px}.used:not(.gone){top:0}a:hover{left:0}"
    )


def test_classes_and_ids_are_those_of_elements() -> None:
    html = '<p class="a b" id=c>class="d"<svg class=e><!-- <p class=f> -->'
    assert trim_site.classes_and_ids(html) == {"a", "b", "c", "e"}


LITERAL = "<pre>\n\n  two\n</pre> <textarea>\n\n a</textarea>"
HEAD = '<link rel="stylesheet" href="../assets/stylesheets/main.css">'
COLORS = (
    '<script>__md_scope=new URL("..",location),__md_hash=1</script>\n<form></form>'
    '<script>var palette=__md_get("__palette");apply()</script>'
)
NAMES = trim_site.Names("guide.css", "colors.js")


@pytest.mark.parametrize(
    ("html", "trimmed"),
    [
        pytest.param("<p>\n\n    a\n  b</p>", "<p>\na\nb</p>", id="indentation"),
        pytest.param("<p>a  b</p>", "<p>a  b</p>", id="blanks in a line"),
        pytest.param(LITERAL, LITERAL, id="literal"),
        pytest.param(
            f'{HEAD}\n  {HEAD}\n  <script src="x.js"></script>\n  {HEAD}\n{COLORS}',
            '<link rel="stylesheet" href="../assets/stylesheets/guide.css">\n'
            '<script src="x.js"></script>\n<form></form>'
            '<script src="../assets/javascripts/colors.js"></script>',
            id="styles and scripts",
        ),
    ],
)
def test_page_is_trimmed(html: str, trimmed: str) -> None:
    assert trim_site.trim_page(NAMES, html) == trimmed


def test_colors_are_those_of_the_whole_guide() -> None:
    assert trim_site.color_script(COLORS) == (
        '__md_scope=new URL("../..",document.currentScript.src),__md_hash=1;'
        'var palette=__md_get("__palette");apply()\n'
    )


@pytest.fixture
def copy(untrimmed: Path, tmp_path: Path) -> Path:
    """A copy of the edition that is not trimmed yet."""
    return shutil.copytree(untrimmed, tmp_path / "site")


@pytest.mark.parametrize(
    ("pattern", "text", "said"),
    [
        ("index.html", "__md_scope", "trim_site.py: the theme sets its colors in another way\n"),
        ("about/index.html", "__palette", "{file}: the theme sets its colors in another way\n"),
        (
            "assets/javascripts/bundle.*.js",
            "index$:",
            "trim_site.py: the theme starts its search in another way\n",
        ),
    ],
)
def test_changed_theme_is_said(
    copy: Path, pattern: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = copy.glob(pattern)
    file.write_text(file.read_text().replace(text, "other"))
    assert trim_site.main([str(copy)]) == 1
    assert capsys.readouterr().err == said.format(file=file)


def test_folder_without_pages_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        trim_site.main([str(tmp_path)])
    assert "holds no page: build the site first" in capsys.readouterr().err
