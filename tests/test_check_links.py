"""The rules for links inside a site, each both ways: let through, and caught."""

import pytest
from check_links import css_links, main
from conftest import Check
from hypothesis import given, settings
from hypothesis import strategies as st

EMPTY = ["a b.html", "c#d.html", "e+f.html", "ü.html", "100%.html", "empty/zzzz.txt", "style.css"]
SITE = {
    "site/page.html": "<h1 id=part>x</h1><a name=old></a><p id='a b'><p id=ä><p id='100%'>",
    "site/dir/index.html": "<a href=../page.html id=up>up</a>",
    "site/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="icon"/></svg>',
    **{f"site/{name}": "" for name in (*EMPTY, "img.png")},
}
OWN = ("--site-url", "https://own.example/")


def rows(table: str) -> dict[str, str]:
    """The rows of a table: what is written, and after an arrow what is wrong with it."""
    cells = [row.split(" => ") for row in table.strip().splitlines()]
    return {row[0]: row[1] if row[1:] else "" for row in cells}


def page(*lines: str) -> dict[str, str]:
    """The site with one thing under test on each line of its home page, from line 2 on."""
    return {**SITE, "site/index.html": "\n".join(["<a href=page.html></a>", *lines])}


def links(*urls: str) -> dict[str, str]:
    """The site with a link to each URL."""
    return page(*(f"<a href='{url}'></a>" for url in urls))


def found(check: Check, files: dict[str, str], *arguments: str) -> list[str]:
    """All that is printed but the last line, if that and the exit status fit."""
    status, output = check(files, *(arguments or ["site"]))
    *findings, summary = output.splitlines()
    assert status == bool(findings)
    assert summary.endswith(f" 0 external addresses not asked: {len(findings)} broken, 0 warnings")
    return findings


def test_right_urls(check: Check) -> None:
    urls = r"""
        ./page.html?x=1#part|page.html |dir\index.html|dir/%2e%2E/page.html|dir|/page.html|?x|#|#TOP
        //site.invalid/page.html||../../page.html|a%20b.html|ü.html|p&#97;%67e.html|c%23d.html
        page.html#old|page.html#%C3%A4|page.html#a b|page.html#a%20b|page.html#100%|img.png#x
        page.html#part:~:text=x|logo.svg#icon|logo.svg#only-dark|logo.svg#view(0)|mailto:a@b.org
        data:,x""".strip().replace("\n        ", "|")
    assert found(check, links(*urls.split("|"))) == []


WRONG_URLS = """
pag.html => PAGE
PAGE.html => PAGE
page.html/ => PAGE
page => PAGE
img => no such file; did you mean "img.png"?
img.jpg => no such file; did you mean "img.png"?
e%20f.html => no such file; did you mean "e+f.html"?
x%2Fy => no such file
dir/#Up => id not found in dir/; did you mean "up"?
logo.svg#no => id not found in logo.svg
#no => id not found in index.html
file:///x => points at a file on one computer
http://LOCALHOST:8000/ => points at the reader's own computer
http://a b/ => is not a valid address
"""


def test_wrong_urls(check: Check) -> None:
    urls = rows(WRONG_URLS.replace("=> PAGE", '=> no such file; did you mean "page.html"?'))
    assert found(check, links(*urls)) == [
        f'site/index.html:{line}: <a href="{url}">: {said}'
        for line, (url, said) in enumerate(urls.items(), 2)
    ]


MARKUP = """
<!-- <a href=no> --><script>'<a href=no>'</script>
<template><a href=no.html><p id=x></template>
<form action=no.php><button formaction=no.php></button><input src=no.png></form>
<link rel=preconnect href=no><link rel=icon href=''>
<img srcset='img.png 1x, img.png?a,b 2x'><img srcset=,>
<svg><use href=logo.svg#icon /><a xlink:href=page.html /></svg>
<p style='/* url(no.png) */ background: url("img.png")'></p>
<style>@import 'style.css'; a{b:'url(no)'; c:url(#no)}</style>
<meta http-equiv=refresh content='5'><meta http-equiv=refresh content='5 ;'>
<svg><g id=y fill='url(#y)' clip-path='url("#y")'/></svg>
<p fill='url(#no)'></p><svg><text fill=red>url(#no)</text></svg>
<map name=m></map><img src=img.png usemap=#m>
<img src=''> => <img src="">: is empty
<link rel=icon href=no.ico> => <link href="no.ico">
<link rel=next href=no.txt> => <link href="no.txt">
<link href=no.css> => <link href="no.css">
<img srcset='img.png 1x, n.webp 2x'> => <img srcset="n.webp">
<q cite=no.txt></q> => <q cite="no.txt">
<p style='x:url(n.webp)'></p> => url(n.webp)
<style>@import 'n.css'</style> => @import n.css
<meta property=og:image content=n> => <meta content="n">
<meta http-equiv=refresh content='5, URL = "n"'> => <meta content="n">
<input type=IMAGE src=n.webp> => <input src="n.webp">
<video><track src=n.vtt></video> => <track src="n.vtt">
<img src=img.png usemap=#n> => <img usemap="#n">: id not found in index.html
<svg><use href=n.swf /></svg> => <use href="n.swf">
<svg><g fill='url(#no)'/></svg> => url(#no): id not found in index.html
"""


def test_markup(check: Check) -> None:
    wrong = enumerate(rows(MARKUP).values(), 2)
    said = [f"site/index.html:{line}: {place}" for line, place in wrong if place]
    findings = found(check, page(*rows(MARKUP)))
    assert [finding.removesuffix(": no such file") for finding in findings] == said


FILES = r"""
b.css a{} NEXT b{background:url( 'no.png' )} => 2: url(no.png)
c.css a{x:url(n\6f .png)} => 1: url(no.png)
d.css a{x:image-set(url(img.png) 1x, NEXT 'n.png' type('image/png') 2x)} => 2: url(n.png)
e.svg <svg> NEXT <image href='n.png'/></svg> => 2: <image href="n.png">
g.webmanifest {"start_url": "no/"} => 1: manifest: no/
h/manifest.json {"icons": [{ NEXT "src": "\/no.png"}]} => 2: manifest: /no.png
sitemap1.xml <url> NEXT <loc> NEXT https://own.example/n/ </loc> => 2: sitemap: https://own.example/n/
sitemap2.xml <loc><![CDATA[/no]]></loc> => 1: sitemap: /no
sitemap3.xml <xhtml:link href='/no/'/> => 1: sitemap: /no/
t.css /* url(no) */ a{x:'url(no)';y:myurl(no); b:"@import 'x'"}
u.css a{x:url(a\ b.html); y:url(\fc .html)} @font-face{src:url(logo.svg#no)}
v.css a{content:image-set('img.png' 1x) / 'its (text)'}
w.svg <svg><!-- <a href='no'/> --><a href='page.html'/></svg>
manifest.json {"main.js": {"src": "of another program"}}
x.webmanifest {"icons": [{"src": "img.png"}], "start_url": "."}
sitemap.xml <loc><![CDATA[/page.html]]></loc><!-- <loc>no</loc> -->
"""


def test_other_files(check: Check) -> None:
    files, said = page(), []
    for row, wrong in rows(FILES).items():
        name, _, content = row.partition(" ")
        files[f"site/{name}"] = content.replace(" NEXT ", "\n")
        if wrong:
            said.append(f"site/{name}:{wrong}: no such file")
    assert found(check, files, "site", *OWN) == said


def test_site_below_a_path(check: Check) -> None:
    right = ["/guide/page.html", "https://HOST.example:443/guide/page.html", "//host.example/guide"]
    wrong = ["https://host.example/guide/no.html", "/page.html", "../page.html"]
    files, address = links(*right, *wrong), ("--site-url", "https://host.example/guide")
    outside = "leads outside the site, which lives below"
    findings = [line.split('">: ')[1] for line in found(check, files, "site", *address)]
    assert findings == ["no such file", f"{outside} /guide/", f"{outside} /guide/"]
    home = "<link rel=canonical href=https://a.example/{}/><a href=/x/page.html>"
    assert found(check, page() | {"site/index.html": home.format("x")}) == []
    assert found(check, {"site/index.html": home.format("y")})[0].endswith(f"{outside} /y/")


def test_base(check: Check) -> None:
    base = "<base href=dir/><base href=no/><a href=../page.html></a><a href=page.html></a>"
    findings = found(check, {**SITE, "site/index.html": f"{base}<a href=#part></a>"})
    said = ['"#part">: id not found in dir/', '"page.html">: no such file']
    assert [line.split("=")[1].split(";")[0] for line in findings] == said


def test_clean_urls(check: Check) -> None:
    urls = "<a href=guide></a><a href=guide/#part></a><a href=/guide></a>"
    assert found(check, {"site/index.html": urls, "site/guide.html": f"<p id=part>{urls}"}) == []


OFFLINE = """
<a href=page.html#part></a><a href=#here id=here></a><link rel=canonical href=https://own.example/>
<a href=dir/></a> => leads to a folder, which from disk
<a href=./></a> => leads to a folder, which from disk
<a href=/page.html></a> => is root-absolute: from disk
<a href=//own.example/></a> => is root-absolute: from disk
<a href=https://own.example/page.html></a> => leads from the copy on disk
<script src=https://own.example/img.png></script> => comes from another host
<p style='x:url(https://own.example/img.png)'></p> => comes from another host
"""


def test_offline(check: Check) -> None:
    files = page(*rows(OFFLINE)) | {"site/404.html": "<a href=/page.html></a><a href=/dir/></a>"}
    assert found(check, files, "site", *OWN) == []
    findings = found(check, {}, "--offline", "site", *OWN)
    said = [(line, reason) for line, reason in enumerate(rows(OFFLINE).values(), 2) if reason]
    for finding, (line, reason) in zip(findings, said, strict=True):
        assert finding.startswith(f"site/index.html:{line}: ")
        assert f": {reason}" in finding
    other = page("<a href=https://x.example></a><meta property=og:image content=https://x.example>")
    assert check(other, "--offline", "site")[0] == 0


def test_several_sites(check: Check) -> None:
    files = {f"{name}/index.html": "<a href=/index.html>" for name in ("a", "b")}
    assert found(check, files, "--strict", "a", "--offline", "b")[0].startswith("b/index.html:1:")
    for options in (("--offline", "a", "--offline", "b"), ("a", "b", "--offline")):
        assert len(found(check, {}, *options)) == 2


def test_each_mistake_is_one_finding(check: Check) -> None:
    names = ["index", "a", "b", "404"]
    pages = "".join(f"<a href={name}.html></a>" for name in names) + "\n<img src=no.png>"
    files = {f"site/{name}.html": pages for name in names}
    files["site/a.html"] += "<a href=no.html></a>\n<a href=no.html></a><a href=no.html></a>"
    assert found(check, files, "./site") == [
        'site/404.html:2: <img src="no.png">: no such file; on 4 pages',
        'site/a.html:2: <a href="no.html">: no such file',
        'site/a.html:3: <a href="no.html">: no such file',
    ]


def test_many_broken_links(check: Check) -> None:
    home = "".join(f"<a href=#{n}></a>\n" for n in range(20_000))
    files = {"site/index.html": home, "docs/index.md": "[x](#0)\n" * 500}
    assert check(files)[1].endswith(": 20499 broken, 0 warnings\n")


def test_misuse(check: Check) -> None:
    for arguments, said in {
        ("nowhere",): "no page in nowhere",
        ("bare",): "no page in bare",
        ("site", "--site-url", "x"): "not an http address: x",
        ("site", "--ignore", "("): "missing ), unterminated subpattern at position 0",
    }.items():
        output = check(page() | {"bare/x.txt": ""}, *arguments)
        assert output == (2, f"check_links.py: {said}\n")
    with pytest.raises(SystemExit, match="2"):
        main([])


def test_ignore_and_github(check: Check) -> None:
    home = links("no.html", "#part-1", "https://example.org/x", "100% .x")["site/index.html"]
    options = ("--ignore", "^no\\.|example", "--ignore", "[#]part-\\d$", "--format", "github")
    said = '::error file=a%2Cb/index.html,line=5::<a href="100%25 .x">: no such file'
    assert found(check, {"a,b/index.html": home, "a,b/page.html": ""}, "a,b", *options) == [said]


# Pages that nobody should write: the checker neither crashes nor hangs.
PIECES = (
    "<a href=|<img src='|<base href=|<template>|</template>|<svg>|<use xlink:href=|fill='url(|')|"
    "<style>|@import '|<meta http-equiv=refresh content='0;|<!--|<loc>|<![CDATA[|]]>|&#|http://|"
    "file:|//|\\|..|%2e|%00|%zz|:|#|?|\"|'|>|<|\x00|\u202e|a.html|id="
)
TEXT = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=5), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.binary() | TEXT.map(lambda text: text.encode("utf-8", "replace")))
def test_any_file(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("site")
    for name in ("index.html", "a.css", "a.svg", "sitemap.xml", "a.webmanifest"):
        (folder / name).write_bytes(data)
    assert main([str(folder), "--sources", str(folder)]) in (0, 1)


def test_large_style_sheets() -> None:
    for piece in ("/*", "url(", "@import ", "url(" + " " * 99, "'", "\\", "url('\\a", "(1x "):
        assert not [*css_links(piece * 100_000)]


def test_odd_text(check: Check) -> None:
    deep = f"<a href='\x1b\xa0'></a><p id={'x' * 1_000_000}>" + "<div>" * 5000
    said = 'site/index.html:1: <a href="\\x1b\\xa0">: no such file\n'
    assert check({"site/index.html": deep})[1].startswith(said)
    for data in ("<a href=nö.html>".encode("utf-16"), "<p>\0<a href=nö.html>".encode("utf-8-sig")):
        said = 'site/index.html:1: <a href="nö.html">: no such file\n'
        assert check({"site/index.html": data})[1].startswith(said)
