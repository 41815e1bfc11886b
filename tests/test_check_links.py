"""The rules for links inside a site, each both ways: let through, and caught."""

import subprocess
import sys
from pathlib import Path

import pytest
from check_links import main
from link_sites import Check

pytest_plugins = ["link_sites"]

#: A site in which every page is linked, so that only the link under test makes a difference.
EMPTY = ["a b.html", "c#d.html", "e+f.html", "ü.html", "100%.html", "empty/zzzz.txt", "style.css"]
SITE = {
    "site/page.html": "<h1 id=part>x</h1><a name=old></a><p id='a b'><p id=ä><p id='100%'>",
    "site/dir/index.html": "<a href=../ id=up>up</a>",
    "site/logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="icon"/></svg>',
    **{f"site/{name}": "" for name in (*EMPTY, "doc.pdf", "img.png")},
}
NAV = (
    "<a href=page.html></a><a href=dir/></a><a href='a b.html'></a><a href=c%23d.html></a>"
    "<a href=e+f.html></a><a href=%C3%BC.html></a><a href=100%.html></a>\n"
)
PAGES, LINKS = 8, 8


def page(body: str) -> dict[str, str]:
    """The site with a link under test on line 2 of its home page."""
    return {**SITE, "site/index.html": NAV + body}


#: What stands on a page, and how many links it has.
CLEAN = [
    pytest.param("<a href=page.html>", 1, id="file"),
    pytest.param("<a href='./page.html?x=1#part'>", 1, id="query and fragment"),
    pytest.param("<a href=' page\n.html\t'>", 1, id="white space in a URL"),
    pytest.param("<a href='dir\\index.html'>", 1, id="backslash"),
    pytest.param("<a href=dir/%2e%2E/page.html>", 1, id="encoded dots"),
    pytest.param("<a href=/page.html>", 1, id="root-absolute"),
    pytest.param("<a href=><a href=?x><a href=#>", 3, id="own page"),
    pytest.param("<a href='a%20b.html'><a href=ü.html><a href=p&#97;%67e.html>", 3, id="encoded"),
    pytest.param("<a href=#top><a href=#TOP>", 2, id="top"),
    pytest.param("<a href=page.html#old>", 1, id="a name"),
    pytest.param("<a href=page.html#%C3%A4><a href=page.html#ä>", 2, id="encoded fragment"),
    pytest.param("<a href='page.html#a b'><a href=page.html#a%20b>", 2, id="blank in fragment"),
    pytest.param("<a href=page.html#100%>", 1, id="lone percent sign"),
    pytest.param("<a href=page.html#part:~:text=x>", 1, id="id and text fragment"),
    pytest.param("<a href=mailto:a@example.org><a href=tel:1>", 2, id="mailto and tel"),
    pytest.param("<a href='javascript:void(0)'><img src=data:,x>", 2, id="script and data"),
    pytest.param("<!-- <a href=no.html> -->", 0, id="comment"),
    pytest.param("<script>'<a href=no.html>'</script>", 0, id="script text"),
    pytest.param("<template><a href=no.html><p id=x></template>", 0, id="template"),
    pytest.param("<form action=no.php><button formaction=no.php>", 0, id="form targets"),
    pytest.param("<input src=no.png>", 0, id="input that is no image"),
    pytest.param("<link rel=preconnect href=https://x.example>", 0, id="preconnect"),
    pytest.param("<img srcset='img.png 1x, img.png?a,b 2x'>", 2, id="srcset"),
    pytest.param("<svg><use href=logo.svg#icon /></svg>", 1, id="sprite"),
    pytest.param("<svg><a xlink:href=page.html /></svg>", 1, id="xlink"),
    pytest.param("<p style='/* url(no.png) */ background: url(\"img.png\")'>", 1, id="style"),
    pytest.param("<style>@import 'style.css'; a{b:'url(no)'}</style>", 1, id="case-15 string"),
    pytest.param("<meta http-equiv=refresh content='5'>", 0, id="refresh of itself"),
    pytest.param("<meta http-equiv=Refresh content='0;URL=page.html'>", 1, id="refresh"),
    pytest.param("<noscript><img src=img.png></noscript>", 1, id="noscript"),
    pytest.param("<meta http-equiv=refresh content='5 ;'>", 0, id="case-15 refresh"),
    pytest.param("<img src=logo.svg#only-dark>", 1, id="case-15 dark"),
    pytest.param("<link rev=made href=a@b>", 0, id="case-6 made"),
    pytest.param("<svg><g id=y fill='url(#y)' clip-path='url(\"#y\")'/></svg>", 2, id="paint"),
    pytest.param("<p fill='url(#no)'><svg><text fill=red>url(#no)</text></svg>", 0, id="no paint"),
]

NO_ID = "url(#no): id not found in index.html"
#: What stands on a page, and what is said of it; of a missing file, its address only.
BROKEN = [
    pytest.param("<img src=''>", '<img src="">: is empty', id="empty src"),
    pytest.param("<script src=no.js></script>", '<script src="no.js">', id="script"),
    pytest.param("<link rel=icon href=no.ico>", '<link href="no.ico">', id="icon"),
    pytest.param("<img srcset='img.png, n.png 2x'>", '<img srcset="n.png">', id="srcset"),
    pytest.param("<object data=n.swf></object>", '<object data="n.swf">', id="object"),
    pytest.param("<q cite=no.txt></q>", '<q cite="no.txt">', id="cite"),
    pytest.param("<noscript><img src=n.png></noscript>", '<img src="n.png">', id="noscript"),
    pytest.param("<p style='x:url(n.png)'>", "url(n.png)", id="style"),
    pytest.param("<style>\n@import\n'n.css'</style>", "@import n.css", id="import"),
    pytest.param("<meta property=og:image content=n>", '<meta content="n">', id="open graph"),
    pytest.param('<img srcset="img.png 1x,\n n.png 2x">', '<img srcset="n.png">', id="case-13"),
    pytest.param("<input type=image src=n.png>", '<input src="n.png">', id="case-14"),
    pytest.param("<video><track src=n.vtt></video>", '<track src="n.vtt">', id="track"),
    pytest.param("<svg><g fill='url(#no)'/></svg>", NO_ID, id="case-8 fill"),
    pytest.param("<svg><g clip-path=url(#no) /></svg>", NO_ID, id="case-8 clip"),
    pytest.param("<meta http-equiv=refresh content='5, URL = n'>", '<meta content="n">', id="go"),
    pytest.param('<a href="\x1b[31m.html">', '<a href="\\x1b[31m.html">', id="case-11 address"),
]

#: Where a link leads, and what is wrong with that.
REASONS = [
    pytest.param("pag.html", 'no such file; did you mean "page.html"?', id="file"),
    pytest.param("PAGE.html", 'no such file; did you mean "page.html"?', id="case"),
    pytest.param("img", "no such file", id="page, not a picture"),
    pytest.param("xyz/", "no such file", id="folder"),
    pytest.param("page.html/", 'no such file; did you mean "page.html"?', id="slash after a file"),
    pytest.param("page", 'no such file; did you mean "page.html"?', id="suffix left out"),
    pytest.param("x%2Fy", "no such file", id="encoded slash"),
    pytest.param("dir/#Up", 'id not found in dir/; did you mean "up"?', id="case of an id"),
    pytest.param("logo.svg#no", "id not found in logo.svg", id="id of a drawing"),
    pytest.param("#no", "id not found in index.html", id="own id"),
    pytest.param("file:///x", "points at a file on one computer", id="file:"),
    pytest.param("http://LOCALHOST:8000/", "points at the reader's own computer", id="localhost"),
    pytest.param("http://127.1/", "points at the reader's own computer", id="loopback"),
    pytest.param("http://a b/", "is not a valid address", id="invalid"),
]


@pytest.mark.parametrize(("body", "links"), CLEAN)
def test_let_through(check: Check, body: str, links: int) -> None:
    summary = f"{PAGES} pages, {LINKS + links} links, 0 external addresses: 0 broken, 0 warnings\n"
    assert check(page(body)) == (0, summary)


@pytest.mark.parametrize(("body", "finding"), BROKEN)
def test_caught(check: Check, body: str, finding: str) -> None:
    status, output = check(page(body))
    line = 3 if "\n@import" in body else 2
    found, summary = output.rstrip("\n").rsplit("\n", 1)
    finding += "" if ": " in finding else ": no such file"
    assert (status, found) == (1, f"site/index.html:{line}: {finding}")
    assert summary.endswith("0 external addresses: 1 broken, 0 warnings")


@pytest.mark.parametrize(("href", "reason"), REASONS)
def test_reasons(check: Check, href: str, reason: str) -> None:
    found = f'site/index.html:2: <a href="{href}">: {reason}'
    assert check(page(f"<a href='{href}'>"))[1].splitlines()[0] == found


BELOW_A_PATH = [
    pytest.param("/guide/page.html", 0, id="below the path"),
    pytest.param("https://host.example/guide/page.html", 0, id="absolute"),
    pytest.param("https://HOST.example:443/guide/page.html", 0, id="same host otherwise"),
    pytest.param("http://host.example/guide/page.html", 0, id="other scheme"),
    pytest.param("//host.example/guide", 0, id="without scheme and slash"),
    pytest.param("https://host.example/guide/no.html", 1, id="absolute and missing"),
    pytest.param("/page.html", 1, id="above the path"),
    pytest.param("../page.html", 1, id="out of the site"),
]


@pytest.mark.parametrize(("href", "status"), BELOW_A_PATH)
def test_site_below_a_path(check: Check, href: str, status: int) -> None:
    files = page(f"<a href={href}>")
    assert check(files, "site", "--site-url", "https://host.example/guide")[0] == status


BASE = [
    pytest.param("<base href=dir/><base href=no/><a href=../page.html>", 0, id="first wins"),
    pytest.param("<base href=dir/><a href=page.html>", 1, id="relative to it"),
    pytest.param("<base href=dir/><a href=#part>", 1, id="fragments too"),
]


@pytest.mark.parametrize(("body", "status"), BASE)
def test_base(check: Check, body: str, status: int) -> None:
    assert check({**SITE, "site/index.html": body})[0] == status


#: What stands on a page, and what is wrong with it from disk.
OFFLINE = [
    pytest.param("<a href=page.html#part>", "", id="file"),
    pytest.param("<a href=#part><p id=part>", "", id="own section"),
    pytest.param("<a href=https://other.example/>", "", id="link to another host"),
    pytest.param("<link rel=canonical href=https://own.example/page.html>", "", id="canonical"),
    pytest.param("<meta property=og:image content=https://x.example/>", "", id="open graph"),
    pytest.param("<link rel=canonical href=/page.html>", "", id="root-absolute canonical"),
    pytest.param("<a href=dir/>", "leads to a folder", id="folder"),
    pytest.param("<a href=/page.html>", "is root-absolute", id="root-absolute"),
    pytest.param("<a href=//other.example/>", "is root-absolute", id="no scheme"),
    pytest.param("<a href=https://own.example/page.html>", "leads from the copy", id="own address"),
    pytest.param("<script src=https://x.example/a.js></script>", "comes from another", id="script"),
    pytest.param("<link rel=stylesheet href=//x.example/a>", "is root-absolute", id="sheet"),
    pytest.param("<p style='x:url(https://x.example/f)'>", "comes from another", id="font"),
]


@pytest.mark.parametrize(("body", "reason"), OFFLINE)
def test_offline(check: Check, body: str, reason: str) -> None:
    files = {**SITE, "site/index.html": NAV.replace("dir/", "dir/index.html") + body}
    files["site/dir/index.html"] = "<a href=../page.html>"
    address = ("--site-url", "https://own.example/")
    assert check(files, "site", *address)[0] == 0
    status, output = check({}, "site", *address, "--offline")
    assert (status, output.count("\n")) == ((1, 2) if reason else (0, 1))
    assert reason in output


#: A file, what it says, and how the finding starts, with its line.
FILES = [
    pytest.param("style.css", "@import url(no.css);", "1: url", id="import"),
    pytest.param("style.css", "a{}\nb{background:url( 'no.png' )}", "2: url", id="css"),
    pytest.param("logo.svg", "<svg>\n<image href='n.png'/></svg>", "2: <image", id="svg"),
    pytest.param("app.webmanifest", '{"start_url": "no/"}', "1: manifest", id="start_url"),
    pytest.param(
        "sitemap.xml", "<url>\n<loc>\nhttps://own.example/no/\n</loc>", "2: sitemap", id="sitemap"
    ),
    pytest.param("sitemap.xml", "<loc><![CDATA[/no/]]></loc>", "1: sitemap: /no/", id="CDATA"),
    pytest.param("sitemap.xml", "<xhtml:link href='/no/'/>", "1: sitemap: /no/", id="language"),
    pytest.param("style.css", "a{x:url(n\\6f .png)}", "1: url(no.png)", id="CSS escape"),
    pytest.param("style.css", "a{x:image-set('n.png' 1x)}", "1: url(n.png)", id="image-set"),
    pytest.param("a.webmanifest", '{"icons":\n[{"src": "n.png"}]}', "2: manifest", id="icon"),
    pytest.param("logo.svg", "<svg><style>a{x:url(n)}</style></svg>", "1: url", id="svg style"),
]

QUIET_FILES = [
    pytest.param("style.css", "/* url(no) */ a{x:'url(no)';y:myurl(no)}", id="css"),
    pytest.param("logo.svg", "<svg><!-- <a href='no'/> --><a href='page.html'/></svg>", id="svg"),
    pytest.param("manifest.json", '{"src": "img.png", "start_url": "."}', id="manifest"),
    pytest.param("manifest.json", '{"main.js": {"src": "main.ts"}}', id="case-4"),
    pytest.param("style.css", "a{b:\"@import 'x'\"}", id="case-15 import"),
    pytest.param("style.css", "a{x:url(a\\ b.html)}", id="CSS escape"),
    pytest.param("style.css", "@font-face{src:url(logo.svg#no)}", id="font without ids"),
    pytest.param("sitemap.xml", "<loc><![CDATA[/page.html]]></loc>", id="CDATA"),
]


@pytest.mark.parametrize(("name", "content", "shown"), FILES)
def test_other_files(check: Check, name: str, content: str, shown: str) -> None:
    files = page("") | {f"site/{name}": content}
    status, output = check(files, "site", "--site-url", "https://own.example/")
    assert (status, output.startswith(f"site/{name}:{shown}")) == (1, True)
    assert output.endswith("1 broken, 0 warnings\n")


@pytest.mark.parametrize(("name", "content"), QUIET_FILES)
def test_other_files_let_through(check: Check, name: str, content: str) -> None:
    assert check(page("") | {f"site/{name}": content})[0] == 0


def test_manifest_that_a_page_links(check: Check) -> None:
    files = page("<link rel=manifest href=dir/manifest.json>")
    files |= {"site/manifest.json": '{"src": "main.ts"}'}
    assert check(files | {"site/dir/manifest.json": '{"start_url": "../page.html"}'})[0] == 0
    found = "site/dir/manifest.json:1: manifest: no.png: no such file\n"
    assert check({"site/dir/manifest.json": '{"icons": [{"src": "no.png"}]}'})[1].startswith(found)


def test_home_page_names_the_address(check: Check) -> None:
    home = "<link rel=canonical href=https://a.example/{}/><a href=/x/page.html>"
    assert check(page(home.format("x")))[0] == 0
    output = check({"site/index.html": home.format("y")})[1]
    assert "leads outside the site, which lives below /y/\n" in output


def test_clean_urls(check: Check) -> None:
    links = "<a href=guide></a><a href=guide/#part></a><a href=/guide></a>"
    files = {"site/index.html": links, "site/guide.html": f"<p id=part>{links}"}
    assert check(files)[0] == 0
    # A site that writes .html does not hide a link without it.
    files["site/index.html"] = "<a href=guide.html></a>" * 9 + "<a href=guide>"
    files["site/guide.html"] = "<p id=part>"
    found = 'site/index.html:1: <a href="guide">: no such file; did you mean "guide.html"?\n'
    assert check(files)[1].startswith(found)


def test_offline_leaves_404_alone(check: Check) -> None:
    files = page("") | {"site/404.html": "<a href=/page.html></a><a href=/dir/></a>"}
    files["site/index.html"] = NAV.replace("dir/", "dir/index.html")
    files["site/dir/index.html"] = "<a href=../page.html>"
    assert check(files, "--offline", "site")[0] == 0


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
    assert check(files) == (
        1,
        'site/404.html:2: <img src="no.png">: no such file; on 4 pages\n'
        "4 pages, 20 links, 0 external addresses: 1 broken, 0 warnings\n",
    )


def test_same_link_on_some_pages_is_reported_for_each(check: Check) -> None:
    files = page("<a href=no.html>") | {"site/dir/index.html": "<a href=../no.html>"}
    found = [("dir/index.html:1", "../no.html"), ("index.html:2", "no.html")]
    found = [f'site/{where}: <a href="{url}">: no such file' for where, url in found]
    assert check(files)[1].splitlines()[:-1] == found


def test_equal_links_on_a_line_are_one_finding(check: Check) -> None:
    output = check({"./site/index.html": "<a href=a><a href=a>\n<a href=a>"}, "./site")[1]
    found = ["1 pages, 3 links, 0 external addresses: 2 broken, 0 warnings"]
    found[:0] = [f'site/index.html:{line}: <a href="a">: no such file' for line in (1, 2)]
    assert output.splitlines() == found


MISUSE = [
    pytest.param(["nowhere"], "no page in nowhere", id="no folder"),
    pytest.param(["bare"], "no page in bare", id="no page"),
    pytest.param(["site", "--site-url", "x"], "not an http address: x", id="address"),
]


@pytest.mark.parametrize(("arguments", "said"), MISUSE)
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


def test_case_16_site_without_a_link(check: Check) -> None:
    summary = "1 pages, 0 links, 0 external addresses: 0 broken, 0 warnings\n"
    assert check({"site/index.html": "<p>"}) == (0, summary)


def test_ignore(check: Check) -> None:
    files = page("<a href=no.html><a href=#part-1><a href=#no><a href=https://example.org/x>")
    status, output = check(files, "site", "--ignore", "^no\\.html", "--ignore", "[#]part-\\d$")
    assert (status, output.count("\n")) == (1, 2)
    assert output.startswith('site/index.html:2: <a href="#no">: id not found in index.html\n')


def test_github(check: Check) -> None:
    files = {"a,b/index.html": "<a href='100%\n.x'>"}
    assert check(files, "a,b", "--format", "github") == (
        1,
        '::error file=a%2Cb/index.html,line=1::<a href="100%25 .x">: no such file\n'
        "1 pages, 1 links, 0 external addresses: 1 broken, 0 warnings\n",
    )


def test_case_17_script_runs_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<a href=#no>")
    script = Path(__file__).parents[1] / "scripts" / "check_links.py"
    command = [sys.executable, str(script), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("1 pages, 1 links, 0 external addresses: 1 broken, 0 warnings\n")
    done = subprocess.run([*command[:2], "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for part in ("--site-url URL", "example:", "Exit status: 0", "mkdocs.yml"):
        assert part in done.stdout
