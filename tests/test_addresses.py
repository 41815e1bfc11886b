"""Every address that was ever online is in the built guide, or leads on; pages can be mended."""

import re
import subprocess
from pathlib import Path

import make_redirects
import pytest
from built_page import parse
from conftest import DOCS, HOSTED, PAGES, ROOT, hosted_file
from pagecheck.addresses import addresses_of
from pagecheck.known import entries
from pagecheck.pages import read_page
from playwright.sync_api import Browser

ADDRESSES = tuple(entries(ROOT / "editorial" / "addresses.txt").values())


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_is_in_the_built_guide(address: str) -> None:
    path, _, id_ = address.partition("#")
    file = HOSTED / path.strip("/") / "index.html"
    assert file.is_file(), f"{address}: run scripts/check, it says how to mend this"
    text = file.read_text("utf-8")
    leads_on = 'http-equiv="refresh"' in text
    assert not id_ or leads_on or f'id="{id_}"' in text, (
        f"{address}: scripts/check says how to mend"
    )


@pytest.mark.parametrize("page", PAGES)
def test_addresses_are_read_from_markdown_as_they_are_built(page: str) -> None:
    built = [
        node.attr("id")
        for node in parse(hosted_file(page)).select("article :is(h1, h2, h3, h4)[id]")
    ]
    read = addresses_of(read_page(DOCS / f"{page}.md", ROOT))
    assert [address.partition("#")[2] for address in read] == ["", *built]


@pytest.mark.parametrize("page", PAGES)
def test_pencil_leads_to_the_file_of_the_page(page: str) -> None:
    (pencil,) = parse(hosted_file(page)).select("a[title^='Edit']")
    path = re.fullmatch(r"https://[^/]+/[^/]+/[^/]+/edit/main/(.+)", pencil.attr("href"))
    files = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    ).splitlines()
    assert path
    assert path[1] in files
    assert path[1] == f"docs/{page}.md"


CONFIG = """\
extra:
  redirects:
    old-page/: new-page.md#signs
    new-page/#old-signs: new-page.md#signs
"""


def a_site(folder: Path, offline: bool) -> Path:
    """A built site of 2 pages, and a mkdocs.yml beside it with 2 redirects."""
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    site = folder / "site"
    new = site / ("new-page.html" if offline else "new-page/index.html")
    new.parent.mkdir(parents=True)
    (site / "index.html").write_text("<h1>Home</h1>", "utf-8")
    new.write_text('<h1 id="top">New page</h1><h2 class="x" id="signs">Signs</h2>', "utf-8")
    return site


def make(site: Path, *options: str) -> int:
    """Make the redirects of a site."""
    return make_redirects.main([*options, "--config", str(site.parent / "mkdocs.yml"), str(site)])


@pytest.mark.parametrize("offline", [False, True], ids=["hosted", "offline"])
def test_redirect_leads_on_in_a_browser(tmp_path: Path, browser: Browser, offline: bool) -> None:
    site = a_site(tmp_path, offline)
    assert make(site, *(["--offline"] if offline else [])) == 0
    page = browser.new_page(java_script_enabled=False)
    if offline:
        page.goto((site / "old-page.html").as_uri())
        page.wait_for_url("**/new-page.html#signs")
    else:
        # A browser opens no folder from disk: what the link names is enough.
        link = parse(site / "old-page/index.html").select_one("a")
        assert (link.attr("href"), link.text) == ("../new-page/#signs", "New page")
        page.goto((site / "new-page/index.html").as_uri() + "#old-signs")
    assert page.locator("h2 > span#old-signs").count() == 1
    page.close()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "new-page.md#signs\n    new",
            "gone.md\n    new",
            "`old-page/: gone.md` leads nowhere: there is no page ",
        ),
        ("new-page.md#signs\n", "new-page.md#gone\n", "has no heading with the id 'gone'"),
    ],
    ids=["page", "heading"],
)
def test_redirect_to_nowhere_stops_the_build(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    site = a_site(tmp_path, offline=False)
    assert old in CONFIG
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace(old, new), "utf-8")
    assert make(site) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"{tmp_path / 'mkdocs.yml'}: the redirect ")
    assert said in error
    assert error.count("\n") == 1
