#!/usr/bin/env python3
"""Find the broken links of built sites, and name the line of the source to fix.

example: check_links.py site --site-url https://example.org/guide/ --sources docs overrides

Reads pages, style sheets, drawings, sitemaps and app manifests, as a browser without scripts does.

Exit status: 0 no broken link, 1 broken links (with --strict also warnings), 2 wrong usage.
"""

import argparse
import html
import posixpath
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from findings import FORMATS, Finding, print_findings, show_progress

try:
    import ada_url
    import turbohtml
except ModuleNotFoundError as error:
    print(f"check_links.py: {error}; run: pip install turbohtml ada-url requests", file=sys.stderr)
    raise SystemExit(2) from None

# What a link is for: a reader follows it, a browser loads it, or it only names a URL.
NAVIGATION, RESOURCE, REFERENCE, CANONICAL = "navigation", "resource", "reference", "canonical"
#: The attributes that hold a URL, by kind; `svg` is any element of a drawing but `a`.
ATTRIBUTES = {
    NAVIGATION: "a href, a xlink:href, area href",
    RESOURCE: "audio src, embed src, frame src, iframe src, img src, img srcset, "
    "input src, link href, link imagesrcset, object data, script src, source src, source srcset, "
    "svg href, svg xlink:href, track src, video poster, video src",
    REFERENCE: "blockquote cite, del cite, img usemap, ins cite, q cite",
}
KINDS = {place: kind for kind, places in ATTRIBUTES.items() for place in places.split(", ")}
#: Selects the elements that may have links.
WITH_LINKS = ", ".join(
    {place.split()[0] for place in KINDS} | {"meta", "style", "svg *", "[style]"}
)
WITH_LINKS = WITH_LINKS.replace("input", "input[type=image]")
#: Link types that a browser loads, and those that only name a host.
LOADED = {"apple-touch-icon", "icon", "manifest", "modulepreload", "preload", "stylesheet"}
HOST_ONLY = {"dns-prefetch", "preconnect"}
META = '<meta content="{}">'
SOCIAL = re.compile("(og|twitter):(audio|image|player|url|video)(:(secure_)?(url|src|stream))?")
#: HTML standard, "shared declarative refresh steps" and "parse a srcset attribute".
REFRESH = re.compile(r"""(?i)\s*[\d.]+[\s;,]++(?:url\s*=\s*)?+["']?([^"']+)""")
SRCSET_URL = re.compile(r"[\s,]*(\S*[^\s,])(?:\([^)]*\)?|[^,(])*", re.ASCII)
#: CSS Syntax 3. An alternative without a name is matched so that URLs in it are ignored.
STRING = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
CSS_TOKEN = re.compile(
    rf"""(?xis) /\*.*?(?:\*/|\Z) | \\.
    | @import\s*+(?P<import>{STRING})
    | (?<![\w-])url\(\s*+(?P<url>{STRING}|(?:[^"'()\\\s]|\\[0-9a-f]{{1,6}}\s?|\\.)*+)\s*\)
    | (?P<image>{STRING})(?=\s+(?:[\d.]+(?:x|dp)|type\())  # in image-set()
    | {STRING}"""
)
CSS_ESCAPE = re.compile(r"(?is)\\(?:0?([0-9a-f]{1,5})\s?|(.))")
SITEMAP_URL = re.compile(
    r"""(?s)<!--.*?-->|<[\w:]*loc>\s*(?:<!\[CDATA\[)?(?P<loc>[^<\]]*)"""
    r"""|<[\w:]*link\s[^<>]*?href=["'](?P<href>[^"'<>]*)"""
)
MANIFEST_URL = re.compile(r'"(?:src|start_url|url|action)"\s*:\s*"(?P<url>[^"]*)"')

ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
LOOPBACK = re.compile(r"(.+\.)?localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\]")
#: Fragments that name no element of a drawing: views of it, and marks of themes, as only-dark.
NO_SVG_ID = re.compile(r".*([(=]|only-|-only).*")
NO_FILE, NO_ID = "no such file", "id not found"
FOLDER = "leads to a folder, which from disk shows a list of files"

BESIDE = ("docs", "includes", "overrides", "mkdocs.yml")
MARKDOWN = (".md", ".mdx")
SOURCES = (*MARKDOWN, ".html", ".xml", ".svg", ".css", ".json", ".webmanifest", ".yml")
#: The end of a page's path, which differs between its source, its file and its URL.
PAGE_ENDING = re.compile(r"(^|/)(index|README)\.\w+$|\.(x?html?|mdx?)$|/$", re.IGNORECASE)
#: Keys for the files that belong to no page, and for all files.
SHARED, ANYWHERE = "/shared", "/anywhere"
#: What looks like a URL in a source: after a space, only with a slash, dot or #.
NOT_URL = r"""\s()<>"'`{}|\[\]"""
WRITTEN_URL = re.compile(
    rf"""(?:(?<=[(<"'])|(?<![\w-])[\w:-]+=|(?=[^{NOT_URL}]*(?:[/#]|\.\w)))"""
    rf"([^{NOT_URL}]*[^{NOT_URL}.,:;!?])"
)


class Link(NamedTuple):
    """A URL as it is written, and the markup around it, with {} for the URL."""

    kind: str
    markup: str
    url: str
    line: int


class Document(NamedTuple):
    """The links and ids of a file, and the href of its `<base>`."""

    links: list[Link]
    ids: frozenset[str] = frozenset()
    base: str = ""


class Target(NamedTuple):
    """Where a link leads, a file or a URL of another host, and what is wrong there."""

    path: str = ""
    external: str = ""
    problem: str = ""
    is_warning: bool = False


class Site(NamedTuple):
    """A built site: its folder, its base URL with a slash at the end, its files by path.

    Its host serves guide.html for `guide` if the home page links to no page by its ending.
    """

    folder: str
    url: str
    is_offline: bool
    documents: dict[str, Document]
    page_count: int
    has_clean_urls: bool


class Broken(NamedTuple):
    """A link of a file that does not lead where it should."""

    site: Site
    path: str
    link: Link
    target: Target


# Links in HTML and CSS


def read_html(data: bytes) -> Document:
    """Read a page or a drawing as a browser without scripts does."""
    tree = turbohtml.parse(data, allow_declarative_shadow_roots=False)
    for template in tree.select("template"):
        template.clear()
    links = [link for element in tree.select(WITH_LINKS) for link in element_links(element)]
    ids = tree.xpath("//@id | //a/@name | //map/@name")
    base = [*tree.xpath("//base/@href"), ""][0]
    return Document(links, frozenset(ids), base)


def element_links(element: turbohtml.Element) -> Iterator[Link]:
    """Yield the links of an element of HTML, or of a drawing (SVG 2, 16.1.6)."""
    tag, line = element.tag, element.source_line or 1
    is_svg = element.namespace is turbohtml.Namespace.SVG
    table_tag = "svg" if is_svg and tag != "a" else tag
    for name, value in element.attrs.items():
        value = value or ""
        if name == "style" or (is_svg and "url(" in value):
            yield from css_links(value, line, in_attribute=True)
        elif kind := KINDS.get(f"{table_tag} {name}"):
            if tag == "link":
                kind = kind_by_rel(element)
            urls = SRCSET_URL.findall(value) if name.endswith("srcset") else [value]
            for url in urls if kind else ():
                yield Link(kind, f'<{tag} {name}="{{}}">', url, line)
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta":
        yield from meta_links(element, line)


def kind_by_rel(element: turbohtml.Element) -> str:
    """Return the kind of link of a `<link>`, or nothing."""
    rel = {*(element.attr("rel") or "").lower().split()}
    if "canonical" in rel:
        return CANONICAL
    if rel & LOADED and element.attr("href") != "":
        return RESOURCE
    return "" if rel and rel <= HOST_ONLY else REFERENCE


def meta_links(element: turbohtml.Element, line: int) -> Iterator[Link]:
    """Yield the URL of a `<meta>`: where it leads on to, or a picture to share."""
    content = element.attr("content") or ""
    name = element.attr("property") or element.attr("name") or ""
    if (element.attr("http-equiv") or "").lower() == "refresh":
        if refresh := REFRESH.match(content):
            yield Link(NAVIGATION, META, refresh[1], line)
    elif content and SOCIAL.fullmatch(name):
        yield Link(REFERENCE, META, content, line)


def css_links(text: str, line: int = 1, in_attribute: bool = False) -> Iterator[Link]:
    """Yield the links of a style sheet or of a style attribute."""
    for name, value, at in tokens(CSS_TOKEN, text, line):
        url = CSS_ESCAPE.sub(css_character, value.strip("\"' \n"))
        if not in_attribute:  # an id is one of the pages that use the sheet, or of a font
            url = url.partition("#")[0]
        if url:
            yield Link(RESOURCE, "@import {}" if name == "import" else "url({})", url, at)


def css_character(escape: re.Match[str]) -> str:
    """Return what an escape of CSS means."""
    return chr(int(escape[1], 16)) if escape[1] else escape[2]


def other_links(markup: str, pattern: re.Pattern[str], text: str) -> Iterator[Link]:
    """Yield the links of a sitemap (sitemaps.org) or of an app manifest."""
    for _, value, line in tokens(pattern, text):
        url = html.unescape(value).replace("\\/", "/").strip()
        yield Link(REFERENCE, markup, url, line)


def tokens(pattern: re.Pattern[str], text: str, line: int = 1) -> Iterator[tuple[str, str, int]]:
    """Yield the named groups of a pattern in a text: name, text and line."""
    counted = 0
    for match in pattern.finditer(text):
        if name := match.lastgroup:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield name, match[name], line


# Read a site


def read_site(folder: str, url: str | None, is_offline: bool) -> Site:
    """Read all files of a folder. Without a URL, the canonical link of the home page gives it.

    Raises ValueError if there is no page, or the URL does not begin with http.
    """
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    documents = {}
    for number, path in enumerate(files, 1):
        show_progress(number, len(files), "files")
        documents[path.relative_to(folder).as_posix()] = read_file(path)
    page_count = sum(map(is_page, documents))
    if not page_count:
        raise ValueError(f"no page in {folder}")
    has_clean_urls = True
    for link in documents.get("index.html", Document([])).links:
        if link.kind == CANONICAL and not url and link.url.startswith("http"):
            url = link.url.removesuffix("index.html")
        if link.kind == NAVIGATION and is_page(link.url) and not ABSOLUTE.match(link.url):
            has_clean_urls = False
    url = url or "https://site.invalid/"  # reserved, so that no link means it
    if not (url.startswith("http") and ada_url.check_url(url)):
        raise ValueError(f"not an http address: {url}")
    return Site(folder, f"{url.rstrip('/')}/", is_offline, documents, page_count, has_clean_urls)


def is_page(path: str) -> bool:
    """Tell whether a browser shows a file as a page."""
    return path.lower().endswith((".html", ".htm", ".xhtml"))


def read_file(path: Path) -> Document:
    """Read a file; one of a kind that has no links is not opened."""
    name = path.name.lower()
    if is_page(name):
        return read_html(path.read_bytes())
    if name.endswith(".svg"):
        return read_html(b"<meta charset=utf-8>" + path.read_bytes())
    links = iter(())
    if name.endswith(".css"):
        links = css_links(read_text(path))
    elif re.fullmatch(r"sitemap.*\.xml", name):
        links = other_links("sitemap: {}", SITEMAP_URL, read_text(path))
    elif name == "manifest.json" or name.endswith(".webmanifest"):
        text = read_text(path)
        if '"icons"' in text or '"start_url"' in text:  # else of another program
            links = other_links("manifest: {}", MANIFEST_URL, text)
    return Document([*links])


def read_text(path: Path) -> str:
    """Read a text file, whatever bytes it has."""
    return path.read_text("utf-8-sig", "replace")


# Resolve links, and follow them


def broken_links(site: Site, ignored: list[re.Pattern[str]]) -> Iterator[Broken]:
    """Yield the broken links of a site, and all that lead to another host."""
    for path, document in site.documents.items():
        for link in document.links:
            target = follow(site, path, document.base, link)
            if target.problem or target.external:
                urls = link.url, target.external
                if not any(each.search(url) for each in ignored for url in urls):
                    yield Broken(site, path, link, target)


def follow(site: Site, path: str, base: str, link: Link) -> Target:
    """Find where a link of a file leads."""
    url, _, fragment = link.url.strip(" \t\n\r\f").partition("#")
    # Only a host shows 404.html.
    is_on_disk = site.is_offline and path != "404.html" and link.kind in (NAVIGATION, RESOURCE)
    if link.kind == RESOURCE and not (url or fragment):
        return Target(path, problem="is empty")
    if url[:1] in ("", "?") and not base:
        target = Target(path)
    else:
        folder = path[: path.rfind("/") + 1]
        target = resolve(site.url, folder, base, url, link.kind if is_on_disk else "")
    if target.path and target.path not in site.documents:
        target = find_file(site, target.path, is_on_disk)
    if fragment and target.path and not target.problem:
        return find_id(site, target.path, fragment)
    return target


@cache
def resolve(root: str, folder: str, base: str, url: str, disk_kind: str = "") -> Target:
    """Resolve a URL by the URL standard, in a file in a folder of the site at `root`.

    In a page that is opened from disk, `disk_kind` is the kind of the link.
    """
    own = ada_url.URL(root)
    here = root + quote(folder, errors="surrogateescape")
    try:
        there = ada_url.URL(url, base=ada_url.join_url(here, base))
    except ValueError:
        return Target(problem="is not a valid address")
    protocol, pathname = there.protocol, there.pathname
    if protocol == "file:" or len(protocol) == 2:  # a drive of Windows
        return Target(problem="points at a file on one computer")
    if protocol not in ("http:", "https:"):
        return Target()  # mailto: or so
    is_absolute = ABSOLUTE.match(url)
    is_below = f"{pathname}/".startswith(own.pathname)
    is_own = there.host == own.host and (is_below or not is_absolute)
    if disk_kind and url[:1] in ("/", "\\"):
        return Target(problem="is root-absolute: from disk it leads to the root of the disk")
    if disk_kind == RESOURCE and is_absolute:
        return Target(problem="comes from another host: not there without a network")
    if disk_kind and is_absolute and is_own:
        return Target(problem="leads from the copy on disk to the site on the web")
    if not is_own:
        is_loopback = LOOPBACK.fullmatch(there.hostname)
        return Target("", there.href, "points at the reader's own computer" if is_loopback else "")
    if not is_below:
        return Target(problem=f"leads outside the site, which lives below {own.pathname}")
    # A server does not take an encoded slash for a slash.
    path = re.sub("(?i)%2f", "%252F", pathname[len(own.pathname) :])
    path = re.sub("/+", "/", unquote(path, errors="surrogateescape"))
    return Target(path.lstrip("/") or ".")


def find_file(site: Site, path: str, is_on_disk: bool) -> Target:
    """Find the file that a server sends for a path that is not a file."""
    index = posixpath.normpath(f"{path}/index.html")
    page = path.rstrip("/") + ".html"
    if index in site.documents:
        return Target(index, problem=FOLDER if is_on_disk else "")
    if page in site.documents and site.has_clean_urls and not is_on_disk:
        return Target(page)
    return Target(path, problem=NO_FILE)


def find_id(site: Site, path: str, fragment: str) -> Target:
    """Find a fragment in a file (HTML standard, "potential indicated element")."""
    plain = re.sub("[\t\n\r]", "", fragment)
    anchor = unquote(plain.partition(":~:")[0])  # without a text directive
    ids = site.documents[path].ids
    is_found = fragment in ids or anchor in ids or anchor.lower() in ("", "top")
    is_drawing = path.lower().endswith(".svg") and not NO_SVG_ID.fullmatch(anchor)
    if is_found or not (is_page(path) or is_drawing):
        return Target(path)
    return Target(path, problem=f"{NO_ID} in {path.removesuffix('index.html') or path}")


# Ask other hosts (only with --external)

#: In seconds: for each piece of an answer, and before each try.
TIMEOUT, PAUSES = 15.0, (0, 2, 4)
#: What errors say, and what that means.
REASONS = {
    "Failed to (?:resolve|parse:) '([^']+)'(?!.*Temporary)": "there is no host {}",
    r"certificate verify failed: ([^(]+) \(": "its certificate is not valid: {}",
    "Exceeded .* redirects": "redirects without end",
    "timed out": "no answer in time",
}


def ask_hosts(urls: set[str]) -> dict[str, Target]:
    """Ask hosts for URLs, and return what is wrong with each."""
    by_host = defaultdict(list)
    for url in sorted(urls):
        by_host[urlsplit(url).netloc].append(url)
    answers = {}
    with ThreadPoolExecutor(16) as pool:
        for number, some in enumerate(pool.map(ask_in_turn, by_host.values()), 1):
            show_progress(number, len(by_host), "hosts")
            answers |= some
    return answers


def ask_in_turn(urls: list[str]) -> dict[str, Target]:
    """Ask a host for its URLs in turn, and again if it is busy."""
    answers = {}
    for url in urls:
        for pause in PAUSES:
            time.sleep(pause)
            problem = ask(url)
            if not re.match("the host says (429|503)", problem):
                break
        is_sure = re.match("$|the host says 4(04|10)|there is no host", problem)
        if not is_sure:
            problem = f"could not tell: {problem}"
        answers[url] = Target("", url, problem, not is_sure)
    return answers


def ask(url: str) -> str:
    """Ask for a URL, and say what is wrong with the answer."""
    import requests

    try:
        with requests.get(url, timeout=TIMEOUT, stream=True) as response:
            if response.status_code < 400:
                return ""
            return f"the host says {response.status_code} {response.reason}".rstrip()
    except (OSError, ValueError) as error:  # as all errors of requests are
        for pattern, reason in REASONS.items():
            if match := re.search(pattern, str(error)):
                return reason.format(*match.groups())
        return f"no connection ({type(error).__name__})"


# Find the line of the source


class Written(NamedTuple):
    """Where a URL is written: a file, and a line counted from 1."""

    path: str
    line: int
    url: str


class Sources:
    """What sites were built from, and the URLs that are written there."""

    def __init__(self, paths: list[str], sites: list[Site]) -> None:
        self.pages = {}  # the files that pages are built from, by the stem of the page
        self.urls = defaultdict(list)  # by page, stem and fragment
        built = {page_stem(path) for site in sites for path in site.documents}
        for root in map(Path, paths):
            for path in sorted({root, *root.rglob("*")}):
                page = page_stem(path.relative_to(root).as_posix())
                if page in built and path.is_file():
                    self.pages[page] = str(path)
                if path.suffix.lower() in SOURCES and path.is_file():
                    self.read(path, page if page in built else SHARED)

    def read(self, path: Path, page: str) -> None:
        """Note all URLs in a file."""
        for number, line in enumerate(read_text(path).split("\n"), 1):
            for url in WRITTEN_URL.findall(line):
                stem, fragment = url_parts(url)
                for key in {stem, stem.partition("?")[0]}:
                    for place in (page, ANYWHERE):
                        self.urls[place, key, fragment].append(Written(str(path), number, url))

    def look_up(self, broken: Broken) -> list[Written]:
        """Find where a link is written: in the source of its page, in a template or a snippet, or
        in any file, as a page may be put together from others."""
        ways = [*ways_to_write(broken)] if self.urls else []
        for page in (page_stem(broken.path), SHARED, ANYWHERE):
            for stem, fragment in ways:
                if found := self.urls.get((page, stem, fragment)):
                    return found
        return []


def page_stem(path: str) -> str:
    """Return what the path of a page, its source and its URL have in common."""
    return PAGE_ENDING.sub("", path)


@cache
def url_parts(url: str) -> tuple[str, str]:
    """Return the stem of a URL with its query, and its fragment."""
    plain = unquote(html.unescape(url.replace("\\", "")))
    address, _, fragment = plain.strip().partition("#")
    path, mark, query = address.partition("?")
    stem = re.sub(r"^(\.{0,2}/)+|^\.+$", "", page_stem(path)) or "."
    return (stem if path else "#") + mark + query, fragment


def ways_to_write(broken: Broken) -> Iterator[tuple[str, str]]:
    """Yield the parts of a link, as it was built, and as a source may write it."""
    stem, fragment = url_parts(broken.link.url)
    if broken.target.external:
        yield stem, fragment
        return
    target, _ = url_parts(broken.target.path or broken.link.url)
    ways = [(each, fragment) for each in (stem, stem.partition("?")[0], target)]
    page, dashes, own_id = fragment.partition("--")
    if dashes:  # the whole guide in one file has the page's name before each id: types--neck
        ways += [(page, own_id), ("#", own_id)]
    for stem, fragment in ways:
        while stem:  # templates leave out the start
            yield stem, fragment
            stem = stem.partition("/")[2]


def locate(all_broken: list[Broken], sources: Sources) -> list[Finding]:
    """Make the findings: one for each line of a source, or else of a site."""
    mistakes, findings = defaultdict(list), defaultdict(list)
    named = set()
    # Pages of no source come last, as they repeat links: the guide in one file.
    for broken in sorted(all_broken, key=lambda each: page_stem(each.path) not in sources.pages):
        goal = (broken.site.folder, broken.target.path or broken.link.url)
        if page_stem(broken.path) in sources.pages:
            named.add(goal)
        elif goal in named:
            continue
        places = sources.look_up(broken)
        for written in places:
            findings[written].append(broken)
        if not places:
            target, url = broken.target, broken.link.url
            where = "" if target.path == broken.path else page_stem(target.path) or url
            mistakes[broken.link.markup, where, url.partition("#")[2]].append(broken)
    for group in mistakes.values():
        pages = {broken.path for broken in group}
        is_template = len(pages) >= max(3, 0.9 * group[0].site.page_count)
        for broken in group:
            first = group[0] if is_template else broken
            path = str(Path(first.site.folder, first.path))
            findings[Written(path, first.link.line, first.link.url)].append(broken)
    # Suggestions are slow.
    return [
        finding(written, findings[written], sources if number < 20 else None)
        for number, written in enumerate(sorted(findings))
    ]


def finding(written: Written, group: list[Broken], sources: Sources | None) -> Finding:
    """Say what is wrong with a URL, for the links that it breaks."""
    broken = group[0]
    markup, target = broken.link.markup, broken.target
    if written.path.endswith(MARKDOWN):
        markup = "link to {}" if target.is_warning else "broken link to {}"
    message = f"{markup.replace('{}', written.url[:200])}: {target.problem}"
    pages = len({each.path for each in group if each.site is broken.site})
    if pages > 1:
        message += f"; on {pages} pages"
    if sources and (meant := meant_by(broken, written.path, sources)):
        message += f'; did you mean "{meant}"?'
    return Finding(written.path, written.line, message, is_warning=target.is_warning)


def meant_by(broken: Broken, source: str, sources: Sources) -> str:
    """Return the id or path that was meant, as the source has to write it."""
    target, documents = broken.target, broken.site.documents
    if target.problem.startswith(NO_ID):
        ids = {each: each for each in documents[target.path].ids}
        return nearest(url_parts(broken.link.url)[1], ids)
    if target.problem not in (NO_FILE, FOLDER):
        return ""
    here, paths = broken.path, [*documents]
    if source.endswith(MARKDOWN):
        here, paths = source, sources.pages.values()
    names = {last_name(path): path for path in sorted(paths, reverse=True)}
    path = nearest(last_name(target.path), names)
    return path and posixpath.relpath(path, posixpath.dirname(here))


def last_name(path: str) -> str:
    """Return the last name in a path, without its ending."""
    return Path(page_stem(path.rstrip("/"))).stem


def nearest(wanted: str, names: dict[str, str]) -> str:
    """Return what has the name that is most like another, in capitals or not."""
    lower = {name.lower(): name for name in sorted(names, reverse=True)}
    close = get_close_matches(wanted.lower(), lower, 1)
    return names[lower[close[0]]] if close else ""


# Report


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Read the options; wrong usage ends with status 2."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("sites", nargs="*", metavar="SITE_DIR", help="a built site")
    add(
        "--offline",
        nargs="*",
        action="extend",
        metavar="SITE_DIR",
        help="opened from disk: all, or these",
    )
    add("--site-url", help="default: the canonical link of the home page")
    add("--sources", nargs="+", help=f"default, beside SITE_DIR: {', '.join(BESIDE)}")
    add("--external", action="store_true", help="also ask other hosts")
    add("--ignore", metavar="REGEX", action="append", default=[], help="URLs not to check")
    add("--format", choices=FORMATS, default="text", help="github: annotate lines")
    add("--strict", action="store_true", help="warnings fail too")
    options = parser.parse_args(arguments)
    options.offline = options.sites if options.offline == [] else options.offline or []
    options.sites = [*dict.fromkeys(options.sites + options.offline)]
    if not options.sites:
        parser.error("name the folder of a built site")
    if not options.sources:
        options.sources = [Path(options.sites[0]).parent / name for name in BESIDE]
    return options


def main(arguments: list[str] | None = None) -> int:
    """Check the links, print the findings and return the exit status."""
    options = parse_arguments(arguments)
    sites = []
    try:
        ignored = [re.compile(each) for each in options.ignore]
        for folder in options.sites:
            url = options.site_url or (sites[0].url if sites else None)
            sites.append(read_site(folder, url, folder in options.offline))
    except (OSError, ValueError, re.error) as error:
        print(f"check_links.py: {error}", file=sys.stderr)
        return 2
    followed = [broken for site in sites for broken in broken_links(site, ignored)]
    targets = {broken.target for broken in followed}
    urls = {each.external for each in targets if options.external or not each.problem} - {""}
    answers = ask_hosts(urls) if options.external else {}
    all_broken = []
    for broken in followed:
        target = answers.get(broken.target.external, broken.target)
        if target.problem:
            all_broken.append(broken._replace(target=target))
    findings = locate(all_broken, Sources(options.sources, sites)) if all_broken else []
    print_findings(findings, options.format)
    pages = sum(site.page_count for site in sites)
    links = sum(len(each.links) for site in sites for each in site.documents.values())
    errors = sum(not each.is_warning for each in findings)
    asked = "" if options.external else " not asked"
    checked = f"{pages} pages, {links} links, {len(urls)} external addresses{asked}"
    print(f"{checked}: {errors} broken, {len(findings) - errors} warnings")
    return 1 if errors or (options.strict and findings) else 0


if __name__ == "__main__":
    raise SystemExit(main())
