"""Pages that nobody should write: the checker neither crashes nor hangs, and says what is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linkcheck.check import screen
from linkcheck.files import read_document, reader_for
from linkcheck.links import css_links
from linkcheck.pages import read_page, srcset_urls
from linkcheck.resolve import UNKNOWN_ADDRESS, Resolver, Site

if TYPE_CHECKING:
    from link_sites import Check, Write

pytest_plugins = ["link_sites"]

SITE = Site("site", UNKNOWN_ADDRESS, {"index.html": 1, "a.html": 1}, frozenset({""}))
PIECES = st.sampled_from(
    [
        "<a",
        "href=",
        "<A",
        "HREF='",
        "<img",
        "src=",
        "<base",
        "href=",
        "<template>",
        "</template>",
        "<svg>",
        "</svg>",
        "<use",
        "xlink:href=",
        "<style>",
        "url(",
        "@import",
        "<meta",
        "http-equiv=refresh",
        "content=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "&#",
        "&amp;",
        "http://",
        "//",
        "\\",
        "..",
        "%2e",
        "%00",
        "%zz",
        ":",
        "#",
        "?",
        '"',
        "'",
        ">",
        "<",
        "\x00",
        "\ud7ff",
        "\u202e",
        "a.html",
        "<table><tr>",
        "</p>",
        "id=",
        "name=",
    ]
)
HTML = st.lists(PIECES | st.text(max_size=5) | st.just(" "), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_any_html(text: str) -> None:
    document = read_page(text.encode("utf-8", "surrogatepass"), UNKNOWN_ADDRESS)
    found = screen(Resolver(SITE), "index.html", document)
    assert found.links == len(document.links) + len(document.anchors)
    assert all(target.problem or aim[1] for _, (target, aim) in found.broken)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["<meta charset=utf-16>", "<meta charset=x>", ""]))
def test_any_bytes(data: bytes, head: str) -> None:
    document = read_page(head.encode() + b"<a href=no.html>" + data)
    assert document.problem is None or "cannot be" in document.problem


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["a.css", "a.svg", "sitemap.xml", "manifest.json", "robots.txt"]), st.binary()
)
def test_any_other_file(name: str, data: bytes) -> None:
    assert reader_for(name)
    document = read_document(name, data, UNKNOWN_ADDRESS)
    screen(Resolver(SITE), name, document)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=" ,ab(\t\n)", max_size=30))
def test_srcset_ends(value: str) -> None:
    assert all(url and not url.endswith(",") for url in srcset_urls(value))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("/*" * 200_000, id="comments"),
        pytest.param("url(" * 200_000, id="urls"),
        pytest.param("@import " * 100_000, id="imports"),
        pytest.param("url(" + " " * 500_000, id="blanks"),
        pytest.param("'" * 500_001, id="quotes"),
        pytest.param("\\" * 500_001, id="escapes"),
        pytest.param("url('" + "\\a" * 200_000, id="escapes in a string"),
    ],
)
def test_large_style_sheets(text: str) -> None:
    assert len(list(css_links(text))) <= 1


PROBLEMS = [
    pytest.param(
        b"<meta charset=utf-8>\n<p>\xff<a href=index.html>",
        "cannot be decoded as UTF-8: line 2 has the byte 0xff",
        id="wrong encoding",
    ),
    pytest.param(
        "<a href=index.html>".encode("utf-16-le"),
        "cannot be decoded: it looks like UTF-16 without a byte order mark, or UTF-32",
        id="UTF-16 without mark",
    ),
]


@pytest.mark.parametrize(("data", "problem"), PROBLEMS)
def test_page_that_cannot_be_read(check_links: Check, data: bytes, problem: str) -> None:
    files = {"site/index.html": "<a href=page.html></a>", "site/page.html": data}
    status, output = check_links(files)
    assert (status, output.splitlines()[0]) == (1, f"site/page.html:1: {problem}")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("<a href=nö.html>".encode("utf-16"), id="UTF-16"),
        pytest.param("<a href=nö.html>".encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param("<meta charset=latin1><a href=nö.html>".encode("latin-1"), id="Latin-1"),
        pytest.param("<a href=nö.html>".encode("cp1252"), id="undeclared"),
    ],
)
def test_encodings(check_links: Check, data: bytes) -> None:
    status, output = check_links({"site/index.html": data})
    assert (status, output.splitlines()[0]) == (
        1,
        'site/index.html:1: <a href="nö.html">: no such file',
    )


def test_null_bytes(check_links: Check) -> None:
    data = b"<p>\0\0<a href=no\0.html>\0"
    assert check_links({"site/index.html": data})[1].endswith("1 broken, 0 warnings\n")


def test_large_page(check_links: Check) -> None:
    anchors = "".join(f"<a href=#{number}></a>\n" for number in range(100_000))
    status, output = check_links(
        {"site/index.html": f"{anchors}<p id={'x' * 1_000_000}>" + "<div>" * 5000}
    )
    assert status == 1
    assert output.startswith('site/index.html:1: <a href="#0">: page index.html has no id "0"\n')
    assert output.endswith(
        "1 pages, 100000 links, 0 external addresses: 100000 broken, 0 warnings\n"
    )


def test_long_address_is_shortened(check_links: Check) -> None:
    output = check_links({"site/index.html": f"<a href={'x' * 1_000_000}>"})[1]
    assert len(output) < 500


def test_symlink_loops(check_links: Check, write_site: Write, tmp_path: Path) -> None:
    write_site({"site/a/index.html": "<a href=../index.html>", "site/index.html": "<a href=a/>"})
    (tmp_path / "site/a/b").symlink_to("..")
    (tmp_path / "site/self").symlink_to("self")
    (tmp_path / "site/out").symlink_to("/")
    assert check_links({}) == (0, "2 pages, 2 links, 0 external addresses: 0 broken, 0 warnings\n")


def test_unreadable_file(
    check_links: Check, write_site: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site({"site/index.html": "<a href=page.html>", "site/page.html": ""})
    page = tmp_path / "site/page.html"
    if os.geteuid():
        page.chmod(0)
    else:  # nothing is unreadable to root
        page.unlink()
        os.mkfifo(tmp_path / "fifo")
        real = Path.read_bytes

        def read_bytes(path: Path) -> bytes:
            if path.name == "page.html":
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(Path, "read_bytes", read_bytes)
        page.write_bytes(b"")
    assert check_links({}) == (
        1,
        (
            "site/page.html:1: cannot be read: Permission denied\n"
            "2 pages, 1 links, 0 external addresses: 1 broken, 0 warnings\n"
        ),
    )


def test_odd_file_names(check_links: Check, write_site: Write, tmp_path: Path) -> None:
    write_site({"site/index.html": "<a href=%FF.html></a><a href=./a:b.html>"})
    (tmp_path / "site/a:b.html").write_text("")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/site/\xff.html")).write_text("<a href=no>")
    status, output = check_links({})
    assert status == 1
    assert output == (
        'site/\\udcff.html:1: <a href="no">: no such file\n'
        "3 pages, 3 links, 0 external addresses: 1 broken, 0 warnings\n"
    )
