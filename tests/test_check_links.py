"""The rules for links inside a site, each both ways: let through, and caught."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from check_links import Link, css_links, main, sitemap_links
from link_sites import Check

pytest_plugins = ["link_sites"]

#: A site whose pages are all linked with their endings.
EMPTY = ["a b.html", "c#d.html", "e+f.html", "ü.html", "100%.html", "empty/zzzz.txt", "style.css"]
SITE = {
    "site/page.html": "<h1 id=part>x</h1><a name=old></a><p id='a b'><p id=ä><p id='100%'>",
    "site/dir/index.html": "<a href=../page.html id=up>up</a>",
    "site/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="icon"/></svg>',
    **{f"site/{name}": "" for name in (*EMPTY, "img.png")},
}
NAV = "<a href=page.html></a>" * 8 + "<a href=#></a>" * 9 + "<a href=dir/index.html></a>\n"
FILE, ID = ": no such file", ": id not found in "


def page(body: str) -> dict[str, str]:
    """The site with a link under test on line 2 of its home page."""
    return {**SITE, "site/index.html": NAV + body}


def checked(links: int, broken: int, pages: int = 8) -> str:
    """The last line that is printed."""
    return f"{pages} pages, {links} links, 0 external addresses: {broken} broken, 0 warnings\n"


#: What stands on a page, and how many links it has, none of them broken.
CLEAN = [
    ("<a href='./page.html?x=1#part'>", 1),
    ("<a href=' page\n.html\t'><a href='dir\\index.html'><a href=dir/%2e%2E/page.html>", 3),
    ("<a href=/page.html><a href=><a href=?x><a href=#><a href=#top><a href=#TOP>", 6),
    ("<a href='a%20b.html'><a href=ü.html><a href=p&#97;%67e.html><a href=c%23d.html>", 4),
    ("<a href=page.html#old><a href=page.html#%C3%A4><a href=page.html#ä>", 3),
    ("<a href='page.html#a b'><a href=page.html#a%20b><a href=page.html#100%>", 3),
    ("<a href=page.html#part:~:text=x>", 1),
    ("<a href=mailto:a@b.org><a href=tel:1><a href='javascript:x()'><img src=data:,x>", 4),
    ("<!-- <a href=no> --><script>'<a href=no>'</script>", 0),
    ("<template><a href=no.html><p id=x></template>", 0),
    ("<form action=no.php><button formaction=no.php><input src=no.png>", 0),
    ("<link rel=preconnect href=https://x.example><link rev=made href=a@b>", 0),
    ("<img srcset='img.png 1x, img.png?a,b 2x'><img srcset=,>", 2),
    ("<svg><use href=logo.svg#icon /><a xlink:href=page.html /></svg>", 2),
    ("<p style='/* url(no.png) */ background: url(\"img.png\")'>", 1),
    ("<style>@import 'style.css'; a{b:'url(no)'; c:url(#no)}</style>", 1),
    ("<meta http-equiv=refresh content='5'><meta http-equiv=refresh content='5 ;'>", 0),
    ("<meta http-equiv=Refresh content='0;URL=page.html'>", 1),
    ("<img src=logo.svg#only-dark><link rel=icon href=''>", 2),
    ("<svg><g id=y fill='url(#y)' clip-path='url(\"#y\")'/></svg>", 2),
    ("<p fill='url(#no)'><svg><text fill=red>url(#no)</text></svg>", 0),
]

#: What stands on a page, and what is said of it.
BROKEN = [
    ("<a href=img.png&nbsp;>", '<a href="img.png\\xa0">: no such file; did you mean "img.png"?'),
    ("<img src=''>", '<img src="">: is empty'),
    ("<script src=n.js></script>", '<script src="n.js">' + FILE),
    ("<link rel=icon href=no.ico>", '<link href="no.ico">' + FILE),
    ("<link href=no.txt>", '<link href="no.txt">' + FILE),
    ("<img srcset='img.png 1x,\n n.webp 2x'>", '<img srcset="n.webp">' + FILE),
    ("<object data=n.swf></object>", '<object data="n.swf">' + FILE),
    ("<q cite=no.txt></q>", '<q cite="no.txt">' + FILE),
    ("<noscript><img src=n.webp></noscript>", '<img src="n.webp">' + FILE),
    ("<p style='x:url(n.webp)'>", "url(n.webp)" + FILE),
    ("<style>@import\n'n.css'</style>", "@import n.css" + FILE),
    ("<meta property=og:image content=n>", '<meta content="n">' + FILE),
    ("<meta http-equiv=refresh content='5, URL = n'>", '<meta content="n">' + FILE),
    ("<input type=image src=n.webp>", '<input src="n.webp">' + FILE),
    ("<video><track src=n.vtt></video>", '<track src="n.vtt">' + FILE),
    ("<svg><use href=n.svg /></svg>", '<use href="n.svg">' + FILE),
    ("<svg><g fill='url(#no)'/></svg>", "url(#no)" + ID + "index.html"),
    ('<a href="\x1b[31m.html">', '<a href="\\x1b[31m.html">' + FILE),
]

#: Where a link leads, and what is wrong with that.
PAGE = 'no such file; did you mean "page.html"?'
REASONS = {
    "pag.html": PAGE,
    "PAGE.html": PAGE,
    "page.html/": PAGE,
    "page": PAGE,  # the other links of the site have their endings
    "img": "no such file",  # a page, and no picture
    "xyz/": "no such file",
    "x%2Fy": "no such file",
    "dir/#Up": 'id not found in dir/; did you mean "up"?',
    "logo.svg#no": "id not found in logo.svg",
    "#no": "id not found in index.html",
    "file:///x": "points at a file on one computer",
    "http://LOCALHOST:8000/": "points at the reader's own computer",
    "http://127.1/": "points at the reader's own computer",
    "http://localhost./": "points at the reader's own computer",
    "http://a b/": "is not a valid address",
}


@pytest.mark.parametrize(("body", "links"), CLEAN)
def test_let_through(check: Check, body: str, links: int) -> None:
    assert check(page(body)) == (0, checked(19 + links, 0))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        *BROKEN,
        *((f"<a href='{url}'>", f'<a href="{url}">: {said}') for url, said in REASONS.items()),
    ],
)
def test_caught(check: Check, body: str, said: str) -> None:
    status, output = check(page(body))
    found, summary = output.splitlines()
    assert (status, found) == (1, f"site/index.html:2: {said}")
    assert summary.endswith(": 1 broken, 0 warnings")


#: A link of a site at https://host.example/guide, and what is wrong with it.
BELOW_A_PATH = {
    "/guide/page.html": "",
    "https://HOST.example:443/guide/page.html": "",
    "http://host.example/guide/page.html": "",
    "//host.example/guide": "",
    "https://host.example/guide/no.html": "no such file",
    "/page.html": "leads outside the site, which lives below /guide/",
    "../page.html": "leads outside the site, which lives below /guide/",
}


@pytest.mark.parametrize(("href", "said"), BELOW_A_PATH.items())
def test_site_below_a_path(check: Check, href: str, said: str) -> None:
    output = check(page(f"<a href={href}>"), "site", "--site-url", "https://host.example/guide")[1]
    found = f'site/index.html:2: <a href="{href}">: {said}'
    assert output.splitlines()[:-1] == ([found] if said else [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<base href=dir/><base href=no/><a href=../page.html>", 0),
        ("<base href=dir/><a href=page.html>", 1),
        ("<base href=dir/><a href=#part>", 1),
    ],
)
def test_base(check: Check, body: str, status: int) -> None:
    assert check({**SITE, "site/index.html": body})[0] == status


#: What stands on a page, and what is wrong with it from disk.
OFFLINE = [
    ("<a href=page.html#part><a href=#part id=part>", ""),
    ("<a href=https://other.example/>", ""),
    ("<link rel=canonical href=https://own.example/page.html>", ""),
    ("<link rel=canonical href=/page.html>", ""),
    ("<meta property=og:image content=https://x.example/>", ""),
    ("<a href=dir/>", "leads to a folder"),
    ("<a href=./>", "leads to a folder"),
    ("<a href=/page.html>", "is root-absolute"),
    ("<a href=//other.example/>", "is root-absolute"),
    ("<a href=https://own.example/page.html>", "leads from the copy"),
    ("<script src=https://x.example/a.js></script>", "comes from another"),
    ("<link rel=stylesheet href=//x.example/a>", "is root-absolute"),
    ("<p style='x:url(https://x.example/f)'>", "comes from another"),
]


@pytest.mark.parametrize(("body", "reason"), OFFLINE)
def test_offline(check: Check, body: str, reason: str) -> None:
    files = page(body) | {"site/404.html": "<a href=/page.html></a><a href=/dir/></a>"}
    address = ("--site-url", "https://own.example/")
    assert check(files, "site", *address)[0] == 0
    status, output = check({}, "site", *address, "--offline")
    assert (status, output.count("\n")) == ((1, 2) if reason else (0, 1))
    assert reason in output


#: A file, what it says, and how the finding starts, if there is one: its line and what is there.
FILES = [
    ("style.css", "@import url(no.css);", "1: url(no.css)"),
    ("style.css", "a{}\nb{background:url( 'no.png' )}", "2: url(no.png)"),
    ("style.css", "a{x:url(n\\6f .png)}", "1: url(no.png)"),
    (
        "style.css",
        "a{x:image-set(url(img.png) 1x,\n'n.png' type('image/png') 2x)}",
        "2: url(n.png)",
    ),
    ("logo.svg", "<svg>\n<image href='n.png'/></svg>", "2: <image"),
    ("logo.svg", "<svg><style>a{x:url(n)}</style></svg>", "1: url(n)"),
    ("app.webmanifest", '{"start_url": "no/"}', "1: manifest: no/"),
    ("a.webmanifest", '{"icons":\n[{"src": "n.png"}]}', "2: manifest: n.png"),
    ("dir/manifest.json", '{"icons":\n[{"src": "no.png"}]}', "2: manifest: no.png"),
    ("sitemap.xml", "<url>\n<loc>\nhttps://own.example/no/\n</loc>", "2: sitemap: https"),
    ("sitemap.xml", "<loc><![CDATA[/no?a&b]]></loc>", "1: sitemap: /no?a&b:"),
    ("sitemap.xml", "<xhtml:link href='/no/'/>", "1: sitemap: /no/"),
    ("style.css", "/* url(no) */ a{x:'url(no)';y:myurl(no); b:\"@import 'x'\"}", ""),
    ("style.css", "a{x:url(a\\ b.html)}", ""),
    ("style.css", "@font-face{src:url(logo.svg#no)}", ""),
    ("style.css", "a{content:image-set('img.png' 1x) / 'its (text)'}", ""),
    ("logo.svg", "<svg><!-- <a href='no'/> --><a href='page.html'/></svg>", ""),
    ("manifest.json", '{"src": "img.png", "start_url": "."}', ""),
    ("manifest.json", '{"main.js": {"src": "main.ts"}}', ""),  # of another program
    ("sitemap.xml", "<loc><![CDATA[/page.html]]></loc><!-- <loc>no</loc> -->", ""),
]


@pytest.mark.parametrize(("name", "content", "shown"), FILES)
def test_other_files(check: Check, name: str, content: str, shown: str) -> None:
    files = page("") | {f"site/{name}": content}
    output = check(files, "site", "--site-url", "https://own.example/")[1]
    assert output.startswith(f"site/{name}:{shown}" if shown else "8 pages, ")
    assert output.endswith(f": {int(bool(shown))} broken, 0 warnings\n")


def test_home_page_names_the_address(check: Check) -> None:
    home = "<link rel=canonical href=https://a.example/{}/><a href=/x/page.html>"
    assert check(page(home.format("x")))[0] == 0
    output = check({"site/index.html": home.format("y")})[1]
    assert "leads outside the site, which lives below /y/\n" in output


def test_clean_urls(check: Check) -> None:
    links = "<a href=guide></a><a href=guide/#part></a><a href=/guide></a>"
    assert check({"site/index.html": links, "site/guide.html": f"<p id=part>{links}"})[0] == 0


def test_offline_of_one_site_only(check: Check) -> None:
    files = {f"{name}/index.html": "<a href=/index.html>" for name in ("a", "b")}
    status, output = check(files, "--strict", "a", "--offline", "b")
    assert (status, output.count("\n")) == (1, 2)
    assert output.startswith("b/index.html:1:")
    assert check({}, "a", "b", "--offline")[1].endswith(": 2 broken, 0 warnings\n")


def test_template_is_reported_once(check: Check) -> None:
    names = ["index", "a", "b", "404"]
    links = "".join(f"<a href={name}.html></a>" for name in names)
    files = {f"site/{name}.html": f"{links}\n<img src=no.png>" for name in names}
    found = 'site/404.html:2: <img src="no.png">: no such file; on 4 pages\n'
    assert check(files) == (1, found + checked(20, 1, pages=4))


def test_links_of_a_page_are_reported_for_each_line(check: Check) -> None:
    files = page("<a href=no.html><a href=no.html>\n<a href=no.html>")
    files |= {"site/dir/index.html": "<a href=../no.html>"}
    places = [("dir/index.html:1", "../no.html"), ("index.html:2", "no.html")]
    places.append(("index.html:3", "no.html"))
    found = [f'site/{where}: <a href="{url}">: no such file' for where, url in places]
    assert check(files, "./site")[1].splitlines()[:-1] == found


@pytest.mark.parametrize(
    ("read", "entry"), [(css_links, "a{x:url(y)}\n"), (sitemap_links, "<loc>y</loc>\n")]
)
def test_time_grows_with_the_size(read: Callable[[str], Iterator[Link]], entry: str) -> None:
    start = time.process_time()
    assert [link.line for link in read(entry * 100_000)] == [*range(1, 100_001)]
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no page in nowhere"),
        (["bare"], "no page in bare"),
        (["site", "--site-url", "x"], "not an http address: x"),
        (["site", "--site-url", "http://[x/"], "not an http address: http://[x/"),
    ],
)
def test_misuse(check: Check, arguments: list[str], said: str) -> None:
    assert check(page("") | {"bare/x.txt": ""}, *arguments) == (2, f"check_links.py: {said}\n")


@pytest.mark.parametrize("arguments", [[], ["site", "--ignore", "("], ["site", "--jobs", "2"]])
def test_options_that_are_none(
    check: Check, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "check_links.py: error: " in capsys.readouterr().err


def test_ignore(check: Check) -> None:
    files = page("<a href=no.html><a href=#part-1><a href=#no><a href=https://example.org/x>")
    status, output = check(files, "site", "--ignore", "^no\\.html", "--ignore", "[#]part-\\d$")
    assert (status, output.count("\n")) == (1, 2)
    assert output.startswith('site/index.html:2: <a href="#no">: id not found in index.html\n')


def test_github(check: Check) -> None:
    found = '::error file=a%2Cb/index.html,line=1::<a href="100%25 .x">: no such file\n'
    said = check({"a,b/index.html": "<a href='100%\n.x'>"}, "a,b", "--format", "github")
    assert said == (1, found + checked(1, 1, pages=1))


def test_script_runs_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>")
    script = Path(__file__).parents[1] / "scripts" / "check_links.py"
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, checked(0, 0, pages=1), "")
    done = subprocess.run([*command[:2], "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for part in ("--site-url URL", "example:", "Exit status: 0", "mkdocs.yml"):
        assert part in done.stdout
