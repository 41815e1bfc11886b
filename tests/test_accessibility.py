"""No page shuts a reader out: axe finds nothing, and no words are cut off."""

from collections.abc import Callable
from itertools import cycle

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import OFFLINE, PAGES, PHONE, Reader
from playwright.sync_api import Page, expect

# All rules that axe has on, and these 3. Contrast takes both of its rules, since the one for 7:1
# leaves what is below 4.5:1 to the other.
OFF = ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "preload": False,  # style sheets, which no page may fetch from disk
    "rules": {name: {"enabled": True} for name in OFF},
}
# How large what is pressed has to be, or how much room it needs; axe itself asks for 24 px.
TARGETS = """size => axe.configure({ checks: [
  { id: "target-size", options: { minSize: size } },
  { id: "target-offset", options: { minOffset: size } },
] })"""
# 400 % zoom, phones, one of them on its side, and both sides of each width where the page changes.
SCREENS = [(320, 740), (PHONE, 740), (740, 360), (959, 1280), (960, 740), (1219, 740)]
SCREENS += [(1220, 740), (1920, 1080)]
# What is seen: a page, the button that is pressed there, and the words that are searched for.
VIEWS = {
    "home": ("", "", ""),
    "specimen": ("specimen/", "", ""),
    "not found": ("404.html", "", ""),
    "menu": ("", "Menu", ""),
    "results": ("", "Search", "medicine"),
    "no results": ("", "Search", "xyzzy"),
}
# What a reader may set with nothing lost: the direction of the words, as a translating browser
# does, their spacing (WCAG 1.4.12), and, in the browser, their size, which em of @media follow too.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-bottom: 2em !important }"""
SETTINGS = [("rtl", "", 16), ("", SPACING, 16), ("", "", 32), ("", "", 16)]
SET = """([direction, css]) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  document.documentElement.dir = direction
}"""

# How far the page scrolls sideways, and what hides words of its own or leaves the screen. A table
# may scroll by itself.
CUT_OFF = """() => {
  const { scrollWidth, clientWidth } = document.scrollingElement
  const shown = { visibilityProperty: true, opacityProperty: true }
  const isCutOff = (box) => {
    const { overflowX, overflowY } = getComputedStyle(box)
    const { left, right } = box.getBoundingClientRect()
    return left < -1 || right > innerWidth + 1
      || overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1
      || ["hidden", "clip"].includes(overflowY) && box.scrollHeight > box.clientHeight + 1
  }
  return [...document.querySelectorAll("body *:not(.skip, .unseen, table, table *)")]
    .filter((box) => box.checkVisibility(shown) && isCutOff(box))
    .map((box) => `cut off: ${box.outerHTML.slice(0, 200)}`)
    .concat(scrollWidth > clientWidth ? [`${scrollWidth} px in ${clientWidth} px`] : [])
}"""

# The header in the long words of another language, into which browsers translate it.
TRANSLATE = """() => document.querySelectorAll(".header span:not(:has(*))").forEach((span) => {
  span.textContent = span.closest("a") ? "Hướng dẫn về loạn trương lực cơ" : "Trình đơn"
})"""

# The colors of icons and of the edges of boxes, and how thick the edges of the care cards are.
BOXES = """() => {
  const styles = (property, selector, part) => [...document.querySelectorAll(selector)]
    .map((element) => getComputedStyle(element, part)[property])
  const boxes = ".admonition, dl, .cards li, .ways-down a, blockquote, .neighbors a"
  const shown = [...styles("fill", "header svg, main svg[aria-hidden]"),
    ...styles("backgroundColor", ".admonition-title, .emergency", "::before"),
    ...styles("borderLeft", boxes)]
  const [ground] = styles("backgroundColor", "body")
  return [shown, ground, styles("borderTopWidth", ".danger, .warning, .call-doctor")]
}"""


@pytest.fixture
def page(reading: Callable[..., Reader], specimens: str) -> Page:
    return reading(specimens).page


def barriers(page: Page, target: int = 24) -> list[str]:
    """What shuts readers out of the page as it is now, with targets of less than so many px."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(Axe().axe_script)
        page.evaluate(TARGETS, target)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return page.evaluate(CUT_OFF) + [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        # Where text has the color of its ground, axe leaves open if that is meant.
        if kind == "violations" or "1:1 contrast ratio" in node["failureSummary"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_page_shuts_nobody_out(reading: Callable[..., Reader], name: str) -> None:
    """One edition is audited by day on a narrow screen, and one by night on a wide screen."""
    by_day = reading(width=320)
    by_day.open(name)
    by_night = reading(OFFLINE.as_uri(), width=1280, color_scheme="dark").page
    by_night.goto(f"{OFFLINE.as_uri()}/{name}.html")
    assert barriers(by_day.page, 44) + barriers(by_night, 44) == []


@pytest.mark.parametrize("view", VIEWS)
def test_specimen_shuts_nobody_out(page: Page, specimens: str, view: str) -> None:
    path, button, words = VIEWS[view]
    page.goto(specimens + path)
    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    if button:
        page.get_by_role("button", name=button, exact=True).click()
    if words:
        page.get_by_role("searchbox").fill(words)
        expect(page.get_by_role("status")).to_contain_text("ound")
    browser = page.context.new_cdp_session(page)
    found = {}
    for (width, height), colors in zip(SCREENS, cycle(["light", "dark"])):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colors)
        page.wait_for_function(
            "colors => getComputedStyle(document.body).colorScheme === colors", arg=colors
        )
        found[width] = barriers(page, 44)
        for direction, css, size in SETTINGS:
            browser.send("Page.setFontSizes", {"fontSizes": {"standard": size}})
            page.evaluate(SET, [direction, css])
            found[width, direction, css, size] = page.evaluate(CUT_OFF)
    assert not any(found.values()), {case: faults for case, faults in found.items() if faults}


def test_header_in_another_language_hides_no_heading(page: Page, specimens: str) -> None:
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{specimens}specimen/")
    page.evaluate(TRANSLATE)
    page.evaluate("location.hash = 'a-treatment'")
    header = page.get_by_role("banner").bounding_box()
    heading = page.get_by_role("heading", name="A treatment").bounding_box()
    assert header["height"] > 100
    assert heading["y"] - header["y"] - header["height"] >= 16
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize(
    ("forced", "scheme", "edges"),
    [("none", "light", 1), ("active", "light", 3), ("active", "dark", 3)],
)
def test_boxes_show_their_edges_and_icons(
    page: Page, specimens: str, forced: str, scheme: str, edges: int
) -> None:
    """Also in colors of the reader's own, where color alone shows nothing."""
    page.emulate_media(forced_colors=forced, color_scheme=scheme)
    widths = []
    for path in ("", "specimen/"):
        page.goto(specimens + path)
        shown, ground, thickness = page.evaluate(BOXES)
        assert len(shown) > 14
        for each in shown:
            assert not any(color in each for color in (ground, "none", "rgba(0, 0, 0, 0)"))
        widths += thickness
    assert len({*widths}) == edges
