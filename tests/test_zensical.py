"""The generator that follows MkDocs and its theme makes the same guide from the same sources."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin

import pytest
from built_page import parse
from conftest import DESKTOP, HOSTED, PHONE, ROOT, VERSION, hosted_path, served
from playwright.sync_api import Browser

ALL_PICTURES = """Promise.all([...document.images].map((image) => {
  image.loading = "eager"
  return image.decode()
}))"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hosted edition as Zensical builds it."""
    root = tmp_path_factory.mktemp("zensical")
    for name in ("docs", "editorial", "overrides"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    order = [sys.executable, "-m", "zensical", "build", "--strict"]
    surroundings = {"SOURCE_DATE_EPOCH": VERSION, "PATH": ""}
    run = subprocess.run(order, cwd=root, env=surroundings, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return root / "site"


def resolved(site: Path, page: Path) -> str:
    """The HTML of a page with whole addresses, less what each of the two writes in its own way."""
    html = (site / page).read_text(encoding="utf-8").replace(" data-search-exclude", "")
    html = html.replace("search/search_index.json", "search.json")
    base = urljoin("https://example.org/", f"{page.parent.as_posix()}/")
    addresses = r'\b(href|src|data-[\w-]+)="([^"#]*)'
    html = re.sub(addresses, lambda found: f'{found[1]}="{urljoin(base, found[2])}', html)
    return re.sub(r"(?<=[,:>])\s+|\s+(?=[<>])", "", html)


def test_pages_are_the_same(built: Path) -> None:
    pages = sorted(path.relative_to(HOSTED) for path in HOSTED.rglob("index.html"))
    assert pages == sorted(path.relative_to(built) for path in built.rglob("index.html"))
    for page in [*pages, Path("404.html")]:
        assert resolved(built, page) == resolved(HOSTED, page), page
    assert parse(built / "sitemap.xml").text.split() == parse(HOSTED / "sitemap.xml").text.split()


@pytest.mark.parametrize(
    ("name", "width", "scheme"), [("index", PHONE, "light"), ("types", DESKTOP, "dark")]
)
def test_page_looks_the_same(
    browser: Browser, built: Path, name: str, width: int, scheme: str
) -> None:
    screen, pictures = {"width": width, "height": 740}, []
    page = browser.new_page(viewport=screen, color_scheme=scheme, service_workers="block")
    for site in (HOSTED, built):
        with served(site) as url:
            page.goto(url + hosted_path(name))
            page.evaluate(ALL_PICTURES)
            pictures.append(page.screenshot(full_page=True))
    assert pictures[0] == pictures[1]
    page.close()
