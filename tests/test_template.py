"""The templates: the same page for every way to build it, from any sources, in a fork too."""

import json
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from built_page import parse
from conftest import DOCS, HOSTED, MOVED, PAGES, ROOT, Reader, build_guide, served
from hooks import STYLE
from playwright.sync_api import Browser, expect

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
# The way back to the theme's own page, as overrides/README.md says it: main.html becomes this,
# review.html stays, all other partials go, and extra_css keeps two sheets.
WAY_BACK = """{% extends "base.html" %}
{% block content %}{{ super() }}{% include "partials/review.html" %}{% endblock %}
"""
KEPT_SHEETS = "[assets/stylesheets/colors.css, assets/stylesheets/boxes.css]"


def mkdocs(root: Path, *options: str | Path) -> None:
    """Run MkDocs by itself, not by a script of ours."""
    subprocess.run([sys.executable, "-m", "mkdocs", "build", *options], cwd=root, check=True)


def test_mkdocs_alone_builds_the_same_pages(tmp_path: Path) -> None:
    mkdocs(ROOT, "--site-dir", tmp_path)
    built = {page.relative_to(tmp_path): page.read_bytes() for page in tmp_path.rglob("*.html")}
    assert len(built) == len(PAGES) + len(MOVED) + 1
    assert built == {page: (HOSTED / page).read_bytes() for page in built}


def test_site_has_no_file_of_the_theme() -> None:
    built = {path.relative_to(HOSTED) for path in (HOSTED / "assets").rglob("*") if path.is_file()}
    assert {path for path in built if not (DOCS / path).is_file()} == {Path(STYLE)}


def test_plain_theme_keeps_the_care_cards_and_the_review(
    copy: Path, reading: Callable[..., Reader]
) -> None:
    (copy / "overrides" / "main.html").write_text(WAY_BACK, "utf-8")
    for partial in (copy / "overrides" / "partials").glob("[!r]*.html"):
        partial.unlink()
    config = (copy / "mkdocs.yml").read_text("utf-8")
    for option, value in (("exclude_docs", ""), ("extra_css", KEPT_SHEETS)):
        config = re.sub(rf"^{option}:.*(\n  .*)+", f"{option}: {value}", config, flags=re.MULTILINE)
    (copy / "mkdocs.yml").write_text(config, "utf-8")
    specimen = (ROOT / "tests" / "specimen_home.md").read_text("utf-8")
    (copy / "docs" / "index.md").write_text(specimen.replace("specimen.md", "about.md"), "utf-8")
    mkdocs(copy, "--no-strict")
    with served(copy / "site") as url:
        reader = reading(url)
        reader.page.goto(url)
        expect(reader.page.locator(".md-header")).to_be_visible()
        expect(reader.page.get_by_text("Page last reviewed")).to_be_visible()
        bars = reader.page.locator(":is(.danger, .call-doctor) > .admonition-title")
        color = "bars => bars.map((bar) => getComputedStyle(bar).backgroundColor)"
        assert bars.evaluate_all(color) == ["rgb(29, 68, 128)", "rgb(140, 15, 15)"]
        reader.faults.clear()  # the theme's own


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
    picture = (site / shared["og:image"].removeprefix(base)).read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)  # PNG, section 11.2.1
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


def test_colors_are_plain_values_and_nothing_moves() -> None:
    """Dark Reader cannot read a value that is one of two, chosen by an empty one."""
    pair_or_motion = r"var\(--[\w-]+, [^)]*\) var\(|transition|animation|\bscroll-behavior"
    for sheet in (DOCS / "assets" / "stylesheets").glob("*.css"):
        assert not re.search(pair_or_motion, sheet.read_text("utf-8"))
