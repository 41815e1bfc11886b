"""axe-core finds no barrier on any page (WCAG 2.0 to 2.2, levels A and AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PAGES, hosted_path
from playwright.sync_api import Browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
WIDTHS, SCHEMES = (360, 1280), ("light", "dark")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_barrier(browser: Browser, hosted_url: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in [*map(hosted_path, PAGES), "404.html"]:
        page.goto(hosted_url + path)
        found[path] = [
            f"{violation['id']}: {node['html']} {node['failureSummary']}"
            for violation in Axe().run(page, options=RULES).response["violations"]
            for node in violation["nodes"]
        ]
    context.close()
    assert not {path: violations for path, violations in found.items() if violations}
