"""The search finds the right page for what worried people type, in both editions."""

from collections.abc import Iterator

import pytest
import yaml
from conftest import OFFLINE, PAGES, ROOT, hosted_path
from playwright.sync_api import Browser, Page

QUERIES = yaml.safe_load((ROOT / "tests" / "search_queries.yml").read_text(encoding="utf-8"))
NEW_RESULT = ".md-search-result__item:not(.seen)"


class Search:
    """The open search of one edition, in one tab."""

    def __init__(self, page: Page, addresses: dict[str, str]) -> None:
        self.page, self.addresses = page, addresses
        page.goto(addresses["about"])
        page.keyboard.press("Control+k")

    def type(self, words: str) -> None:
        """Put words in the field, the last letter by its key."""
        self.page.locator(".md-search__input").fill(words[:-1])
        self.page.keyboard.type(words[-1])

    def first_pages(self, words: str) -> list[str]:
        """The names of the first two pages that are found for words."""
        self.page.evaluate(
            "for (const old of document.querySelectorAll('.md-search-result__item'))"
            " old.classList.add('seen')"
        )
        self.type(words)
        self.page.locator(NEW_RESULT).first.wait_for()
        links = self.page.locator(f"{NEW_RESULT} > a:first-child")
        found = links.evaluate_all("links => links.map(link => link.href.split(/[?#]/)[0])")
        return [name for link in found[:2] for name, url in self.addresses.items() if url == link]


@pytest.fixture(params=["hosted", "offline"])
def search(request: pytest.FixtureRequest, browser: Browser, hosted_url: str) -> Iterator[Search]:
    """The search of each edition in turn, opened on a page that says little."""
    hosted = {name: hosted_url + hosted_path(name) for name in PAGES}
    offline = {name: f"{OFFLINE.as_uri()}/{name}.html" for name in PAGES}
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield Search(context.new_page(), hosted if request.param == "hosted" else offline)
    context.close()


def test_there_are_enough_queries_and_one_for_each_page() -> None:
    assert len({entry["query"] for entry in QUERIES}) == len(QUERIES) >= 60
    assert {entry["page"] for entry in QUERIES} == set(PAGES)


def test_page_is_among_the_first_two(search: Search) -> None:
    found = {entry["query"]: search.first_pages(entry["query"]) for entry in QUERIES}
    missed = [entry for entry in QUERIES if entry["page"] not in found[entry["query"]]]
    assert not missed, [f"{entry}: {found[entry['query']]}" for entry in missed]


def test_found_nothing_leads_on(search: Search) -> None:
    help_line = search.page.locator(".search-help")
    search.type("xyzzyxyzzy")
    search.page.locator(".md-search-result__meta", has_text="Nothing found").wait_for()
    assert help_line.is_visible()
    links = help_line.locator("a").evaluate_all("links => links.map(link => link.href)")
    assert links == [search.addresses["when-to-call-the-doctor"], search.addresses["glossary"]]
    assert search.first_pages("botox")[0] == "treatment"
    assert not help_line.is_visible()


def test_slip_of_spelling_stays_as_typed(search: Search) -> None:
    assert "treatment" in search.first_pages("botulinim")
    assert search.page.locator(".md-search__input").input_value() == "botulinim"


def test_what_was_found_is_said_once_the_typing_pauses(search: Search) -> None:
    status = search.page.locator("[role=status]")
    status.filter(has_text="Type to start searching").wait_for()
    search.page.evaluate("""() => {
      const status = document.querySelector("[role=status]")
      window.told = []
      new MutationObserver(() => told.push(status.textContent)).observe(status, { childList: true })
    }""")
    search.page.keyboard.type("handwriting")
    status.filter(has_text="pages found").wait_for()
    search.page.keyboard.type("xyzzy")
    status.filter(has_text="Nothing found").wait_for()
    assert search.page.evaluate("told") == ["2 pages found", "Nothing found"]
