"""Pages that nobody should write: the checker neither crashes nor hangs, and says what is wrong."""

import os
from pathlib import Path

import pytest
from check_links import broken_links as follow_links
from check_links import css_links, read_site
from hypothesis import given, settings
from hypothesis import strategies as st
from link_sites import Check

pytest_plugins = ["link_sites"]

PIECES = (
    "<a|href=|<A|HREF='|<img|src=|<base|<template>|</template>|<svg>|</svg>|<use|xlink:href=|fill=|"
    "<style>|url(|@import|<meta|http-equiv=refresh|content=|<!--|-->|<![CDATA[|]]>|<script>|&#|"
    "&amp;|http://|//|\\|..|%2e|%00|%zz|:|#|?|\"|'|>|<|\x00|\ud7ff|\u202e|a.html|<table><tr>|</p>|"
    "id=|name="
)
HTML = st.lists(
    st.sampled_from(PIECES.split("|")) | st.text(max_size=5) | st.just(" "), max_size=40
).map("".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for one site after the other."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "a.html").write_text("")
    return folder


def reasons(folder: Path, name: str, data: bytes) -> list[str]:
    """What is wrong with a site that has this file."""
    (folder / name).write_bytes(data)
    site = read_site(str(folder), None, False)
    (folder / name).unlink()
    return [each.reason for each in follow_links(site, []) if not each.target.url]


FILES = ["index.html", "a.css", "a.svg", "sitemap.xml", "a.webmanifest", "search.json"]


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(FILES), st.binary() | HTML.map(lambda text: text.encode("utf-8", "replace")))
def test_any_file(folder: Path, name: str, data: bytes) -> None:
    assert all(reasons(folder, name, data))


def test_large_style_sheets() -> None:
    for text in (
        "/*" * 200_000,
        "url(" * 200_000,
        "@import " * 100_000,
        "url(" + " " * 500_000,
        "'" * 500_001,
        "\\" * 500_001,
        "url('" + "\\a" * 200_000,
    ):
        assert not [*css_links(text)]


def test_large_page(check: Check) -> None:
    anchors = "".join(f"<a href=#{number}></a>\n" for number in range(100_000))
    output = check({"site/index.html": f"{anchors}<p id={'x' * 1_000_000}>" + "<div>" * 5000})[1]
    assert output.startswith('site/index.html:1: <a href="#0">: id not found in index.html\n')
    assert output.endswith(": 100000 broken, 0 warnings\n")


def test_odd_text(check: Check) -> None:
    assert len(check({"site/index.html": f"<a href={'x' * 1_000_000}>"})[1]) < 500
    found = 'site/index.html:1: <a href="nö\\ufffd.html">: no such file'
    for data in (
        "<a href=nö\0.html>".encode("utf-16"),
        "<p>\0<a href=nö\0.html>".encode("utf-8-sig"),
    ):
        assert check({"site/index.html": data})[1].splitlines()[0].replace("�", "\\ufffd") == found


def test_symlink_loops(check: Check, tmp_path: Path) -> None:
    (tmp_path / "site/a").mkdir(parents=True)
    (tmp_path / "site/a/b").symlink_to("..")
    (tmp_path / "site/self").symlink_to("self")
    (tmp_path / "site/out").symlink_to("/")
    (tmp_path / "site/in.html").symlink_to("a/index.html")
    files = {"site/a/index.html": "<a href=../index.html>", "site/index.html": "<a href=in.html>"}
    files["site/index.html"] += "<a href=a/></a>"
    assert check(files) == (0, "3 pages, 4 links, 0 external addresses: 0 broken, 0 warnings\n")


def test_unreadable_file(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"site/index.html": "<a href=page.html>", "site/page.html": ""}
    real = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "page.html":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)  # as root may read everything
    assert check(files) == (2, "check_links.py: [Errno 13] Permission denied\n")


def test_odd_file_names(check: Check, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/site/\xff.html")).write_text("<a href=no>")
    files = {"site/index.html": "<a href=%FF.html></a><a href=./a:b.html>", "site/a:b.html": ""}
    assert check(files) == (
        1,
        'site/\\udcff.html:1: <a href="no">: no such file\n'
        "3 pages, 3 links, 0 external addresses: 1 broken, 0 warnings\n",
    )
