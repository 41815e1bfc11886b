"""The search of a guide that Zensical builds finds the same as that of MkDocs."""

import json
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, served
from playwright.sync_api import Browser, expect
from test_search import EXTRA, FIRST, PUT, build_small_guide, first_section


def test_finds_the_same(browser: Browser, tmp_path: Path) -> None:
    build_small_guide(tmp_path)  # leaves its sources in docs/
    # JSON is YAML too; INHERIT takes the rest from this guide.
    config = {"INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "site_dir": "zensical"}
    pages = sorted(path.name for path in (tmp_path / "docs").glob("*.md"))
    config |= {"extra": EXTRA, "extra_templates": ["search-words.js"], "nav": pages}
    config["theme"] = {"custom_dir": str(ROOT / "overrides")}
    (tmp_path / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "zensical", "build"], cwd=tmp_path, check=True)
    with served(tmp_path / "zensical") as url:
        page = browser.new_page(service_workers="block")
        page.goto(f"{url}glossary/")
        page.locator("#__search-open").click()
        expect(page.locator(".search-suggestions")).to_be_visible()
        assert {typed: first_section(page.evaluate(PUT, typed)) for typed in FIRST} == FIRST
        page.close()
