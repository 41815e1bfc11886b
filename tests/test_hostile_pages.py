"""Pages that nobody should write: the checker neither crashes nor hangs, and says what is wrong."""

import os
from pathlib import Path

import pytest
from check_links import css_links, main
from conftest import Check
from hypothesis import given, settings
from hypothesis import strategies as st

PIECES = (
    "<a href=|<img src='|<base href=|<template>|</template>|<svg>|<use xlink:href=|fill='url(|')|"
    "<style>|@import '|<meta http-equiv=refresh content='0;|<!--|<loc>|<![CDATA[|]]>|&#|http://|"
    "file:|//|\\|..|%2e|%00|%zz|:|#|?|\"|'|>|<|\x00|\u202e|a.html|id="
)
TEXT = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=5), max_size=40).map("".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for one site after the other."""
    return tmp_path_factory.mktemp("site")


@settings(max_examples=300, deadline=None)
@given(st.binary() | TEXT.map(lambda text: text.encode("utf-8", "replace")))
def test_any_file(folder: Path, data: bytes) -> None:
    for name in ("index.html", "a.css", "a.svg", "sitemap.xml", "a.webmanifest"):
        (folder / name).write_bytes(data)
    assert main([str(folder), "--sources", str(folder)]) in (0, 1)


@pytest.mark.parametrize(
    "piece", ["/*", "url(", "@import ", "url(" + " " * 99, "'", "\\", "url('\\a", "(1x "]
)
def test_large_style_sheets(piece: str) -> None:
    assert not [*css_links(piece * 100_000)]


def test_odd_text(check: Check) -> None:
    assert len(check({"site/index.html": f"<a href={'x' * 1_000_000}>"})[1]) < 500
    deep = f"<a href='\x1b\xa0'></a><p id={'x' * 1_000_000}>" + "<div>" * 5000
    said = 'site/index.html:1: <a href="\\x1b\\xa0">: no such file\n'
    assert check({"site/index.html": deep})[1].startswith(said)
    for data in ("<a href=nö.html>".encode("utf-16"), "<p>\0<a href=nö.html>".encode("utf-8-sig")):
        said = 'site/index.html:1: <a href="nö.html">: no such file\n'
        assert check({"site/index.html": data})[1].startswith(said)


def test_odd_files(check: Check, tmp_path: Path) -> None:
    (tmp_path / "site/a").mkdir(parents=True)
    (tmp_path / "site/a/b").symlink_to("..")
    (tmp_path / "site/self").symlink_to("self")
    (tmp_path / "site/in.html").symlink_to("a:b.html")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/site/\xff.html")).write_text("<a href=no>")
    links = "<a href=%FF.html></a><a href=./a:b.html></a><a href=in.html></a>"
    said = 'site/\\udcff.html:1: <a href="no">: no such file\n'
    assert check({"site/index.html": links, "site/a:b.html": ""})[1].startswith(said)


def test_unreadable_file(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_bytes(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", read_bytes)  # as root may read everything
    said = "check_links.py: [Errno 13] Permission denied\n"
    assert check({"site/index.html": ""}) == (2, said)
