"""Whose line it is: ten and more ways to break a link in Markdown, built by MkDocs itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

if TYPE_CHECKING:
    from link_sites import Check, Write

pytest_plugins = ["link_sites"]

CONFIG = """\
site_name: Test
site_url: https://own.example/guide/
use_directory_urls: {directory_urls}
theme:
  name: {theme}
  custom_dir: overrides
plugins: [search]
hooks: []
markdown_extensions:
  - attr_list
  - def_list
  - footnotes
  - md_in_html
  - admonition
  - toc:
      permalink: true
      slugify: !!python/object/apply:pymdownx.slugs.slugify {{kwds: {{case: lower}}}}
  - pymdownx.superfences
  - pymdownx.snippets:
      base_path: [includes]
"""
FILES = {
    "docs/index.md": "# Home\n\n[t](treatment.md) [s](sub/deep.md)\n",
    "docs/sub/deep.md": "# Deep\n\n## Neck {#neck-and-head}\n\n![x](../img/x.png)\n",
    "docs/img/x.png": "",
    "overrides/main.html": '{% extends "base.html" %}',
}
FRONT = "---\ndescription: x\nreviewed: 2026-01-01\n---\n\n# Treatment\n\n"


def built(
    write_site: Write, files: dict[str, str], *, directories: bool = True, theme: str = "mkdocs"
) -> None:
    """Build a site with MkDocs in the folder that the test runs in."""
    config = CONFIG.format(directory_urls=str(directories).lower(), theme=theme)
    write_site({"docs/treatment.md": FRONT, **FILES, "mkdocs.yml": config, **files})
    build(load_config("mkdocs.yml"))


NO_ID = 'has no id "neck"; did you mean "neck-and-head"?'
WAYS = [
    pytest.param("See [x](sub/deep.md#neck).", 8, "sub/deep.md#neck", id="inline"),
    pytest.param(
        'a\n\nSee [x][r].\n\n[r]: sub/deep.md#neck "T"', 12, "sub/deep.md#neck", id="reference"
    ),
    pytest.param(
        "`[x](sub/deep.md#neck)`\n\n[x](sub/deep.md#neck)", 10, "sub/deep.md#neck", id="code"
    ),
    pytest.param(
        "```\n[x](sub/deep.md#neck)\n```\n\n[x](sub/deep.md#neck)",
        12,
        "sub/deep.md#neck",
        id="fence",
    ),
    pytest.param(
        "<!-- [x](sub/deep.md#neck) -->\n\n[x](sub/deep.md#neck)",
        10,
        "sub/deep.md#neck",
        id="comment",
    ),
    pytest.param("<a href='../sub/deep/#neck'>x</a>", 8, "../sub/deep/#neck", id="raw HTML"),
    pytest.param(
        "<div markdown>\n\n[x](sub/deep.md#neck)\n\n</div>", 10, "sub/deep.md#neck", id="in HTML"
    ),
    pytest.param(
        "[x](index.md){ href=../sub/deep/#neck }", 8, "../sub/deep/#neck", id="attribute list"
    ),
    pytest.param(
        "A[^1].\n\n[^1]:\n    See [x](sub/deep.md#neck).", 11, "sub/deep.md#neck", id="footnote"
    ),
    pytest.param(
        "!!! note\n    b\n\n    [x](sub/deep.md#neck)", 11, "sub/deep.md#neck", id="admonition"
    ),
    pytest.param("| a |\n|---|\n| [x](sub/deep.md#neck) |", 10, "sub/deep.md#neck", id="table"),
    pytest.param("Term\n:   [x](sub/deep.md#neck)", 9, "sub/deep.md#neck", id="definition"),
    pytest.param("[x\ny](sub/deep.md#neck)", 9, "sub/deep.md#neck", id="over two lines"),
    pytest.param("## A [x](sub/deep.md#neck)", 8, "sub/deep.md#neck", id="heading"),
    pytest.param("[x](<sub/deep.md#neck>)", 8, "sub/deep.md#neck", id="angle brackets"),
    pytest.param(
        "[x](sub/deep.md?a&amp;b#neck)", 8, "sub/deep.md?a&b#neck", id="character reference"
    ),
    pytest.param("[![i](img/x.png)](sub/deep.md#neck)", 8, "sub/deep.md#neck", id="image inside"),
    pytest.param(
        "[x](sub/deep.md) [y](./sub/deep.md#neck)", 8, "./sub/deep.md#neck", id="with dot"
    ),
]


@pytest.mark.parametrize(("text", "line", "written"), WAYS)
@pytest.mark.parametrize("directories", [True, False])
def test_line_of_a_missing_id(
    check_links: Check, write_site: Write, text: str, line: int, written: str, directories: bool
) -> None:
    if not directories:
        text = text.replace("../sub/deep/", "sub/deep.html")
        written = written.replace("../sub/deep/", "sub/deep.html")
    built(write_site, {"docs/treatment.md": FRONT + text + "\n"}, directories=directories)
    status, output = check_links({})
    page = "sub/deep/" if directories else "sub/deep.html"
    assert (status, output.splitlines()[0]) == (
        1,
        f"docs/treatment.md:{line}: broken link to {written}: page {page} {NO_ID}",
    )
    assert output.endswith(": 1 broken, 0 warnings\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "[x](sub/dep.md)",
            ['8: broken link to sub/dep.md: no such file; did you mean "sub/deep.md"?'],
            id="page",
        ),
        pytest.param(
            "[x](sub/Deep.md)",
            [
                "8: broken link to sub/Deep.md: no such file: only the case differs; "
                'did you mean "sub/deep.md"?'
            ],
            id="case",
        ),
        pytest.param(
            "[x](sub/dep/) and ![y](img/X.PNG)",
            [
                "8: broken link to img/X.PNG: no such file: only the case differs; "
                'did you mean "img/x.png"?',
                '8: broken link to sub/dep/: no such file; did you mean "sub/deep.md"?',
            ],
            id="as the source has it",
        ),
        pytest.param(
            "![x](img/y.png){ .z }", ["8: broken link to img/y.png: no such file"], id="image"
        ),
        pytest.param(
            "<img src='img/x.png'>\n\n![x](img/x.png)",
            ['8: broken link to img/x.png: no such file; did you mean "../img/x.png"?'],
            id="raw image beside a good one",
        ),
        pytest.param(
            "[x](../no-such.md) [y](no&#45;such.md)\n\n[z](./no-such.md)",
            [
                "8: broken link to ../no-such.md: no such file",
                "8: broken link to no-such.md: no such file",
                "10: broken link to ./no-such.md: no such file",
            ],
            id="spellings",
        ),
        pytest.param(
            "[x](sub/deep.md)\n\n![y]()\n\n<img src=''>",
            ['10: <img src="">: is empty', '12: <img src="">: is empty'],
            id="empty",
        ),
        pytest.param(
            "[x](img/n.png)\n\n![y](img/n.png)\n\n[z](img/n.png)",
            [f"{n}: broken link to img/n.png: no such file" for n in (8, 10, 12)],
            id="picture between links to it",
        ),
        pytest.param(
            "<div markdown>\n[x](markdown) <a href='href'>y</a>\n</div>",
            [f"9: broken link to {name}: no such file" for name in ("href", "markdown")],
            id="names of tags and attributes",
        ),
        pytest.param(
            "## A {#twice}\n\n[x](#twice)\n\n## B {#twice}",
            ['12: warning: the id "twice", which a link aims at, stands here twice'],
            id="id that stands twice",
        ),
        pytest.param(
            "<file:///x> and <http://localhost:8000/>",
            [
                "8: broken link to file:///x: points at a file on one computer",
                "8: broken link to http://localhost:8000/: points at the reader's own computer",
            ],
            id="autolinks",
        ),
        pytest.param(
            "[x](/sub/deep/)",
            ["8: broken link to /sub/deep/: leads outside the site, which lives below /guide/"],
            id="root-absolute",
        ),
        pytest.param(
            "[x](a.md)\n[y](a.md) [z](a.md)\n\n[w](a.md)",
            [f"{n}: broken link to a.md: no such file" for n in (8, 9, 11)],
            id="several",
        ),
    ],
)
def test_line_of_other_links(
    check_links: Check, write_site: Write, text: str, found: list[str]
) -> None:
    built(write_site, {"docs/treatment.md": FRONT + text + "\n"})
    status, output = check_links({}, "site", "--strict")
    assert status == 1
    assert output.splitlines()[:-1] == [f"docs/treatment.md:{line}" for line in found]


def test_snippets(check_links: Check, write_site: Write) -> None:
    files = {
        "includes/outer.md": '--8<-- "inner.md"\n',
        "includes/inner.md": '--8<-- "card.md"\n--8<-- "inner.md"\n',
        "includes/card.md": "a\n\nb [x](sub/deep.md#neck)\n",
        "includes/part.md": "no\n\n--8<-- [start:p]\nb\n[y](no-such.md)\n--8<-- [end:p]\n",
        "docs/treatment.md": '# T\n\n--8<-- "outer.md"\n\n--8<-- "part.md:p"\n',
    }
    built(write_site, files)
    assert check_links({})[1].splitlines()[:-1] == [
        f"includes/card.md:3: broken link to sub/deep.md#neck: page sub/deep/ {NO_ID}",
        "includes/part.md:5: broken link to no-such.md: no such file",
    ]


def test_line_of_a_snippet_is_named_once(check_links: Check, write_site: Write) -> None:
    files = {f"docs/{n}.md": '# T\n\n--8<-- "foot.md"\n' for n in "abc"}
    files["docs/index.md"] = FILES["docs/index.md"] + "[a](a.md) [b](b.md) [c](c.md)\n"
    built(write_site, files | {"includes/foot.md": "a\n\n[x](no-such.md)\n"})
    assert check_links({}) == (
        1,
        "includes/foot.md:3: broken link to no-such.md: no such file; on 3 pages\n"
        + check_links({})[1].splitlines()[-1]
        + "\n",
    )


def test_settings_as_a_mapping_and_an_address_in_text(
    check_links: Check, write_site: Write
) -> None:
    config = CONFIG.format(directory_urls="true", theme="mkdocs")
    config = config.partition("markdown_extensions:")[0] + (
        "markdown_extensions:\n"
        "  pymdownx.magiclink: null\n"
        "  pymdownx.snippets: {base_path: [includes]}\n"
    )
    built(write_site, {"includes/part.md": "a\n\n[x](no-such.md)\n"})
    text = FRONT + 'See http://localhost:8000/ there.\n\n--8<-- "part.md"\n'
    write_site({"mkdocs.yml": config, "docs/treatment.md": text})
    build(load_config("mkdocs.yml"))
    own = "points at the reader's own computer"
    assert check_links({})[1].splitlines()[:-1] == [
        f"docs/treatment.md:8: broken link to http://localhost:8000/: {own}",
        "includes/part.md:3: broken link to no-such.md: no such file",
    ]


def test_id_that_stands_twice_in_a_page_on_one_line(check_links: Check, write_site: Write) -> None:
    built(write_site, {"docs/treatment.md": FRONT + "## A {#x}\n\n[x](#x)\n\n## B {#x}\n"})
    page = Path("site/treatment/index.html")
    page.write_text(page.read_text("utf-8").replace("\n", " "), "utf-8")
    assert check_links({})[1].splitlines()[0] == (
        'docs/treatment.md:12: warning: the id "x", which a link aims at, stands here twice'
    )


def test_page_that_is_left_out(check_links: Check, write_site: Write) -> None:
    config = CONFIG.format(directory_urls="true", theme="mkdocs") + "exclude_docs: secret.md\n"
    built(write_site, {"docs/treatment.md": FRONT + "[x](secret.md)\n", "docs/secret.md": "# S\n"})
    write_site({"mkdocs.yml": config})
    build(load_config("mkdocs.yml"))
    assert check_links({})[1].splitlines()[0] == (
        "docs/treatment.md:8: broken link to secret.md: no such file"
    )


def test_settings_of_a_parent_and_links_from_the_root(
    check_links: Check, write_site: Write
) -> None:
    text = FRONT + "[x](/sub/deep.md#neck)\n\n[y](/no-such.md)\n"
    config = CONFIG.format(directory_urls="true", theme="mkdocs")
    rules = "INHERIT: base.yml\nvalidation:\n  absolute_links: relative_to_docs\nplugin: !of x\n"
    built(write_site, {"docs/treatment.md": text})
    write_site({"base.yml": config, "mkdocs.yml": rules.replace("plugin: !of x\n", "")})
    build(load_config("mkdocs.yml"))
    write_site({"mkdocs.yml": rules})
    assert check_links({})[1].splitlines()[0] == (
        f"docs/treatment.md:8: broken link to /sub/deep.md#neck: page sub/deep/ {NO_ID}"
    )


def test_fragment_in_a_template_is_named_once(check_links: Check, write_site: Write) -> None:
    override = "\n{% block content %}{{ super() }}<a href='#skip'>x</a>{% endblock %}"
    built(write_site, {"overrides/main.html": FILES["overrides/main.html"] + override})
    found = check_links({})[1].splitlines()
    assert len(found) == 2
    assert found[0].endswith(
        '<a href="#skip">: page index.html has no id "skip"; on 3 pages; from overrides/main.html:2'
    )


def test_template_is_named_once(check_links: Check, write_site: Write) -> None:
    override = "\n{% block content %}{{ super() }}<img src='/guide/no-logo.png'>{% endblock %}"
    built(write_site, {"overrides/main.html": FILES["overrides/main.html"] + override})
    status, output = check_links({})
    assert status == 1
    assert output.splitlines()[:-1] == [
        output.splitlines()[0],
    ]
    assert output.startswith("site/index.html:")
    assert (
        '<img src="/guide/no-logo.png">: no such file; on 3 pages; from overrides/main.html:2\n'
        in output
    )


def test_files_copied_from_docs(check_links: Check, write_site: Write) -> None:
    built(write_site, {"docs/x.css": "a{}\nb{background: url(no.png)}"})
    assert check_links({})[1].splitlines()[0] == "docs/x.css:2: url(no.png): no such file"


def test_style_sheets_that_the_build_joined(check_links: Check, write_site: Write) -> None:
    built(write_site, {"docs/x.css": "a{}\nb{background: url(no.png)}"})
    Path("site/x.css").rename("site/all.css")
    assert check_links({})[1].splitlines()[0] == (
        "site/all.css:2: url(no.png): no such file; from docs/x.css:2"
    )


def test_page_that_nothing_leads_to(check_links: Check, write_site: Write) -> None:
    built(write_site, {})
    write_site({"docs/lost.md": "# L\n", "site/lost/index.html": "<a href=../>x</a>"})
    found = check_links({})[1].splitlines()
    assert found[0] == "docs/lost.md:1: warning: missing from the sitemap"
    assert found[1] == "docs/lost.md:1: warning: no other page leads here"


def test_json_names_page_and_source(check_links: Check, write_site: Write) -> None:
    built(write_site, {"docs/treatment.md": FRONT + "[x](no-such.md)\n"})
    finding = json.loads(check_links({}, "site", "--format", "json")[1])["findings"][0]
    assert finding.pop("line") > 8
    assert finding == {
        "level": "error",
        "page": "treatment/index.html",
        "url": "no-such.md",
        "reason": "no such file",
        "suggestion": None,
        "source": "docs/treatment.md",
        "source_line": 8,
    }


def test_material_in_both_editions_is_clean(
    check_links: Check, write_site: Write, tmp_path: Path
) -> None:
    built(write_site, {}, theme="material")
    assert check_links({})[1].endswith(": 0 broken, 0 warnings\n")
    shim = "assets/iframe-worker.js"
    config = (tmp_path / "mkdocs.yml").read_text().replace("[search]", "[search, offline]")
    config += f"extra:\n  polyfills: [{shim}]\n"
    config = config.replace("  name: material", "  name: material\n  font: false")
    write_site({"mkdocs.yml": config, f"docs/{shim}": ""})
    build(load_config("mkdocs.yml"))
    assert check_links({}, "site", "--offline")[1].endswith(": 0 broken, 0 warnings\n")


def test_settings_that_do_not_load(check_links: Check, write_site: Write) -> None:
    built(write_site, {"docs/treatment.md": FRONT + "[x](no-such.md)\n"})
    write_site({"mkdocs.yml": "markdown_extensions: [no_such_extension]"})
    assert check_links({}) == (
        2,
        "check_links.py: cannot render docs: No module named 'no_such_extension'\n",
    )
    assert check_links({"mkdocs.yml": "a: [b"})[0] == 2
