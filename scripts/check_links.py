#!/usr/bin/env python3
"""Find the broken links of built sites, and name the line of the source to fix.

example: check_links.py site --site-url https://example.org/guide/ --sources docs overrides

Reads the pages, style sheets, drawings, sitemaps and app manifests of a site, and follows each
link as a browser without scripts does. Other hosts are asked only with --external.

Exit status: 0 no broken link, 1 broken links (with --strict also warnings), 2 wrong usage.
"""

import argparse
import html
import os
import posixpath
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from findings import FORMATS, Finding, print_findings, print_line, show_progress

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
    RESOURCE: "audio src, body background, embed src, frame src, iframe src, img src, img srcset, "
    "input src, link href, link imagesrcset, object data, script src, source src, source srcset, "
    "svg href, svg xlink:href, track src, video poster, video src",
    REFERENCE: "blockquote cite, del cite, img usemap, ins cite, q cite",
}
KINDS = {place: kind for kind, places in ATTRIBUTES.items() for place in places.split(", ")}
#: The elements that may have links.
WITH_LINKS = ", ".join(
    {place.split()[0] for place in KINDS} | {"meta", "style", "svg *", "[style]"}
)
#: Link types that a browser loads, and those that only name a host.
LOADED = {"apple-touch-icon", "icon", "manifest", "modulepreload", "preload", "stylesheet"}
HOST_ONLY = {"dns-prefetch", "preconnect"}
META = '<meta content="{}">'
SOCIAL = re.compile("(og|twitter):(audio|image|player|url|video)(:(secure_)?(url|src|stream))?")
#: HTML standard, "shared declarative refresh steps" and "parse a srcset attribute".
REFRESH = re.compile(
    r"(?is)\s*[\d.]+(?:\s*[;,]|\s)\s*(?>(?:url\s*=\s*)?)(?:\"([^\"]+)|'([^']+)|([^\"';,\s].*))"
)
CANDIDATE = re.compile(r"[\s,]*([^\s,]\S*)(?:(?<=,)|(?:\([^)]*\)?|[^,(])*)", re.ASCII)
#: SVG attributes that refer by url().
PAINT = re.compile("fill|stroke|clip-path|mask|filter|marker-(start|mid|end)|cursor|style")
#: CSS Syntax 3. An alternative without a name is matched so that URLs in it are ignored.
STRING = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
CSS_TOKEN = re.compile(
    rf"""(?xis) /\*.*?(?:\*/|\Z) | \\. | @namespace[^;]* | type\({STRING}
    | @font-face(?P<font>(?:(?!@font-face)[^}}])*)
    | image-set\((?P<images>(?:{STRING}|[^()"']|\((?:{STRING}|[^()"'])*+\))*+)
    | @import\s*+(?P<import>{STRING})
    | (?<![\w-])url\(\s*+(?P<url>{STRING}|(?:[^"'()\\\s]|\\[0-9a-f]{{1,6}}\s?|\\.)*+)\s*+\)
    | (?P<string>{STRING})"""
)
CSS_ESCAPE = re.compile(r"(?is)\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|\r?\n|(.))")
SITEMAP_TOKEN = re.compile(
    r"""(?s)<!--.*?(?:-->|\Z)|<(?:\w+:)?loc>\s*+(?:<!\[CDATA\[(?P<cdata>.*?)\]\]>|(?P<loc>[^<]*))"""
    r"""|<(?:\w+:)?link\s[^<>]*?\bhref\s*=\s*["'](?P<href>[^"'<>]*)"""
)
MANIFEST = re.compile('"(start_url|icons|screenshots|shortcuts)"')
MANIFEST_URL = re.compile(r'"(?:src|start_url|url|action)"\s*+:\s*+"(?P<url>(?:[^"\\]|\\.)*+)"')

CLEAN_URL = re.compile(r"[^:?]*(?<![^/])[^:?./]+")
ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
LOOPBACK = re.compile(r"(.+\.)?localhost\.?|127\.[\d.]+|0\.0\.0\.0|\[::(1|ffff:7f.*)?\]")
#: What the URL standard takes off both ends of a URL; a no-break space stays.
BLANK = "".join(map(chr, range(33)))
#: Fragments that name no element of a drawing: views of it, and marks that themes look for.
NO_SVG_ID = re.compile(r".*[(=].*|(gh-)?(light|dark)-mode-only|only-(light|dark)")
NO_FILE, NO_ID = "no such file", "id not found"
FOLDER = "leads to a folder, which from disk shows a list of files"

BESIDE = ("docs", "includes", "overrides", "mkdocs.yml")
MARKDOWN = (".md", ".markdown", ".mdx")
SOURCES = (*MARKDOWN, ".html", ".xml", ".svg", ".css", ".json", ".webmanifest", ".yml", ".yaml")
#: The end of a page's path, which differs between its source, its file and its URL.
PAGE_ENDING = re.compile(r"(^|/)(index|README)\.\w+$|\.(x?html?|mdx?|markdown)$|/$", re.IGNORECASE)
#: What looks like a URL in a source: after a space, only if it contains a slash, dot or #.
NOT_URL = r"""\s()<>"'`{}|\[\]"""
WRITTEN_URL = re.compile(
    rf"""(?:(?<=[(<"'])|(?<![\w-])[\w:-]+=|(?=[^{NOT_URL}]*(?:[/#]|\.\w)))([^{NOT_URL}]+)"""
)


class Link(NamedTuple):
    """A URL as it is written, and the markup around it, with {} for the URL."""

    kind: str
    markup: str
    url: str
    line: int
    asks_for_id: bool = True


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


@dataclass(frozen=True, eq=False)
class Site:
    """A built site: its folder, its base URL with a slash at the end, its files by path."""

    folder: str
    url: str
    is_offline: bool
    documents: dict[str, Document]

    @cached_property
    def pages(self) -> list[str]:
        """The paths of its pages."""
        return [path for path in self.documents if is_page(path)]

    @cached_property
    def has_clean_urls(self) -> bool:
        """Whether its host serves guide.html for `guide`, as most of its links say."""
        links = [link for document in self.documents.values() for link in document.links]
        urls = [link.url.partition("#")[0] for link in links if link.kind == NAVIGATION]
        return sum(map(is_page, urls)) < sum(bool(CLEAN_URL.fullmatch(url)) for url in urls)


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
    base = tree.select_one("base[href]")
    return Document(links, frozenset(ids), base.attr("href") or "" if base else "")


def element_links(element: turbohtml.Element) -> Iterator[Link]:
    """Yield the links of an element of HTML, or of a drawing (SVG 2, 16.1.6)."""
    tag, line = element.tag, element.source_line or 1
    is_svg = element.namespace is turbohtml.Namespace.SVG
    table_tag = "svg" if is_svg and tag != "a" else tag
    for name, value in element.attrs.items():
        if name == "style" or (is_svg and PAINT.fullmatch(name)):
            yield from css_links(value or "", line, "attribute")
            continue
        kind = KINDS.get(f"{table_tag} {name}")
        if kind and tag in ("input", "link"):
            kind = kind_by_type(element)
        urls = [value or ""] if kind else []
        if kind and name.endswith("srcset"):
            urls = [match[1].rstrip(",") for match in CANDIDATE.finditer(urls[0].strip(", "))]
        for url in urls:
            yield Link(kind, f'<{tag} {name}="{{}}">', url, line)
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta":
        yield from meta_links(element, line)


def kind_by_type(element: turbohtml.Element) -> str:
    """Return the kind of link of an `<input>` or a `<link>`, or nothing."""
    if element.tag == "input":
        return RESOURCE if (element.attr("type") or "").lower() == "image" else ""
    rel = {*(element.attr("rel") or "").lower().split()}
    if "canonical" in rel:
        return CANONICAL
    if rel <= HOST_ONLY and (rel or element.attr("rev")):
        return ""
    is_loaded = rel & LOADED and element.attr("href") != ""
    return RESOURCE if is_loaded else REFERENCE


def meta_links(element: turbohtml.Element, line: int) -> Iterator[Link]:
    """Yield the URL of a `<meta>`: where it leads on to, or a picture to share."""
    content = element.attr("content") or ""
    name = element.attr("property") or element.attr("name") or ""
    refresh = REFRESH.match(content)
    if (element.attr("http-equiv") or "").lower() == "refresh" and refresh:
        yield Link(NAVIGATION, META, refresh[refresh.lastindex or 0], line)
    elif content and SOCIAL.fullmatch(name):
        yield Link(REFERENCE, META, content, line)


def css_links(text: str, line: int = 1, inside: str = "sheet") -> Iterator[Link]:
    """Yield the links of a style sheet, or of a part of it, that starts in a line.

    A font is loaded whole, so that no id is asked for in it.
    """
    for name, value, at in tokens(CSS_TOKEN, text, line):
        if name in ("font", "images"):
            yield from css_links(value, at, name)
        elif name != "string" or inside == "images":
            url = CSS_ESCAPE.sub(css_character, value.strip("\"' \n"))
            # In a style sheet, url(#id) means an id of the pages that use it.
            if url and (url[0] != "#" or inside == "attribute"):
                markup = "@import {}" if name == "import" else "url({})"
                yield Link(RESOURCE, markup, url, at, inside != "font")


def tokens(pattern: re.Pattern[str], text: str, line: int = 1) -> Iterator[tuple[str, str, int]]:
    """Yield the named groups of a pattern in a text: name, text and line."""
    counted = 0
    for match in pattern.finditer(text):
        if name := match.lastgroup:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            yield name, match[name], line


def css_character(escape: re.Match[str]) -> str:
    """Return what an escape of CSS means."""
    if not escape[1]:
        return escape[2] or ""
    code = int(escape[1], 16)
    return chr(code) if 0 < code < sys.maxunicode else "\ufffd"


def sitemap_links(text: str) -> Iterator[Link]:
    """Yield the links of a sitemap, or of an index of them (sitemaps.org)."""
    for name, value, line in tokens(SITEMAP_TOKEN, text):
        url = value if name == "cdata" else html.unescape(value)
        yield Link(REFERENCE, "sitemap: {}", url.strip(), line)


def manifest_links(text: str) -> Iterator[Link]:
    """Yield the links of an app manifest, if it is one."""
    if MANIFEST.search(text):
        for _, url, line in tokens(MANIFEST_URL, text):
            yield Link(REFERENCE, "manifest: {}", url.replace("\\/", "/"), line)


# Read a site


def read_site(folder: str, url: str | None, is_offline: bool) -> Site:
    """Read all files of a folder. Without a URL, the canonical link of the home page gives it.

    Raises ValueError if the folder has no page, or the URL does not begin with http.
    """
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    documents = {}
    for number, path in enumerate(files, 1):
        show_progress(number, len(files), "files")
        documents[path.relative_to(folder).as_posix()] = read_file(path)
    for link in documents.get("index.html", Document([])).links:
        is_address = link.url.startswith("http") and ada_url.check_url(link.url)
        if not url and link.kind == CANONICAL and is_address:
            url = link.url.removesuffix("index.html")
    url = url or "https://site.invalid/"  # a reserved host, so that no link means it
    if not re.match("https?://[^/]", url) or not ada_url.check_url(url):
        raise ValueError(f"not an http address: {url}")
    site = Site(folder, url.rstrip("/") + "/", is_offline, documents)
    if not site.pages:
        raise ValueError(f"no page in {folder}")
    return site


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
    if name.endswith(".css"):
        links = css_links(read_text(path))
    elif re.fullmatch(r"sitemap.*\.xml", name):
        links = sitemap_links(read_text(path))
    elif name == "manifest.json" or name.endswith(".webmanifest"):
        links = manifest_links(read_text(path))
    else:
        links = iter(())
    return Document([*links])


def read_text(path: Path) -> str:
    """Read a text file, whatever bytes it has."""
    return path.read_text("utf-8-sig", "replace")


# Resolve links, and follow them


def broken_links(site: Site, ignored: Sequence[re.Pattern[str]]) -> Iterator[Broken]:
    """Yield the broken links of a site, and all that lead to another host."""
    for path, document in site.documents.items():
        base_url = base_url_of(site, path)
        for link in document.links:
            target = follow(site, path, base_url, link)
            if target.problem or target.external:
                urls = link.url, target.external
                if not any(each.search(url) for each in ignored for url in urls):
                    yield Broken(site, path, link, target)


def base_url_of(site: Site, path: str) -> str:
    """Return what the URLs of a file are relative to."""
    folder = path[: path.rfind("/") + 1]
    base_url = site.url + quote(folder, errors="surrogateescape")
    try:
        return ada_url.join_url(base_url, site.documents[path].base)
    except ValueError:
        return base_url


def follow(site: Site, path: str, base_url: str, link: Link) -> Target:
    """Find where a link of a file leads."""
    url, _, fragment = link.url.strip(BLANK).partition("#")
    # No disk ever shows the page that a host shows for a missing one.
    is_on_disk = site.is_offline and path != "404.html" and link.kind in (NAVIGATION, RESOURCE)
    if link.kind == RESOURCE and not (url or fragment):
        return Target(path, problem="is empty")
    if url[:1] in ("", "?") and not site.documents[path].base:
        target = Target(path)
    else:
        target = resolve(site.url, base_url, url, link.kind if is_on_disk else "")
    if target.path and target.path not in site.documents:
        target = find_file(site, target.path, is_on_disk)
    if fragment and target.path and link.asks_for_id and not target.problem:
        return find_id(site, target.path, fragment)
    return target


@cache
def resolve(root: str, base_url: str, url: str, disk_kind: str = "") -> Target:
    """Resolve a URL by the URL standard, in a site at `root`.

    In a page that is opened from disk, `disk_kind` is the kind of the link.
    """
    own = ada_url.URL(root)
    try:
        there = ada_url.URL(url, base=base_url)
    except ValueError:
        return Target(problem="is not a valid address")
    protocol = there.protocol
    if protocol == "file:" or len(protocol) == 2:  # a drive of Windows
        return Target(problem="points at a file on one computer")
    if protocol not in ("http:", "https:"):
        return Target()  # mailto: and the like
    pathname = there.pathname
    is_absolute = bool(ABSOLUTE.match(url))
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
        problem = "points at the reader's own computer" if is_loopback else ""
        return Target("", there.href, problem)
    if not is_below:
        return Target(problem=f"leads outside the site, which lives below {own.pathname}")
    # A server does not take an encoded slash for a slash.
    path = re.sub("(?i)%2f", "%252F", pathname[len(own.pathname) :])
    path = re.sub("/{2,}", "/", unquote(path, errors="surrogateescape"))
    path = path.lstrip("/")
    return Target(path or "index.html", problem=FOLDER if disk_kind and not path else "")


def find_file(site: Site, path: str, is_on_disk: bool) -> Target:
    """Find the file that a server sends for a path that is not a file."""
    folder = path.rstrip("/")
    index, page = f"{folder}/index.html", f"{folder}.html"
    if index in site.documents:
        return Target(index, problem=FOLDER if is_on_disk else "")
    if page in site.documents and not is_on_disk and site.has_clean_urls:
        return Target(page)
    return Target(path, problem=NO_FILE)


def find_id(site: Site, path: str, fragment: str) -> Target:
    """Find a fragment in a file (HTML standard, "potential indicated element")."""
    anchor, ids = id_of(fragment), site.documents[path].ids
    if fragment in ids or anchor in ids or anchor.lower() in ("", "top"):
        return Target(path)
    if not is_page(path) and (not path.lower().endswith(".svg") or NO_SVG_ID.fullmatch(anchor)):
        return Target(path)
    return Target(path, problem=f"{NO_ID} in {re.sub('(?<=/)index.html$', '', path)}")


def id_of(fragment: str) -> str:
    """Return the id in a fragment, without a text directive (`:~:text=`)."""
    plain = re.sub("[\t\n\r]", "", fragment).strip(BLANK)
    return unquote(plain.partition(":~:")[0])


# Ask other hosts (only with --external)

#: In seconds, for each piece of an answer; some hosts answer only GET.
TIMEOUTS = {"HEAD": 5.0, "GET": 15.0}
#: Seconds before the first of two more tries where a host is busy.
PAUSE = 1.0
#: What leaves no hope that the page may still work.
SURE = ("the host says 404", "the host says 410", "there is no host")


def ask_hosts(urls: set[str]) -> dict[str, Target]:
    """Ask hosts for URLs, and return what is wrong with each."""
    import requests
    import urllib3

    retry = urllib3.Retry(2, read=0, status_forcelist=(429, 503), backoff_factor=PAUSE)
    retry.respect_retry_after_header = False  # some hosts ask for hours
    retry.raise_on_status = False
    adapter = requests.adapters.HTTPAdapter(max_retries=retry)
    answers = {}
    by_host = defaultdict(list)
    for url in sorted(urls):
        by_host[urlsplit(url).netloc].append(url)

    def ask_in_turn(queue: list[str]) -> None:
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        for url in queue:
            answers[url] = ask(session, url)
            show_progress(len(answers), len(urls), "addresses")

    with ThreadPoolExecutor(16) as pool:
        # Two at a time of each host
        halves = [queue[start::2] for queue in by_host.values() for start in (0, 1)]
        list(pool.map(ask_in_turn, halves))  # raises what a thread raised
    return answers


def ask(session, url: str) -> Target:
    """Ask for a URL by HEAD and, if the answer is not good, by GET."""
    for method, timeout in TIMEOUTS.items():
        options = {"timeout": timeout, "stream": True, "allow_redirects": True}
        try:
            with session.request(method, url, **options) as response:
                if response.status_code < 400:
                    return Target("", url)
                problem = f"the host says {response.status_code} {response.reason}".rstrip()
        except (OSError, ValueError) as error:  # as all errors of requests are
            problem = explain(url, error)
    is_sure = problem.startswith(SURE)
    return Target("", url, problem if is_sure else f"could not tell: {problem}", not is_sure)


def explain(url: str, error: Exception) -> str:
    """Say why a host did not answer."""
    text, kind = str(error), type(error).__name__
    if re.search("label empty or too long|invalid label|Failed to resolve(?!.*Temporary)", text):
        asked = getattr(error, "request", None)  # perhaps after a redirect
        return f"there is no host {urlsplit(asked.url if asked else url).hostname}"
    if invalid := re.search(r"certificate verify failed: ([^(]*)", text):
        return f"its certificate is not valid: {invalid[1].strip()}"
    if kind == "TooManyRedirects":
        return "redirects without end"
    if "timed out" in text:
        return "no answer in time"
    return f"no connection ({kind})"


# Find the line of the source


class Written(NamedTuple):
    """Where a URL is written: a file, and a line counted from 1."""

    path: str
    line: int
    url: str


class Sources:
    """What sites were built from, and the URLs that are written there."""

    def __init__(self, paths: Iterable[str | Path], sites: Sequence[Site]) -> None:
        self.built = {page_stem(path) for site in sites for path in site.documents}
        self.stems = {}
        # By stem and fragment, and then by the stem of the source
        self.urls = defaultdict(lambda: defaultdict(list))
        for root in map(Path, paths):
            for path in [root] if root.is_file() else sorted(root.rglob("*")):
                self.stems[str(path)] = page_stem(path.relative_to(root).as_posix())
                if path.suffix.lower() in SOURCES and path.is_file():
                    with suppress(OSError):  # it cannot be read
                        self.read(path)

    def read(self, path: Path) -> None:
        """Note all URLs in a file."""
        for number, line in enumerate(read_text(path).split("\n"), 1):
            for url in WRITTEN_URL.findall(line):
                stem, _, fragment = url_parts(url)
                source = self.stems[str(path)]
                self.urls[stem, fragment][source].append(Written(str(path), number, url))

    def look_up(self, broken: Broken) -> list[Written]:
        """Find where a link is written: in the source of its page, in a file that is no page
        (a template, a snippet), or in any, as a page may be put together from others."""
        page = page_stem(broken.path)
        ways = [*ways_to_write(broken)]
        if broken.target.external:
            ways = ways[:1]
        for is_own in (True, False):
            found = defaultdict(list)
            for number, (stem, query, fragment) in enumerate(ways):
                sources = self.urls.get((stem, fragment), {})
                for source in [page] if is_own else sources:
                    for written in sources.get(source, ()):
                        if query.startswith(url_parts(written.url)[1]):
                            found[source in self.built, number].append(written)
            if found:
                return found[min(found)]
        return []


def page_stem(path: str) -> str:
    """Return what the path of a page, its source and its URL have in common."""
    return PAGE_ENDING.sub("", path)


@cache
def url_parts(url: str) -> tuple[str, str, str]:
    """Return the stem of a URL's path, its query and its fragment."""
    plain = unquote(html.unescape(url.replace("\\", "")))
    # Of a source, only what follows such a character was read.
    plain = re.split(f"[{NOT_URL}]", plain.rstrip(""".,:;!?)]}"'> """))[-1]
    address, _, fragment = plain.partition("#")
    path, _, query = address.partition("?")
    stem = re.sub(r"^(\.{0,2}/)+|^\.+$", "", page_stem(path)) or "."
    return stem if path else "#", query, fragment


def ways_to_write(broken: Broken) -> Iterator[tuple[str, str, str]]:
    """Yield the parts of a link, as it was built, and as a source may write it."""
    stem, query, fragment = url_parts(broken.link.url)
    ways = [(stem, query, fragment)]
    if broken.target.path and stem != "#":
        ways.append((url_parts(broken.target.path)[0], query, fragment))
    page, dashes, own_id = fragment.partition("--")
    if dashes:  # the whole guide in one file has the page's name before each id: types--neck
        ways += [(page, "", own_id), ("#", "", own_id)]
    for stem, query, fragment in ways:
        while stem:  # templates leave out the start
            yield stem, query, fragment
            stem = stem.partition("/")[2]


def locate(all_broken: list[Broken], sources: Sources) -> list[Finding]:
    """Make the findings: one for each line of a source, or else of a site."""
    pages, firsts, findings = defaultdict(set), {}, defaultdict(list)
    places: dict[tuple[str, ...], list[Written]] = {}
    for broken in all_broken:
        pages[mistake(broken, sources)].add(broken.path)
    for broken in all_broken:
        key = mistake(broken, sources)
        if len(pages[key]) < max(3, 0.9 * len(broken.site.pages)):  # not in a template
            key = *key, page_stem(broken.path), broken.link.line
        first = firsts.setdefault(key, broken)
        path = posixpath.normpath(f"{first.site.folder}/{first.path}")
        in_site = Written(path, first.link.line, first.link.url)
        same = broken.site.folder, broken.path, broken.link.markup, broken.link.url
        if places.get(same):
            continue  # each line that has this link is known
        places[same] = sources.look_up(broken)
        for written in places[same] or [in_site]:
            findings[written].append(broken)
    # To find what was meant takes long, and nobody reads more.
    return [
        finding(written, findings[written], sources if number < 50 else None)
        for number, written in enumerate(sorted(findings))
    ]


def mistake(broken: Broken, sources: Sources) -> tuple[str, ...]:
    """Return what a mistake has in common on all pages and in all editions."""
    edition = "" if sources.urls else broken.site.folder
    address, _, fragment = broken.link.url.partition("#")
    if broken.target.path not in ("", broken.path):
        address = page_stem(broken.target.path)
    return edition, broken.link.markup, address, fragment


def finding(written: Written, group: list[Broken], sources: Sources | None) -> Finding:
    """Say what is wrong with a URL that breaks the links of a group."""
    broken = group[0]
    markup, target = broken.link.markup, broken.target
    if written.path.endswith(MARKDOWN):
        markup = "link to {}" if target.is_warning else "broken link to {}"
    url = re.sub("[ \t\n\r\f]+", " ", written.url).strip(" ")
    if len(url) > 200:
        url = f"{url[:197]}..."
    message = f"{markup.replace('{}', url)}: {target.problem}"
    pages = {each.path for each in group if each.site is broken.site}
    if len(pages) > 1:
        message += f"; on {len(pages)} pages"
    if sources and (meant := meant_by(broken, written.path, sources)):
        message += f'; did you mean "{meant}"?'
    return Finding(written.path, written.line, message, is_warning=target.is_warning)


def meant_by(broken: Broken, source: str, sources: Sources) -> str:
    """Return the id or path that was meant, as the source has to write it."""
    target, documents = broken.target, broken.site.documents
    if target.problem.startswith(NO_ID):
        ids = {each.lower(): each for each in sorted(documents[target.path].ids, reverse=True)}
        return nearest(id_of(broken.link.url.partition("#")[2]), ids)
    if target.problem not in (NO_FILE, FOLDER):
        return ""
    start, paths = broken.path, [*documents]
    if source.endswith(MARKDOWN):
        start = source
        paths = [path for path, stem in sources.stems.items() if stem in sources.built]
    wanted, ending = name_of(target.path)
    names = {}
    for path in sorted(paths, key=lambda path: name_of(path)[1] == ending):
        name, its_ending = name_of(path)
        if bool(its_ending) == bool(ending):
            names[name] = path
    path = nearest(wanted, names)
    return path and posixpath.relpath(path, posixpath.dirname(start) or ".")


def name_of(path: str) -> tuple[str, str]:
    """Return the last name in a path, and its ending; of a page, none."""
    last = posixpath.basename(page_stem(path.rstrip("/")))
    return posixpath.splitext(last.lower())


def nearest(wanted: str, names: dict[str, str]) -> str:
    """Return what has the name that is most like another."""
    if len(names) > 2000:  # it would take long
        return ""
    close = get_close_matches(wanted.lower(), names, 1)
    return names[close[0]] if close else ""


# Report


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options; wrong usage ends with status 2."""
    parser = argparse.ArgumentParser("check_links.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    beside = f"default, beside SITE_DIR: {', '.join(BESIDE)}"
    add = parser.add_argument
    add("sites", nargs="*", metavar="SITE_DIR", help="folder with a built site")
    add("--offline", nargs="*", default=(), metavar="SITE_DIR", help="all, or these: from disk")
    add("--site-url", metavar="URL", help="default: the canonical link of the home page")
    add("--sources", nargs="+", action="extend", metavar="PATH", help=beside)
    add("--external", action="store_true", help="also ask other hosts")
    add("--ignore", metavar="REGEX", action="append", default=[], help="URLs not to check")
    add("--format", choices=FORMATS, default="text", help="github: annotate lines")
    add("--strict", action="store_true", help="warnings fail too")
    options = parser.parse_args(arguments)
    if options.offline == []:
        options.offline = options.sites
    options.sites = [*dict.fromkeys((*options.sites, *options.offline))]
    if not options.sites:
        parser.error("name the folder of a built site")
    try:
        options.ignore = [re.compile(each) for each in options.ignore]
    except re.error as error:
        parser.error(f"--ignore {error.pattern}: {error}")
    if not options.sources:
        parent = Path(os.path.relpath(Path(options.sites[0]).resolve().parent))
        options.sources = [parent / name for name in BESIDE]
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the links, print the findings and return the exit status."""
    options = parse_arguments(arguments)
    sites = []
    try:
        for folder in options.sites:
            url = options.site_url or (sites[0].url if sites else None)
            sites.append(read_site(folder, url, folder in options.offline))
    except (OSError, ValueError) as error:
        print(f"check_links.py: {error}", file=sys.stderr)
        return 2
    all_broken = [broken for site in sites for broken in broken_links(site, options.ignore)]
    targets = {broken.target for broken in all_broken}
    urls = {each.external for each in targets if options.external or not each.problem} - {""}
    answers = ask_hosts(urls) if options.external else {}
    all_broken = [
        broken._replace(target=answers.get(broken.target.external, broken.target))
        for broken in all_broken
    ]
    all_broken = [broken for broken in all_broken if broken.target.problem]
    findings = locate(all_broken, Sources(options.sources, sites)) if all_broken else []
    print_findings(findings, options.format)
    pages = sum(len(site.pages) for site in sites)
    links = sum(len(each.links) for site in sites for each in site.documents.values())
    errors = sum(not each.is_warning for each in findings)
    checked = f"{pages} pages, {links} links, {len(urls)} external addresses"
    print_line(f"{checked}: {errors} broken, {len(findings) - errors} warnings")
    return 1 if errors or (options.strict and findings) else 0


if __name__ == "__main__":
    raise SystemExit(main())
