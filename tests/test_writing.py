"""What the page check reads of a page is what readers read: as Markdown makes HTML of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import markdown
import pytest
import turbohtml
from mkdocs_config import read_config
from pagecheck.guide import Guide
from pagecheck.pages import Page
from test_edits import FILES, ROOT

GUIDE = Guide(ROOT, date.today())
PAGES = [page for page in GUIDE.pages.values() if page.moved_to is None]
HEADINGS = ("h1", "h2", "h3", "h4")
BLOCKS = (*HEADINGS, "p", "li", "dt", "dd", "td", "th", "figcaption", "title", "desc")
CONFIG = read_config(ROOT / "mkdocs.yml")["markdown_extensions"]


def rendered(page: Page, docs: Path, left_out: str = "$.") -> turbohtml.Document:
    """The HTML that the Markdown of a page becomes, by the extensions of the site."""
    options = {k: v for each in CONFIG if isinstance(each, dict) for k, v in each.items()}
    options["pymdownx.snippets"] = {"base_path": [str(docs)]}
    names = [each if isinstance(each, str) else next(iter(each)) for each in CONFIG]
    text = (docs / page.name).read_text("utf-8-sig").split("---\n", 2)[2]
    text = re.sub(left_out, "", text)
    names = {*names, "tables", "fenced_code", "toc"}
    html = markdown.markdown(text, extensions=sorted(names), extension_configs=options)
    return turbohtml.parse(re.sub(r'<img alt="([^"]*)"[^>]*>', r"\1", html))


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"\w+", text)


def assert_same(page: Page, docs: Path) -> None:
    html = rendered(page, docs, r"--8<-- .*")
    assert words(" ".join(text.words for text in page.texts[1:])) == words(html.text)
    ids = [node.attr("id") for node in html.select(", ".join(HEADINGS))]
    assert list(page.headings) == ids


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_checked_text_is_what_readers_get(page: Page) -> None:
    assert_same(page, ROOT / "docs")


@pytest.mark.parametrize("name", ["index.md", "signs.md", "doctor.md", "glossary.md"])
def test_same_of_the_small_guide(name: str, tmp_path: Path) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert_same(Page(name, FILES[f"docs/{name}"]), tmp_path / "docs")


def test_pictures_have_a_text() -> None:
    for path, text in GUIDE.files.items():
        for picture in turbohtml.parse(text).select("svg[role=img]") if "pictures" in path else ():
            ids = (picture.attr("aria-labelledby") or "").split()
            assert ids, path
            named = [node for node in picture.select("title, desc") if node.attr("id") in ids]
            assert len(named) == len(ids), path
            assert all(node.text.strip() for node in named), path
