"""Situations of readers: a phone, an old browser, a shaking hand, no script, no storage, zoom."""

from collections.abc import Callable, Iterator

import pytest
from conftest import DESKTOP, PHONE, SUB_PATH, Reader, build_guide, served
from drivers import wait_until
from playwright.sync_api import Locator, Route, expect
from test_one_file import AS_IN_2020

NAV = {
    "nav": ["index.md", "zebra.md"],
    "not_in_nav": "/old.md",
    "extra": {"foot": [{"Zebra": "zebra.md"}], "search_suggestions": [], "search_words": ""},
}
GUIDE = {
    "index.md": f"""# Home

[A link to the zebra](zebra.md) and more.

- [ ] Milk, which is bought again each time
- [ ] Bread

## Part

{"Many words. " * 500}
""",
    "zebra.md": f"# Zebra\n\n## Stripes\n\n{'Long. ' * 500}\n\n## Hooves\n\n{'Hard. ' * 500}\n",
    "old.md": "---\ntemplate: moved.html\nmoved_to: zebra.md\n---\n",
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a guide with two pages, and one that has moved."""
    with served(build_guide(tmp_path_factory.mktemp("guide"), GUIDE, **NAV)) as address:
        yield address


@pytest.fixture
def phone(reading: Callable[..., Reader], url: str) -> Reader:
    """A reader at 360 px."""
    return reading(url)


def button(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("button", name=name, exact=True)


def menu(reader: Reader) -> Locator:
    return reader.page.get_by_role("navigation", name="Menu")


def test_browser_of_2020_has_the_menu_below_the_page(phone: Reader) -> None:
    phone.page.add_init_script("delete HTMLElement.prototype.hidePopover")
    phone.open("index")
    phone.page.evaluate("document.querySelector('[popover]').removeAttribute('popover')")
    phone.page.evaluate(AS_IN_2020)
    words = phone.page.get_by_role("article").bounding_box()
    assert words["width"] > 300
    assert words["y"] < 130
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE
    expect(phone.page.locator("dialog")).to_be_hidden()
    assert menu(phone).bounding_box()["y"] > words["y"] + words["height"]
    expect(button(phone, "Menu")).to_be_hidden()
    phone.page.get_by_role("link", name="Menu", exact=True).click()
    menu(phone).get_by_role("link", name="Zebra").click()
    phone.page.wait_for_url("**/zebra/")


def test_page_holds_without_script(reading: Callable[..., Reader], url: str) -> None:
    reader = reading(url, java_script_enabled=False, color_scheme="dark")
    reader.open("index")
    assert reader.scheme() == "dark"
    for name in ("Dark", "Light", "Search"):
        assert reader.page.get_by_text(name, exact=True).locator("visible=true").count() == 0
    button(reader, "Menu").click()
    # A link to a heading of this page would leave the menu over it.
    assert menu(reader).get_by_role("link").locator("visible=true").count() == 2
    menu(reader).get_by_role("link", name="Zebra").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Zebra")


def test_colors_follow_the_device_until_a_press(phone: Reader) -> None:
    phone.open("index")
    for device, word in (("dark", "Light"), ("light", "Dark")):
        phone.page.emulate_media(color_scheme=device)
        expect(button(phone, word)).to_be_visible()
        assert phone.scheme() == device
    button(phone, "Dark").click()
    phone.open("zebra")
    assert phone.scheme() == "dark"
    [key] = phone.page.evaluate("Object.keys(localStorage)")
    assert SUB_PATH in key  # another guide on this host has its own
    # Back may show a page as it was left, with other colors chosen meanwhile.
    back = "key => { localStorage[key] = 'default'; dispatchEvent(new Event('pageshow')) }"
    phone.page.evaluate(back, key)
    assert phone.scheme() == "light"


REFUSE = "{ throw new DOMException('It is insecure.', 'SecurityError') }"
BROKEN = {
    "refuses": f"""const refuse = (place, ...names) => {{
          for (const name of names) Object.defineProperty(place, name, {{ get() {REFUSE} }})
        }}
        refuse(window, "localStorage", "sessionStorage", "caches", "speechSynthesis")
        refuse(navigator, "serviceWorker", "connection")
        history.replaceState = history.pushState = () => {REFUSE}""",
    "lacks": """Object.defineProperty(window, "speechSynthesis", {})
        Object.defineProperty(navigator, "serviceWorker", {})
        delete HTMLElement.prototype.hidePopover""",
    "answers oddly": f"""const voice = {{ lang: "en", name: "Ann", localService: true }}
        Object.assign(speechSynthesis, {{ getVoices: () => [{{}}, voice], speak: () => {REFUSE} }})
        delete window.Highlight""",
    "lacks dialogs": """const voice = { lang: "en", name: "Ann", localService: true }
        speechSynthesis.getVoices = () => [voice]
        delete Intl.Segmenter
        delete HTMLDialogElement.prototype.showModal""",
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_a_browser_lacks_takes_nothing_else_along(phone: Reader, broken: str) -> None:
    phone.page.add_init_script(BROKEN[broken])
    phone.open("old")
    phone.page.wait_for_url("**/zebra/")
    phone.open("index")
    button(phone, "Dark").click()
    assert phone.scheme() == "dark"
    expect(phone.page.get_by_role("checkbox", name="Milk")).to_have_count(1)
    if broken == "answers oddly":
        button(phone, "Listen").click()
    if broken == "lacks dialogs":
        expect(button(phone, "Search")).to_be_hidden()
        expect(button(phone, "Listen")).to_be_hidden()
    else:
        button(phone, "Search").click()
        phone.page.get_by_role("searchbox").fill("hooves")
        phone.page.get_by_role("dialog").get_by_role("link", name="Hooves").first.click()
        phone.page.wait_for_url("**/zebra/*")
    button(phone, "Menu").click()
    menu(phone).get_by_role("link", name="Home").click()
    phone.page.wait_for_url(phone.base)
    phone.page.close()
    phone.faults.clear()  # what is broken may be said


def test_search_opens_before_its_script_has_come(phone: Reader) -> None:
    waiting: list[Route] = []
    phone.page.route("**/page.js*", lambda route: waiting.append(route))
    phone.page.goto(phone.base, wait_until="commit")
    button(phone, "Search").click()
    expect(phone.page.get_by_role("searchbox")).to_be_focused()
    phone.page.keyboard.type("hoov")
    waiting[0].continue_()
    expect(phone.page.get_by_role("dialog").get_by_role("link", name="Hooves")).to_be_visible()


def test_contents_mark_the_heading_that_is_read(reading: Callable[..., Reader], url: str) -> None:
    reader = reading(url, width=DESKTOP)
    reader.open("zebra")
    current = reader.page.locator(".contents [aria-current=location]")
    for where, heading in ((9e9, "Hooves"), (700, "Stripes")):
        reader.page.evaluate(f"scrollTo(0, {where})")
        expect(current).to_have_text(heading)
    reader.page.locator(".contents").get_by_text("Hooves").click()
    expect(current).to_have_text("Hooves")


def middle(target: Locator) -> tuple[float, float]:
    """Where a finger aims at: the middle of a thing, or of its first line."""
    target.scroll_into_view_if_needed()
    box = target.evaluate("thing => thing.getClientRects()[0].toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


# Notes each link that is opened, instead of opening it.
NOTE = """opened = []; addEventListener("click", (event) => {
  event.preventDefault()
  if (event.target.closest("a")) opened.push(event.target)
})"""


@pytest.mark.parametrize("link", ["article p a", "footer a", "header a", "#__menu li a"])
def test_press_that_slips_opens_the_link(phone: Reader, link: str) -> None:
    phone.open("index")
    phone.page.evaluate(NOTE)
    for across, down, times in ((14, 0, 1), (0, 14, 1), (-10, -9, 1), (0, 60, 0)):
        if "menu" in link:
            phone.page.evaluate("document.querySelector('[popover]').showPopover()")
        x, y = middle(phone.page.locator(link).locator("visible=true").first)
        phone.page.mouse.move(x, y)
        phone.page.mouse.down()
        phone.page.mouse.move(x + across, y + down, steps=5)
        phone.page.mouse.up()
        assert phone.page.evaluate("opened.splice(0).length") == times
        phone.page.wait_for_timeout(400)


def test_press_that_slips_off_the_menu_button_opens_the_menu(phone: Reader) -> None:
    phone.open("index")
    x, y = middle(button(phone, "Menu"))
    phone.page.mouse.move(x + 25, y)
    phone.page.mouse.down()
    phone.page.mouse.move(x + 39, y)
    phone.page.mouse.up()
    expect(menu(phone)).to_be_visible()


def test_second_press_of_a_link_does_nothing_on_the_next_page(phone: Reader) -> None:
    phone.open("zebra")
    x, y = middle(phone.page.locator("header a").locator("visible=true").first)
    phone.page.mouse.click(x, y)
    phone.page.wait_for_url(phone.address("index"))
    kept = phone.page.evaluate("JSON.parse(sessionStorage.pressed)")
    # Its clock is set on, as a test may be slow, or back.
    for minutes, times in ((1, 0), (-2, 1)):
        kept["time"] += minutes * 60_000
        phone.page.evaluate("kept => { sessionStorage.pressed = JSON.stringify(kept) }", kept)
        phone.page.reload()
        phone.page.evaluate(NOTE)
        phone.page.mouse.click(x + 5, y)
        assert phone.page.evaluate("opened.length") == times


IS_TICKED = "document.querySelector('main input').checked"
TWICE = {
    "#__colors": "getComputedStyle(document.body).colorScheme",
    "main input": IS_TICKED,
    "main label span": IS_TICKED,
    "header button": "!!document.querySelector(':popover-open')",
    # Last, as it covers the page then
    "#__search-open": "document.activeElement.type === 'search'",
}


def test_second_press_does_nothing_and_a_later_one_does(phone: Reader) -> None:
    phone.open("index")
    for pressed, state in TWICE.items():
        x, y = middle(phone.page.locator(pressed).first)
        states = [phone.page.evaluate(state)]
        for slip, pause in ((0, 0), (9, 400), (0, 400)):
            phone.page.mouse.click(x + slip, y + slip / 2)
            states.append(phone.page.evaluate(state))
            phone.page.wait_for_timeout(pause)
        assert states[1] == states[2] != states[0] == states[3], pressed


def test_second_key_does_nothing_and_a_later_one_does(phone: Reader) -> None:
    phone.open("index")
    for pressed, key in (("#__colors", "Enter"), ("main input", "Space")):
        phone.page.locator(pressed).first.focus()
        states = [phone.page.evaluate(TWICE[pressed])]
        for pause in (0, 400, 0):
            phone.page.keyboard.press(key)
            states.append(phone.page.evaluate(TWICE[pressed]))
            phone.page.wait_for_timeout(pause)
        assert states[1] == states[2] != states[0] == states[3], pressed
    # The first has brought the focus back to the button that opens it again.
    for opens, closes in (("Menu", "Close menu"), ("Search", "Close")):
        button(phone, opens).press("Enter")
        phone.page.wait_for_timeout(400)
        button(phone, closes).focus()
        phone.page.keyboard.press("Enter")
        phone.page.keyboard.press("Enter")
        expect(button(phone, closes)).to_be_hidden()
        phone.page.wait_for_timeout(400)


def test_what_lies_behind_does_not_scroll(phone: Reader) -> None:
    phone.open("zebra")
    phone.page.mouse.move(350, 500)
    for name in ("Menu", "Search"):
        button(phone, name).press("Enter")
        phone.page.evaluate("scrollTo(0, 200)")
        phone.page.mouse.wheel(0, 500)
        phone.page.wait_for_timeout(300)
        assert phone.page.evaluate("scrollY") == 200
        phone.page.keyboard.press("Escape")
    phone.page.mouse.wheel(0, 500)
    wait_until(lambda: phone.page.evaluate("scrollY > 200"), "the page scrolls")


def test_menu_closes_when_it_is_in_the_way(phone: Reader) -> None:
    phone.open("index")
    button(phone, "Menu").press("Enter")
    phone.page.set_viewport_size({"width": DESKTOP, "height": 740})
    expect(phone.page.locator(":popover-open")).to_have_count(0)
    expect(button(phone, "Menu")).to_be_hidden()
    # As in WebKit with bug 267688: the browser itself does not close it.
    phone.page.set_viewport_size({"width": PHONE, "height": 740})
    phone.page.evaluate("document.querySelector('[popover]').popover = 'manual'")
    phone.page.wait_for_timeout(400)
    button(phone, "Menu").press("Enter")
    expect(menu(phone)).to_be_visible()
    phone.page.mouse.click(350, 500)
    expect(menu(phone)).to_be_hidden()
