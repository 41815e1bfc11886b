"""Situations of readers: a phone, an old browser, a shaking hand, no script, no storage, zoom."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_page import parse
from conftest import DESKTOP, DOCS, PAGES, PHONE, Reader, hosted_file, hosted_path
from playwright.sync_api import Locator, Route, expect

STYLES = sorted((DOCS / "assets" / "stylesheets").glob("*.css"))
# Safari 14, Chrome 87 and Firefox 78 drop a rule, or all of a block, that begins with one of these.
UNKNOWN = r"@layer|@container|@scope|@starting-style|@media[^{]*[<>]|&|:where\(|:not\([^)]*,"
# With these they drop the rule: it may stand alone, and say nothing that the layout depends on.
NEWER = r":has\(|:is\(|:popover-open|::target-text|:focus-visible|::backdrop"
LAYOUT = r"\b(?:display: *(?:grid|none)|position|float|grid-\w+|(?:max-)?width|order): "
NEWER_VALUES = r"\binset:|\d(?:[dsl]v[hw]|cq\w)\b|\b(?:color-mix|oklch|light-dark)\("


def rules(css: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet, but for those that only browsers with popover read."""
    css = re.sub(r"/\*.*?\*/|url\('[^']*'\)", "", css, flags=re.DOTALL)
    for head, body in re.findall(r"([^{}]+)\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", css):
        nested = "{" in body
        yield head.strip(), "" if nested else body
        if nested and ":popover-open" not in head:
            yield from rules(body)


def missed(css: str) -> list[str]:
    """The rules that a browser of 2020 would miss."""
    found = []
    for head, body in rules(css):
        newer = [bool(re.search(NEWER, part)) for part in re.split(r",(?![^(]*\))", head)]
        mixed = any(newer) and not all(newer)
        needed = all(newer) and not head.startswith("@") and re.search(LAYOUT, body)
        if mixed or needed or re.search(UNKNOWN, head) or re.search(NEWER_VALUES, body):
            found.append(head)
    return found


@pytest.mark.parametrize("sheet", STYLES, ids=lambda sheet: sheet.name)
def test_styles_hold_in_browsers_of_2020(sheet: Path) -> None:
    assert missed(sheet.read_text(encoding="utf-8")) == []


def test_newer_styles_are_found() -> None:
    wrong = """@layer a { p { color: red } } h1, p:has(+ ul) { color: red } p { height: 100dvh }
      @media print { .menu:has(a) { position: fixed } } p { inset: 0 }"""
    assert missed(wrong) == ["@layer a", "h1, p:has(+ ul)", "p", ".menu:has(a)", "p"]
    assert missed("@media (width<=40em) { p { color: red } }") == ["@media (width<=40em)"]
    right = "p:has(+ ul) { margin: 0 } @supports selector(:popover-open) { .menu { inset: 0 } }"
    assert missed(right) == []


def as_before_popover(route: Route) -> None:
    """Answer as to a browser that knows no popover: attributes and selector mean nothing."""
    answer = route.fetch()
    body = re.sub(r"\b(popover(?:target\w*)?)(?=[ =\]>])", r"data-\1", answer.text())
    route.fulfill(response=answer, body=body.replace(":popover-open", ":no-such-thing"))


def test_menu_is_below_the_page_before_popover(phone: Reader) -> None:
    for kind in ("**/", "**/*.css?*"):
        phone.page.route(kind, as_before_popover)
    names = ["hidePopover", "showPopover", "togglePopover", "popover"]
    phone.page.add_init_script(f"for (const n of {names}) delete HTMLElement.prototype[n]")
    phone.open("types")
    menu = phone.page.get_by_role("navigation", name="Menu")
    words = phone.page.get_by_role("article").bounding_box()
    assert words["width"] > 300
    assert menu.bounding_box()["y"] > words["y"] + words["height"]
    assert phone.page.get_by_role("button", name="Menu", exact=True).count() == 0
    phone.page.get_by_role("link", name="Menu", exact=True).click()
    expect(menu.get_by_role("link").first).to_be_in_viewport()
    menu.get_by_role("link", name="Glossary").click()
    phone.page.wait_for_url("**/glossary/")


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_page_holds_without_script(reading: Callable[..., Reader], width: int) -> None:
    reader = reading(width=width, java_script_enabled=False, color_scheme="dark")
    reader.open("symptoms")
    assert reader.scheme() == "dark"
    for name in ("Dark", "Light", "Search"):
        assert reader.page.get_by_text(name, exact=True).locator("visible=true").count() == 0
    menu = reader.page.get_by_role("navigation", name="Menu")
    if width == PHONE:
        reader.page.get_by_role("button", name="Menu", exact=True).click()
    # A link to a heading of this page would leave the menu over it.
    assert len(menu.get_by_role("link").locator("visible=true").all()) == len(PAGES)
    menu.get_by_role("link", name="Glossary").click()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_dark_device_sees_dark_before_any_script(reading: Callable[..., Reader]) -> None:
    reader = reading(color_scheme="dark")
    reader.page.route("**/*.js?*", lambda route: route.fulfill(body=""))
    reader.open("causes")
    assert reader.scheme() == "dark"
    # Also the window, before any style has come.
    assert reader.page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"


def test_colors_follow_the_device_until_a_press(phone: Reader) -> None:
    for device, word in (("dark", "Light"), ("light", "Dark"), ("dark", "Light")):
        phone.page.emulate_media(color_scheme=device)
        phone.open("index")
        assert phone.scheme() == device
        expect(phone.page.get_by_role("button", name=word, exact=True)).to_be_visible()
    phone.page.get_by_role("button", name="Light").click()
    phone.open("symptoms")
    assert phone.scheme() == "light"
    phone.page.get_by_role("button", name="Dark").click()
    phone.page.emulate_media(color_scheme="light")
    # Back shows the page before as it was left, but in the new colors.
    phone.page.go_back()
    expect(phone.page.get_by_role("button", name="Light")).to_be_visible()
    assert phone.scheme() == "dark"


def test_blocked_storage_costs_only_memory(reading: Callable[..., Reader]) -> None:
    reader = reading(color_scheme="dark")
    reader.page.add_init_script("""
        const get = () => { throw new DOMException("It is insecure.", "SecurityError") }
        for (const name of ["localStorage", "sessionStorage", "caches", "indexedDB"])
          Object.defineProperty(window, name, { get })""")
    reader.open("about")
    assert reader.scheme() == "dark"
    reader.page.get_by_role("button", name="Light").click()
    assert reader.scheme() == "light"
    reader.page.get_by_role("button", name="Search").click()
    reader.page.get_by_role("searchbox").fill("clenched jaw")
    reader.page.get_by_role("dialog").get_by_role("link").first.click()
    reader.page.wait_for_url(lambda url: not url.endswith("/about/"))


def middle(target: Locator) -> tuple[float, float]:
    """Where a finger aims at: the middle of a thing, or of its first line."""
    target.scroll_into_view_if_needed()
    box = target.evaluate("thing => thing.getClientRects()[0].toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press_and_slip(reader: Reader, link: str, across: int, down: int) -> str:
    """Press a link of the page of treatments and let go beside; return where the link leads to."""
    reader.open("treatment")
    if link.startswith("#"):
        reader.page.get_by_role("button", name="Menu", exact=True).click()
    target = reader.page.locator(link).locator("visible=true").first
    address = target.evaluate("link => link.href")
    x, y = middle(target)
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + across, y + down, steps=5)
    reader.page.mouse.up()
    return address


@pytest.mark.parametrize(
    "link", ["article p a", "article li a", "footer a", "header a", "#__menu a"]
)
def test_press_that_slips_opens_the_link(phone: Reader, link: str) -> None:
    for slip in ((4, 0), (14, 0), (0, 14), (-10, -9)):
        phone.page.wait_for_url(press_and_slip(phone, link, *slip))


def test_press_that_is_taken_back_opens_nothing(phone: Reader) -> None:
    press_and_slip(phone, "article p a", 0, 60)
    phone.page.mouse.click(5, 300)
    assert phone.page.url == phone.address("treatment")


IS_OPEN = "document.querySelector('[popover]').matches(':popover-open')"
IS_TICKED = "document.querySelector('main input').checked"
TWICE = {
    "header button": IS_OPEN,
    "#__colors": "getComputedStyle(document.body).colorScheme",
    "main input": IS_TICKED,
    "main label span": IS_TICKED,
}


@pytest.mark.parametrize("pressed", TWICE)
def test_second_press_does_nothing_and_a_later_one_does(phone: Reader, pressed: str) -> None:
    phone.open("prepare-for-your-visit")
    x, y = middle(phone.page.locator(pressed).first)
    states = [phone.page.evaluate(TWICE[pressed])]
    for slip, pause in ((0, 0), (9, 400), (0, 0)):
        phone.page.mouse.click(x + slip, y + slip / 2)
        states.append(phone.page.evaluate(TWICE[pressed]))
        phone.page.wait_for_timeout(pause)
    assert states[1] == states[2] != states[0] == states[3]


def test_menu_closes_when_it_is_in_the_way(phone: Reader) -> None:
    phone.page.set_viewport_size({"width": 820, "height": 1180})
    phone.open("types")
    button = phone.page.get_by_role("button", name="Menu", exact=True)
    menu = phone.page.get_by_role("navigation", name="Menu")
    button.click()
    menu.get_by_text("On this page").click()
    menu.get_by_role("link", name="On one side").click()
    expect(menu).to_be_hidden()
    expect(phone.page.get_by_role("heading", name="On one side")).to_be_in_viewport()
    button.click()
    phone.page.set_viewport_size({"width": DESKTOP, "height": 820})
    expect(button).to_be_hidden()
    phone.page.set_viewport_size({"width": PHONE, "height": 740})
    assert not phone.page.evaluate(IS_OPEN)
    # As in WebKit with bug 267688: the browser itself does not close it.
    phone.open("types")
    phone.page.evaluate("document.querySelector('[popover]').popover = 'manual'")
    button.click()
    assert phone.page.evaluate(IS_OPEN)
    phone.page.mouse.click(350, 500)
    assert not phone.page.evaluate(IS_OPEN)


@pytest.mark.parametrize("page", PAGES)
def test_links_have_names_and_pictures_stand_by_themselves(page: str) -> None:
    """What voices and reader modes need: words on each link, a size and a name on each picture."""
    built = parse(hosted_file(page))
    assert not built.select(":is(a, button):is([aria-label], [aria-labelledby], [title])")
    for thing in built.select("a[href]:not([href^='tel:']), button"):
        words = " ".join(thing.text.split())
        assert len(re.findall(r"[^\W\d_]", words)) > 1, thing.html
        assert words.lower() not in ("here", "more", "read more", "this page", "source")
    for picture in built.select("article :is(img, svg)"):
        assert min(int(picture.attr("width")), int(picture.attr("height"))) > 0
        assert picture.tag == "img" or picture.select_one("title").text.strip()
    assert not built.select("article :is(use, style, picture, source, [style])")
    # Without this class, Readability takes a box with many links for an advertisement.
    assert not built.select(":is(.note, .review, .downloads):not(.text)")


def test_phone_shows_words_help_and_ways_on(phone: Reader) -> None:
    phone.open("index")
    bar = phone.page.get_by_role("banner")
    for width in (320, PHONE, DESKTOP):
        phone.page.set_viewport_size({"width": width, "height": 740})
        for name in ("Dark", "Search", "Dystonia Guide", *["Menu"] * (width < DESKTOP)):
            expect(bar.get_by_text(name, exact=True).locator("visible=true")).to_be_in_viewport()
    phone.page.set_viewport_size({"width": PHONE, "height": 740})
    first = phone.page.get_by_role("main").get_by_role("link").first
    assert first.evaluate("link => link.hash") == "#emergency-signs"
    expect(first).to_be_in_viewport()
    phone.open("when-to-call-the-doctor")
    for sign in phone.page.locator(".danger li:not(:has([href^='tel:']))").all()[:3]:
        expect(sign).to_be_in_viewport(ratio=1)
    foot = phone.page.get_by_role("contentinfo")
    rows = [foot.get_by_role("link", name=name).bounding_box() for name in ("Previous", "Next")]
    assert all(row["width"] >= 320 and row["height"] >= 56 for row in rows)
    foot.get_by_role("link", name="Back to top").click()
    phone.page.wait_for_function("() => scrollY === 0")


def test_boxes_tick_on_their_whole_line(phone: Reader) -> None:
    phone.open("prepare-for-your-visit")
    boxes = phone.page.get_by_role("checkbox")
    phone.page.get_by_role("main").locator("label").last.click(position={"x": 300, "y": 12})
    expect(boxes.last).to_be_checked()
    # The middle of each box, less that of the first line of its words.
    off = boxes.evaluate_all("""(boxes) => boxes.map((box) => {
      const texts = document.createTreeWalker(box.labels[0], NodeFilter.SHOW_TEXT)
      const range = new Range(), square = box.getBoundingClientRect()
      while (!texts.nextNode().data.trim());
      range.selectNode(texts.currentNode)
      const { top, bottom } = range.getClientRects()[0]
      return Math.abs(square.top + square.bottom - top - bottom) / 2
    })""")
    assert len(off) > 20
    assert max(off) < 2


@pytest.mark.parametrize("width", [320, PHONE, DESKTOP])
def test_heading_in_the_address_is_clear_of_the_header(
    reading: Callable[..., Reader], width: int
) -> None:
    reader = reading(width=width)
    for page in ("treatment", "glossary"):
        reader.open(page)
        ids = reader.page.locator(":is(h2, h3)[id]").evaluate_all("all => all.map(({ id }) => id)")
        for heading in ids[1:-2:4]:
            reader.page.evaluate(f"location.hash = '{heading}'")
            bar = reader.page.get_by_role("banner").bounding_box()
            top = reader.page.locator(f"#{heading}").bounding_box()["y"]
            assert top >= bar["y"] + bar["height"] + 15.5


def test_wrong_address_is_helped(phone: Reader) -> None:
    assert phone.page.goto(f"{phone.base}no/such/page/").status == 404
    links = phone.page.locator("article a").evaluate_all("links => links.map(link => link.href)")
    assert sorted(links) == sorted(phone.base + hosted_path(name) for name in PAGES)
    assert phone.scheme() == "light"
    assert len(phone.faults) == 1  # the page itself
    phone.faults.clear()
