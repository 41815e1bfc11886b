"""No reader is shut out: axe-core finds nothing, and nothing is cut off, moves or is too small."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, LAUNCH, OFFLINE, PAGES, PHONE, ROOT, build_guide, hosted_path, served
from playwright.sync_api import Browser, Page, expect

# All of WCAG 2.0 to 2.2 and best practice; these 3 are off unless named.
OFF = ("color-contrast-enhanced", "identical-links-same-purpose", "target-size")
WCAG = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
RULES = {
    "resultTypes": ["violations", "incomplete"],
    "runOnly": [*WCAG, "best-practice"],
    "rules": {name: {"enabled": True} for name in OFF},
}
# Phones, a phone on its side, tablets, and both sides of each width at which the page changes.
WIDTHS = (320, 360, 740, 820, 959, 960, 1024, 1180, 1219, 1220, 1280, 1920)

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
          isHigh && ["hidden", "clip"].includes(overflowY)) {
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

MOVES = """() => [...document.querySelectorAll("*")].flatMap((node) =>
  [null, "::before", "::after"].map((part) => getComputedStyle(node, part)).filter((style) =>
    style.animationName !== "none" || style.scrollBehavior !== "auto" ||
    style.transitionDuration.split(", ").some((time) => time !== "0s")
  ).map(() => node.outerHTML.slice(0, 100)))"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own, 360 px wide, into which axe-core may be put."""
    screen = {"width": PHONE, "height": 740}
    context = browser.new_context(viewport=screen, bypass_csp=True, service_workers="block")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory, hosted_url: str) -> Iterator[list[str]]:
    """Every page, the 404 page, and one with everything that our extensions can make."""
    specimen = (ROOT / "tests" / "specimen.md").read_text(encoding="utf-8")
    pages = {"index.md": "# Home\n", "types.md": "# Types\n", "causes.md": "# Causes\n"}
    folder = tmp_path_factory.mktemp("specimen")
    with served(build_guide(folder, pages | {"specimen.md": specimen})) as url:
        paths = [*map(hosted_path, PAGES), "404.html"]
        yield [f"{url}specimen/", *(hosted_url + path for path in paths)]


def barriers(page: Page, rules: dict = RULES) -> list[str]:
    """What axe-core finds on the page as it is now."""
    if not page.evaluate("window.axe"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        # Where text has the color of its ground, axe-core leaves open if that is meant.
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
    page.keyboard.press("Control+k")
    for words in ("muscle", "xyzzyxyzzy"):
        page.get_by_role("searchbox", name="Search").fill(words)
        expect(page.get_by_role("status")).to_contain_text("ound")
        found[f"search for {words}"] = probe()
    return found


def barriers_at_once(page: Page, width: int) -> list[str]:
    """What axe-core finds at a width in light colors, and with the dark colors, all that differ."""
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme="light")
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    return found + barriers(page, RULES | {"runOnly": ["cat.color"]})


def test_no_barrier(page: Page, addresses: list[str]) -> None:
    found = {}
    # The editions differ in their addresses alone.
    for url in [*addresses, f"{OFFLINE.as_uri()}/types.html"]:
        page.goto(url)
        found[url] = barriers_at_once(page, DESKTOP) + barriers_at_once(page, PHONE)
    found |= in_states(page, lambda: barriers_at_once(page, page.viewport_size["width"]))
    page.set_viewport_size({"width": DESKTOP, "height": 740})
    found["search on a wide screen"] = barriers_at_once(page, DESKTOP)
    assert not {path: violations for path, violations in found.items() if violations}


def test_nothing_is_cut_off_at_any_width(page: Page, addresses: list[str]) -> None:
    def cut_off(widths: tuple[int, ...] = WIDTHS) -> list[str]:
        found = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 360 if width == 740 else 740})
            found += [f"{width}: {words}" for words in page.evaluate(CUT_OFF)]
        return found

    found = {}
    for url in addresses:
        page.goto(url)
        found[url] = cut_off()
        page.evaluate(TEXT_SPACING)
        found[url] += cut_off((DESKTOP, 320))
    for state, faults in in_states(page, cut_off).items():
        found[state] = faults
    assert not {place: words for place, words in found.items() if words}


def test_large_text_of_the_browser_has_room_on_a_phone(
    browser: Browser, addresses: list[str]
) -> None:
    """Text of twice the usual size, by a setting of the browser that em of @media follow too."""
    arguments = [*LAUNCH["args"], "--blink-settings=defaultFontSize=32"]
    chromium = browser.browser_type.launch(**LAUNCH | {"args": arguments})
    page = chromium.new_page(viewport={"width": PHONE, "height": 740}, service_workers="block")
    found = {}
    for url in addresses:
        page.goto(url)
        found[url] = page.evaluate(CUT_OFF)
    page.goto(addresses[0])
    page.mouse.wheel(0, 1000)
    page.wait_for_function("() => scrollY > 500")
    header = page.get_by_role("banner").bounding_box()
    assert header["y"] + header["height"] <= 740 / 4
    found |= in_states(page, lambda: page.evaluate(CUT_OFF))
    assert not {path: words for path, words in found.items() if words}
    chromium.close()


@pytest.mark.parametrize("width", [320, DESKTOP])
def test_targets_are_large_enough_for_a_shaking_hand(
    page: Page, addresses: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    found = {}
    for url in addresses:
        page.goto(url)
        found[url] = page.evaluate(TOO_SMALL) + page.evaluate(MOVES)
    found |= in_states(page, lambda: page.evaluate(TOO_SMALL))
    assert not {path: targets for path, targets in found.items() if targets}


@pytest.mark.parametrize(
    ("probe", "html", "count"),
    [
        (CUT_OFF, "<p style='overflow: hidden; width: 3em; white-space: nowrap'>cut off here", 1),
        (CUT_OFF, "<p style='width: 200vw'>wide", 1),
        (CUT_OFF, "<p>whole", 0),
        (TOO_SMALL, "<a href='#'>1</a><br><a href='#'>2</a><p><a href='#'>in</a> a text", 2),
        (TOO_SMALL, "<style>a { padding: 2em }</style><a href='#'>1</a><a href='#'>2</a>", 0),
        (MOVES, "<p style='transition: color 1s'>moves", 1),
        (None, "<html lang='en'><title>t</title><main><h1>t</h1><img src=''></main>", 1),
        (None, "<html lang='en'><title>t</title><main><h1 style='color: #fff'>t</h1></main>", 1),
    ],
)
def test_faults_are_found(page: Page, probe: str | None, html: str, count: int) -> None:
    page.set_content(html)
    assert len(page.evaluate(probe) if probe else barriers(page)) == count


@pytest.mark.parametrize("colors", ["light", "dark", "none"])
def test_specimen_shows_its_edges_and_icons(page: Page, addresses: list[str], colors: str) -> None:
    """Also in colors of the reader's own, where color alone shows nothing."""
    page.emulate_media(
        forced_colors="none" if colors == "none" else "active",
        color_scheme="light" if colors == "none" else colors,
    )
    page.goto(addresses[0])
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    icons = page.locator(":not(.note) > .admonition-title, header svg, footer svg")
    icons = icons.evaluate_all("""(parts) => parts.map((part) => part.matches("svg")
      ? getComputedStyle(part).fill : getComputedStyle(part, "::before").backgroundColor)""")
    edged = page.locator(".admonition, dl, .grid li, blockquote, .md-button")
    edges = edged.evaluate_all("""(boxes) => boxes.map((box) => getComputedStyle(box))
      .map((style) => parseFloat(style.borderLeftWidth) >= 1 && style.borderLeftColor)""")
    rows = page.locator("tr").evaluate_all("all => all.map((row) => row.getBoundingClientRect().y)")
    lines = page.locator("td").first.evaluate("cell => getComputedStyle(cell).borderBottomWidth")
    assert (len(icons) > 9, len(edges) > 12, len(rows), lines) == (True, True, 3, "1px")
    assert not {ground, False, "rgba(0, 0, 0, 0)"} & {*icons, *edges}
