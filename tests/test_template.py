"""The templates: one page for every way to build it, from any sources, and what they need."""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin

import material
import pytest
from built_page import parse, text_of
from conftest import HOSTED, MOVED, PAGES, ROOT, VERSION, Reader, build_guide, hosted_path, served
from playwright.sync_api import Browser, expect

THEME = Path(material.__file__).parent
SMALL = {
    "index.md": '---\ndescription: A "B" & C <d>\n---\n# First & "last" <mark>word</mark>\n',
    "bare-page.md": "No heading, no front matter.\n",
    "deep/er/page.md": "---\nreviewed: 2026-01-31\n---\n# Deep\n\n## One\n\nWords\n",
    "old.md": "---\ntemplate: moved.html\nmoved_to: deep/er/page.md\n---\n",
    "deep/old.md": "---\ntemplate: moved.html\nmoved_to: index.md\n---\n",
}
TITLES = ['First & "last" word', "Bare page", "Deep"]
NAV = ["index.md", "bare-page.md", {"Section": [{"Subsection": ["deep/er/page.md"]}]}]
OLD = {"nav": NAV, "not_in_nav": "/old.md\n/deep/old.md"}
# A theme with nothing said but where its templates are.
PLAIN = {"name": "material", "custom_dir": "overrides", "favicon": "assets/images/favicon.svg"}
# What the templates tell a screen reader on the page "Deep".
TOLD = """
- link "Skip to content"
- banner:
  - link "Dystonia Guide"
  - button "Dark"
  - button "Search"
- navigation "Menu":
  - list
- main:
  - article:
    - heading "Deep" [level=1]
  - paragraph: /Page last reviewed/
  - paragraph: No doctor has reviewed this page.
- navigation "On this page":
  - paragraph: On this page
  - list
- contentinfo:
  - navigation "Pages before and after":
    - 'link "Previous: Bare page"'
"""


def mkdocs_build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs by itself, not by a script of ours."""
    order = [sys.executable, "-m", "mkdocs", "build", *options]
    environment = os.environ | {"SOURCE_DATE_EPOCH": VERSION}
    return subprocess.run(order, cwd=root, env=environment, capture_output=True, text=True)


def fetched(url: str) -> str:
    """What a server answers, also with an error."""
    try:
        return urllib.request.urlopen(url, timeout=10).read().decode()
    except HTTPError as error:
        return error.read().decode()


@pytest.fixture
def preview(copy: Path) -> Iterator[str]:
    """The address at which scripts/serve shows a copy of the guide."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        address = f"127.0.0.1:{found.getsockname()[1]}"
    environment = os.environ | {"SOURCE_DATE_EPOCH": VERSION}
    order = [copy / "scripts" / "serve", "--dev-addr", address]
    with subprocess.Popen(order, env=environment, stderr=subprocess.PIPE, text=True) as server:
        yield next(line for line in server.stderr if "Serving on" in line).split()[-1]
        server.terminate()
        server.stderr.close()


def test_preview_is_the_page_that_readers_get(
    preview: str, copy: Path, reading: Callable[..., Reader]
) -> None:
    canonical = parse(HOSTED / "index.html").select_one("link[rel=canonical]").attr("href")
    reader = reading(urljoin(preview, "/"), service_workers="allow")
    for path, file in [(p, f"{p}index.html") for p in map(hosted_path, PAGES)] + [
        ("x", "404.html")
    ]:
        reloads = r"<script>\s*var livereload.*?</script>"
        shown = re.sub(reloads, "", fetched(preview + path), flags=re.DOTALL)
        shown = shown.replace(preview, canonical).replace(" 'unsafe-inline'", "", 1)
        assert shown == (HOSTED / file).read_text(encoding="utf-8")
        reader.page.goto(preview + path)
    assert len(reader.faults) == 1  # the page that is not there
    reader.faults.clear()
    workers = "navigator.serviceWorker.getRegistrations().then((found) => found.length)"
    assert reader.page.evaluate(workers) == 0
    # A template that is saved is shown at once.
    reader.page.goto(preview)
    foot = copy / "overrides" / "partials" / "footer.html"
    foot.write_text("<footer>Another foot</footer>", encoding="utf-8")
    expect(reader.page.get_by_role("contentinfo")).to_have_text("Another foot", timeout=20_000)


def test_mkdocs_alone_builds_the_same_pages(tmp_path: Path) -> None:
    run = mkdocs_build(ROOT, "--site-dir", str(tmp_path))
    assert run.returncode == 0, run.stderr
    built = {page.relative_to(tmp_path): page.read_bytes() for page in tmp_path.rglob("*.html")}
    assert len(built) == len(PAGES) + len(MOVED) + 1
    assert built == {page: (HOSTED / page).read_bytes() for page in built}


def test_site_holds_of_the_theme_only_what_is_asked_for() -> None:
    ours = {
        path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*") if path.is_file()
    }
    built = {path.relative_to(HOSTED) for path in HOSTED.rglob("*") if path.is_file()}
    pages = {Path(hosted_path(page), "index.html") for page in [*PAGES, *MOVED]}
    made = {path.as_posix() for path in built - ours - pages if path.parts[0] != "downloads"}
    assert made == {"404.html", "search/search_index.json", "sitemap.xml", "sitemap.xml.gz"}


def lost(theme: Path) -> list[str]:
    """What our templates and mkdocs.yml use and the theme does not have, each with its place."""
    templates, config = theme / "templates", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    icons = re.findall(r"\bicon: (\S+)", config)
    used = [("mkdocs.yml", templates / ".icons" / f"{icon}.svg") for icon in icons]
    used += [("mkdocs.yml", theme / "plugins" / name) for name in ("search", "offline")]
    strings = (templates / "partials" / "languages" / "en.html").read_text(encoding="utf-8")
    found = []
    for source in sorted((ROOT / "overrides").rglob("*.*ml")):
        text = source.read_text(encoding="utf-8")
        names = re.findall(r'"(\.icons/[\w/-]+\.svg|partials/language\.html)"', text)
        used += [(source.name, templates / name) for name in names]
        keys = re.findall(r'lang\.t\(["\']([\w.]+)["\']\)', text)
        found += [f"{source.name}: lang.t({key})" for key in keys if f'"{key}":' not in strings]
    return found + [f"{place}: {path.name}" for place, path in used if not path.exists()]


def test_theme_has_what_the_templates_use(tmp_path: Path) -> None:
    assert lost(THEME) == []
    strings = tmp_path / "templates" / "partials" / "languages" / "en.html"
    strings.parent.mkdir(parents=True)
    strings.write_text("{}")
    named = {"main.html: language.html", "header.html: menu.svg", "footer.html: lang.t(top)"}
    assert {*named, "mkdocs.yml: white-balance-sunny.svg", "mkdocs.yml: search"} <= {
        *lost(tmp_path)
    }


def test_plain_theme_builds_the_same_pages(copy: Path) -> None:
    """The way back, as README.md says it."""
    config = (copy / "mkdocs.yml").read_text(encoding="utf-8")
    for option in ("  custom_dir: .*", r"extra_css:(?:\n  .*)+", r"exclude_docs: \|(?:\n  .*)+"):
        config, count = re.subn(f"^{option}\n", "", config, flags=re.MULTILINE)
        assert count == 1
    (copy / "mkdocs.yml").write_text(config, encoding="utf-8")
    for page in MOVED:
        (copy / "docs" / f"{page}.md").unlink()
    run = mkdocs_build(copy)
    assert run.returncode == 0, run.stderr
    for page in PAGES:
        path = hosted_path(page)
        theirs, ours = (parse(site / path / "index.html") for site in (copy / "site", HOSTED))
        assert theirs.select_one(".md-header")
        assert text_of(theirs.select_one("h1")).removesuffix("¶") == text_of(ours.select_one("h1"))


def test_pages_that_say_little_are_whole(tmp_path: Path, reading: Callable[..., Reader]) -> None:
    small = build_guide(tmp_path, SMALL, theme=PLAIN, **OLD)
    with served(small) as url:
        reader = reading(url, width=1280, color_scheme="dark")
        for title, path in zip(TITLES, ("", "bare-page/", "deep/er/page/"), strict=True):
            reader.page.goto(url + path)
            assert reader.page.get_by_role("heading", level=1).all_inner_texts() == [title]
            menu = reader.page.get_by_role("navigation", name="Menu")
            assert menu.get_by_role("link").all_inner_texts() == TITLES
            assert menu.locator("[aria-current=page]").inner_text() == title
            # Neither a palette nor a logo is set.
            assert reader.page.get_by_role("banner").locator("img, #__colors").count() == 0
            assert reader.scheme() == "dark"
        reader.page.wait_for_load_state("networkidle")  # the icon, before the server goes
    description = parse(small / "index.html").select_one("meta[name=description]")
    assert description.attr("content") == 'A "B" & C <d>'
    assert "reviewed" not in parse(small / "index.html").select_one("main").text
    assert [item.text for item in parse(small / "404.html").select("article li")] == TITLES


@pytest.mark.parametrize("edition", ["hosted", "offline"])
def test_moved_page_leads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, edition: str
) -> None:
    monkeypatch.setenv("OFFLINE", "true" if edition == "offline" else "false")
    site = build_guide(tmp_path, SMALL, **OLD)
    with served(site) as hosted:
        url, end = (hosted, "/") if edition == "hosted" else (f"{site.as_uri()}/", ".html")
        for scripts in (True, False):
            page = browser.new_page(java_script_enabled=scripts, service_workers="block")
            page.goto(f"{url}old{end}#one", wait_until="commit")
            page.wait_for_url(f"{url}deep/er/page{end}{'#one' * scripts}")
            if scripts and edition == "hosted":
                page.set_viewport_size({"width": 1280, "height": 740})
                expect(page.locator("body")).to_match_aria_snapshot(TOLD)
            page.goto(f"{url}deep/old{end}", wait_until="commit")
            page.wait_for_url(url if edition == "hosted" else f"{url}index.html")
            page.close()


@pytest.mark.parametrize(
    "site_url", ["https://example.org:8443/a/b/", "http://example.org/", "https://example.org/c"]
)
def test_fork_has_its_own_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, site_url: str
) -> None:
    monkeypatch.setenv("SITE_URL", site_url)
    monkeypatch.setenv("REPO_URL", "https://example.net/fork")
    site, base = build_guide(tmp_path, SMALL, **OLD), site_url.rstrip("/") + "/"
    deep = parse(site / "deep/er/page/index.html")
    assert deep.select_one("link[rel=canonical]").attr("href") == f"{base}deep/er/page/"
    edit = next(link for link in deep.select("a") if link.text == "Suggest a correction")
    assert edit.attr("href") == "https://example.net/fork/edit/main/docs/deep/er/page.md"
    assert "unsafe" not in deep.select_one("meta[http-equiv]").attr("content")
    links = [link.attr("href") for link in parse(site / "404.html").select("article a")]
    paths = ("", "bare-page/", "deep/er/page/")
    assert [urljoin(f"{base}no/such/", link) for link in links] == [base + path for path in paths]
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{base}deep/er/page/</loc><lastmod>2026-01-31</lastmod>" in sitemap
    assert sitemap.count("<loc>") == 3


def test_broken_template_gets_the_message_of_mkdocs(copy: Path) -> None:
    foot = copy / "overrides" / "partials" / "footer.html"
    foot.write_text("<footer>\n{% if %}\n</footer>", encoding="utf-8")
    run = mkdocs_build(copy)
    assert run.returncode == 1
    assert "jinja2.exceptions.TemplateSyntaxError: Expected an expression" in run.stderr
    assert 'overrides/partials/footer.html", line 2' in run.stderr
