"""The offline edition, opened from disk with the network cut, in every installed browser."""

import shutil
import time
from pathlib import Path

import pytest
from built_page import parse
from conftest import HOSTED, OFFLINE, PAGES
from drivers import INSTALLED, click, wait_for
from playwright.sync_api import Browser

SCHEME = "document.documentElement.dataset.mdColorScheme"
RESULT = ".search-found a"
IS_WHOLE = """getComputedStyle(document.body).backgroundColor !== "rgba(0, 0, 0, 0)"
  && [...document.images].every((image) => image.naturalWidth > 0)
  && [...document.querySelectorAll("figure svg")].every((drawing) => drawing.getBBox().width)"""


@pytest.mark.parametrize("name", INSTALLED)
def test_edition_works_from_disk(
    browser: Browser, hosted_url: str, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(OFFLINE, tmp_path / "50% of a b%20c #1 'q' \"é\" 中 ?x;y")
    (tmp_path / "profile").mkdir()
    with INSTALLED[name](browser, tmp_path / "profile") as reader:
        reader.open("about:blank")
        ask = f"fetch('{hosted_url}', {{mode: 'no-cors'}})"
        reader.run(f"({ask}.then(() => window.network = 'up', () => window.network = 'cut'), 0)")
        assert wait_for(reader, "window.network") == "cut"

        for file in [*folder.glob("*.html"), *HOSTED.glob("downloads/*.html")]:
            reader.open(file.as_uri())
            wait_for(reader, IS_WHOLE)

        reader.open((folder / "index.html").as_uri())
        before = reader.run(SCHEME)
        click(reader, "#__colors")
        wait_for(reader, f"{SCHEME} !== '{before}'")
        reader.open((folder / f"{PAGES[0]}.html").as_uri())
        assert reader.run(SCHEME) != before

        click(reader, "#__search-open")
        wait_for(reader, "document.activeElement.type === 'search'")
        title = parse(folder / f"{PAGES[-1]}.html").select_one("h1").text
        reader.press(max(title.split(), key=len))
        target = wait_for(reader, f"document.querySelector('{RESULT}')?.pathname")
        time.sleep(0.4)  # a second press within that time is the same press
        click(reader, RESULT)
        wait_for(reader, f"location.pathname === {target!r}")
