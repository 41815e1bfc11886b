"""The search on a small guide: what it finds first, and how it behaves.

Real queries are no tests: scripts/bench.py search shows how many of them it answers.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DOCS, build_guide, served
from drivers import INSTALLED, click, wait_for
from playwright.sync_api import Browser, Page, expect

GUIDE = {
    "index.md": "# Muscles in plain words\n\nSee [the signs](signs.md).",
    "call.md": """---
search: {boost: 2, offered: true}
---
# When to call

## Emergency signs

- you cannot swallow
- severe spasms come again and again, or do not stop

## Urgent signs

- your eyes roll up and stay there after a new medicine
""",
    "signs.md": """# Signs

## Mouth and eyes

Some people cannot swallow pills easily.
Your eyes blink, and you cannot stop, and a spasm comes.

## Neck

Your neck turns to one side.[^note]
Handwriting gets worse after an anesthetic.

## What is it for you

It comes on the sofa.

## Sources {data-search-exclude}

[^note]: [A page about zebras](https://example.org/)
""",
    "treatment.md": """# Treatment

## Medicines

What it is

:   A medicine against nausea (anti-nausea).[^note]
    It was tried for years.

Risks

:   They can make you sleepy.

## Splint

It is a brace for the wrist, and some wear it at night.

[^note]: A note
""",
    "glossary.md": """---
search: {boost: 0.2, offered: true}
---
# Glossary

## GABA

A chemical in the brain that medicines against spasms may change.

## Splint

A brace for a wrist.
""",
}
EXTRA = {
    "asset_version": "1",
    "search_stop_words": "a for is it my not of or the to what with you your",
    "search_words": "pill, tablet = medicine\nhard to gulp = swallow\nmean, meaning = glossary",
    "search_example": "neck",
    "search_suggestions": [{"Neck": "signs.md#neck"}, {"Treatment": "treatment.md"}],
}
# What is typed, and the section that comes first.
FIRST = {
    "cannot swallow": "call#emergency-signs",  # a sign before a sentence
    "swallow pills": "signs#mouth-and-eyes",  # both of the words
    "new medicine eyes": "call#urgent-signs",
    "wrist brace": "treatment#splint",  # the glossary is held back
    "what does GABA mean": "glossary#gaba",  # unless it is asked for
    "neck": "signs#neck",
    "blinking eyes": "signs#mouth-and-eyes",  # endings
    "tablets": "treatment#medicines",  # words of the editors
    "hard to gulp": "call#emergency-signs",
    "gulp": None,
    "zebra": None,  # lists of sources are not searched
    "swollowing": "call#emergency-signs",  # slips of spelling
    "hand writing": "signs#neck",
    "antinausea": "treatment#medicines",
    "anaesthetics": "signs#neck",  # British spelling
    "NÉCK": "signs#neck",
    "handwr": "signs#neck",  # the last word is not finished
    "sofa": "signs#what-is-it-for-you",  # a title of stop words alone
    "what is it": None,
}
# As dictation and the paste menu do: words without a key, in a field that no script may change.
PUT = """(words => {
  const field = document.querySelector("#__search input")
  const written = { get: () => words, set() { throw Error("written to") }, configurable: true }
  Object.defineProperty(field, "value", written)
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  const links = document.querySelectorAll(".search-found a")
  return Array.from(links, (link) => link.href.split(":~:")[0])
})"""
READY = "!document.querySelector('.search-suggestions').hidden"
AS_LEFT = "document.querySelector('#__search[open] ol a') && document.forms[0][0].value === 'turns'"


def build_small_guide(folder: Path) -> Path:
    pages = GUIDE | {"search-words.js": (DOCS / "search-words.js").read_text(encoding="utf-8")}
    return build_guide(folder, pages, nav=[*GUIDE], extra=EXTRA)


def first_section(links: list[str]) -> str | None:
    """The page and id of the best section: the first of a page's sections, or the page."""
    places = [re.sub(r"^.*/(\w+)(?:/|\.html)(?=#|$)", r"\1", link) for link in links[:2]]
    return next((place for place in places if "#" in place), None)


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(build_small_guide(tmp_path_factory.mktemp("guide"))) as url:
        yield url


class Search:
    """The search on a page of the small guide."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialog, self.button = page.locator("#__search"), page.locator("#__search-open")
        self.field, self.links = self.dialog.locator("input"), self.dialog.locator("ol a")
        self.close, self.status = self.dialog.get_by_text("Close"), page.get_by_role("status")

    def open(self, path: str = "glossary/") -> None:
        self.page.goto(path)
        self.button.click()
        expect(self.status).to_have_text("Type a word, such as neck")
        self.page.wait_for_timeout(400)  # until then, the next press counts for the same one

    def put(self, words: str) -> list[str]:
        return self.page.evaluate(PUT, words)


@pytest.fixture
def search(browser: Browser, guide: str) -> Iterator[Search]:
    """No script may throw an error."""
    page = browser.new_page(base_url=guide, service_workers="block")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Search(page)
    page.close()
    assert errors == []


@pytest.mark.parametrize("name", INSTALLED)
def test_from_disk_and_back(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("OFFLINE", "true")
    site = build_small_guide(tmp_path)
    with INSTALLED[name](browser, tmp_path) as reader:
        reader.open((site / "glossary.html").as_uri())
        # A link to another page, then one to a heading of that page
        for link, hash_ in (("signs.html']", ""), ("signs.html#neck']", "#neck")):
            click(reader, "#__search-open")
            wait_for(reader, READY)
            reader.press("turns")
            tall = "each => each.style.marginTop = '3000px'"
            reader.run(f"document.querySelectorAll('h2').forEach({tall})")
            click(reader, f".search-found a[href*='{link}")
            wait_for(reader, f"location.href.endsWith('signs.html{hash_}')")
            wait_for(reader, "!document.querySelector('[open]')")
            if hash_:
                wait_for(reader, "scrollY > 1000")
        reader.run("history.back()")
        wait_for(reader, AS_LEFT)
        reader.run("history.back()")
        wait_for(reader, f"location.pathname.endsWith('glossary.html') && {AS_LEFT}")
        found = {typed: first_section(reader.run(f"{PUT}({typed!r})")) for typed in FIRST}
        assert found == FIRST


def test_finds_first_with_excerpts_and_links_to_their_words(search: Search) -> None:
    search.open()
    assert {typed: first_section(search.put(typed)) for typed in FIRST} == FIRST
    for typed, excerpt in (
        ("sleepy", "Risks: They can make you sleepy."),
        ("tablet", "What it is: A medicine against nausea (anti-nausea)."),
        ("years", "It was tried for years."),
        ("turns", "Your neck turns to one side."),
    ):
        search.put(typed)
        expect(search.dialog.locator("ol p:has(mark)").first).to_have_text(excerpt)
    for end in ("#neck:~:text=Your%20neck%20turns%20to%20one%20side.", "#neck"):
        assert search.links.last.get_attribute("href").endswith(f"/signs/{end}")
        search.page.add_init_script("delete Document.prototype.fragmentDirective")
        search.open()
        search.put("turns")


def test_words_come_in_composed_and_in_any_number(search: Search) -> None:
    search.open()
    send = search.page.context.new_cdp_session(search.page).send
    for words in ("m", "my ", "my nec"):
        send("Input.imeSetComposition", {"text": words, "selectionStart": 0, "selectionEnd": 0})
    send("Input.insertText", {"text": "my neck"})
    assert search.field.input_value() == "my neck"
    expect(search.links.filter(has_text="Neck")).to_be_visible()
    send("Input.insertText", {"text": "x" * 10_000})
    assert len(search.field.input_value()) == 100
    assert search.put("?") == []


def test_by_keyboard_from_before_typing_to_back(search: Search) -> None:
    search.open("signs/")
    rows = search.dialog.locator(".search-suggestions a")
    assert [row.get_attribute("href") for row in rows.all()] == ["#neck", "../treatment/"]
    assert all(row.bounding_box()["height"] >= 48 for row in rows.all())
    watch = "new MutationObserver(() => told.push(p.textContent)).observe(p, { childList: true })"
    search.page.evaluate(f"told = []; p = document.querySelector('#__search p'); {watch}")
    search.page.keyboard.type("xyzzyqwq", delay=20)
    nothing = "Nothing found for “xyzzyqwq”. Try another word, or:"
    expect(search.status).to_have_text(nothing)
    assert search.dialog.locator("a:visible").all_inner_texts() == ["When to call", "Glossary"]
    search.page.keyboard.press("ControlOrMeta+A")
    search.page.keyboard.type("neck", delay=20)
    expect(search.status).to_have_text("Pages found: 1")
    # A screen reader is told once the typing pauses.
    assert search.page.evaluate("told.filter(Boolean)") == [nothing, "Pages found: 1"]
    for link in (*search.links.all(), search.close):
        search.page.keyboard.press("Tab")
        expect(link).to_be_focused()
    search.links.last.press("Enter")
    expect(search.dialog).to_be_hidden()
    assert "#neck" in search.page.url
    search.page.go_back()
    expect(search.links.first).to_be_visible()
    search.close.click()
    search.page.reload()
    expect(search.dialog).to_be_hidden()


@pytest.mark.parametrize("name", ["search.js", "search_index"])
def test_has_the_focus_at_once_and_loads_at_the_next_press(search: Search, name: str) -> None:
    search.page.route(f"**/*{name}*", lambda route: route.abort())
    search.page.goto("glossary/")
    press = "button => { button.focus(); button.click(); return document.activeElement.type }"
    assert search.button.evaluate(press) == "search"
    expect(search.status).to_have_text("The search did not load")
    expect(search.dialog.locator("a:visible")).to_have_count(len(GUIDE))
    search.close.click()
    expect(search.button).to_be_focused()
    search.page.unroute(f"**/*{name}*")
    search.page.wait_for_timeout(400)
    search.button.click()
    search.field.fill("neck")
    expect(search.links).not_to_have_count(0)


def test_markup_in_the_index_and_400_percent_zoom(search: Search) -> None:
    section = {"location": "x/", "title": "X", "text": "<p>neck &lt;img src=x onerror=y&gt;</p>"}
    search.page.route("**/search_index*", lambda route: route.fulfill(json={"docs": [section]}))
    search.page.set_viewport_size({"width": 320, "height": 225})
    search.open()
    search.put("neck")
    expect(search.dialog.locator("ol p")).to_have_text("neck <img src=x onerror=y>")
    for part in (search.field, search.close, search.links.first):
        box = part.bounding_box()
        assert box["height"] >= 44 and 0 <= box["y"] <= 225 - box["height"]
