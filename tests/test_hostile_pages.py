"""Pages that nobody should write: the checker neither crashes nor hangs, and says what is wrong."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from link_sites import Check

pytest_plugins = ["link_sites"]

PIECES = (
    "<a|href=|<A|HREF='|<img|src=|<base|<template>|</template>|<svg>|</svg>|<use|xlink:href=|fill=|"
    "<style>|url(|@import|<meta|http-equiv=refresh|content=|<!--|-->|<![CDATA[|]]>|<script>|&#|"
    "&amp;|http://|//|\\|..|%2e|%00|%zz|:|#|?|\"|'|>|<|\x00|\ud7ff|\u202e|a.html|<table><tr>|</p>|"
    "id=|name="
)
HTML = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=5) | st.just(" "))
FILES = ["index.html", "a.css", "a.svg", "sitemap.xml", "a.webmanifest", "search.json"]


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary() | HTML.map(lambda words: "".join(words).encode("utf-8", "replace")))
def test_any_file(check: Check, data: bytes) -> None:
    status, output = check({f"site/{name}": data for name in FILES})
    assert status in (0, 1)
    assert output.endswith(" warnings\n")


def test_large_files(check: Check) -> None:
    links = "".join(f"<a href=#{number}></a>\n" for number in range(20_000))
    page = f"<p id={'x' * 1_000_000}>" + "<div>" * 5000
    sheets = ["/*" * 200_000, "url(" * 200_000, "@import " * 100_000, "url(" + " " * 500_000]
    sheets += ["'" * 500_001, "\\" * 500_001, "url('" + "\\a" * 200_000]
    for sheet in sheets:
        output = check({"site/index.html": links, "site/a.html": page, "site/a.css": sheet})[1]
        assert output.startswith('site/index.html:1: <a href="#0">: id not found in index.html\n')


def test_odd_files(check: Check, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    for name, target in {
        "a/b": "..",
        "self": "self",
        "out": "/",
        "in.html": "a/index.html",
    }.items():
        (site / name).symlink_to(target)
    Path(os.fsdecode(os.fsencode(site) + b"/\xff.html")).write_text("<a href=no>")
    files = {
        "site/a/index.html": "<a href=../index.html>",
        "site/index.html": "<a href=in.html><a href=a/><a href=%FF.html><a href=./1:2.html>",
        "site/1:2.html": "<a href=nö\0.html>".encode("utf-16"),
        "site/bom.html": "<p>\0<a href=nein\0.html>".encode("utf-8-sig"),
        "site/long.html": f"<a href={'x' * 1_000_000}>",
    }
    found = [
        'site/1:2.html:1: <a href="nö�.html">: no such file',
        'site/bom.html:1: <a href="nein�.html">: no such file',
        f'site/long.html:1: <a href="{"x" * 40}',
        'site/\\udcff.html:1: <a href="no">: no such file',
        "7 pages, 10 links, 0 external addresses: 4 broken, 0 warnings",
    ]
    status, output = check(files)
    lines = output.replace("\\ufffd", "�").splitlines()
    assert status == 1
    assert [line[: len(start)] for line, start in zip(lines, found, strict=True)] == found
    assert len(output) < 999


def test_unreadable_file(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_bytes(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", read_bytes)  # as root may read everything
    said = (2, "check_links.py: [Errno 13] Permission denied\n")
    assert check({"site/index.html": ""}) == said
