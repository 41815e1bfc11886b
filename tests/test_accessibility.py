"""No reader is shut out: axe-core finds nothing, and nothing is cut off, moves or is too small."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ARGUMENTS, CHROMIUM, OFFLINE, PAGES, hosted_path
from playwright.sync_api import Browser, Page

# All of WCAG 2.0 to 2.2 and best practice; these 3 are off unless named.
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
        "best-practice",
    ],
    "rules": {
        name: {"enabled": True}
        for name in ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
    },
}
PHONE, DESKTOP = 360, 1280
PATHS = [*map(hosted_path, PAGES), "404.html"]

# WCAG 1.4.12: the spacing that a reader may set, with nothing lost.
TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
}"""
# WCAG 1.4.4: twice the size that extra.css sets.
TEXT_TWICE_AS_LARGE = "() => { document.documentElement.style.fontSize = '275%' }"

# Words that a box of fixed size hides, and how far the page scrolls sideways.
CUT_OFF = """() => {
  const found = []
  const scrolls = document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth
  if (scrolls > 0) found.push(`the page scrolls ${scrolls} px sideways`)
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    const text = words.currentNode, shown = { visibilityProperty: true, opacityProperty: true }
    if (!text.data.trim() || !text.parentElement.checkVisibility(shown)) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    for (let box = text.parentElement; box !== document.body; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box), edge = box.getBoundingClientRect()
      const hides = (overflow) => ["hidden", "clip"].includes(overflow)
      if ([overflowX, overflowY].some((overflow) => ["auto", "scroll"].includes(overflow))) break
      if (hides(overflowX) && (left < edge.left - 1 || right > edge.right + 1) ||
          hides(overflowY) && (top < edge.top - 1 || bottom > edge.bottom + 1)) {
        found.push(text.data.trim())
      }
    }
  }
  return found
}"""

# Words of headings and of links from page to page that stand in more than one line.
BROKEN = """() => [...document.querySelectorAll("h1, h2, .md-ellipsis")].flatMap((box) => {
  const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), found = []
  while (texts.nextNode()) {
    for (const { 0: word, index } of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange()
      range.setStart(texts.currentNode, index)
      range.setEnd(texts.currentNode, index + word.length)
      // No line of a phone holds a word of 16 large letters.
      if (word.length < 16 && range.getClientRects().length > 1) found.push(word)
    }
  }
  return found
})"""

# Links and buttons outside running text that neither are 44 by 44 px nor have that much room.
TOO_SMALL = """() => {
  const kinds = "a[href], button, summary, label:has(input), input"
  const shown = { visibilityProperty: true, opacityProperty: true }
  const isInText = (link) => {
    if (getComputedStyle(link).display !== "inline") return false
    if (link.matches(".footnote-backref")) return false
    const block = link.closest("p, li, figcaption, td")
    return block && block.textContent.trim() !== link.textContent.trim()
  }
  return [...document.querySelectorAll(kinds)].filter((target) => {
    if (!target.checkVisibility(shown) || isInText(target) || target.matches("label input")) {
      return false
    }
    target.scrollIntoView({ block: "center" })
    const { left, top, width, height } = target.getBoundingClientRect()
    const at = (x, y) => document.elementFromPoint(left + width / 2 + x, top + height / 2 + y)
    if (width >= 44 && height >= 44 || !target.contains(at(0, 0))) return false
    return [-21, 0, 21].some((x) => [-21, 0, 21].some((y) => {
      const hit = at(x, y)?.closest(kinds)
      return hit && hit !== target
    }))
  }).map((target) => target.outerHTML.slice(0, 200))
}"""

# Entries of a list that hold links and start less than 44 px after the entry above.
CLOSE_ENTRIES = """() => [...document.querySelectorAll("article li:has(a[href]) + li:has(a[href])")]
  .filter((entry) => {
    const { left, top } = entry.getBoundingClientRect()
    const above = entry.previousElementSibling.getBoundingClientRect()
    return left === above.left && top - above.top < 43.9
  }).map((entry) => entry.innerText)"""

# Footnote links that are not what a finger hits at their middle.
MISSED_NOTES = """() => [...document.querySelectorAll(".footnote-ref, .footnote-backref")]
  .filter((link) => {
    link.scrollIntoView({ block: "center" })
    const { left, top, width, height } = link.getBoundingClientRect()
    return document.elementFromPoint(left + width / 2, top + height / 2) !== link
  }).map((link) => link.outerHTML)"""

MOVES = """() => [...document.querySelectorAll("*")].flatMap((node) =>
  [null, "::before", "::after"].map((part) => getComputedStyle(node, part)).filter((style) =>
    style.animationName !== "none" || style.scrollBehavior !== "auto" ||
    style.transitionDuration.split(", ").some((time) => time !== "0s")
  ).map(() => node.outerHTML.slice(0, 100)))"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own, 360 px wide."""
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, bypass_csp=True)
    yield context.new_page()
    context.close()


def barriers(page: Page, rules: dict = RULES) -> list[str]:
    """What axe-core finds on the page as it is now."""
    found = Axe().run(page, options=rules).response
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        # Where text has the color of its ground, axe-core leaves open if that is meant.
        if kind == "violations" or "1:1 contrast ratio" in node["failureSummary"]
    ]


def open_search(page: Page, words: str) -> None:
    """Search for words, in the field or by the button that opens it, and wait for the results."""
    if (page.viewport_size or {})["width"] < 960:
        page.locator("[data-toggle=__search][aria-expanded]").click()
    page.locator(".md-search__input").click()
    page.keyboard.type(words)
    page.locator(".md-search-result__item > a").first.wait_for()


@pytest.mark.parametrize("edition", ["hosted", "offline"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier(page: Page, hosted_url: str, edition: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme=scheme)
    # The schemes differ in colors alone.
    rules = RULES if scheme == "light" else RULES | {"runOnly": ["cat.color"]}
    offline = [f"{OFFLINE.as_uri()}/{name}.html" for name in PAGES]
    found = {}
    for url in offline if edition == "offline" else [hosted_url + path for path in PATHS]:
        page.goto(url)
        found[url] = barriers(page, rules)
    if width == PHONE:
        page.get_by_role("button", name="Menu").click()
        found["menu"] = barriers(page, rules)
        page.keyboard.press("Escape")
    open_search(page, "muscle")
    found["search"] = barriers(page, rules)
    page.keyboard.type("xyzzyxyzzy")
    page.locator(".search-help").wait_for()
    found["search with nothing found"] = barriers(page, rules)
    assert not {path: violations for path, violations in found.items() if violations}


def test_axe_finds_a_barrier(page: Page) -> None:
    page.set_content("<html lang='en'><title>t</title><main><h1>t</h1><img src=''></main>")
    assert [line for line in barriers(page) if line.startswith("image-alt")]
    page.set_content("<html lang='en'><title>t</title><main><h1 style='color: #fff'>t</h1></main>")
    assert [line for line in barriers(page) if line.startswith("color-contrast")]


@pytest.mark.parametrize(
    ("change", "width"),
    [
        pytest.param("() => {}", 320, id="400-percent-zoom"),
        pytest.param(TEXT_SPACING, 320, id="text-spacing-phone"),
        pytest.param(TEXT_SPACING, DESKTOP, id="text-spacing"),
        pytest.param(TEXT_TWICE_AS_LARGE, PHONE, id="large-text-phone"),
        pytest.param(TEXT_TWICE_AS_LARGE, DESKTOP, id="large-text"),
    ],
)
def test_nothing_is_cut_off(page: Page, hosted_url: str, change: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    found = {}
    for path in PATHS:
        page.goto(hosted_url + path)
        page.evaluate(change)
        found[path] = page.evaluate(CUT_OFF)
    if width < DESKTOP:
        page.get_by_role("button", name="Menu").click()
        found["menu"] = page.evaluate(CUT_OFF)
        page.keyboard.press("Escape")
    assert not {path: words for path, words in found.items() if words}


def test_cut_off_words_are_found(page: Page) -> None:
    page.set_content(
        "<p style='overflow: hidden; width: 3em; white-space: nowrap'>cut off here</p>"
    )
    assert page.evaluate(CUT_OFF) == ["cut off here"]
    page.set_content("<p style='width: 200vw'>wide</p>")
    assert "sideways" in page.evaluate(CUT_OFF)[0]


@pytest.fixture
def large_text(browser: Browser) -> Iterator[Page]:
    """A phone whose browser is set to text of twice the usual size, which em of @media follow."""
    arguments = [*ARGUMENTS, "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    yield chromium.new_page(viewport={"width": PHONE, "height": 740}, bypass_csp=True)
    chromium.close()


def test_large_text_of_the_browser_has_room_on_a_phone(large_text: Page, hosted_url: str) -> None:
    found = {}
    for path in PATHS:
        large_text.goto(hosted_url + path)
        found[path] = large_text.evaluate(CUT_OFF) + large_text.evaluate(BROKEN)
    large_text.get_by_role("button", name="Menu").click()
    found["menu"] = large_text.evaluate(CUT_OFF) + large_text.evaluate(BROKEN)
    assert not {path: words for path, words in found.items() if words}
    menu = large_text.locator(".md-sidebar--primary").bounding_box()
    assert menu["x"] >= 0
    assert menu["width"] <= PHONE
    large_text.keyboard.press("Escape")
    large_text.mouse.wheel(0, 1000)
    large_text.wait_for_function("scrollY > 500")
    header = large_text.locator("header").bounding_box()
    assert header["y"] + header["height"] <= 740 / 4
    large_text.keyboard.press("Control+k")
    room = large_text.locator(".md-search__input").evaluate("""(field) => {
      const { paddingLeft, paddingRight } = getComputedStyle(field)
      return field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight)
    }""")
    assert room > PHONE / 2


def test_broken_words_are_found(page: Page) -> None:
    page.set_content("<p class='md-ellipsis' style='width: 9em'>in many lines, whole</p>")
    assert page.evaluate(BROKEN) == []
    narrow = "width: 2em; overflow-wrap: anywhere"
    page.set_content(f"<p class='md-ellipsis' style='{narrow}'>in complications</p>")
    assert page.evaluate(BROKEN) == ["complications"]


@pytest.mark.parametrize("width", [320, DESKTOP])
def test_targets_are_large_enough_for_a_shaking_hand(
    page: Page, hosted_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    found = {}
    for path in PATHS:
        page.goto(hosted_url + path)
        found[path] = [
            *page.evaluate(TOO_SMALL),
            *page.evaluate(CLOSE_ENTRIES),
            *page.evaluate(MISSED_NOTES),
        ]
    if width == 320:
        page.get_by_role("button", name="Menu").click()
        found["menu"] = page.evaluate(TOO_SMALL)
        page.keyboard.press("Escape")
    open_search(page, "muscle")
    found["search"] = page.evaluate(TOO_SMALL)
    assert not {path: targets for path, targets in found.items() if targets}


def test_small_targets_are_found(page: Page) -> None:
    page.set_content("<a href='#'>1</a><br><a href='#'>2</a><p><a href='#'>in</a> a text</p>")
    assert len(page.evaluate(TOO_SMALL)) == 2
    page.set_content("<style>a { padding: 2em }</style><a href='#'>1</a><a href='#'>2</a>")
    assert page.evaluate(TOO_SMALL) == []
    page.set_content("<p><a href='#'>Source</a> <a class='footnote-backref' href='#'>1</a></p>")
    assert len(page.evaluate(TOO_SMALL)) == 1


def test_close_entries_are_found(page: Page) -> None:
    entries = "<article><ul><li><a href='#'>1</a><li><a href='#'>2</a></ul></article>"
    page.set_content(entries)
    assert page.evaluate(CLOSE_ENTRIES) == ["2"]
    page.set_content(f"<style>li {{ line-height: 44px }}</style>{entries}")
    assert page.evaluate(CLOSE_ENTRIES) == []


def test_footnotes_that_are_missed_are_found(page: Page) -> None:
    pair = "<a class='footnote-ref' href='#'>1</a><a class='footnote-ref' href='#'>2</a>"
    page.set_content(pair)
    assert page.evaluate(MISSED_NOTES) == []
    area = "position: absolute; inset: -1em; content: ''"
    page.set_content(f"<style>a {{ position: relative }} a::after {{ {area} }}</style>{pair}")
    assert len(page.evaluate(MISSED_NOTES)) == 1


def test_nothing_moves(page: Page, hosted_url: str) -> None:
    page.goto(hosted_url)
    assert page.evaluate(MOVES) == []
    page.set_content("<p style='transition: color 1s'>moves</p>")
    assert len(page.evaluate(MOVES)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_of_the_readers_own_hide_nothing(page: Page, hosted_url: str, scheme: str) -> None:
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    page.goto(f"{hosted_url}types/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    marks = page.evaluate("""() => [
      ...[...document.querySelectorAll(".admonition-title")].map(
        (title) => getComputedStyle(title, "::before").backgroundColor),
      ...[...document.querySelectorAll(".footnote-backref")].map(
        (link) => getComputedStyle(link, "::before").backgroundColor),
      ...[...document.querySelectorAll(".picture, .affected")].map(
        (part) => getComputedStyle(part).stroke),
      ...[...document.querySelectorAll(".stripes-line")].map((part) => getComputedStyle(part).fill),
      ...[...document.querySelectorAll("header svg")].map((icon) => getComputedStyle(icon).fill),
      ...[...document.querySelectorAll(".md-logo img")].map(
        (logo) => getComputedStyle(logo).backgroundColor),
    ]""")
    open_search(page, "dystonia")
    found = page.locator(".md-search-result mark").first
    marks.append(found.evaluate("mark => getComputedStyle(mark).backgroundColor"))
    assert len(marks) > 10
    # With rgba, the color is seen through.
    assert not [mark for mark in marks if mark == ground or mark.startswith("rgba")]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_is_reached_without_javascript(
    browser: Browser, hosted_url: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    for path in PATHS:
        page.goto(hosted_url + path)
        menu = page.get_by_role("navigation", name="Navigation").get_by_role("link")
        shown = {link.get_attribute("href") for link in menu.all() if link.is_visible()}
        assert len({href for href in shown if "#" not in (href or "")}) == len(PAGES)
        assert page.get_by_role("button").count() == 0
    context.close()
