"""The offline edition, opened from disk with the network cut, in every installed browser."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_page import parse
from conftest import HOSTED, OFFLINE, PAGES
from drivers import INSTALLED, Driver, click, wait_for
from playwright.sync_api import Browser

SCHEME = "document.documentElement.dataset.mdColorScheme"
RESULT = "document.querySelector('#__search li a')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition, unpacked in a folder with an odd name."""
    name = "50% of a b%20c #1 'q' \"é\" 中 ?x;y"
    return shutil.copytree(OFFLINE, tmp_path_factory.mktemp("unpacked") / name)


@pytest.fixture(scope="module", params=INSTALLED)
def reader(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """Each installed browser in turn, with no network."""
    with INSTALLED[request.param](browser, tmp_path_factory.mktemp("profile")) as driver:
        yield driver


def test_network_is_cut(reader: Driver, hosted_url: str) -> None:
    reader.open("about:blank")
    ask = f"fetch('{hosted_url}', {{mode: 'no-cors'}})"
    reader.run(f"({ask}.then(() => window.network = 'up', () => window.network = 'cut'), 0)")
    assert wait_for(reader, "window.network") == "cut"


def test_every_page_opens_with_styles_and_pictures(reader: Driver, folder: Path) -> None:
    for file in [*folder.glob("*.html"), *HOSTED.glob("downloads/*.html")]:
        reader.open(file.as_uri())
        weight = "getComputedStyle(document.querySelector('h1')).fontWeight"
        assert reader.run(weight) == "700"
        wait_for(reader, "[...document.images].every(each => each.naturalWidth > 0)")
        drawn = "[...document.querySelectorAll('figure svg')].every(each => each.getBBox().width)"
        assert reader.run(drawn)


def test_colors_and_search_work(reader: Driver, folder: Path) -> None:
    reader.open((folder / "index.html").as_uri())
    before = reader.run(SCHEME)
    click(reader, "#__colors")
    wait_for(reader, f"{SCHEME} !== {json.dumps(before)}")
    switched = reader.run(SCHEME)
    reader.open((folder / "about.html").as_uri())
    assert reader.run(SCHEME) == switched
    click(reader, "#__search-open")
    wait_for(reader, "document.activeElement.type === 'search'")
    title = parse(OFFLINE / f"{PAGES[-1]}.html").select_one("h1").text
    reader.press(max(title.split(), key=len))
    wait_for(reader, f"{RESULT} && {RESULT}.href.includes('.html')")
    time.sleep(0.4)  # a second press within that time is the same press
    target = reader.run(f"{RESULT}.pathname")
    click(reader, "#__search li a")
    wait_for(reader, f"location.pathname === {json.dumps(target)}")


def test_page_without_its_styles_begins_with_its_words(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    for name in PAGES:
        page.goto(Path(shutil.copy(OFFLINE / f"{name}.html", tmp_path)).as_uri())
        assert page.get_by_role("heading", level=1).bounding_box()["y"] < 150
        assert all(each.bounding_box()["width"] <= 344 for each in page.locator("figure svg").all())
    page.close()
