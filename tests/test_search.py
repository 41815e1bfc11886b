"""The search: what it finds for what worried people type, and how it bears with readers."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import OFFLINE, PAGES, ROOT, hosted_path
from drivers import INSTALLED, click, wait_for
from playwright.sync_api import Browser, Page, expect

QUERIES = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text(encoding="utf-8"))
BLOCKED = "Object.defineProperty(window, 'sessionStorage', { get() { throw Error('blocked') } })"
# As dictation and the paste menu do: words without a key, in a field that no script may change.
PUT = """words => {
  const field = document.querySelector("#__search input")
  const written = { get: () => words, set() { throw Error("written to") }, configurable: true }
  Object.defineProperty(field, "value", written)
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  const links = document.querySelectorAll("#__search ol > li > div > a")
  return Array.from(links, (link) => link.href.split("#")[0])
}"""


class Search:
    """The search, on a page that says little."""

    def __init__(self, page: Page) -> None:
        self.page, self.put = page, lambda words: page.evaluate(PUT, words)
        self.dialog, self.button = page.locator("#__search"), page.locator("#__search-open")
        self.field, self.links = self.dialog.locator("input"), self.dialog.locator("ol a")
        self.close, self.status = self.dialog.get_by_text("Close"), page.get_by_role("status")

    def open(self, address: str = "about/", says: str = "Type a word, such as neck") -> None:
        self.page.goto(address)
        self.button.dblclick()  # as a hand does that trembles
        expect(self.status).to_have_text(says)
        self.page.wait_for_timeout(400)  # until then, the next press counts for the same one


@pytest.fixture
def search(browser: Browser, hosted_url: str) -> Iterator[Search]:
    """With storage blocked; no page may report an error but those that a test makes."""
    page, errors = browser.new_page(base_url=hosted_url, service_workers="block"), []
    page.add_init_script(BLOCKED)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield Search(page)
    page.close()
    assert [each for each in errors if "net::ERR_FAILED" not in each] == []


@pytest.mark.parametrize("edition", ["hosted", "offline", "zensical"])
def test_finds(search: Search, hosted_url: str, tmp_path: Path, edition: str) -> None:
    assert len({each["query"] for each in QUERIES}) == len(QUERIES) >= 100
    assert {each["page"] for each in QUERIES} == set(PAGES)
    if edition == "zensical":
        shutil.copy(ROOT / "mkdocs.yml", tmp_path)
        for name in ("docs", "editorial", "overrides"):
            shutil.copytree(ROOT / name, tmp_path / name)
        order = ["env", "OFFLINE=true", sys.executable, "-m", "zensical", "build"]
        subprocess.run(order, cwd=tmp_path, check=True)
    disk = tmp_path / "site" if edition == "zensical" else OFFLINE
    addresses = {name: (disk / f"{name}.html").as_uri() for name in PAGES}
    if edition == "hosted":
        addresses = {name: hosted_url + hosted_path(name) for name in PAGES}
    search.open(addresses["about"])
    found = {each["query"]: search.put(each["query"])[:2] for each in QUERIES}
    assert [each for each in QUERIES if addresses[each["page"]] not in found[each["query"]]] == []


@pytest.mark.parametrize("name", INSTALLED)
def test_from_disk_to_the_place_and_back(browser: Browser, tmp_path: Path, name: str) -> None:
    with INSTALLED[name](browser, tmp_path) as reader:
        reader.open((OFFLINE / "about.html").as_uri())
        click(reader, "#__search-open")
        wait_for(reader, "document.querySelector('#__search p').textContent.startsWith('Type')")
        reader.press("hereditary")
        wait_for(reader, "document.querySelector('#__search p').textContent.endsWith('found')")
        click(reader, "#__search ol ul a[href*='causes.html#changes-in-genes']")
        wait_for(reader, "location.pathname.endsWith('/causes.html') && scrollY > 0")
        reader.run("history.back()")
        wait_for(reader, "document.querySelectorAll('#__search[open] ol a').length > 0")
        assert reader.run("document.querySelector('#__search input').value") == "hereditary"


def test_words_come_in_without_keys(search: Search) -> None:
    search.open()
    send = search.page.context.new_cdp_session(search.page).send
    for words in ("m", "my", "my ", "my trem", "my tremor"):
        send("Input.imeSetComposition", {"text": words, "selectionStart": 0, "selectionEnd": 0})
    send("Input.insertText", {"text": "my tremor"})
    assert search.field.input_value() == "my tremor"
    expect(search.links.filter(has_text="Tremor")).to_be_visible()
    search.put("What is a SPLINT?")
    expect(search.links.filter(has_text="Splint").first).to_be_visible()
    start = time.monotonic()
    assert search.put("handwriting xylophon " * 500) != search.put("x" * 10_000) == []
    assert time.monotonic() - start < 2


def test_says_what_was_found_once_the_typing_pauses(search: Search) -> None:
    search.open()
    watch = "new MutationObserver(() => told.push(p.textContent)).observe(p, { childList: true })"
    search.page.evaluate(f"told = []; p = document.querySelector('#__search p'); {watch}")
    search.page.keyboard.type("hemidystonia", delay=20)
    found = f"{search.dialog.locator('ol > li').count()} pages found"
    expect(search.status).to_have_text(found)
    search.page.keyboard.type("xyzzyqwq", delay=20)
    nothing = "Nothing found for “hemidystoniaxyzzyqwq”. Try another word, or:"
    expect(search.status).to_have_text(nothing)
    assert search.page.evaluate("told.filter(Boolean)") == [found, nothing]
    for name in ("when-to-call-the-doctor", "symptoms", "glossary"):
        expect(search.dialog.locator(f"a[href*={name}]")).to_be_visible()


@pytest.mark.parametrize("name", ["search.js", "minisearch.js", "search-words.js", "search_index"])
def test_did_not_load(search: Search, name: str) -> None:
    search.page.route(f"**/*{name}*", lambda route: route.abort())
    search.open(says="The search did not load")
    expect(search.dialog.locator("a:visible")).to_have_count(len(PAGES))
    search.close.click()
    expect(search.button).to_be_focused()


def test_links_name_the_words_where_browsers_mark_them(search: Search) -> None:
    for end in (r"-voice:~:text=\S+-,blepharospasm,-\S+", "-voice"):
        search.open()
        search.put("blepharospasm")
        link = search.links.filter(has_text="Signs in the eyes")
        assert re.search(f"#signs-in-the-eyes-neck-and{end}$", link.get_attribute("href"))
        search.page.add_init_script("delete Document.prototype.fragmentDirective")


def test_by_keyboard_and_back_and_without_dialog(search: Search) -> None:
    search.open("symptoms/")
    search.page.keyboard.press("Escape")
    expect(search.button).to_be_focused()
    search.page.keyboard.press("Control+k")
    search.page.keyboard.type("voice", delay=100)
    for link in (*search.links.all(), search.close):
        search.page.keyboard.press("Tab")
        expect(link).to_be_focused()
    search.links.filter(has_text="Signs in the eyes").press("Enter")
    expect(search.dialog).to_be_hidden()
    assert "#signs-in-the-eyes-neck-and-voice" in search.page.url
    search.page.go_back()
    expect(search.links.first).to_be_visible()
    assert search.field.input_value() == "voice"
    search.page.add_init_script("delete HTMLDialogElement.prototype.showModal")
    search.page.goto("about/")
    expect(search.button).to_be_hidden()


def test_markup_in_the_index_and_400_percent_zoom_and_paper(search: Search) -> None:
    section = {"location": "x/", "title": "X", "text": "<p>neck &lt;img src=x onerror=y&gt;</p>"}
    search.page.route("**/search_index*", lambda route: route.fulfill(json={"docs": [section]}))
    search.page.set_viewport_size({"width": 320, "height": 225})
    search.open()
    search.put("neck")
    expect(search.dialog.locator("ol p")).to_have_text("neck <img src=x onerror=y>")
    for part in (search.field, search.close, search.links.first):
        box = part.bounding_box()
        assert box["height"] >= 44 and 0 <= box["y"] <= 225 - box["height"]
    search.page.emulate_media(media="print")
    expect(search.dialog).to_be_hidden()
