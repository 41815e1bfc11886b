"""The offline edition, opened from disk with the network cut, in every browser of this machine."""

import json
from collections.abc import Iterator

import pytest
from conftest import OFFLINE, PAGES
from drivers import INSTALLED, Driver, click, wait_for
from playwright.sync_api import Browser


@pytest.fixture(scope="module", params=INSTALLED)
def reader(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """Each installed browser in turn, with no network, 1280 px wide."""
    with INSTALLED[request.param](browser, tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture(autouse=True)
def usual_window(reader: Driver) -> None:
    reader.resize(1280, 900)


def open_page(reader: Driver, page: str) -> None:
    reader.open((OFFLINE / f"{page}.html").as_uri())


def scheme(reader: Driver) -> str:
    return reader.run("document.body.dataset.mdColorScheme")


def test_network_is_cut(reader: Driver) -> None:
    open_page(reader, "index")
    reader.run("(fetch('http://127.0.0.1:1/').catch(e => window.cut = 'yes'), 0)")
    assert wait_for(reader, "window.cut") == "yes"


def test_every_page_opens_with_its_pictures(reader: Driver) -> None:
    for page in PAGES:
        open_page(reader, page)
        assert reader.run("document.querySelectorAll('article h1').length") == 1
        assert reader.run("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
        assert reader.run("[...document.images].every(image => image.naturalWidth > 0)")
        drawn = "[...document.querySelectorAll('svg[role=img]')].map(e => e.getBBox().width > 0)"
        assert all(reader.run(drawn))


@pytest.mark.parametrize(("words", "page"), [("botulinum", "treatment"), ("stroke", "causes")])
def test_search_finds(reader: Driver, words: str, page: str) -> None:
    open_page(reader, "about")
    click(reader, ".md-search__input")
    reader.press(words)
    click(reader, f'.md-search-result a[href*="{page}.html?h={words}"]')
    wait_for(reader, f"location.pathname.endsWith('/{page}.html')")
    wait_for(reader, "!!document.querySelector('article mark[data-md-highlight]')")


def test_colors_switch_and_stay(reader: Driver) -> None:
    open_page(reader, "index")
    before = scheme(reader)
    click(reader, "form[data-md-component=palette] button")
    wait_for(reader, f"document.body.dataset.mdColorScheme !== {json.dumps(before)}")
    switched = scheme(reader)
    open_page(reader, "symptoms")
    assert scheme(reader) == switched
    click(reader, "form[data-md-component=palette] button")
    wait_for(reader, f"document.body.dataset.mdColorScheme === {json.dumps(before)}")


def test_boxes_tick(reader: Driver) -> None:
    open_page(reader, "prepare-for-your-visit")
    click(reader, ".task-list-control")
    assert reader.run("document.querySelector('.task-list-control input').checked")


def test_menu_leads_to_a_page(reader: Driver) -> None:
    reader.resize(480, 800)
    open_page(reader, "index")
    click(reader, "button[data-toggle=__drawer]")
    wait_for(reader, "document.querySelector('#__drawer').checked")
    link = ".md-nav--primary a[href='glossary.html']"
    box = f"document.querySelector({json.dumps(link)}).getBoundingClientRect()"
    wait_for(reader, f"{box}.left >= 0")
    click(reader, link)
    wait_for(reader, "location.pathname.endsWith('/glossary.html')")


def test_one_file_edition_opens(reader: Driver) -> None:
    reader.open((OFFLINE.parent / "site/downloads/dystonia-guide.html").as_uri())
    assert reader.run("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    click(reader, "nav a[href='#types']")
    wait_for(reader, "location.hash === '#types'")
