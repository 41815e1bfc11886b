"""No reader is shut out: axe finds nothing, and nothing is cut off or too small."""

import functools
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, LAUNCH, PAGES, PHONE, ROOT, build_guide, hosted_path, served
from playwright.sync_api import Browser, Page, expect

# All of WCAG 2.0 to 2.2 and best practice; these 3 are off unless named.
OFF = ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
WCAG = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": [*WCAG, "best-practice"],
    "rules": {name: {"enabled": True} for name in OFF},
}
COLORS = RULES | {"runOnly": ["cat.color"]}
# Phones, a phone on its side, tablets, and both sides of each width at which the page changes.
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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own, 360 px wide, into which axe may be put."""
    screen = {"width": PHONE, "height": 740}
    context = browser.new_context(viewport=screen, bypass_csp=True, service_workers="block")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of two pages with everything that our extensions can make, and of the 404."""
    tests = ROOT / "tests"
    pages = {
        "index.md": (tests / "specimen_home.md").read_text(encoding="utf-8"),
        "specimen.md": (tests / "specimen.md").read_text(encoding="utf-8"),
    }
    groups = ["index.md", {"A group of pages": ["specimen.md"]}]
    with served(build_guide(tmp_path_factory.mktemp("specimens"), pages, nav=groups)) as url:
        yield [url, f"{url}specimen/", f"{url}404.html"]


def barriers(page: Page, rules: dict = RULES) -> list[str]:
    """What axe finds on the page as it is now."""
    if not page.evaluate("window.axe"):
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


def in_states(page: Page, probe: Callable[[], list[str]]) -> dict[str, list[str]]:
    """What a probe finds with the menu open, if it is one to open, and with the search open."""
    found, menu = {}, page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.click()
        expect(page.get_by_role("navigation", name="Menu")).to_be_visible()
        found["menu"] = probe()
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Search", exact=True).click()
    for words in ("muscle", "xyzzyxyzzy"):
        page.get_by_role("searchbox", name="Search").fill(words)
        expect(page.get_by_role("status")).to_contain_text("ound")
        found[f"search for {words}"] = probe()
    return found


def faults_only(found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {place: faults for place, faults in found.items() if faults}


def test_specimens_have_no_barrier(page: Page, specimens: list[str]) -> None:
    def at_each_width() -> list[str]:
        found = []
        for width in (PHONE, DESKTOP):
            page.set_viewport_size({"width": width, "height": 740})
            page.emulate_media(color_scheme="light")
            found += barriers(page)
            page.emulate_media(color_scheme="dark")
            found += barriers(page, COLORS)
        page.set_viewport_size({"width": PHONE, "height": 740})
        return found

    found = {}
    for url in specimens:
        page.goto(url)
        page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true })")
        found[url] = at_each_width()
    found |= in_states(page, at_each_width)
    assert not faults_only(found)


def test_pages_have_no_barrier(page: Page, hosted_url: str) -> None:
    found = {}
    for path in map(hosted_path, PAGES):
        page.goto(hosted_url + path)
        found[path] = barriers(page)
    assert not faults_only(found)


def test_nothing_is_cut_off_at_any_width(page: Page, specimens: list[str], hosted_url: str) -> None:
    def cut_off(widths: tuple[int, ...] = WIDTHS) -> list[str]:
        found = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 360 if width == 740 else 740})
            found += [f"{width}: {words}" for words in page.evaluate(CUT_OFF)]
        return found

    found = {}
    for path in map(hosted_path, PAGES):
        page.goto(hosted_url + path)
        found[path] = cut_off((320, DESKTOP))
    for url in specimens:
        page.goto(url)
        found[url] = cut_off()
        page.evaluate("document.documentElement.dir = 'rtl'")  # as a translating browser does
        found[f"{url} from right to left"] = cut_off((PHONE, DESKTOP))
        page.evaluate(TEXT_SPACING)
        found[f"{url} with spacing"] = cut_off((320, DESKTOP))
    page.reload()
    found |= in_states(page, cut_off)
    assert not faults_only(found)


def test_large_text_of_the_browser_has_room(browser: Browser, specimens: list[str]) -> None:
    """Text of twice the usual size, by a setting of the browser that em of @media follow too."""
    arguments = [*LAUNCH["args"], "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(**LAUNCH | {"args": arguments})
    found = {}
    for width in (320, PHONE):
        page = chromium.new_page(viewport={"width": width, "height": 740}, service_workers="block")
        for url in specimens:
            page.goto(url)
            found[f"{width} {url}"] = page.evaluate(CUT_OFF)
        states = in_states(page, functools.partial(page.evaluate, CUT_OFF))
        found |= {f"{width} {state}": faults for state, faults in states.items()}
        field, close = page.get_by_role("searchbox"), page.get_by_role("button", name="Close")
        assert field.bounding_box()["width"] > width / 2
        assert close.bounding_box()["x"] + close.bounding_box()["width"] <= width
        page.close()
    chromium.close()
    assert not faults_only(found)


@pytest.mark.parametrize("width", [320, DESKTOP])
def test_targets_are_large_enough_for_a_shaking_hand(
    page: Page, specimens: list[str], hosted_url: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    found = {}
    for url in [*(hosted_url + hosted_path(name) for name in PAGES), *specimens]:
        page.goto(url)
        found[url] = page.evaluate(TOO_SMALL)
    found |= in_states(page, lambda: page.evaluate(TOO_SMALL))
    assert not faults_only(found)
    name = page.get_by_role("banner").get_by_role("link")
    assert name.evaluate("link => link.offsetWidth - link.lastElementChild.offsetWidth") < 60


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("width", [320, PHONE])
def test_translated_header_hides_no_heading(
    page: Page, specimens: list[str], width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(specimens[1])
    page.evaluate(TRANSLATE, TRANSLATED[language])
    assert page.get_by_role("banner").inner_text().split() == " ".join(TRANSLATED[language]).split()
    page.evaluate("location.hash = 'a-treatment'")
    heading = page.get_by_role("heading", name="A treatment").bounding_box()
    header = page.get_by_role("banner").bounding_box()
    assert heading["y"] - header["y"] - header["height"] >= 16
    assert not page.evaluate(CUT_OFF)


def test_page_behind_stays_where_it_is(page: Page, specimens: list[str]) -> None:
    page.goto(specimens[1])
    page.evaluate("scrollTo(0, 300)")
    for name in ("Menu", "Search"):
        # A click of Playwright's would scroll to the top, where the header is.
        page.get_by_role("button", name=name, exact=True).evaluate("button => button.click()")
        expect(page.locator("dialog, [popover]").locator("visible=true")).to_have_count(1)
        page.mouse.move(350, 600)
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(300)
        page.keyboard.press("Escape")
        assert page.evaluate("scrollY") == 300


@pytest.mark.parametrize("colors", ["light", "dark", "none"])
def test_boxes_show_their_edges_and_icons(page: Page, specimens: list[str], colors: str) -> None:
    """Also in colors of the reader's own, where color alone shows nothing."""
    page.emulate_media(
        forced_colors="none" if colors == "none" else "active",
        color_scheme="light" if colors == "none" else colors,
    )
    widths = []
    for url in specimens[:2]:
        page.goto(url)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        icons = page.locator(".admonition-title, .emergency, header svg, main svg[aria-hidden]")
        icons = icons.evaluate_all("""(parts) => parts.map((part) => part.matches("svg")
          ? getComputedStyle(part).fill : getComputedStyle(part, "::before").backgroundColor)""")
        edged = page.locator(".admonition, dl, .cards li, .ways-down a, blockquote, .neighbors a")
        edges = edged.evaluate_all("""(boxes) => boxes.map((box) => getComputedStyle(box))
          .map((style) => parseFloat(style.borderLeftWidth) >= 1 && style.borderLeftColor)""")
        assert len(icons) > 6
        assert len(edges) > 8
        assert not {ground, False, "rgba(0, 0, 0, 0)"} & {*icons, *edges}
        for kind in ("danger", "warning", "call-doctor"):
            for box in page.locator(f".{kind}").all():
                widths.append(box.evaluate("box => getComputedStyle(box).borderTopWidth"))
    assert len(set(widths)) == (1 if colors == "none" else 3)
