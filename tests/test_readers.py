"""Situations of readers: a phone, an old browser, a shaking hand, no script, no storage, zoom."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import DESKTOP, PHONE, SUB_PATH, Reader, build_guide, served
from drivers import INSTALLED, Chromium, Driver, wait_for, wait_until
from playwright.sync_api import Browser, Locator, Route, expect
from test_one_file import AS_IN_2020

NAV = {
    "nav": ["index.md", "zebra.md"],
    "not_in_nav": "/old.md",
    "extra": {"foot": [{"Zebra": "zebra.md"}], "search_suggestions": []},
}
GUIDE = {
    "index.md": f"""# Home

[A link to the zebra](zebra.md) and more.

- [ ] Milk, which is bought again each time
- [ ] Bread

## Part

[Another link](zebra.md)

{"Many words. " * 500}

## End
""",
    "zebra.md": f"# Zebra\n\n## Stripes\n\n{'Long. ' * 500}\n\n## Hooves\n\n{'Hard. ' * 500}\n",
    "old.md": "---\ntemplate: moved.html\nmoved_to: zebra.md\n---\n",
}
IS_OPEN = "document.querySelector('[popover]').matches(':popover-open')"


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


def as_before_popover(route: Route) -> None:
    """Answer as to a browser that knows no popover: attributes and selector mean nothing."""
    answer = route.fetch()
    body = re.sub(r"\b(popover(?:target\w*)?)(?=[ =\]>])", r"data-\1", answer.text())
    route.fulfill(response=answer, body=body.replace(":popover-open", ":no-such-thing"))


def test_browser_of_2020_has_the_menu_below_the_page(phone: Reader) -> None:
    for kind in ("**/", "**/*.css?*"):
        phone.page.route(kind, as_before_popover)
    names = ["hidePopover", "showPopover", "togglePopover", "popover"]
    phone.page.add_init_script(f"for (const n of {names}) delete HTMLElement.prototype[n]")
    phone.open("index")
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


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_page_holds_without_script(reading: Callable[..., Reader], url: str, width: int) -> None:
    reader = reading(url, width=width, java_script_enabled=False, color_scheme="dark")
    reader.open("index")
    assert reader.scheme() == "dark"
    for name in ("Dark", "Light", "Search"):
        assert reader.page.get_by_text(name, exact=True).locator("visible=true").count() == 0
    if width == PHONE:
        button(reader, "Menu").click()
    # A link to a heading of this page would leave the menu over it.
    assert menu(reader).get_by_role("link").locator("visible=true").count() == 2
    menu(reader).get_by_role("link", name="Zebra").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Zebra")


def test_colors_follow_the_device_until_a_press(phone: Reader) -> None:
    for device, word in (("dark", "Light"), ("light", "Dark"), ("dark", "Light")):
        phone.page.emulate_media(color_scheme=device)
        phone.open("index")
        assert phone.scheme() == device
        expect(button(phone, word)).to_be_visible()
    button(phone, "Light").click()
    phone.open("zebra")
    assert phone.scheme() == "light"
    button(phone, "Dark").click()
    phone.page.emulate_media(color_scheme="light")
    # Back shows the page before as it was left, but in the new colors.
    phone.page.go_back()
    expect(button(phone, "Light")).to_be_visible()
    assert phone.scheme() == "dark"
    # Another guide on this host has its own.
    assert all(SUB_PATH in key for key in phone.page.evaluate("Object.keys(localStorage)"))


REPLACE = "Object.defineProperty({0}, '{1}', {{configurable: true, get: () => {2}}})"
FAIL = "{ throw new DOMException('It is insecure.', 'SecurityError') }"
VOICE = "{lang: 'en', name: 'Ann', localService: true}"
BROKEN = {
    "storage": ";".join(
        REPLACE.format("window", name, FAIL)
        for name in ("localStorage", "sessionStorage", "caches", "indexedDB")
    ),
    "no speech": REPLACE.format("window", "speechSynthesis", "undefined"),
    "null for voices": "speechSynthesis.getVoices = () => null",
    "voices throw": f"speechSynthesis.getVoices = () => {FAIL}",
    "odd voices": f"speechSynthesis.getVoices = () => [null, {{}}, {VOICE}]",
    "speaking throws": f"""speechSynthesis.getVoices = () => [{VOICE}]
      speechSynthesis.speak = () => {FAIL}""",
    "languages": REPLACE.format("navigator", "languages", "undefined"),
    "worker throws": REPLACE.format("navigator", "serviceWorker", FAIL),
    "connection": REPLACE.format("navigator", "connection", FAIL),
    "history": f"history.replaceState = history.pushState = () => {FAIL}",
    "no media": REPLACE.format("window", "matchMedia", "undefined"),
    "media cannot tell": "matchMedia = () => ({})",
    "highlights": "delete CSS.highlights; delete window.Highlight",
    "observer": "delete window.MutationObserver",
    "no popover": "delete HTMLElement.prototype.hidePopover",
    "no dialog": "delete HTMLDialogElement.prototype.showModal",
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
    listen = phone.page.get_by_role("button", name="Listen")
    if broken in ("odd voices", "speaking throws"):
        listen.click()
    if broken == "no dialog":
        expect(button(phone, "Search")).to_be_hidden()
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


def test_contents_mark_the_heading_that_is_read(reading: Callable[..., Reader], url: str) -> None:
    reader = reading(url, width=DESKTOP)
    reader.open("zebra")
    current = reader.page.locator(".contents [aria-current=location]")
    for where, heading in ((9e9, "Hooves"), (700, "Stripes")):
        reader.page.evaluate(f"scrollTo(0, {where})")
        expect(current).to_have_text(heading)
    reader.page.locator(".contents").get_by_text("Hooves").click()
    expect(current).to_have_text("Hooves")


def test_keys_are_left_to_the_browser(phone: Reader) -> None:
    phone.open("index")
    phone.page.evaluate("document.body.dispatchEvent(new Event('keydown', { bubbles: true }))")
    for key in ("Control+k", "Meta+k", "Control+Shift+k", "/", "s"):
        phone.page.keyboard.press(key)
        expect(phone.page.get_by_role("dialog")).to_be_hidden()


def scroll(driver: Driver, across: int) -> None:
    """Turn the wheel at a point 300 px below the top of the window, and press Page Down."""
    if isinstance(driver, Chromium):
        driver.page.mouse.move(across, 300)
        driver.page.mouse.wheel(0, 500)
        driver.page.keyboard.press("PageDown")
    else:
        wheel = {"type": "scroll", "x": across, "y": 300, "deltaX": 0, "deltaY": 500}
        driver.act({"type": "wheel", "id": "wheel", "actions": [wheel]})
        driver.press("\ue00f")
    time.sleep(0.5)  # browsers scroll smoothly


@pytest.mark.parametrize("name", INSTALLED)
def test_what_lies_behind_does_not_scroll(browser: Browser, tmp_path: Path, name: str) -> None:
    (tmp_path / "profile").mkdir()
    site = build_guide(tmp_path / "guide", GUIDE, use_directory_urls=False, **NAV)
    with INSTALLED[name](browser, tmp_path / "profile") as driver:
        driver.open((site / "index.html").as_uri())
        wait_for(driver, "!!document.querySelector('main label')")
        for show, close in (
            ("document.querySelector('dialog').showModal()", "close()"),
            ("document.querySelector('[popover]').showPopover()", "hidePopover()"),
        ):
            driver.run(f"scrollTo(0, 200), {show}")
            time.sleep(1)  # until it is painted
            for across in (20, 500):
                scroll(driver, across)
            assert driver.run("scrollY") == 200
            driver.run(f"document.querySelector('dialog[open], :popover-open').{close}")
        scroll(driver, 500)
        assert driver.run("scrollY") > 200


def middle(target: Locator) -> tuple[float, float]:
    """Where a finger aims at: the middle of a thing, or of its first line."""
    target.scroll_into_view_if_needed()
    box = target.evaluate("thing => thing.getClientRects()[0].toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press_and_slip(reader: Reader, link: str, across: int, down: int) -> str:
    """Press a link and let go beside it; return where the link leads to."""
    # The first link of the menu and of the header leads home.
    reader.open("zebra" if link.startswith(("#", "header")) else "index")
    if link.startswith("#"):
        button(reader, "Menu").click()
    target = reader.page.locator(link).locator("visible=true").first
    address = target.evaluate("link => link.href")
    x, y = middle(target)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + across, y + down, steps=5)
    reader.page.mouse.up()
    return address


@pytest.mark.parametrize("link", ["article p a", "footer a", "header a", "#__menu li a"])
def test_press_that_slips_opens_the_link(phone: Reader, link: str) -> None:
    for slip in ((14, 0), (0, 14), (-10, -9)):
        phone.page.wait_for_url(press_and_slip(phone, link, *slip))
        phone.page.evaluate("sessionStorage.clear()")  # the next press is no second one


def test_press_that_is_taken_back_opens_nothing(phone: Reader) -> None:
    press_and_slip(phone, "article p a", 0, 60)
    phone.page.mouse.click(5, 300)
    assert phone.page.url == phone.address("index")


@pytest.mark.parametrize(("age", "pressed"), [(0, False), (500, True)])
def test_second_press_of_a_link_does_nothing_on_the_next_page(
    phone: Reader, age: int, pressed: bool
) -> None:
    phone.open("zebra")
    x, y = middle(phone.page.locator("header a").locator("visible=true").first)
    phone.page.mouse.click(x, y)
    phone.page.wait_for_url(phone.address("index"))
    # The clock of the press, set on: a test may be slow.
    press = f"{{time: Date.now() - {age} + {(not pressed) * 60000}, clientX: {x}, clientY: {y}}}"
    phone.page.evaluate(f"sessionStorage.pressed = JSON.stringify({press})")
    phone.page.reload()
    phone.page.evaluate("addEventListener('click', () => { document.title = 'pressed' })")
    phone.page.mouse.click(x + 5, y)
    phone.page.wait_for_timeout(200)
    came = phone.page.evaluate("performance.getEntriesByType('navigation')[0].type")
    assert came == ("navigate" if pressed else "reload")


IS_TICKED = "document.querySelector('main input').checked"
TWICE = {
    "header button": IS_OPEN,
    "#__colors": "getComputedStyle(document.body).colorScheme",
    "main input": IS_TICKED,
    "main label span": IS_TICKED,
}


@pytest.mark.parametrize("pressed", TWICE)
def test_second_press_does_nothing_and_a_later_one_does(phone: Reader, pressed: str) -> None:
    phone.open("index")
    x, y = middle(phone.page.locator(pressed).first)
    states = [phone.page.evaluate(TWICE[pressed])]
    for slip, pause in ((0, 0), (9, 400), (0, 0)):
        phone.page.mouse.click(x + slip, y + slip / 2)
        states.append(phone.page.evaluate(TWICE[pressed]))
        phone.page.wait_for_timeout(pause)
    assert states[1] == states[2] != states[0] == states[3]


def test_menu_closes_when_it_is_in_the_way(phone: Reader) -> None:
    phone.page.set_viewport_size({"width": 820, "height": 1180})
    phone.open("zebra")
    button(phone, "Menu").click()
    expect(menu(phone)).to_be_visible()
    phone.page.set_viewport_size({"width": DESKTOP, "height": 820})
    wait_until(lambda: not phone.page.evaluate(IS_OPEN), "the menu is closed")
    expect(button(phone, "Menu")).to_be_hidden()
    # As in WebKit with bug 267688: the browser itself does not close it.
    phone.page.set_viewport_size({"width": PHONE, "height": 740})
    phone.open("zebra")
    phone.page.evaluate("document.querySelector('[popover]').popover = 'manual'")
    button(phone, "Menu").click()
    assert phone.page.evaluate(IS_OPEN)
    phone.page.mouse.click(350, 500)
    assert not phone.page.evaluate(IS_OPEN)
