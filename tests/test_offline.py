"""The offline edition, opened from disk with the network cut, in every browser of this machine."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HOSTED, OFFLINE, PAGES, PHONE
from drivers import INSTALLED, Driver, click, wait_for
from playwright.sync_api import Browser

SCHEME = "document.documentElement.dataset.mdColorScheme"


NAMES = ["guide", "50% of a b%20c #1 'q' \"é\" 中 ?x;y"]


@pytest.fixture(scope="module", params=NAMES, ids=["plain name", "odd name"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition, unpacked in a folder with an ordinary and an odd name."""
    return shutil.copytree(OFFLINE, tmp_path_factory.mktemp("unpacked") / request.param)


@pytest.fixture(scope="module", params=INSTALLED)
def reader(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """Each installed browser in turn, with no network, 1280 px wide."""
    with INSTALLED[request.param](browser, tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def test_network_is_cut(reader: Driver, hosted_url: str) -> None:
    reader.open("about:blank")
    ask = f"fetch('{hosted_url}', {{mode: 'no-cors'}})"
    reader.run(f"({ask}.then(() => window.network = 'up', () => window.network = 'cut'), 0)")
    assert wait_for(reader, "window.network") == "cut"


def test_one_file_edition_opens(reader: Driver) -> None:
    reader.open((HOSTED / "downloads" / "dystonia-guide.html").as_uri())
    assert reader.run("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"


def test_every_page_opens_with_styles_and_pictures(reader: Driver, folder: Path) -> None:
    for page in PAGES:
        reader.open((folder / f"{page}.html").as_uri())
        assert reader.run("getComputedStyle(document.querySelector('h1')).fontSize") == "40px"
        wait_for(reader, "[...document.images].every(each => each.naturalWidth > 0)")
        drawn = "[...document.querySelectorAll('figure svg')].every(each => each.getBBox().width)"
        assert reader.run(drawn)


def test_every_control_works(reader: Driver, folder: Path) -> None:
    reader.open((folder / "prepare-for-your-visit.html").as_uri())
    click(reader, ".task-list-item")
    assert reader.run("document.querySelector('.task-list-item input').checked")
    before = reader.run(SCHEME)
    time.sleep(0.4)  # a second press within that is the same press
    click(reader, "#__colors")
    wait_for(reader, f"{SCHEME} !== {json.dumps(before)}")
    switched = reader.run(SCHEME)
    reader.open((folder / "about.html").as_uri())
    assert reader.run(SCHEME) == switched
    click(reader, "#__search-open")
    wait_for(reader, "document.activeElement.type === 'search'")
    reader.press("stroke")
    wait_for(reader, "!!document.querySelector('#__search a[href*=\"causes.html#\"]')")
    time.sleep(0.4)
    click(reader, "#__search a[href*='causes.html#']")
    wait_for(reader, "location.pathname.endsWith('/causes.html')")


def test_page_that_is_opened_alone_begins_with_its_words(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 740})
    for name in PAGES:
        page.goto(Path(shutil.copy(OFFLINE / f"{name}.html", tmp_path)).as_uri())
        assert page.get_by_role("heading", level=1).bounding_box()["y"] < 150
        icons = page.locator("svg:not(figure svg)").locator("visible=true")
        assert all(icon.bounding_box()["width"] == 24 for icon in icons.all())
        assert all(each.bounding_box()["width"] <= 344 for each in page.locator("figure svg").all())
    page.close()
