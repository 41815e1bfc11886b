"""Zensical, which follows MkDocs and its theme, makes the same guide from the same sources."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from built_page import parse, text_of
from conftest import HOSTED, ROOT, VERSION, served
from hooks import STYLE
from playwright.sync_api import Browser, expect
from test_search import EXTRA, FIRST, PUT, build_small_guide, first_section
from test_sign_offs import CHANGED, SIGN_OFF
from turbohtml.clean import minify_css, minify_js

ZENSICAL = [sys.executable, "-m", "zensical", "build"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hosted edition as Zensical builds it."""
    root = tmp_path_factory.mktemp("zensical")
    for name in ("docs", "editorial", "overrides", "scripts"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    environment = os.environ | {"ASSET_VERSION": VERSION}
    command = [*ZENSICAL, "--strict"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def html_of(site: Path, page: Path) -> str:
    """The HTML of a page with whole addresses, without what each of the two writes in its way."""
    html = (site / page).read_text(encoding="utf-8").replace(" data-search-exclude", "")
    html = html.replace("search/search_index.json", "search.json")
    # What MkDocs has by hooks: one style sheet, and fingerprints
    html = re.sub('<link rel="stylesheet"[^>]*>|(?<=data-fingerprint=)"[^"]*"', "", html)
    base = urljoin("https://example.org/", f"{page.parent.as_posix()}/")
    addresses = r'\b(href|src|data-[\w-]+)="([^"#]*)'
    html = re.sub(addresses, lambda match: f'{match[1]}="{urljoin(base, match[2])}', html)
    return re.sub(r"(?<=[,:>])\s+|\s+(?=[<>])", "", html)


def test_pages_and_assets_are_the_same(built: Path) -> None:
    pages = sorted(path.relative_to(HOSTED) for path in HOSTED.rglob("index.html"))
    assert pages == sorted(path.relative_to(built) for path in built.rglob("index.html"))
    for page in [*pages, Path("404.html")]:
        assert html_of(built, page) == html_of(HOSTED, page), page
    sitemaps = [(site / "sitemap.xml").read_text("utf-8").split() for site in (HOSTED, built)]
    assert sitemaps[0] == sitemaps[1]
    sheets = [link.attr("href") for link in parse(built / "index.html").select("[rel=stylesheet]")]
    styles = "".join((built / sheet.partition("?")[0]).read_text("utf-8") for sheet in sheets)
    assert minify_css(styles) == (HOSTED / STYLE).read_text("utf-8")
    for asset in (HOSTED / "assets").rglob("*.*"):
        path = asset.relative_to(HOSTED)
        if path.as_posix() != STYLE:
            made = (built / path).read_bytes()
            if path.match("assets/javascripts/*.js"):
                made = minify_js(made.decode()).encode()
            assert made == asset.read_bytes(), path


def build(folder: Path, **config: object) -> Path:
    """Build the pages in docs/ of a folder with the templates and options of this guide."""
    # JSON is YAML too; INHERIT takes the rest from this guide.
    pages = sorted(path.name for path in (folder / "docs").glob("*.md"))
    config |= {"INHERIT": str(ROOT / "mkdocs.yml"), "docs_dir": "docs", "site_dir": "zensical"}
    config |= {"nav": pages, "theme": {"custom_dir": str(ROOT / "overrides")}}
    (folder / "mkdocs.yml").write_text(json.dumps(config), encoding="utf-8")
    subprocess.run(ZENSICAL, cwd=folder, check=True)
    return folder / "zensical"


def test_search_finds_the_same(browser: Browser, tmp_path: Path) -> None:
    build_small_guide(tmp_path)  # leaves its sources in docs/
    site = build(tmp_path, extra=EXTRA, extra_templates=["search-words.js"])
    with served(site) as url:
        page = browser.new_page(service_workers="block")
        page.goto(f"{url}glossary/")
        page.locator("#__search-open").click()
        expect(page.locator(".search-suggestions")).to_be_visible()
        assert {typed: first_section(page.evaluate(PUT, typed)) for typed in FIRST} == FIRST
        page.close()


def test_signed_page_never_says_that_it_was_checked(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for page in ("index.md", "two.md"):
        text = "---\nreviewed: 2026-01-02\n---\n\n# Types\n"
        (tmp_path / "docs" / page).write_text(text, "utf-8")
    sign_offs = {"index.md": SIGN_OFF, "two.md": SIGN_OFF | {"fingerprint": "1"}}
    site = build(tmp_path, extra={"sign_offs": sign_offs})
    for page in ("index.html", "two/index.html"):
        foot = text_of(parse(site / page).select_one(".review"))
        assert CHANGED.replace("has changed", "may have changed") in foot
