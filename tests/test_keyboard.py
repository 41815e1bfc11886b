"""Everything works by keys alone, on a wide screen and at 400 % zoom (WCAG 2.1.1, 2.4.3, 2.4.7)."""

from collections.abc import Iterator

import pytest
from conftest import hosted_path
from playwright.sync_api import Browser, Page

WIDE, ZOOMED = 1280, 320

# The ring around what has the focus, and whether the reader can see it.
FOCUS = """() => {
  const node = document.activeElement, { left, top, width, height } = node.getBoundingClientRect()
  const middle = [left + Math.min(width / 2, 20), top + Math.min(height / 2, 20)]
  const hit = document.elementFromPoint(...middle)
  const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(node)
  return {
    what: (node.ariaLabel || node.innerText || node.title || node.tagName).trim(),
    ring: outlineStyle === "solid" && parseFloat(outlineWidth) >= 3
      && outlineColor === "rgb(255, 213, 0)" && boxShadow.includes("rgb(23, 37, 43)"),
    seen: hit === node || node.contains(hit) || node.parentElement.contains(hit),
  }
}"""


# Entries of the menu and the contents whose words the ring inside the link covers.
COVERED = """() => [...document.querySelectorAll(".md-sidebar a.md-nav__link")].filter((link) => {
  if (!link.checkVisibility({ visibilityProperty: true })) return false
  link.focus({ focusVisible: true })
  const ring = parseFloat(getComputedStyle(link).boxShadow.match(/([\\d.]+)px inset/)[1])
  const words = document.createRange(), box = link.getBoundingClientRect()
  words.selectNodeContents(link.firstElementChild)
  const { left, right, top, bottom } = words.getBoundingClientRect()
  return left < box.left + ring || right > box.right - ring ||
    top < box.top + ring || bottom > box.bottom - ring
}).map((link) => link.innerText)"""


@pytest.fixture(params=[WIDE, ZOOMED])
def page(request: pytest.FixtureRequest, browser: Browser, hosted_url: str) -> Iterator[Page]:
    """The page "Types of dystonia" at each width in turn, with nothing pressed yet."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    tab = context.new_page()
    tab.goto(f"{hosted_url}types/")
    yield tab
    context.close()


@pytest.fixture
def zoomed(browser: Browser, hosted_url: str) -> Iterator[Page]:
    """The page "Types of dystonia" at 400 % zoom."""
    context = browser.new_context(viewport={"width": ZOOMED, "height": 500})
    tab = context.new_page()
    tab.goto(f"{hosted_url}types/")
    yield tab
    context.close()


def press(page: Page, *keys: str) -> str:
    """Press keys one after another; return the name of what has the focus then."""
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(FOCUS)["what"]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    assert any(press(page, "Tab").startswith(name) for _ in range(60)), f"no Tab reaches {name}"


def walk(page: Page) -> list[dict]:
    """Press Tab from the top of the page to its end; return every stop."""
    stops = []
    while press(page, "Tab") and page.evaluate("document.activeElement !== document.body"):
        stops.append(page.evaluate(FOCUS))
    return stops


@pytest.mark.parametrize("name", ["types", "prepare-for-your-visit"])
def test_each_stop_is_seen_and_has_a_ring(page: Page, hosted_url: str, name: str) -> None:
    page.goto(hosted_url + hosted_path(name))
    stops = walk(page)
    assert stops[0]["what"] == "Skip to content"
    assert len(stops) > 15
    assert not [stop for stop in stops if not (stop["ring"] and stop["seen"])]
    assert "Close menu" not in {stop["what"] for stop in stops}


def test_ring_covers_no_word_of_the_menu(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():
        menu.press("Enter")
    assert page.evaluate(COVERED) == []
    page.evaluate("for (const link of document.links) link.style.padding = 0")
    assert "Causes of dystonia" in page.evaluate(COVERED)


def test_skip_link_passes_the_menu(page: Page) -> None:
    assert press(page, "Tab") == "Skip to content"
    press(page, "Enter")
    assert page.url.endswith("#types-of-dystonia")
    assert press(page, "Tab") == "Focal dystonia"


def test_menu_opens_walks_and_closes(zoomed: Page) -> None:
    tab_to(zoomed, "Menu")
    button = zoomed.get_by_role("button", name="Menu", exact=True)
    assert press(zoomed, "Enter") == "Close menu"
    assert button.get_attribute("aria-expanded") == "true"
    assert press(zoomed, "Tab") == "Dystonia in plain words"
    assert press(zoomed, "Tab", "Tab", "Tab") == "Types of dystonia"
    assert press(zoomed, "Escape") == "Menu"
    assert button.get_attribute("aria-expanded") == "false"
    assert press(zoomed, "Space", "Space") == "Menu"
    assert press(zoomed, "Enter", "Tab", "Tab") == "When to call the doctor"
    zoomed.keyboard.press("Enter")
    zoomed.wait_for_url("**/when-to-call-the-doctor/")


def test_menu_closes_when_the_focus_leaves_it(zoomed: Page) -> None:
    tab_to(zoomed, "Menu")
    press(zoomed, "Enter", "Shift+Tab")
    assert not zoomed.locator("#__drawer").is_checked()


def test_contents_of_the_page_are_in_the_menu(zoomed: Page) -> None:
    tab_to(zoomed, "Menu")
    press(zoomed, "Enter")
    tab_to(zoomed, "On 1 side")
    press(zoomed, "Enter")
    zoomed.locator("#__drawer:not(:checked)").wait_for(state="attached")
    assert zoomed.url.endswith("#hemidystonia")
    assert press(zoomed, "Tab") == "Hemidystonia"


@pytest.mark.parametrize("keys", ["Control+k", "Meta+k"])
def test_search_opens_from_anywhere_and_gives_the_focus_back(page: Page, keys: str) -> None:
    press(page, "Tab")
    tab_to(page, "Focal dystonia")
    assert press(page, keys) == "Search"
    page.keyboard.type("handwriting")
    page.locator(".md-search-result__item > a").first.wait_for()
    assert press(page, "Escape") == "Focal dystonia"
    assert not page.locator("#__search").is_checked()


def test_search_walks_and_follows_a_result(page: Page) -> None:
    press(page, "Control+k")
    page.keyboard.type("handwriting")
    page.locator(".md-search-result__item > a", has_text="Symptoms").first.wait_for()
    # A part of the word finds other pages; this says what is found when no more is to come.
    page.locator(".search-status", has_text="found").wait_for(state="attached")
    assert press(page, "ArrowDown").startswith("Symptoms")
    assert press(page, "ArrowUp") == "Search"
    tab_to(page, "Clear")
    assert press(page, "Tab").startswith("Symptoms")
    assert press(page, "Shift+Tab") == "Clear"
    assert press(page, "Tab", "Shift").startswith("Symptoms")
    page.keyboard.press("Enter")
    page.wait_for_url("**/symptoms/**")


def test_search_button_opens_and_is_given_the_focus_back(zoomed: Page) -> None:
    tab_to(zoomed, "Search")
    assert press(zoomed, "Enter") == "Search"
    assert zoomed.locator("#__search").is_checked()
    press(zoomed, "Escape")
    assert zoomed.evaluate("document.activeElement.matches('button[aria-expanded=false]')")


def test_search_clears_and_closes_when_the_focus_leaves_it(page: Page) -> None:
    press(page, "Control+k")
    page.keyboard.type("xyzzy")
    tab_to(page, "Clear")
    assert press(page, "Enter") == "Search"
    assert page.locator(".md-search__input").input_value() == ""
    tab_to(page, "Edit this page")
    assert not page.locator("#__search").is_checked()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_colors_switch_and_the_switch_keeps_the_focus(page: Page, key: str) -> None:
    scheme = "document.body.dataset.mdColorScheme"
    tab_to(page, "Switch to dark colors")
    assert press(page, key) == "Switch to light colors"
    assert page.evaluate(scheme) == "slate"
    assert press(page, key) == "Switch to dark colors"
    assert page.evaluate(scheme) == "default"


def test_boxes_are_ticked(page: Page, hosted_url: str) -> None:
    page.goto(f"{hosted_url}prepare-for-your-visit/")
    box = page.get_by_role("checkbox", name="It hurts")
    for _ in range(60):
        press(page, "Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    press(page, "Space")
    assert box.is_checked()


def test_back_to_top_takes_the_focus_there(page: Page) -> None:
    page.mouse.wheel(0, 3000)
    page.wait_for_function("scrollY > 1000")
    page.mouse.wheel(0, -200)
    button = page.get_by_role("button", name="Back to top")
    button.wait_for()
    button.focus()
    press(page, "Enter")
    assert page.evaluate("scrollY") == 0
    assert page.evaluate(FOCUS)["what"] == "Skip to content"


def test_single_keys_do_nothing(page: Page) -> None:
    before = page.url
    tab_to(page, "Focal dystonia")
    assert press(page, *"fs/pn,.") == "Focal dystonia"
    assert page.url == before
    assert not page.locator("#__search").is_checked()
