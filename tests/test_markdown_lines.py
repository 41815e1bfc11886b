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
  [attr_list, def_list, footnotes, md_in_html, admonition, tables,
   pymdownx.superfences, {pymdownx.snippets: {base_path: [includes]}}]
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
    pytest.param("See [x](sub/deep.md#neck).", [8], NECK, id="inline"),
    pytest.param('a\n\nSee [x][r].\n\n[r]: sub/deep.md#neck "T"', [12], NECK, id="reference"),
    pytest.param("`[x](sub/deep.md#neck)`\n\n[x](sub/deep.md#neck)", [8, 10], NECK, id="code"),
    pytest.param("<a href='../sub/deep/#neck'>x</a>", [8], "../sub/deep/#neck", id="raw HTML"),
    pytest.param("<div markdown>\n\n[x](sub/deep.md#neck)\n\n</div>", [10], NECK, id="in HTML"),
    pytest.param("[x](y.md){ href=../sub/deep/#neck }", [8], "../sub/deep/#neck", id="attributes"),
    pytest.param("A[^1].\n\n[^1]:\n    See [x](sub/deep.md#neck).", [11], NECK, id="footnote"),
    pytest.param("!!! note\n    b\n\n    [x](sub/deep.md#neck)", [11], NECK, id="admonition"),
    pytest.param("| a |\n|---|\n| [x](sub/deep.md#neck) |", [10], NECK, id="table"),
    pytest.param("Term\n:   [x](sub/deep.md#neck)", [9], NECK, id="definition"),
    pytest.param("[x\ny](sub/deep.md#neck)", [9], NECK, id="over two lines"),
    pytest.param("## A [x](sub/deep.md#neck)", [8], NECK, id="heading"),
    pytest.param("[x](<sub/deep.md#neck>)", [8], NECK, id="angle brackets"),
    pytest.param("[x](sub/deep.md?a&amp;b#neck)", [8], "sub/deep.md?a&b#neck", id="reference"),
    pytest.param("[![i](img/x.png)](sub/deep.md#neck)", [8], NECK, id="image inside"),
    pytest.param("[x](sub/deep.md) [y](./sub/deep.md#neck)", [8], NECK, id="with dot"),
    pytest.param("a\r\n\r\n[x](sub/deep.md#neck)\r\n", [10], NECK, id="CRLF"),
    pytest.param("[x](sub/deep.md#neck)\n\n[y](sub/deep.md#neck)", [8, 10], NECK, id="several"),
]


@pytest.mark.parametrize(("text", "lines", "written"), WAYS)
def test_line_of_a_missing_id(built: Check, text: str, lines: list[int], written: str) -> None:
    found = f'broken link to {written}: page sub/deep/ has no id "neck"; did you mean "necks"?'
    expected = [f"docs/treatment.md:{line}: {found}" for line in lines]
    assert built({"docs/treatment.md": f"{FRONT}{text}\n"}) == (1, expected)


def test_line_without_directories(built: Check) -> None:
    files = {"docs/treatment.md": FRONT + "[x](sub/deep.md#neck)\n"}
    found = "docs/treatment.md:8: broken link to sub/deep.md#neck: page sub/deep.html has no id"
    assert built(files, CONFIG + "use_directory_urls: false\n")[1][0].startswith(found)


OTHERS = [
    pytest.param("[x](sub/dep.md)", 'sub/dep.md: no such file; did you mean "sub/deep.md"?'),
    pytest.param("[x](sub/Deep.md)", 'sub/Deep.md: no such file; did you mean "sub/deep.md"?'),
    pytest.param("![y](img/X.PNG)", 'img/X.PNG: no such file; did you mean "img/x.png"?'),
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


def test_line_of_an_id_that_stands_twice(built: Check) -> None:
    files = {"docs/treatment.md": FRONT + "## A {#twice}\n\n[x](#twice)\n\n## B {#twice}\n"}
    why = 'the id "twice", which a link aims at, stands here twice'
    assert built(files) == (0, [f"docs/treatment.md:12: warning: {why}"])


def test_snippet_is_named_once(built: Check) -> None:
    files = {f"docs/{n}.md": '# T\n\n--8<-- "outer.md"\n' for n in "abc"}
    files["docs/index.md"] = FILES["docs/index.md"] + "[a](a.md) [b](b.md) [c](c.md)\n"
    files |= {"includes/outer.md": '--8<-- "card.md"\n', "includes/card.md": "a\n\n[x](zzzz.md)\n"}
    found = "includes/card.md:3: broken link to zzzz.md: no such file; on 3 pages"
    assert built(files) == (1, [found])


def test_case_1_extension_that_is_not_here(built: Check, check: Check) -> None:
    built({"docs/treatment.md": FRONT + "[x](zzzz.md)\n"})
    config = "site_url: https://own.example/guide/\nmarkdown_extensions: [not_installed, a: b]\n"
    found = "docs/treatment.md:8: broken link to zzzz.md: no such file"
    assert check({"mkdocs.yml": config})[1].splitlines()[0] == found


def test_case_3_other_names_and_another_folder(
    built: Check, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built({"docs/treatment.md": FRONT + "[x](/guide/zzzz)\n"})
    (tmp_path / "docs").rename(tmp_path / "content")
    (tmp_path / "mkdocs.yml").rename(tmp_path / "base.yml")
    config = "INHERIT: base.yml\ndocs_dir: content\nextra: !of x\n"
    (tmp_path / "mkdocs.yaml").write_text(config)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    found = "../content/treatment.md:8: broken link to /guide/zzzz: no such file\n"
    assert check({}, "../site")[1].startswith(found)


def test_template_is_named_once(built: Check) -> None:
    block = "{% block content %}{{ super() }}\n<img src='/guide/zzz-logo.png'><a href='#skip'>x</a>"
    override = FILES["overrides/main.html"] + block + "{% endblock %}"
    link = '<a href="#skip">: page index.html has no id "skip"; on 3 pages'
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
    found = check({**files, "site/treatment/index.html": page}, "site", "--offline", "site-offline")
    assert [each for each in found[1].splitlines() if "zzzz" in each or "yyyy" in each] == first


def test_page_that_nothing_leads_to(built: Check, check: Check) -> None:
    built({})
    files = {"docs/lost.md": "# L\n", "site/lost/index.html": "<a href=../>x</a>"}
    said = ["missing from the sitemap", "no other page leads here"]
    assert check(files)[1].splitlines()[:-1] == [f"docs/lost.md:1: warning: {it}" for it in said]


UNREADABLE = [
    pytest.param(b"a: 1\n\tb: 2\n", 2, "found character '\\t' that cannot start any token"),
    pytest.param(b"a: 2026-99-99\n", 1, "month must be in 1..12", id="date"),
    pytest.param(b"- a\n", 1, "it is no mapping (`name: value`)", id="list"),
]


@pytest.mark.parametrize(("data", "line", "why"), UNREADABLE)
def test_config_that_cannot_be_read(check: Check, data: bytes, line: int, why: str) -> None:
    files = {"mkdocs.yml": data, "site/index.html": ""}
    assert check(files) == (2, f"check_links.py: mkdocs.yml:{line}: cannot be read: {why}\n")
