"""The generator that follows MkDocs and its theme makes the same guide from the same sources."""

import json
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import check_links
import finish_site
import make_redirects
import one_file
import pytest
import secure_pages
import trim_site
import write_service_worker
from built_page import blocks, parse, text_of
from built_pages import change_pages
from conftest import HOSTED, PAGES, ROOT, hosted_file, hosted_path
from pagecheck.facts import states
from test_facts import FACTS


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hosted edition as Zensical builds it, with the downloads of the one tested elsewhere."""
    root = tmp_path_factory.mktemp("zensical")
    for name in ("docs", "overrides"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    order = [sys.executable, "-m", "zensical", "build", "--strict"]
    run = subprocess.run(order, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert make_redirects.main([str(root / "site")]) == 0
    shutil.copytree(HOSTED / "downloads", root / "site" / "downloads")
    return root / "site"


def file_of(built: Path, page: str) -> Path:
    return built / hosted_path(page) / "index.html"


def test_every_page_has_the_same_address(built: Path) -> None:
    addresses = [
        {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
        for site in (built, HOSTED)
    ]
    assert addresses[0] == addresses[1]


@pytest.mark.parametrize("page", PAGES)
def test_page_says_the_same(built: Path, page: str) -> None:
    ours, theirs = parse(hosted_file(page)), parse(file_of(built, page))
    assert blocks(theirs) == blocks(ours)
    for selector in (".key-points", ".call-doctor", ".danger", ".warning", ".note", ".review"):
        cards = [
            [text_of(card) for card in each.select(f"article {selector}")]
            for each in (ours, theirs)
        ]
        assert cards[1] == cards[0]
    data = [
        [json.loads(script.text) for script in each.select("script[type='application/ld+json']")]
        for each in (ours, theirs)
    ]
    assert data[1] == data[0] != []


def test_every_fact_is_there(built: Path) -> None:
    found = {page: blocks(parse(file_of(built, page))) for page in PAGES}
    for fact in FACTS:
        page = found[Path(fact.page).stem]
        assert any(states(f"{each.heading} {each.text}", fact.must_mention) for each in page)


def test_links_are_clean(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_links.main(["--strict", str(built)]) == 0, capsys.readouterr().out


def test_other_editions_are_made_from_it(built: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(built, site, ignore=shutil.ignore_patterns("downloads"))
    tabs = next(repair for repair in finish_site.REPAIRS if "location" in repair.theme)
    names = trim_site.Names("guide.css", "colors.js")
    for change in (partial(re.sub, tabs.theme, tabs.ours), partial(trim_site.trim_page, names)):
        assert change_pages(site, change) == 0
    assert secure_pages.main([str(site)]) == 0
    assert write_service_worker.main([str(site)]) == 0
    target = tmp_path / "one.html"
    assert one_file.main([str(site), str(target)]) == 0
    assert text_of(parse(target).select_one("body")) == text_of(
        parse(HOSTED / "downloads/dystonia-guide.html").select_one("body")
    )


def test_repairs_hold_but_those_of_the_search_and_the_logo(built: Path) -> None:
    """Zensical has a search and a logo of its own; README.md tells maintainers what to do then."""
    html = file_of(built, "symptoms").read_text(encoding="utf-8")
    repairs = [repair.theme for repair in finish_site.REPAIRS]
    unused = {theme for theme in repairs if not re.search(theme, html, re.DOTALL)}
    assert {theme for theme in unused if "search" not in theme} == {
        '<img src="([^"]*)" alt="logo">'
    }
    assert len(unused) == 7
