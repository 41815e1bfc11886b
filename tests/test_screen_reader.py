"""The home page and the doctor page as a screen reader tells them, from top to bottom.

The files in screen_reader/ hold what it tells. After a change that you mean to make, delete the
file and run the test: it writes the file anew and fails once. Read it aloud, then commit it.
"""

from pathlib import Path

import pytest
from conftest import OFFLINE
from playwright.sync_api import Browser


@pytest.mark.parametrize("name", ["index", "when-to-call-the-doctor"])
def test_page_is_told_in_a_sensible_order(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page.goto(f"{OFFLINE.as_uri()}/{name}.html")
    told = page.locator("body").aria_snapshot() + "\n"
    page.close()
    kept = Path(__file__).parent / "screen_reader" / f"{name}.yml"
    if not kept.exists():
        kept.write_text(told, encoding="utf-8")
        pytest.fail(f"{kept.name} was written anew: read it aloud, then commit it")
    assert told == kept.read_text(encoding="utf-8"), __doc__
