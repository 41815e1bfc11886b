"""The rules for links inside a site, each both ways: caught, and let through."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from linkcheck.cli import main
from linkcheck.links import css_links
from linkcheck.pages import REFRESH, srcset_urls
from linkcheck.suggest import by_name, nearest, nearest_file

if TYPE_CHECKING:
    from link_sites import Check, Write

pytest_plugins = ["link_sites"]

#: A site in which every page is linked, so that only the link under test makes a difference.
SITE = {
    "site/page.html": "<h1 id=part>x</h1><a name=old></a><p id='a b'><p id=ä><p id='100%'>",
    "site/dir/index.html": "<a href=../>up</a>",
    "site/a b.html": "",
    "site/c#d.html": "",
    "site/e+f.html": "",
    "site/ü.html": "",
    "site/100%.html": "",
    "site/empty/zzzz.txt": "",
    "site/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="icon"/></svg>',
    "site/doc.pdf": "",
    "site/img.png": "",
    "site/style.css": "",
}
NAV = (
    "<a href=page.html></a><a href=dir/></a><a href='a b.html'></a><a href=c%23d.html></a>"
    "<a href=e+f.html></a><a href=%C3%BC.html></a><a href=100%.html></a>\n"
)
PAGES, LINKS = 8, 8


def page(body: str) -> dict[str, str]:
    """The site with a link under test on line 2 of its home page."""
    return {**SITE, "site/index.html": NAV + body}


@pytest.mark.parametrize(
    ("body", "links"),
    [
        pytest.param("<a href=page.html>", 1, id="file"),
        pytest.param("<A HREF=page.html>", 1, id="upper case tag"),
        pytest.param("<a href='./page.html?x=1#part'>", 1, id="query and fragment"),
        pytest.param("<a href=' page\n.html\t'>", 1, id="white space in a URL"),
        pytest.param("<a href='dir\\index.html'>", 1, id="backslash"),
        pytest.param("<a href=../../page.html>", 1, id="clamped at the root"),
        pytest.param("<a href=dir/%2e%2E/page.html>", 1, id="encoded dots"),
        pytest.param("<a href=dir>", 1, id="folder without slash"),
        pytest.param("<a href=//site.invalid/page.html>", 1, id="own host without scheme"),
        pytest.param("<a href=/page.html>", 1, id="root-absolute"),
        pytest.param("<a href=>", 1, id="empty href"),
        pytest.param("<a href>", 1, id="href without value"),
        pytest.param("<a href=?x>", 1, id="query only"),
        pytest.param("<a>", 0, id="no href"),
        pytest.param("<a id=x>", 0, id="a with id"),
        pytest.param("<a href=page.html href=no.html>", 1, id="duplicate attribute"),
        pytest.param("<a href=p&#97;ge.html>", 1, id="character reference"),
        pytest.param("<a href=%70age.html>", 1, id="percent-encoded letter"),
        pytest.param("<a href=ü.html>", 1, id="unencoded letter"),
        pytest.param("<a href='a%20b.html'>", 1, id="encoded blank"),
        pytest.param("<a href=#>", 1, id="empty fragment"),
        pytest.param("<a href=#top><a href=#TOP>", 2, id="top"),
        pytest.param("<a href=page.html#old>", 1, id="a name"),
        pytest.param("<a href=page.html#%C3%A4><a href=page.html#ä>", 2, id="encoded fragment"),
        pytest.param("<a href='page.html#a b'><a href=page.html#a%20b>", 2, id="blank in fragment"),
        pytest.param("<a href=page.html#100%>", 1, id="lone percent sign"),
        pytest.param("<a href=page.html#:~:text=x>", 1, id="text fragment"),
        pytest.param("<a href=page.html#part:~:text=x>", 1, id="id and text fragment"),
        pytest.param("<a href=doc.pdf#page=2>", 1, id="fragment of a PDF"),
        pytest.param("<a href=mailto:a@example.org><a href=tel:1>", 2, id="mailto and tel"),
        pytest.param("<a href='javascript:void(0)'><img src=data:,x>", 2, id="script and data"),
        pytest.param("<a href='JavaScript:x'><a href=web+x:y>", 2, id="other schemes"),
        pytest.param("<!-- <a href=no.html> -->", 0, id="comment"),
        pytest.param("<script>'<a href=no.html>'</script>", 0, id="script text"),
        pytest.param("<textarea><a href=no.html></textarea>", 0, id="textarea"),
        pytest.param("<template><a href=no.html><p id=x></template>", 0, id="template"),
        pytest.param("<form action=no.php><button formaction=no.php>", 0, id="form targets"),
        pytest.param("<a ping=no href=page.html>", 1, id="ping"),
        pytest.param("<div href=no.html src=no.png>", 0, id="no such attribute"),
        pytest.param("<input src=no.png>", 0, id="input that is no image"),
        pytest.param("<link rel=preconnect href=https://x.example>", 0, id="preconnect"),
        pytest.param("<img srcset='img.png 1x, img.png?a,b 2x'>", 2, id="srcset"),
        pytest.param("<img srcset=''>", 0, id="empty srcset"),
        pytest.param("<map name=m></map><img src=img.png usemap=#m>", 2, id="usemap"),
        pytest.param("<svg><use href=logo.svg#icon /></svg>", 1, id="sprite"),
        pytest.param("<img src='logo.svg#svgView(viewBox(0,0,1,1))'>", 1, id="view of a drawing"),
        pytest.param("<svg><a xlink:href=page.html /></svg>", 1, id="xlink"),
        pytest.param("<svg><a href=page.html xlink:href=no.html /></svg>", 1, id="href over xlink"),
        pytest.param("<p style='/* url(no.png) */ background: url(\"img.png\")'>", 1, id="style"),
        pytest.param(
            "<style>@import 'style.css'; a{content:'url(no)'}</style>", 1, id="style text"
        ),
        pytest.param("<svg filter='x'><style>a{fill:url(#no)}</style></svg>", 0, id="url fragment"),
        pytest.param("<meta http-equiv=refresh content='5'>", 0, id="refresh of itself"),
        pytest.param("<meta http-equiv=Refresh content='0;URL=page.html'>", 1, id="refresh"),
        pytest.param("<meta name=description content=no.html>", 0, id="other meta"),
        pytest.param("<noscript><img src=img.png></noscript>", 1, id="noscript"),
        pytest.param("<meta http-equiv=refresh content='5 ;'>", 0, id="refresh with a blank"),
        pytest.param("<img src=logo.svg#only-dark>", 1, id="drawing for dark colors"),
        pytest.param("<a href=logo.svg#top>", 1, id="top of a drawing"),
        pytest.param('<script type=application/ld+json>{"url": "no"}</script>', 0, id="JSON-LD"),
    ],
)
def test_let_through(check_links: Check, body: str, links: int) -> None:
    summary = f"{PAGES} pages, {LINKS + links} links, 0 external addresses: 0 broken, 0 warnings\n"
    assert check_links(page(body)) == (0, summary)


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        pytest.param(
            "<a href=pag.html>",
            '<a href="pag.html">: no such file; did you mean "page.html"?',
            id="file",
        ),
        pytest.param(
            "<a href=PAGE.html>",
            '<a href="PAGE.html">: no such file: only the case differs; did you mean "page.html"?',
            id="case",
        ),
        pytest.param(
            "<img src=img.PNG>",
            '<img src="img.PNG">: no such file: only the case differs; did you mean "img.png"?',
            id="case of a suffix",
        ),
        pytest.param(
            "<a href='A b/'>",
            '<a href="A b/">: no such file: only the case differs; did you mean "a%20b.html"?',
            id="case of a name with a blank",
        ),
        pytest.param("<a href=img>", '<a href="img">: no such file', id="page, not a picture"),
        pytest.param("<a href=xyz/>", '<a href="xyz/">: no such file', id="folder"),
        pytest.param(
            "<a href=empty/>", '<a href="empty/">: the folder has no index.html', id="index"
        ),
        pytest.param(
            "<a href=page.html/>",
            '<a href="page.html/">: no such file; did you mean "page.html"?',
            id="slash after a file",
        ),
        pytest.param(
            "<a href=page>",
            '<a href="page">: no such file; did you mean "page.html"?',
            id="suffix left out",
        ),
        pytest.param("<a href='x%2Fy'>", '<a href="x%2Fy">: no such file', id="encoded slash"),
        pytest.param("<a href='x%00y'>", '<a href="x%00y">: no such file', id="encoded null"),
        pytest.param(
            "<a href=e%20f.html>",
            '<a href="e%20f.html">: no such file; did you mean "e+f.html"?',
            id="plus",
        ),
        pytest.param("<a href=c#d.html>", '<a href="c#d.html">: no such file', id="unencoded hash"),
        pytest.param(
            "<a href=page.html#Part>",
            '<a href="page.html#Part">: page page.html has no id "Part": only the case differs; '
            'did you mean "part"?',
            id="case of an id",
        ),
        pytest.param("<a href=#no>", '<a href="#no">: page index.html has no id "no"', id="own id"),
        pytest.param(
            "<a href=dir/#no>", '<a href="dir/#no">: page dir/ has no id "no"', id="index id"
        ),
        pytest.param(
            "<svg><use href=logo.svg#no /></svg>",
            '<use href="logo.svg#no">: file logo.svg has no id "no"',
            id="sprite",
        ),
        pytest.param(
            "<img src=x.png usemap=#n><map name=m></map>",
            '<img src="x.png">: no such file\nsite/index.html:2: <img usemap="#n">: no such map on '
            "the page",
            id="usemap",
        ),
        pytest.param("<img src=''>", '<img src="">: is empty', id="empty src"),
        pytest.param(
            "<script src=no.js></script>", '<script src="no.js">: no such file', id="script"
        ),
        pytest.param(
            "<link rel=icon href=no.ico>", '<link href="no.ico">: no such file', id="icon"
        ),
        pytest.param(
            "<link rel='preconnect stylesheet' href=n.css>",
            '<link href="n.css">: no such file',
            id="two types",
        ),
        pytest.param(
            "<img srcset='img.png, n.png 2x'>", '<img srcset="n.png">: no such file', id="srcset"
        ),
        pytest.param(
            "<video poster=n.jpg></video>", '<video poster="n.jpg">: no such file', id="poster"
        ),
        pytest.param(
            "<object data=n.swf></object>", '<object data="n.swf">: no such file', id="object"
        ),
        pytest.param("<q cite=no.txt></q>", '<q cite="no.txt">: no such file', id="cite"),
        pytest.param(
            "<table background=n.gif>", '<table background="n.gif">: no such file', id="old"
        ),
        pytest.param(
            "<noscript><img src=n.png></noscript>", '<img src="n.png">: no such file', id="noscript"
        ),
        pytest.param(
            "<svg><a xlink:href=n.htm /></svg>", '<a xlink:href="n.htm">: no such file', id="xlink"
        ),
        pytest.param("<p style='x:url(n.png)'>", "url(n.png): no such file", id="style"),
        pytest.param(
            "<style>\n@import\n'n.css'</style>", "@import n.css: no such file", id="import"
        ),
        pytest.param(
            "<meta property=og:image content=n.png>",
            '<meta content="n.png">: no such file',
            id="open graph",
        ),
        pytest.param(
            "<meta name=twitter:image content=n.png>",
            '<meta content="n.png">: no such file',
            id="twitter",
        ),
        pytest.param(
            "<a href=file:///x>",
            '<a href="file:///x">: points at a file on one computer',
            id="file:",
        ),
        pytest.param(
            "<a href='C:\\x'>", '<a href="C:\\x">: points at a file on one computer', id="drive"
        ),
        pytest.param(
            "<a href=http://LOCALHOST:8000/>",
            '<a href="http://LOCALHOST:8000/">: points at the reader\'s own computer',
            id="localhost",
        ),
        pytest.param(
            "<a href=http://127.1/>",
            '<a href="http://127.1/">: points at the reader\'s own computer',
            id="loopback",
        ),
        pytest.param(
            "<a href=http://[::ffff:127.0.0.1]/>",
            '<a href="http://[::ffff:127.0.0.1]/">: points at the reader\'s own computer',
            id="loopback written for IPv6",
        ),
        pytest.param(
            "<a href='http://a b/'>", '<a href="http://a b/">: is not a valid address', id="invalid"
        ),
    ],
)
def test_caught(check_links: Check, body: str, finding: str) -> None:
    status, output = check_links(page(body))
    line = 3 if "\n@import" in body else 2
    found, summary = output.rstrip("\n").rsplit("\n", 1)
    assert (status, found) == (1, f"site/index.html:{line}: {finding}")
    assert summary.endswith(f"0 external addresses: {found.count(chr(10)) + 1} broken, 0 warnings")


@pytest.mark.parametrize(
    ("href", "status"),
    [
        pytest.param("/guide/page.html", 0, id="below the path"),
        pytest.param("https://host.example/guide/page.html", 0, id="absolute"),
        pytest.param("https://HOST.example:443/guide/page.html", 0, id="same host otherwise"),
        pytest.param("http://host.example/guide/page.html", 0, id="other scheme"),
        pytest.param("//host.example/guide", 0, id="without scheme and slash"),
        pytest.param("https://host.example/guide/no.html", 1, id="absolute and missing"),
        pytest.param("https://host.example/guides/no.html", 0, id="other site of the host"),
        pytest.param("/page.html", 1, id="above the path"),
        pytest.param("../page.html", 1, id="out of the site"),
        pytest.param("/", 1, id="root of the host"),
    ],
)
def test_site_below_a_path(check_links: Check, href: str, status: int) -> None:
    files = page(f"<a href={href}>")
    assert check_links(files, "site", "--site-url", "https://host.example/guide")[0] == status


def test_mkdocs_names_the_address(check_links: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    config = (
        'site_url: !ENV [SITE_URL, "https://a.example/x/"]\nextra: !!python/name:os.getcwd ""\n'
    )
    files = {**page("<a href=/x/page.html></a>"), "mkdocs.yml": config}
    assert check_links(files)[0] == 0
    monkeypatch.setenv("SITE_URL", "https://a.example/y/")
    reason = "leads outside the site, which lives below /y/"
    assert check_links({}) == (
        1,
        (
            f'site/index.html:2: <a href="/x/page.html">: {reason}\n'
            f"{PAGES} pages, {LINKS + 1} links, 0 external addresses: 1 broken, 0 warnings\n"
        ),
    )


BASE = [
    pytest.param("<base href=dir/><base href=no/><a href=../page.html>", 0, id="first wins"),
    pytest.param("<base href=dir/><a href=page.html>", 1, id="relative to it"),
    pytest.param("<base href=dir/><a href=#part>", 1, id="fragments too"),
    pytest.param("<base href='http://['><a href=page.html>", 0, id="invalid is none"),
    pytest.param("<base href=javascript:><a href=page.html>", 0, id="script is none"),
    pytest.param("<base target=x><a href=page.html>", 0, id="without href"),
]


@pytest.mark.parametrize(("body", "status"), BASE)
def test_base(check_links: Check, body: str, status: int) -> None:
    assert check_links({**SITE, "site/index.html": body})[0] == status


OFFLINE = [
    pytest.param("<a href=page.html#part>", None, id="file"),
    pytest.param("<a href=#part><p id=part>", None, id="own section"),
    pytest.param("<a href=https://other.example/>", None, id="link to another host"),
    pytest.param("<link rel=canonical href=https://own.example/page.html>", None, id="canonical"),
    pytest.param("<meta property=og:image content=https://x.example/>", None, id="open graph"),
    pytest.param("<link rel=canonical href=/page.html>", None, id="root-absolute canonical"),
    pytest.param("<a href=dir/>", "leads to a folder", id="folder"),
    pytest.param("<a href=dir>", "leads to a folder", id="folder without slash"),
    pytest.param("<a href=.>", "leads to a folder", id="own folder"),
    pytest.param("<a href=/page.html>", "is root-absolute", id="root-absolute"),
    pytest.param("<a href=//other.example/>", "has no scheme", id="no scheme"),
    pytest.param("<a href=https://own.example/page.html>", "leads from the copy", id="own address"),
    pytest.param("<script src=https://x.example/a.js></script>", "comes from another", id="script"),
    pytest.param("<link rel=stylesheet href=//x.example/a>", "has no scheme", id="sheet"),
    pytest.param("<iframe src=https://x.example/></iframe>", "comes from another", id="frame"),
    pytest.param("<p style='x:url(https://x.example/f)'>", "comes from another", id="font"),
    pytest.param("<base href=dir/>", "from disk, links must not rely on a base", id="base"),
]


@pytest.mark.parametrize(("body", "reason"), OFFLINE)
def test_offline(check_links: Check, body: str, reason: str | None) -> None:
    files = {
        **SITE,
        "site/dir/index.html": "<a href=../page.html>",
        "site/index.html": NAV.replace("dir/", "dir/index.html") + body,
    }
    assert (
        check_links(files, "site", "--site-url", "https://own.example/")[0] == 0 or "<base" in body
    )
    status, output = check_links({}, "site", "--site-url", "https://own.example/", "--offline")
    assert (status, reason or "0 broken" in output) == (1 if reason else 0, reason or True)
    assert (reason or "") in output


def test_offline_leaves_404_alone(check_links: Check) -> None:
    files = page("") | {"site/404.html": "<a href=/page.html></a><a href=/dir/></a>"}
    files["site/index.html"] = NAV.replace("dir/", "dir/index.html")
    files["site/dir/index.html"] = "<a href=../page.html>"
    assert check_links(files, "site", "--offline")[0] == 0


FILES = [
    pytest.param("style.css", "@import url(no.css);", "url", 1, id="import"),
    pytest.param("style.css", "a{}\nb{background:url( 'no.png' )}", "url", 2, id="css"),
    pytest.param("style.css", "a{background:url(n\\6f .png)}", "url(no.png)", 1, id="escape"),
    pytest.param("style.css", "a{b:url(no.png)}".encode("utf-16"), "url", 1, id="UTF-16"),
    pytest.param("logo.svg", "<svg><style>a{x:url(n.png)}</style></svg>", "url", 1, id="svg style"),
    pytest.param("logo.svg", "<svg>\n<image href='n.png'/></svg>", "<image", 2, id="svg"),
    pytest.param("logo.svg", "<svg>", "cannot be read: no element found", 1, id="broken svg"),
    pytest.param("site.webmanifest", '{"icons": [{\n"src": "n.png"}]}', "manifest", 2, id="icon"),
    pytest.param("manifest.json", '{"start_url": "no/"}', "manifest", 1, id="start_url"),
    pytest.param("manifest.json", "{", "cannot be read: Expecting", 1, id="broken manifest"),
    pytest.param("robots.txt", "Sitemap: https://own.example/s.xml", "Sitemap", 1, id="robots"),
    pytest.param(
        "sitemap.xml",
        "<urlset>\n<url><loc>\nhttps://own.example/no/\n</loc></url></urlset>",
        "loc",
        2,
        id="sitemap",
    ),
    pytest.param(
        "sitemap.xml",
        '<urlset xmlns:x="http://www.w3.org/1999/xhtml">\n<x:link href="no.html"/></urlset>',
        "<link",
        2,
        id="other language in a sitemap",
    ),
    pytest.param(
        "search/search_index.json",
        '{"docs": [{"location": "page.html#no"}]}',
        "location",
        1,
        id="search index",
    ),
    pytest.param(
        "search/search_index.js",
        'var __index = {"docs": [{"location": "no.html"}]};',
        "location",
        1,
        id="offline search index",
    ),
]


@pytest.mark.parametrize(("name", "content", "shown", "line"), FILES)
def test_other_files(
    check_links: Check, name: str, content: str | bytes, shown: str, line: int
) -> None:
    files = page("") | {f"site/{name}": content}
    status, output = check_links(files, "site", "--site-url", "https://own.example/")
    found, summary = output.splitlines()
    assert status == 1
    assert found.startswith(f"site/{name}:{line}: {shown}")
    assert summary.endswith("1 broken, 0 warnings")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            "style.css", "/* url(no) */ @namespace url(x); a{x:'url(no)';y:myurl(no)}", id="css"
        ),
        pytest.param(
            "logo.svg", "<svg><!-- <a href='no'/> --><a href='page.html#part'/></svg>", id="svg"
        ),
        pytest.param(
            "manifest.json", '{"icons": [{"src": "img.png"}], "start_url": "."}', id="manifest"
        ),
        pytest.param("robots.txt", "User-agent: *\nDisallow: /no", id="robots"),
        pytest.param("search/search_index.json", '{"docs": [{"location": ""}]}', id="search index"),
        pytest.param("data.json", '{"src": "no.png"}', id="any other JSON"),
        pytest.param("sitemap.js", "<a href=no>", id="named like a sitemap"),
    ],
)
def test_other_files_let_through(check_links: Check, name: str, content: str) -> None:
    assert check_links(page("") | {f"site/{name}": content})[0] == 0


def test_json_ld_below_the_address(check_links: Check) -> None:
    data = '{"a": [{"url": "https://own.example/no"}, "https://other.example/no"]}'
    files = page(f"<script type=application/ld+json>{data}</script>")
    status, output = check_links(files, "site", "--site-url", "https://own.example/")
    assert status == 1
    assert output.startswith("site/index.html:2: JSON-LD: https://own.example/no: no such file\n")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param('{"@id": "https://own.example/#us"}', id="name of a thing"),
        pytest.param('"https://own.example/find/{words}"', id="pattern"),
        pytest.param('"https://own.example/ is ours"', id="text"),
    ],
)
def test_json_ld_that_is_no_address(check_links: Check, data: str) -> None:
    files = page(f"<script type=application/ld+json>[{data}]</script>")
    assert check_links(files, "site", "--site-url", "https://own.example/")[0] == 0


def test_warnings(check_links: Check) -> None:
    sitemap = "<urlset><url><loc>https://own.example/</loc></url></urlset>"
    files = {
        "site/index.html": "<a href=a.html#twice></a>",
        "site/a.html": "<p id=twice>\n<p id=twice><p id=other><p id=other><p id><p id><a href='#'>",
        "site/lost.html": "",
        "site/moved.html": "<meta http-equiv=refresh content='0; url=a.html'>",
        "site/hidden.html": "<meta name=robots content=noindex>",
        "site/404.html": "",
        "site/sitemap.xml": sitemap,
    }
    expected = """\
site/a.html:1: warning: missing from the sitemap
site/a.html:2: warning: the id "twice", which a link aims at, stands here twice
site/lost.html:1: warning: missing from the sitemap
site/lost.html:1: warning: no other page leads here
6 pages, 4 links, 0 external addresses: 0 broken, 4 warnings
"""
    assert check_links(files, "site", "--site-url", "https://own.example/") == (0, expected)
    assert check_links({}, "site", "--site-url", "https://own.example/", "--strict") == (
        1,
        expected,
    )


def test_template_is_reported_once(check_links: Check) -> None:
    names = ["index", "a", "b", "404"]
    links = "".join(f"<a href={name}.html></a>" for name in names)
    files = {f"site/{name}.html": f"{links}\n<img src=no.png>" for name in names}
    assert check_links(files) == (
        1,
        (
            'site/a.html:2: <img src="no.png">: no such file; on 4 pages\n'
            "4 pages, 20 links, 0 external addresses: 1 broken, 0 warnings\n"
        ),
    )


def test_same_link_on_some_pages_is_reported_for_each(check_links: Check) -> None:
    files = page("<a href=no.html>") | {"site/dir/index.html": "<a href=../no.html>"}
    assert check_links(files)[1].splitlines()[:2] == [
        'site/dir/index.html:1: <a href="../no.html">: no such file',
        'site/index.html:2: <a href="no.html">: no such file',
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["nowhere"], "check_links.py: no such folder: nowhere\n", id="no folder"),
        pytest.param(["bare"], "check_links.py: no page in bare\n", id="no page"),
        pytest.param(
            ["dull"], "check_links.py: no link found on the pages of dull\n", id="no link"
        ),
        pytest.param(
            ["site", "--docs", "no"], "check_links.py: no such folder: no\n", id="no docs"
        ),
        pytest.param(
            ["site", "--site-url", "x"], "check_links.py: not an http address: x\n", id="address"
        ),
        pytest.param(
            ["site", "--jobs", "0"], "check_links.py: --jobs must be at least 1\n", id="jobs"
        ),
        pytest.param(
            ["site", "--ignore", "no"],
            "check_links.py: no cannot be read: No such file or directory\n",
            id="no ignore file",
        ),
    ],
)
def test_misuse(check_links: Check, arguments: list[str], message: str) -> None:
    files = page("") | {"bare/x.txt": "", "dull/x.html": "<p>"}
    assert check_links(files, *arguments) == (2, message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            "x\n", "1: no reason given (regex  # reason, until YYYY-MM-DD)", id="no reason"
        ),
        pytest.param(
            "\nx  #  \n", "2: no reason given (regex  # reason, until YYYY-MM-DD)", id="empty"
        ),
        pytest.param("(  # y\n", "1: missing ), unterminated subpattern at position 0", id="regex"),
        pytest.param("x  # y, until May\n", "1: Invalid isoformat string: 'May'", id="date"),
    ],
)
def test_ignore_file_misuse(check_links: Check, content: str, message: str) -> None:
    result = check_links(page("") | {"skip": content}, "site", "--ignore", "skip")
    assert result == (2, f"check_links.py: skip:{message}\n")


def test_ignore_file(check_links: Check) -> None:
    lines = (
        "# what we know of\n\n"
        "^no\\.html  # being written, until 2999-01-01\n"
        "[#]part-\\d$  # made by a script\n"
        "example\\.org/x  # private, until 2020-01-31\n"
        "gone  # was here once\n"
    )
    files = page("<a href=no.html><a href=#part-1><a href=https://example.org/x>")
    assert check_links(files | {"skip": lines}, "site", "--ignore", "skip") == (
        0,
        (
            "skip:5: warning: example\\.org/x: is past its date, 2020-01-31\n"
            "skip:6: warning: gone: matches nothing any more\n"
            f"{PAGES} pages, {LINKS + 3} links, 0 external addresses: 0 broken, 2 warnings\n"
        ),
    )


def test_ignored_fragment_says_nothing_of_others(check_links: Check) -> None:
    links = "".join(f"<a href=page.html#{name}>" for name in ("part-1", "no", "part-2", "nor"))
    files = page(links) | {"skip": "[#]part-  # made by a script\n"}
    status, output = check_links(files, "site", "--ignore", "skip")
    assert (status, output.count('has no id "no"'), output.count('has no id "nor"')) == (1, 1, 1)
    assert output.endswith(": 2 broken, 0 warnings\n")


def test_json(check_links: Check) -> None:
    status, output = check_links(page("<a href=pag.html>"), "site", "--format", "json")
    assert status == 1
    assert json.loads(output) == {
        "summary": {"pages": 8, "links": 9, "external": 0, "broken": 1, "warnings": 0},
        "findings": [
            {
                "level": "error",
                "page": "index.html",
                "line": 2,
                "url": "pag.html",
                "reason": "no such file",
                "suggestion": "page.html",
                "source": None,
                "source_line": None,
            }
        ],
    }


def test_github(check_links: Check) -> None:
    files = {"a,b/index.html": "<a href='100%\n.x'>", "a,b/lost.html": ""}
    assert check_links(files, "a,b", "--format", "github") == (
        1,
        (
            '::error file=a%2Cb/index.html,line=1::<a href="100%25 .x">: no such file\n'
            "::warning file=a%2Cb/lost.html,line=1::no other page leads here\n"
            "2 pages, 1 links, 0 external addresses: 1 broken, 1 warnings\n"
        ),
    )


def test_several_sites_are_each_on_their_own(check_links: Check) -> None:
    files = {"a/index.html": "<a href=x.html>", "a/x.html": "", "b/index.html": "<a href=x.html>"}
    assert check_links(files, "a", "b") == (
        1,
        (
            'b/index.html:1: <a href="x.html">: no such file\n'
            "3 pages, 2 links, 0 external addresses: 1 broken, 0 warnings\n"
        ),
    )


def test_processes_find_the_same(check_links: Check) -> None:
    files = {f"site/{n}.html": f"<a href={n + 1}.html#x></a><a href=no></a>" for n in range(40)}
    files["site/0.html"] += "<p id=x><p id=x>"
    files["site/logo.svg"] = "<svg id='x'><a href='0.html#x'/></svg>"
    alone = check_links(files, "site", "--jobs", "1")
    assert alone == check_links({}, "site", "--jobs", "2")
    assert alone[0] == 1


def test_symlinks(check_links: Check, write_site: Write, tmp_path: Path) -> None:
    write_site(page("<a href=in.html><a href=loop/loop/page.html><a href=../out.html>"))
    (tmp_path / "secret.html").write_text("")
    (tmp_path / "site/in.html").symlink_to("page.html")
    (tmp_path / "site/loop").symlink_to(".")
    (tmp_path / "site/out.html").symlink_to("../secret.html")
    status, output = check_links({})
    assert status == 1
    assert output.splitlines()[0] == (
        'site/index.html:2: <a href="../out.html">: leaves the site by a symbolic link'
    )
    assert "1 broken" in output


def test_script_runs_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<a href=#no>")
    script = Path(__file__).parents[1] / "scripts" / "check_links.py"
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("1 pages, 1 links, 0 external addresses: 1 broken, 0 warnings\n")


def test_help_exits_well(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    assert "--site-url" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "urls"),
    [
        pytest.param("a", ["a"], id="one"),
        pytest.param("a 1x,b 2x", ["a", "b"], id="descriptors"),
        pytest.param("a, b", ["a", "b"], id="comma after a URL"),
        pytest.param("a,b", ["a,b"], id="comma in a URL"),
        pytest.param(" , ,a ,", ["a"], id="stray commas"),
        pytest.param("data:x,y 1x, b (c, d) 2x, e", ["data:x,y", "b", "e"], id="parentheses"),
        pytest.param("", [], id="empty"),
    ],
)
def test_srcset(value: str, urls: list[str]) -> None:
    assert list(srcset_urls(value)) == urls


@pytest.mark.parametrize(
    ("content", "url"),
    [
        pytest.param("0; url=a", "a", id="usual"),
        pytest.param("0;a", "a", id="without url"),
        pytest.param("5 , URL = 'a b' c", "a b", id="quoted"),
        pytest.param(".5;url=\"a'b", "a'b", id="unclosed quote"),
        pytest.param("0 url=a", "a", id="blank only"),
        pytest.param("0;urla", "urla", id="not the key word"),
    ],
)
def test_refresh(content: str, url: str) -> None:
    match = REFRESH.match(content)
    assert match
    assert url in match.groups()


@pytest.mark.parametrize("content", ["", "5", "5;", "5 ;", "0; url=", "x; url=a", "; url=a"])
def test_refresh_without_url(content: str) -> None:
    assert REFRESH.match(content) is None


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        pytest.param("a{b:url(x)}", ["x"], id="plain"),
        pytest.param('a{b:URL( "x" )}', ["x"], id="quoted"),
        pytest.param("a{b:url(a\\)b)}", ["a)b"], id="escaped parenthesis"),
        pytest.param("a{b:url(\\31 .png)}", ["1.png"], id="escaped digit"),
        pytest.param("@import/**/'x' screen;", ["x"], id="import"),
        pytest.param("a{b:url(x y)}", [], id="bad url"),
        pytest.param("a{b:url()} c{d:url('')}", [], id="empty"),
        pytest.param("a{b:'\\'url(x)'}", [], id="in a string"),
        pytest.param("/* url(x) ", [], id="unclosed comment"),
        pytest.param("a{b:'url(x)", [], id="unclosed string"),
        pytest.param("a{b:url(x", ["x"], id="unclosed url"),
        pytest.param("a{b:image-set(url(x) 1x, url('y') 2x)}", ["x", "y"], id="image-set"),
    ],
)
def test_css(text: str, urls: list[str]) -> None:
    assert [link.url for link in css_links(text)] == urls


@pytest.mark.parametrize(
    ("name", "names", "found"),
    [
        pytest.param("neck", ["neck-and-head", "back"], "neck-and-head", id="goes on"),
        pytest.param("Neck", ["neck"], "neck", id="case"),
        pytest.param("nekc", ["neck", "back"], "neck", id="typing error"),
        pytest.param("foot", ["neck", "back"], None, id="nothing near"),
    ],
)
def test_nearest(name: str, names: list[str], found: str | None) -> None:
    assert nearest(name, {other.lower(): other for other in names}) == found


def test_nearest_file_is_in_the_nearest_folder() -> None:
    files = by_name(["a/page.html", "b/c/page.html", "b/page.png", "b/Page.jpg", "img/v1.2.md"])
    assert nearest_file(files, "b/page.html") == "b/c/page.html"
    assert nearest_file(files, "b/pag/index.html") == "b/c/page.html"
    assert nearest_file(files, "B/page/") == "b/c/page.html"
    assert nearest_file(files, "b/page.JPG") == "b/Page.jpg"
    assert nearest_file(files, "img/v1.3/") == "img/v1.2.md"


def test_equal_links_on_a_line_are_one_finding(check_links: Check) -> None:
    status, output = check_links(
        {"./site/index.html": "<a href=a><a href=a>\n<a href=a>"}, "./site"
    )
    assert output.splitlines() == [
        'site/index.html:1: <a href="a">: no such file',
        'site/index.html:2: <a href="a">: no such file',
        "1 pages, 3 links, 0 external addresses: 2 broken, 0 warnings",
    ]
    assert status == 1
