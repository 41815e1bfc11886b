"""Whose line it is: many ways to break a link in Markdown, built by MkDocs itself."""

from pathlib import Path

import pytest
from link_sites import Check
from mkdocs.commands.build import build
from mkdocs.config import load_config

pytest_plugins = ["link_sites"]

CONFIG = """\
site_name: Test
site_url: https://own.example/guide/
theme:
  name: mkdocs
  custom_dir: overrides
plugins: [search]
markdown_extensions:
  [attr_list, footnotes, md_in_html,
   {pymdownx.snippets: {base_path: [includes]}}]
"""
FILES = {
    "docs/index.md": "# Home\n\n[t](treatment.md) [s](sub/deep.md)\n",
    "docs/sub/deep.md": "# Deep\n\n## Neck {#necks}\n\n![x](../img/x.png)\n",
    "docs/img/x.png": "",
    "overrides/main.html": '{% extends "base.html" %}',
}
FRONT = "---\ndescription: x\nreviewed: 2026-01-01\n---\n\n# Treatment\n\n"


@pytest.fixture
def built(check: Check, tmp_path: Path) -> Check:
    """Build a site with MkDocs in the folder that the test runs in, and check it."""

    def run(files: dict[str, str], config: str = CONFIG) -> tuple[int, list[str]]:
        written = {"docs/treatment.md": FRONT, **FILES, "mkdocs.yml": config, **files}
        for name, text in written.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        build(load_config("mkdocs.yml"))
        status, output = check({})
        return status, output.splitlines()[:-1]

    return run


#: What stands in a page from line 8, the lines that are named, and how the address is written.
NECK = "sub/deep.md#neck"
WAYS = [
    pytest.param('a\n\nSee [x][r].\n\n[r]: sub/deep.md#neck "T"', [12], NECK, id="reference"),
    pytest.param("`[x](sub/deep.md#neck)`\n\n[x](sub/deep.md#neck)", [8, 10], NECK, id="code"),
    pytest.param("<a href='../sub/deep/#neck'>x</a>", [8], "../sub/deep/#neck", id="raw HTML"),
    pytest.param("<div markdown>\n\n[x](sub/deep.md#neck)\n\n</div>", [10], NECK, id="in HTML"),
    pytest.param("[x](y.md){ href=../sub/deep/#neck }", [8], "../sub/deep/#neck", id="attributes"),
    pytest.param("A[^1].\n\n[^1]:\n    See [x](sub/deep.md#neck).", [11], NECK, id="footnote"),
    pytest.param("[x\ny](sub/deep.md#neck)", [9], NECK, id="over two lines"),
    pytest.param("Ask neck.\n\n[x](sub/deep.md#neck)", [10], NECK, id="a word before a stop"),
    pytest.param("[x](sub/deep.md?a&amp;b#neck)", [8], "sub/deep.md?a&amp;b#neck", id="entity"),
    pytest.param("[![i](img/x.png)](sub/deep.md#neck)", [8], NECK, id="image inside"),
    pytest.param("[x](sub/deep.md) [y](./sub/deep.md#neck)", [8], "./sub/deep.md#neck", id="dot"),
    pytest.param("a\r\n\r\n[x](sub/deep.md#neck)\r\n", [10], NECK, id="CRLF"),
    pytest.param("[x](sub/deep.md#neck)\n\n[y](sub/deep.md#neck)", [8, 10], NECK, id="several"),
]


@pytest.mark.parametrize(("text", "lines", "written"), WAYS)
def test_line_of_a_missing_id(built: Check, text: str, lines: list[int], written: str) -> None:
    found = f'broken link to {written}: id not found in sub/deep/; did you mean "necks"?'
    expected = [f"docs/treatment.md:{line}: {found}" for line in lines]
    assert built({"docs/treatment.md": f"{FRONT}{text}\n"}) == (1, expected)


def test_line_without_directories(built: Check) -> None:
    files = {"docs/treatment.md": FRONT + "[x](sub/deep.md#neck)\n"}
    found = "docs/treatment.md:8: broken link to sub/deep.md#neck: id not found in sub/deep.html"
    assert built(files, CONFIG + "use_directory_urls: false\n")[1][0].startswith(found)


OTHERS = [
    pytest.param("[x](sub/dep.md)", 'sub/dep.md: no such file; did you mean "sub/deep.md"?'),
    pytest.param("[x](sub/Deep.md)", 'sub/Deep.md: no such file; did you mean "sub/deep.md"?'),
    pytest.param("![x](img/y.jpg){ .z }", "img/y.jpg: no such file"),
    pytest.param("The xyz\n<div markdown>\n[x](xyz) xyz\n</div>", "xyz: no such file", id="word"),
    pytest.param("<file:///x>", "file:///x: points at a file on one computer"),
    pytest.param("[x](/x/)", "/x/: leads outside the site, which lives below /guide/"),
    pytest.param("<https://own.example/guide/z/>", "https://own.example/guide/z/: no such file"),
]


@pytest.mark.parametrize(("text", "said"), OTHERS)
def test_line_of_other_links(built: Check, text: str, said: str) -> None:
    line = 10 if "<div" in text else 8
    _, found = built({"docs/treatment.md": f"{FRONT}{text}\n"})
    assert found == [f"docs/treatment.md:{line}: broken link to {said}"]


def test_snippet_is_named_once(built: Check) -> None:
    files = {f"docs/{n}.md": '# T\n\n--8<-- "outer.md"\n' for n in "abc"}
    files["docs/index.md"] = FILES["docs/index.md"] + "[a](a.md) [b](b.md) [c](c.md)\n"
    files |= {"includes/outer.md": '--8<-- "card.md"\n', "includes/card.md": "a\n\n[x](zzzz.md)\n"}
    found = "includes/card.md:3: broken link to zzzz.md: no such file; on 3 pages"
    assert built(files) == (1, [found])


def test_sources_have_other_names(built: Check, check: Check, tmp_path: Path) -> None:
    built({"docs/treatment.md": FRONT + "[x](/guide/zzzz)\n"})
    (tmp_path / "docs").rename(tmp_path / "content")
    found = "content/treatment.md:8: broken link to /guide/zzzz: no such file\n"
    assert check({}, "site", "--sources", "content", "overrides")[1].startswith(found)


def test_template_is_named_once(built: Check) -> None:
    block = "{% block content %}{{ super() }}\n<img src='/guide/zzz-logo.png'><a href='#skip'>x</a>"
    override = FILES["overrides/main.html"] + block + "{% endblock %}"
    link = '<a href="#skip">: id not found in index.html; on 3 pages'
    picture = '<img src="/guide/zzz-logo.png">: no such file; on 3 pages'
    found = [f"overrides/main.html:2: {each}" for each in (link, picture)]
    assert built({"overrides/main.html": override}) == (1, found)


def test_case_2_one_mistake_in_all_editions(built: Check, check: Check) -> None:
    text = FRONT + "[x](https://own.example/guide/zzzz/) <a href='../yyyy/'>y</a> [z](#zzzz)\n"
    first = built({"docs/treatment.md": text})[1]
    assert len(first) == 3
    page = Path("site/treatment/index.html").read_text()
    Path("site").rename("site-offline")
    files = {"site/all/index.html": page, "site/one.html": page.replace("../yyyy/", "yyyy/")}
    files["site/one.html"] = files["site/one.html"].replace("#zzzz", "#treatment--zzzz")
    files["site/treatment/index.html"] = page
    address = ("--site-url", "https://own.example/guide/")
    output = check(files, "site", "--offline", "site-offline", *address)[1]
    found = [each for each in output.splitlines() if "zzzz" in each or "yyyy" in each]
    assert [each.split(": ")[:2] for each in found] == [each.split(": ")[:2] for each in first]
