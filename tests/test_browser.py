"""Both editions in Chromium: hosted below a sub-path, and opened from disk with no network."""

from collections.abc import Iterator

import pytest
from conftest import HOSTED, OFFLINE, PAGES, hosted_path
from playwright.sync_api import Browser, Page, Request, Route

EDITIONS = ("hosted", "offline")


class Reader:
    """A reader of one edition: opens its pages and notes whatever goes wrong on them."""

    def __init__(self, page: Page, base: str, edition: str) -> None:
        self.page, self.base, self.edition = page, base, edition
        self.faults: list[str] = []
        page.on("console", lambda message: self.note(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfailed", self.note_failed)
        page.on("response", lambda answer: self.note_status(answer.status, answer.url))
        page.context.route("**/*", self.refuse_others)

    def note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.faults.append(f"console {kind}: {text}")

    def note_failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # cut off by going on to the next page
            self.faults.append(f"failed: {request.url} ({request.failure})")

    def note_status(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"{status}: {url}")

    def refuse_others(self, route: Route) -> None:
        if route.request.url.startswith(self.base):
            return route.continue_()
        self.faults.append(f"another host: {route.request.url}")
        return route.abort()

    def address(self, page: str) -> str:
        return self.base + (hosted_path(page) if self.edition == "hosted" else f"{page}.html")

    def open(self, page: str) -> None:
        self.page.goto(self.address(page), wait_until="load")


@pytest.fixture(params=EDITIONS)
def reader(request: pytest.FixtureRequest, browser: Browser, hosted_url: str) -> Iterator[Reader]:
    """A reader of each edition in turn, at 1280 px in light colors; faults fail the test."""
    base = hosted_url if request.param == "hosted" else f"{OFFLINE.as_uri()}/"
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    found = Reader(context.new_page(), base, request.param)
    yield found
    context.close()
    assert not found.faults


def test_every_page_loads(reader: Reader) -> None:
    for page in PAGES:
        reader.open(page)
        assert reader.page.locator("article h1").count() == 1


def test_every_link_of_the_menu_leads_to_its_page(reader: Reader) -> None:
    reader.open("index")
    links = reader.page.locator(".md-nav--primary > .md-nav__list > li > a").all()
    found = {link.inner_text(): link.get_attribute("href") for link in links}
    assert len(found) == len(PAGES)
    for title, target in found.items():
        reader.open("index")
        reader.page.goto(reader.page.evaluate("path => new URL(path, location).href", target))
        assert reader.page.locator("article h1").inner_text().strip("¶") == title


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("botulinum", "treatment"),
        ("stroke", "causes"),
        ("handwriting", "symptoms"),
    ],
)
def test_search_finds(reader: Reader, words: str, page: str) -> None:
    reader.open("about")
    reader.page.locator(".md-search__input").click()
    reader.page.keyboard.type(words)
    link = f".md-search-result__item > a[href^='{reader.address(page)}']"
    reader.page.locator(link).first.wait_for()


def test_search_result_marks_the_word(reader: Reader) -> None:
    reader.open("about")
    reader.page.locator(".md-search__input").click()
    reader.page.keyboard.type("handwriting")
    reader.page.locator(".md-search-result__item > a").first.click()
    reader.page.locator("article mark[data-md-highlight]").first.wait_for()


def test_search_completes_the_word(reader: Reader) -> None:
    reader.open("about")
    reader.page.locator(".md-search__input").click()
    reader.page.keyboard.type("botul")
    reader.page.locator(".md-search__suggest", has_text="botulinum").wait_for()
    reader.page.keyboard.press("ArrowRight")
    assert reader.page.locator(".md-search__input").input_value() == "botulinum"


def test_search_field_of_a_phone_is_in_line(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.open("about")
    reader.page.locator("[data-toggle=__search][aria-expanded]").click()
    reader.page.keyboard.type("botul")
    reader.page.locator(".md-search__suggest", has_text="botulinum").wait_for()
    parts = reader.page.locator(".md-search__form :is(input, div:not(:empty), svg)")
    middles = parts.locator("visible=true").evaluate_all("""parts => parts.map((part) => {
      const { top, bottom } = part.getBoundingClientRect()
      return (top + bottom) / 2
    })""")
    assert len(middles) == 5
    assert max(middles) - min(middles) < 1
    words = reader.page.locator(".md-search__input, .md-search__suggest")
    sizes = words.evaluate_all("words => words.map(word => getComputedStyle(word).fontSize)")
    assert sizes[0] == sizes[1]


def test_colors_follow_the_system_and_the_switch(reader: Reader) -> None:
    scheme = reader.page.locator("body")
    for system, start, switched in (("light", "default", "slate"), ("dark", "slate", "default")):
        reader.page.emulate_media(color_scheme=system)
        reader.open("index")
        reader.page.evaluate("localStorage.clear()")
        reader.page.reload()
        assert scheme.get_attribute("data-md-color-scheme") == start
        reader.page.locator("form[data-md-component=palette] button:visible").click()
        assert scheme.get_attribute("data-md-color-scheme") == switched
        reader.open("symptoms")
        assert scheme.get_attribute("data-md-color-scheme") == switched


def test_colors_follow_the_system_until_the_switch_is_pressed(reader: Reader) -> None:
    scheme = reader.page.locator("body")
    reader.open("index")
    for system, colors in (("dark", "slate"), ("light", "default"), ("dark", "slate")):
        reader.page.emulate_media(color_scheme=system)
        reader.page.locator(f"body[data-md-color-scheme={colors}]").wait_for()
        reader.open("symptoms")
        assert scheme.get_attribute("data-md-color-scheme") == colors
    reader.page.locator("form[data-md-component=palette] button:visible").click()
    for system in ("light", "dark"):
        reader.page.emulate_media(color_scheme=system)
        # A page hears of the change before it draws the next frame.
        reader.page.evaluate("new Promise(requestAnimationFrame)")
        assert scheme.get_attribute("data-md-color-scheme") == "default"
        reader.open("types")
        assert scheme.get_attribute("data-md-color-scheme") == "default"


def test_tick_boxes_tick_on_their_whole_line(reader: Reader) -> None:
    reader.open("prepare-for-your-visit")
    box = reader.page.get_by_role("checkbox", name="Being tired")
    assert not box.is_checked()
    reader.page.get_by_text("Being tired").click()
    assert box.is_checked()


def test_menu_opens_on_a_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.open("index")
    reader.page.get_by_role("button", name="Menu").press("Enter")
    reader.page.locator(".md-nav--primary").get_by_role("link", name="Glossary").click()
    assert reader.page.locator("article h1").inner_text().startswith("Glossary")


# The middle of each tick box, less that of the first line of its words.
OFF_LINE = """boxes => boxes.map((box) => {
  const words = document.createRange(), square = box.getBoundingClientRect()
  words.selectNodeContents(box.closest("label"))
  const line = [...words.getClientRects()].find((each) => each.left > square.right)
  return (square.top + square.bottom - line.top - line.bottom) / 2
})"""


@pytest.mark.parametrize("media", ["screen", "print"])
def test_tick_boxes_stand_on_the_first_line_of_their_words(reader: Reader, media: str) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.page.emulate_media(media=media)
    reader.open("prepare-for-your-visit")
    off = reader.page.get_by_role("checkbox").evaluate_all(OFF_LINE)
    assert len(off) > 20
    assert max(map(abs, off)) < 1.5


def test_ways_on_show_their_words_on_a_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.open("types")
    words = reader.page.locator(".md-footer__title")
    assert [title.is_visible() for title in words.all()] == [True, True]
    assert words.first.inner_text().split("\n") == ["Previous", "Symptoms of dystonia"]


def test_emergency_comes_first_on_a_phone(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": 360, "height": 740})
    reader.open("when-to-call-the-doctor")
    first = reader.page.locator("article a[href^='#']:not(.headerlink)").first
    assert first.get_attribute("href") == "#emergency-signs"
    card = reader.page.locator(".danger > .admonition-title").bounding_box()
    assert card["y"] + card["height"] <= 740


def test_no_single_key_leaves_the_page(reader: Reader) -> None:
    reader.open("symptoms")
    for key in "fs/pn,.":
        reader.page.keyboard.press(key)
    assert reader.page.url == reader.address("symptoms")
    assert not reader.page.locator("#__search").is_checked()


def test_wrong_address_is_helped(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page()
    answer = page.goto(f"{hosted_url}no/such/page/")
    assert answer.status == 404
    links = page.locator("article a").evaluate_all("links => links.map(link => link.href)")
    assert sorted(links) == sorted(hosted_url + hosted_path(name) for name in PAGES)
    for url in (
        *links,
        *page.locator("link[rel=stylesheet]").evaluate_all("s => s.map(l => l.href)"),
    ):
        assert page.request.get(url).ok
    page.close()


def test_offline_download_is_offered_by_the_hosted_edition_only() -> None:
    link = 'href="../downloads/dystonia-guide-offline.zip"'
    assert link in (HOSTED / "about/index.html").read_text(encoding="utf-8")
    assert "downloads/" not in (OFFLINE / "about.html").read_text(encoding="utf-8")


def test_nothing_moves_when_the_script_comes_late(browser: Browser, hosted_url: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, service_workers="block")
    held: list[Route] = []
    page.route("**/bundle.*.js", lambda route: held.append(route))
    page.add_init_script("""
        window.shifts = []
        new PerformanceObserver(list => shifts.push(...list.getEntries().map(e => e.value)))
          .observe({ type: "layout-shift", buffered: true })
    """)
    page.goto(hosted_url, wait_until="commit")
    page.evaluate("""new Promise(done =>
        new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true }))""")
    held[0].continue_()
    page.locator("html.js").wait_for()
    page.get_by_role("button", name="Menu").wait_for()
    # An observer is told before the second frame.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("shifts") == []
    page.close()
