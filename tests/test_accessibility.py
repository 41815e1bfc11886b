"""No page shuts a reader out: axe finds nothing, and nothing is cut off or too small."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PAGES, PHONE, ROOT, build_guide, hosted_path, served
from playwright.sync_api import Browser, Page, expect

# All of WCAG 2.0 to 2.2 and best practice; these 3 are off unless named. Contrast takes both of its
# rules, since the one for 7:1 leaves what is below 4.5:1 to the other.
OFF = ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
WCAG = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": [*WCAG, "best-practice"],
    "rules": {name: {"enabled": True} for name in OFF},
}
COLORS = RULES | {"runOnly": ["cat.color"]}
# 400 % zoom, a phone, one on its side, tablets, both sides of each width where the page changes.
WIDTHS = (320, 360, 740, 820, 959, 960, 1024, 1219, 1220, 1280, 1920)
# The header in long words of other languages, into which browsers translate it.
TRANSLATED = {
    "Vietnamese": ["Trình đơn", "Hướng dẫn về loạn trương lực cơ", "Tối", "Tìm kiếm"],
    "Greek": ["Μενού", "Οδηγός δυστονίας", "Σκοτεινό", "Αναζήτηση"],
    "Tamil": ["பட்டியல்", "டிஸ்டோனியா வழிகாட்டி", "இருண்ட", "தேடல்"],
}
TRANSLATE = """words => [".menu-button", ".header-name", "#__colors span", ".search-button"]
  .forEach((place, i) => document.querySelectorAll(`${place} > span, ${place} a > span`)
    .forEach((span) => { span.textContent = words[i] }))"""

# WCAG 1.4.12: the spacing that a reader may set, with nothing lost.
TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`)
  document.adoptedStyleSheets = [sheet]
}"""

# How far the page scrolls sideways, and words that a box hides or that leave the screen. A table
# may scroll by itself.
CUT_OFF = """() => {
  const page = document.scrollingElement, wide = page.scrollWidth - page.clientWidth
  const found = wide > 0 ? [`the page scrolls ${wide} px sideways`] : []
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = new Range()
  while (words.nextNode()) {
    const text = words.currentNode, shown = { visibilityProperty: true, opacityProperty: true }
    const isShown = text.data.trim() && text.parentElement.checkVisibility(shown)
    if (!isShown || text.parentElement.closest(".skip:not(:focus), .unseen, table")) continue
    range.selectNodeContents(text)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    for (let box = text.parentElement; box; box = box.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(box), edge = box.getBoundingClientRect()
      const isWide = left < edge.left - 1 || right > edge.right + 1
      const isHigh = top < edge.top - 1 || bottom > edge.bottom + 1
      if (isWide && (overflowX !== "visible" || box === page) ||
          isHigh && ["hidden", "clip"].includes(overflowY) && box !== page) {
        found.push(text.data.trim())
        break
      }
    }
  }
  return found
}"""

# Links and buttons outside running text that neither are 44 by 44 px nor have that much room.
TOO_SMALL = """() => {
  const kinds = "a[href], button, summary, label:has(input), input"
  const isInText = (link) => {
    if (getComputedStyle(link).display !== "inline") return false
    const block = link.closest("p, li, figcaption, td, dd")
    return block && block.textContent.trim() !== link.textContent.trim()
  }
  return [...document.querySelectorAll(kinds)].filter((target) => {
    const shown = target.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    if (!shown || isInText(target) || target.matches("label input, .skip")) return false
    target.scrollIntoView({ block: "center" })
    const { left, top, width, height } = target.getClientRects()[0]
    const at = (x, y) => document.elementFromPoint(left + width / 2 + x, top + height / 2 + y)
    if (width >= 44 && height >= 44 || !target.contains(at(0, 0))) return false
    return [-21, 0, 21].some((x) => [-21, 0, 21].some((y) => {
      const hit = at(x, y)?.closest(kinds)
      // The standard asks nothing of a link in a sentence, nor of the room around it.
      return hit && hit !== target && !isInText(hit)
    }))
  }).map((target) => target.outerHTML.slice(0, 200))
}"""


# The colors of icons and edges, and how thick the edges of the care cards are.
BOXES = """() => {
  const styles = (selector, part) => [...document.querySelectorAll(selector)]
    .map((element) => getComputedStyle(element, part))
  const drawn = styles("header svg, main svg[aria-hidden]").map(({ fill }) => fill)
  const masks = styles(".admonition-title, .emergency", "::before")
  const boxes = styles(".admonition, dl, .cards li, .ways-down a, blockquote, .neighbors a")
  return {
    icons: [...drawn, ...masks.map(({ backgroundColor }) => backgroundColor)],
    edges: boxes.map((box) => parseFloat(box.borderLeftWidth) >= 1 ? box.borderLeftColor : "none"),
    widths: styles(".danger, .warning, .call-doctor").map((card) => card.borderTopWidth),
    ground: getComputedStyle(document.body).backgroundColor,
  }
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own, 360 px wide, into which axe may be put."""
    screen = {"width": PHONE, "height": 740}
    with browser.new_context(viewport=screen, bypass_csp=True, service_workers="block") as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a guide of two pages with everything that our extensions can make."""
    tests = ROOT / "tests"
    pages = {
        "index.md": (tests / "specimen_home.md").read_text(encoding="utf-8"),
        "specimen.md": (tests / "specimen.md").read_text(encoding="utf-8"),
    }
    groups = ["index.md", {"A group of pages": ["specimen.md"]}]
    with served(build_guide(tmp_path_factory.mktemp("specimens"), pages, nav=groups)) as url:
        yield url


def barriers(page: Page, rules: dict = RULES) -> list[str]:
    """What axe finds on the page as it is now."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        # Where text has the color of its ground, axe leaves open if that is meant.
        if kind == "violations" or "1:1 contrast ratio" in node["failureSummary"]
    ]


def misfits(page: Page, *widths: int) -> list[str]:
    """What is cut off or too small at these widths."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 360 if width == 740 else 740})
        found += [f"{width} px cuts off: {words}" for words in page.evaluate(CUT_OFF)]
        found += [f"{width} px, too small: {target}" for target in page.evaluate(TOO_SMALL)]
    page.set_viewport_size({"width": PHONE, "height": 740})
    return found


def barriers_in_any_colors(page: Page) -> list[str]:
    """What axe finds on a phone and on a wide screen, by day and by night."""
    found = []
    for width in (DESKTOP, PHONE):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme="dark")
        found += barriers(page, COLORS)
        page.emulate_media(color_scheme="light")
        found += barriers(page)
    return found


def states(page: Page) -> Iterator[str]:
    """Open the menu, then the search, where words are found and where none are."""
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Menu")).to_be_visible()
    yield "menu"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search", exact=True).click()
    for words, status in (("medicine", "page"), ("xyzzyxyzzy", "xyzzyxyzzy")):
        page.get_by_role("searchbox", name="Search").fill(words)
        expect(page.get_by_role("status")).to_contain_text(status)
        yield f"search for {words}"


@pytest.mark.parametrize("name", PAGES)
def test_page_shuts_nobody_out(page: Page, hosted_url: str, name: str) -> None:
    page.goto(hosted_url + hosted_path(name))
    assert barriers(page) + misfits(page, 320, DESKTOP) == []


@pytest.mark.parametrize("path", ["", "specimen/", "404.html"])
def test_specimen_shuts_nobody_out(page: Page, specimens: str, path: str) -> None:
    page.goto(specimens + path)
    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
    assert barriers_in_any_colors(page) + misfits(page, *WIDTHS) == []
    page.evaluate("document.documentElement.dir = 'rtl'")  # as a translating browser does
    assert misfits(page, PHONE, DESKTOP) == []
    page.evaluate(TEXT_SPACING)
    assert misfits(page, 320, DESKTOP) == []


def test_menu_and_search_shut_nobody_out(page: Page, specimens: str) -> None:
    page.goto(specimens)
    found = {state: barriers_in_any_colors(page) + misfits(page, *WIDTHS) for state in states(page)}
    assert not any(found.values()), found


def test_large_text_of_the_browser_has_room(page: Page, specimens: str) -> None:
    """Text of twice the usual size, by a setting of the browser that em of @media follow too."""
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    found = []
    for path in ("specimen/", "404.html", ""):
        page.goto(specimens + path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        found += misfits(page, 320, PHONE)
    for _ in states(page):
        found += misfits(page, 320, PHONE)
    assert found == []
    field, close = page.get_by_role("searchbox"), page.get_by_role("button", name="Close")
    assert field.bounding_box()["width"] > PHONE / 2
    assert close.bounding_box()["x"] + close.bounding_box()["width"] <= PHONE


@pytest.mark.parametrize("width", [320, PHONE])
def test_translated_header_hides_no_heading(page: Page, specimens: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{specimens}specimen/")
    banner, heading = page.get_by_role("banner"), page.get_by_role("heading", name="A treatment")
    link = banner.get_by_role("link")
    assert link.evaluate("link => link.offsetWidth - link.lastElementChild.offsetWidth") < 60
    for words in TRANSLATED.values():
        page.evaluate(TRANSLATE, words)
        assert banner.inner_text().split() == " ".join(words).split()
        page.evaluate("location.hash = ''")
        page.evaluate("location.hash = 'a-treatment'")
        header = banner.bounding_box()
        assert heading.bounding_box()["y"] - header["y"] - header["height"] >= 16
        assert not page.evaluate(CUT_OFF)


@pytest.mark.parametrize("colors", ["light", "dark", "none"])
def test_boxes_show_their_edges_and_icons(page: Page, specimens: str, colors: str) -> None:
    """Also in colors of the reader's own, where color alone shows nothing."""
    own = "none" if colors == "none" else "active"
    page.emulate_media(forced_colors=own, color_scheme="dark" if colors == "dark" else "light")
    widths = set()
    for path in ("", "specimen/"):
        page.goto(specimens + path)
        found = page.evaluate(BOXES)
        assert len(found["icons"]) > 6
        assert len(found["edges"]) > 8
        shown = {*found["icons"], *found["edges"]}
        assert not {found["ground"], "none", "rgba(0, 0, 0, 0)"} & shown
        widths |= {*found["widths"]}
    assert len(widths) == (1 if colors == "none" else 3)
