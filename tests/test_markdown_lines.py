"""Whose line it is: many ways to break a link in Markdown, built by MkDocs itself."""

from pathlib import Path

import pytest
from conftest import Check, write_files
from mkdocs.commands.build import build
from mkdocs.config import load_config

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
    "docs/index.md": "# Home\n\n[s](sub/deep.md)\n",
    "docs/sub/deep.md": "# Deep\n\n## Neck {#necks}\n\n![x](../img/x.png)\n",
    "docs/img/x.png": "",
    "overrides/main.html": '{% extends "base.html" %}',
}
FRONT = "---\ndescription: x\nreviewed: 2026-01-01\n---\n\n# A\n\n"


@pytest.fixture
def built(check: Check, tmp_path: Path) -> Check:
    """Build a site with MkDocs in the folder that the test runs in, and check it."""

    def run(files: dict[str, str], config: str = CONFIG) -> list[str]:
        write_files(tmp_path, {**FILES, "mkdocs.yml": config, **files})
        build(load_config("mkdocs.yml"))
        return check({})[1].splitlines()[:-1]

    return run


NECK, HTML = "sub/deep.md#neck", "../sub/deep/#neck"
#: What stands in a page from line 8, the lines that are named, and how the address is written.
WAYS = {
    "reference": ('a\n\nSee [x][r].\n\n[r]: sub/deep.md#neck "T"', [12], NECK),
    "code": ("`[x](sub/deep.md#neck)`\n\n[x](sub/deep.md#neck)", [8, 10], NECK),
    "in-html": ("<div markdown>\n\n[x](sub/deep.md#neck)\n\n</div>", [10], NECK),
    "attributes": ("[x](y.md){ href=../sub/deep/#neck }", [8], HTML),
    "footnote": ("A[^1].\n\n[^1]:\n    See [x](sub/deep.md#neck).", [11], NECK),
    "two-lines": ("[x\ny](sub/deep.md#neck)", [9], NECK),
    "dot": ("[x](sub/deep.md) [y](./sub/deep.md#neck)", [8], "./sub/deep.md#neck"),
    "windows": ("a\r\n\r\n[x](sub/deep.md#neck)\r\n", [10], NECK),
}


def test_line_of_a_missing_id(built: Check) -> None:
    pages = {f"docs/{name}.md": f"{FRONT}{text}\n" for name, (text, *_) in WAYS.items()}
    reason = 'id not found in sub/deep/; did you mean "necks"?'
    assert built(pages) == [
        f"docs/{name}.md:{line}: broken link to {written}: {reason}"
        for name, (_, lines, written) in sorted(WAYS.items())
        for line in lines
    ]
    flat = built({"docs/a.md": f"{FRONT}[x]({NECK})\n"}, CONFIG + "use_directory_urls: false\n")
    assert f"docs/a.md:8: broken link to {NECK}: id not found in sub/deep.html" in flat[0]


OTHERS = """\
[x](sub/dep.md) sub/dep.md: no such file; did you mean "sub/deep.md"?
[x](sub/Deep.md) sub/Deep.md: no such file; did you mean "sub/deep.md"?
![x](img/y.jpg){.z} img/y.jpg: no such file
xyz,[x](xyz),xyz xyz: no such file
![x](img/z.png?v=1) img/z.png?v=1: no such file
<file:///x> file:///x: points at a file on one computer
[x](/x/) /x/: leads outside the site, which lives below /guide/
<https://own.example/guide/z/> https://own.example/guide/z/: no such file
"""


def test_line_of_other_links(built: Check) -> None:
    rows = [row.split(" ", 1) for row in OTHERS.splitlines()]
    text = "\n\n".join(written for written, _ in rows)
    assert built({"docs/a.md": FRONT + text}) == [
        f"docs/a.md:{line}: broken link to {said}"
        for line, (_, said) in zip(range(8, 99, 2), rows, strict=False)
    ]


def test_snippet_and_template_are_named_once(built: Check) -> None:
    files = {f"docs/{n}.md": '# T\n\n--8<-- "outer.md"\n' for n in "abc"}
    files |= {"includes/outer.md": '--8<-- "card.md"\n', "includes/card.md": "a\n\n[x](zzzz.md)\n"}
    links = "<img src='/guide/zzz.png?v={{ 1 }}'><a href='#skip'>x</a>"
    block = f"{{% block content %}}{{{{ super() }}}}\n{links}{{% endblock %}}"
    files["overrides/main.html"] = FILES["overrides/main.html"] + block
    assert built(files) == [
        "includes/card.md:3: broken link to zzzz.md: no such file; on 3 pages",
        'overrides/main.html:2: <a href="#skip">: id not found in a/; on 5 pages',
        'overrides/main.html:2: <img src="/guide/zzz.png?v=">: no such file; on 5 pages',
    ]
