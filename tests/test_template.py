"""The templates: the same page for every way to build it, from any sources, in a fork too."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from built_page import parse
from conftest import HOSTED, MOVED, PAGES, ROOT, Reader, build_guide, served
from hooks import STYLE
from playwright.sync_api import Browser

SMALL = {
    "index.md": '---\ndescription: A "B" & C <d>\n---\n# First & "last" <mark>word</mark>\n',
    "bare-page.md": "No heading, no front matter.\n",
    "deep/er/page.md": "---\ndescription: D\nreviewed: 2026-01-31\n---\n# Deep\n\n## One\n",
    "old.md": "---\ntemplate: moved.html\nmoved_to: deep/er/page.md\n---\n",
    "deep/old.md": "---\ntemplate: moved.html\nmoved_to: index.md\n---\n",
}
TITLES = ['First & "last" word', "Bare page", "Deep"]
NAV = ["index.md", "bare-page.md", {"Section": [{"Subsection": ["deep/er/page.md"]}]}]
OLD = {"nav": NAV, "not_in_nav": "/old.md\n/deep/old.md"}
PATHS = ["", "bare-page/", "deep/er/page/"]
GERMAN = {"name": "material", "custom_dir": "overrides", "favicon": "assets/images/favicon.svg"}
GERMAN |= {"language": "de", "features": ["content.action.edit"]}
DEEP = "deep/er/page/index.html"


def test_mkdocs_alone_builds_the_same_pages(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True)
    built = {page.relative_to(tmp_path): page.read_bytes() for page in tmp_path.rglob("*.html")}
    assert len(built) == len(PAGES) + len(MOVED) + 1
    assert built == {page: (HOSTED / page).read_bytes() for page in built}


@pytest.mark.parametrize("edition", ["hosted", "offline"])
def test_moved_page_leads_on_also_without_an_address_of_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, edition: str
) -> None:
    monkeypatch.setenv("OFFLINE", "true" if edition == "offline" else "false")
    monkeypatch.setenv("SITE_URL", "")
    site = build_guide(tmp_path, SMALL, **OLD)
    told = "[rel=canonical], [property]" + (", [rel=manifest]" if edition == "offline" else "")
    assert not parse(site / "index.html").select(told)
    with served(site) as hosted:
        url, end = (hosted, "/") if edition == "hosted" else (f"{site.as_uri()}/", ".html")
        for scripts in (True, False):
            page = browser.new_page(java_script_enabled=scripts, service_workers="block")
            page.goto(f"{url}old{end}#one", wait_until="commit")
            page.wait_for_url(f"{url}deep/er/page{end}{'#one' * scripts}")
            page.goto(f"{url}deep/old{end}", wait_until="commit")
            page.wait_for_url(url if edition == "hosted" else f"{url}index.html")
            page.close()


def test_fork_that_says_little_is_whole_and_has_its_own_addresses_name_and_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reading: Callable[..., Reader]
) -> None:
    base = "https://example.org:8443/a/b/"
    monkeypatch.setenv("SITE_URL", base)
    monkeypatch.setenv("REPO_URL", "https://example.net/fork")
    names = {"site_name": "Tremor Guide", "site_description": "Tremor in plain words."}
    extra = {"condition": {"name": "Tremor"}, "license": "mine", "contact": "us@guide.example"}
    site = build_guide(tmp_path, SMALL, theme=GERMAN, extra=extra, **names, **OLD)
    with served(site) as url:
        reader = reading(url, width=1280, color_scheme="dark")
        for title, path in zip(TITLES, PATHS, strict=True):
            reader.page.goto(url + path)
            assert reader.page.get_by_role("heading", level=1).all_inner_texts() == [title]
            menu = reader.page.get_by_role("navigation", name="Menu")
            assert menu.get_by_role("link").all_inner_texts() == TITLES
            assert menu.locator("[aria-current=page]").inner_text() == title
            # Neither a palette nor a logo is set.
            assert reader.page.get_by_role("banner").locator("img, #__colors").count() == 0
            assert reader.scheme() == "dark"
        reader.page.wait_for_load_state("networkidle")  # the icon, before the server goes

    home, deep, wrong = map(parse, map(site.joinpath, ("index.html", DEEP, "404.html")))
    assert home.select_one("meta[name=description]").attr("content") == 'A "B" & C <d>'
    assert "reviewed" not in home.select_one("main").text
    assert deep.select_one("link[rel=canonical]").attr("href") == f"{base}deep/er/page/"
    assert [(link.text, link.attr("href")) for link in deep.select(".review a")] == [
        ("Suggest a correction", "https://example.net/fork/edit/main/docs/deep/er/page.md"),
        ("Report a mistake by email", "mailto:us@guide.example"),
    ]
    shared = {meta.attr("property"): meta.attr("content") for meta in deep.select("[property]")}
    assert (shared["og:title"], shared["og:description"]) == ("Deep", "D")
    assert shared["og:url"] == f"{base}deep/er/page/"
    assert (site / shared["og:image"].removeprefix(base)).is_file()
    assert "unsafe" not in deep.select_one("meta[http-equiv]").attr("content")
    data = json.loads(deep.select_one('script[type="application/ld+json"]').text)
    assert (data["about"]["name"], data["license"], data["inLanguage"]) == ("Tremor", "mine", "de")
    assert (data["name"], data["url"]) == ("Deep", f"{base}deep/er/page/")
    assert (data["@type"], data["lastReviewed"]) == ("MedicalWebPage", "2026-01-31")
    manifest = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    assert (manifest["name"], manifest["lang"]) == ("Tremor Guide", "de")
    style = (site / STYLE).read_text("utf-8")
    assert '"Tremor Guide"' in style
    assert "Dystonia" not in style + deep.html
    assert wrong.select_one("meta[name=robots]").attr("content") == "noindex"
    links = wrong.select("article a")
    assert [link.text for link in links] == TITLES
    assert [urljoin(f"{base}no/such/", link.attr("href")) for link in links] == [
        base + path for path in PATHS
    ]
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert f"<loc>{base}deep/er/page/</loc><lastmod>2026-01-31</lastmod>" in sitemap
    assert sitemap.count("<loc>") == 3


def test_one_style_sheet_has_all_of_them_and_a_version_that_changes(tmp_path: Path) -> None:
    sheets = ["a.css", "https://example.org/b.css", "c.css"]
    found = []
    for color in ("red", "blue"):
        pages = {"index.md": "# One\n", "a.css": "a {\n  b: c; /* d */\n}\n"}
        pages["c.css"] = f"c {{\n  color: {color}\n}}\n"
        site = build_guide(tmp_path, pages, nav=["index.md"], extra_css=[*sheets])
        links = parse(site / "index.html").select("link[rel=stylesheet]")
        found += [link.attr("href").partition("?") for link in links]
        assert (site / STYLE).read_text("utf-8") == f"a{{b:c}}c{{color:{color}}}"
        assert not (site / "a.css").exists()
    assert [path for path, _, _ in found] == [STYLE, sheets[1]] * 2
    assert found[0][2] != found[2][2]
