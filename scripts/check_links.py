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

# What a link is for: a reader follows it, a browser loads it, or it only names an address.
NAVIGATION, RESOURCE, REFERENCE = "navigation", "resource", "reference"
#: Where links stand in HTML: tag and attribute. A new kind of link is one more entry here.
ATTRIBUTES = {
    NAVIGATION: "a href, area href",
    RESOURCE: "audio src, body background, embed src, frame src, iframe src, img src, img srcset, "
    "input src, link href, link imagesrcset, object data, script src, source src, source srcset, "
    "track src, video poster, video src",
    REFERENCE: "blockquote cite, del cite, img usemap, ins cite, q cite",
}
#: The same by tag: name of the attribute, kind, and how the link is shown.
BY_TAG: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
for _kind, _places in ATTRIBUTES.items():
    for _place in _places.split(", "):
        _tag, _name = _place.split()
        BY_TAG[_tag].append((_name, _kind, f'<{_tag} {_name}="{{}}">'))
#: The elements that may have links: these, drawings, and all with a style.
WITH_LINKS = ", ".join([*BY_TAG, "meta", "style", "svg", "svg *", "[style]"])
IDS = "//@id | //a/@name | //map/@name"
#: Link types that a browser loads, and those that name a host only (HTML standard, "link types").
LOADED = {"apple-touch-icon", "icon", "manifest", "modulepreload", "preload", "stylesheet"}
HOST_ONLY = {"dns-prefetch", "preconnect"}
CANONICAL = '<link rel=canonical href="{}">'
SOCIAL = re.compile("(og|twitter):(audio|image|player|url|video)(:(secure_)?(url|src|stream))?")
#: HTML standard, "shared declarative refresh steps" and "parse a srcset attribute".
REFRESH = re.compile(
    r"(?is)\s*[\d.]+(?:\s*[;,]|\s)\s*(?>(?:url\s*=\s*)?)(?:\"([^\"]+)|'([^']+)|([^\"';,\s].*))"
)
CANDIDATE = re.compile(r"[\s,]*(\S+)(?:(?<=,)|(?:\([^)]*\)?|[^,(])*)", re.ASCII)
#: SVG attributes that refer by url().
PAINT = re.compile("fill|stroke|clip-path|mask|filter|marker-(start|mid|end)|style")
#: CSS Syntax 3. Comments, escapes and names of formats are matched so that nothing in them counts.
STRING = r"""(?:"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')"""
CSS_TOKEN = re.compile(
    rf"""(?xis) /\*.*?(?:\*/|\Z) | \\. | @namespace[^;]*
    | @import\s*+(?P<import>{STRING})
    | (?<![\w-])url\(\s*+(?P<url>{STRING}|(?:[^"'()\\\s]|\\[0-9a-f]{{1,6}}\s?|\\.)*+)\s*+\)
    | (?P<string>{STRING}) | (?P<font>@font-face) | (?P<end>\}})
    | (?P<set>image-set\() | (?P<open>\() | (?P<close>\))"""
)
CSS_ESCAPE = re.compile(r"(?is)\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|\r?\n|(.))")
SITEMAP_TOKEN = re.compile(
    r"""(?s)<!--.*?-->|<(?:\w+:)?loc>\s*+(?:<!\[CDATA\[(?P<cdata>.*?)\]\]>|(?P<loc>[^<]*))"""
    r"""|<(?:\w+:)?link\s[^<>]*?\bhref\s*=\s*["'](?P<href>[^"'<>]*)"""
)
MANIFEST_URL = re.compile(r'"(src|start_url|url|action)"\s*+:\s*+("(?:[^"\\]|\\.)*+")')

ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
LOOPBACK = re.compile(r"(.+\.)?localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\]")
#: Fragments that name no element of a drawing: views of it, and marks that themes look for.
NO_SVG_ID = re.compile(r".*[(=].*|(gh-)?(light|dark)-mode-only|only-(light|dark)")
NO_FILE, NO_ID = "no such file", "id not found"
FOLDER = "leads to a folder, which from disk shows a list of files"
OWN_COMPUTER = "points at the reader's own computer"
#: Where a site is when nobody says it: a host that is reserved, so that no link means it.
UNKNOWN_URL = "https://site.invalid/"

BESIDE = ("docs", "includes", "overrides", "mkdocs.yml")
MARKDOWN = (".md", ".markdown")
SOURCES = (*MARKDOWN, ".html", ".xml", ".svg", ".css", ".json", ".webmanifest", ".yml", ".yaml")
#: The end of a page's path, which differs between its source, its file and its URL.
PAGE_ENDING = re.compile(r"(^|/)(index|README)\.\w+$|\.(x?html?|md|markdown)$|/$", re.IGNORECASE)
#: What may be a URL in a source: after a space, only what looks like a path and not like a word.
WRITTEN_URL = re.compile(
    r"""(?:(?<=[(<"'])|(?<![\w-])[\w:-]+=|(?=[^\s()<>"'`{}|\[\]]*[/.#]))([^\s()<>"'`{}|\[\]]+)"""
)
#: Finding what was meant takes long, and nobody reads more.
MOST_SUGGESTIONS = 50


class Link(NamedTuple):
    """A URL as it is written, and what stands around it, with {} for the URL."""

    kind: str
    shown: str
    url: str
    line: int
    asks_for_id: bool = True


class Document(NamedTuple):
    """The links and ids of a file, and what its URLs are relative to, if not to its folder."""

    links: list[Link]
    ids: frozenset[str] = frozenset()
    base: str = ""


class Target(NamedTuple):
    """Where a link leads: a file of the site, a URL of another host, or a problem; or nothing."""

    path: str = ""
    external: str = ""
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Site:
    """A built site: its folder, its URL with a slash at the end, its files by their paths."""

    folder: str
    url: str
    is_offline: bool
    documents: dict[str, Document]

    @cached_property
    def has_clean_urls(self) -> bool:
        """Whether its host serves guide.html for `guide`: most of its links leave out `.html`."""
        balance = 0
        for path, document in self.documents.items():
            for link in document.links:
                url = link.url.partition("#")[0]
                if link.kind == NAVIGATION and url:
                    target = resolve(self.url, posixpath.dirname(path), document.base, url).path
                    balance += f"{target.rstrip('/')}.html" in self.documents
                    balance -= is_page(url) and target in self.documents
        return balance > 0


class Broken(NamedTuple):
    """A link that does not lead where it should, in a file of a site."""

    site: Site
    path: str
    link: Link
    target: Target
    is_warning: bool = False


# Links in HTML and CSS


def read_html(data: bytes) -> Document:
    """Read a page or a drawing as a browser without scripts does."""
    tree = turbohtml.parse(data, allow_declarative_shadow_roots=False)
    for template in tree.select("template"):
        template.clear()
    links = [link for element in tree.select(WITH_LINKS) for link in element_links(element)]
    base = tree.select_one("base[href]")
    return Document(links, frozenset(tree.xpath(IDS)), base.attr("href") or "" if base else "")


def element_links(element: turbohtml.Element) -> Iterator[Link]:
    """Yield the links of an element of HTML, or of a drawing (SVG 2, 16.1.6)."""
    tag, line = element.tag, element.source_line or 1
    is_svg = element.namespace is turbohtml.Namespace.SVG
    for name, value in element.attrs.items() if is_svg else ():
        if name in ("href", "xlink:href"):
            kind = NAVIGATION if tag == "a" else RESOURCE
            yield Link(kind, f'<{tag} {name}="{{}}">', value or "", line)
        elif PAINT.fullmatch(name):
            yield from css_links(value or "", line, has_ids=True)
    for name, kind, shown in () if is_svg else BY_TAG.get(tag, ()):
        value = element.attr(name)
        if value is None or (tag == "input" and (element.attr("type") or "").lower() != "image"):
            continue
        if name.endswith("srcset"):
            urls = (match[1].rstrip(",") for match in CANDIDATE.finditer(value))
            yield from (Link(kind, shown, url, line) for url in urls if url)
        elif tag == "link":
            yield from link_href(element, value, line)
        else:
            yield Link(kind, shown, value, line)
    if not is_svg and (style := element.attr("style")):
        yield from css_links(style, line, has_ids=True)
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta":
        yield from meta_content(element, line)


def link_href(element: turbohtml.Element, url: str, line: int) -> Iterator[Link]:
    """Yield the href of a `<link>`, unless it only names a host or an author."""
    rel = {*(element.attr("rel") or "").lower().split()}
    if rel - HOST_ONLY or not (rel or element.attr("rev")):
        kind = RESOURCE if rel & LOADED and url.strip() else REFERENCE
        yield Link(kind, CANONICAL if "canonical" in rel else '<link href="{}">', url, line)


def meta_content(element: turbohtml.Element, line: int) -> Iterator[Link]:
    """Yield the URL of a `<meta>`: where it leads on to, or a picture to share."""
    content, shown = element.attr("content") or "", '<meta content="{}">'
    if (element.attr("http-equiv") or "").lower() == "refresh":
        if match := REFRESH.match(content):
            yield Link(NAVIGATION, shown, match[match.lastindex or 0], line)
    elif content and SOCIAL.fullmatch(element.attr("property") or element.attr("name") or ""):
        yield Link(REFERENCE, shown, content, line)


def css_links(text: str, line: int = 1, has_ids: bool = False) -> Iterator[Link]:
    """Yield the links of a style sheet, or of an attribute, that starts in a line.

    url(#id) in a style sheet means an id of the pages that use it; only an attribute `has_ids`.
    A font is loaded whole, so that no id is asked for in it.
    """
    depth, is_font = 0, False
    for match, at in with_lines(CSS_TOKEN, text, line):
        token = match.lastgroup
        if token in ("font", "end"):
            is_font = token == "font"
        elif token == "set" or (token == "open" and depth):
            depth += 1
        elif token == "close":
            depth = max(depth - 1, 0)
        elif token in ("import", "url") or (token == "string" and depth == 1):
            url = css_value(match[token])
            if url and (has_ids or url[0] != "#"):
                shown = "@import {}" if token == "import" else "url({})"
                yield Link(RESOURCE, shown, url, at, not is_font)


def with_lines(
    pattern: re.Pattern[str], text: str, line: int = 1
) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the matches of a pattern with their lines, counted on from each to the next."""
    counted = 0
    for match in pattern.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        yield match, line


def css_value(token: str) -> str:
    """Return what a string or an unquoted URL of CSS means."""
    text = token[1:-1] if token[:1] in ("'", '"') else token
    return CSS_ESCAPE.sub(css_character, text).strip()


def css_character(escape: re.Match[str]) -> str:
    """Return the character that an escape of CSS means; an escaped end of line means nothing."""
    code = int(escape[1] or "0", 16)
    return (chr(code) if 0 < code < sys.maxunicode else "\ufffd") if escape[1] else escape[2] or ""


def sitemap_links(text: str) -> Iterator[Link]:
    """Yield the links of a sitemap, or of an index of them (sitemaps.org)."""
    for match, line in with_lines(SITEMAP_TOKEN, text):
        if match.lastgroup:
            url = match[match.lastgroup]
            url = url if match.lastgroup == "cdata" else html.unescape(url)
            yield Link(REFERENCE, "sitemap: {}", url.strip(), line)


def manifest_links(text: str) -> Iterator[Link]:
    """Yield the links of an app manifest: its icons, screenshots, start page and shortcuts."""
    for match, line in with_lines(MANIFEST_URL, text):
        kind = RESOURCE if match[1] == "src" else NAVIGATION
        url = match[2][1:-1].replace("\\/", "/")
        yield Link(kind, "manifest: {}", url, line)


# Read a site


def read_site(folder: str, url: str | None, is_offline: bool) -> Site:
    """Read all files of a folder. Without a URL, the canonical link of the home page gives it.

    Raises ValueError if the folder has no page, or the URL does not begin with http.
    """
    found = [Path(above, name) for above, _, names in os.walk(folder) for name in names]
    files = {path.relative_to(folder).as_posix(): path for path in found if path.is_file()}
    if not any(is_page(path) for path in files):
        raise ValueError(f"no page in {folder}")
    documents = {}
    for number, path in enumerate(sorted(files), 1):
        show_progress(number, len(files), "files")
        documents[path] = read_file(files[path])
    home = documents.get("index.html", Document([])).links
    urls = [link.url for link in home if link.shown == CANONICAL and link.url.startswith("http")]
    url = url or (urls[0].removesuffix("index.html") if urls else UNKNOWN_URL)
    if not re.match("https?://[^/]", url):
        raise ValueError(f"not an http address: {url}")
    return Site(folder, url.rstrip("/") + "/", is_offline, documents)


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
        return Document([*css_links(path.read_text("utf-8-sig", "replace"))])
    if re.fullmatch(r"sitemap.*\.xml", name):
        return Document([*sitemap_links(path.read_text("utf-8-sig", "replace"))])
    if name == "manifest.json" or name.endswith(".webmanifest"):
        text = path.read_text("utf-8-sig", "replace")
        is_of_app = name != "manifest.json" or '"start_url"' in text or '"icons"' in text
        return Document([*manifest_links(text)] if is_of_app else [])
    return Document([])


# Resolve links, and follow them


def broken_links(site: Site, ignored: Sequence[re.Pattern[str]]) -> Iterator[Broken]:
    """Yield the links of a site that are broken, and all that lead to another host."""
    for path, document in site.documents.items():
        for link in document.links:
            target = follow(site, path, document, link)
            if not (target.problem or target.external):
                continue
            if not any(each.search(url) for each in ignored for url in (link.url, target.external)):
                yield Broken(site, path, link, target)


def follow(site: Site, path: str, document: Document, link: Link) -> Target:
    """Find where a link of a file leads."""
    url, _, fragment = link.url.partition("#")
    url = url.strip()
    if not document.base and url[:1] in ("", "?"):
        is_empty = link.kind == RESOURCE and not link.url.strip()
        target = Target(path, problem="is empty" if is_empty else "")
    else:
        # No disk ever shows the page that a host shows for a missing one.
        is_on_disk = site.is_offline and path != "404.html" and link.kind != REFERENCE
        folder, disk_kind = posixpath.dirname(path), link.kind if is_on_disk else ""
        target = resolve(site.url, folder, document.base, url, disk_kind)
        if target.path and target.path not in site.documents:
            target = find_file(site, target.path, is_on_disk)
    if fragment and target.path and link.asks_for_id and not target.problem:
        there = site.documents[target.path]
        return target._replace(problem=missing_id(there.ids, target.path, fragment))
    return target


@cache
def resolve(root: str, folder: str, base: str, url: str, disk_kind: str = "") -> Target:
    """Resolve a URL by the URL standard, as it is written in a folder of the site at `root`.

    In a page that is opened from disk, `disk_kind` is the kind of the link.
    """
    own = ada_url.URL(root)
    try:
        here = root + quote(f"{folder}/".lstrip("/"), errors="surrogateescape")
        there = ada_url.URL(url, base=ada_url.URL(base, base=here).href)
    except ValueError:
        return Target(problem="is not a valid address")
    if there.protocol == "file:" or len(there.protocol) == 2:  # a drive of Windows
        return Target(problem="points at a file on one computer")
    if there.protocol not in ("http:", "https:"):
        return Target()  # mailto: and the like
    is_absolute = bool(ABSOLUTE.match(url))
    is_below = f"{there.pathname}/".startswith(own.pathname)
    is_own = there.host == own.host and (is_below or not is_absolute)
    if disk_kind and url[:1] in ("/", "\\"):
        return Target(problem="is root-absolute: from disk it leads to the root of the disk")
    if disk_kind == RESOURCE and is_absolute:
        return Target(problem="comes from another host: not there without a network")
    if disk_kind and is_absolute and is_own:
        return Target(problem="leads from the copy on disk to the site on the web")
    if not is_own:
        is_loopback = LOOPBACK.fullmatch(there.hostname)
        return Target("", there.href, OWN_COMPUTER if is_loopback else "")
    if not is_below:
        return Target(problem=f"leads outside the site, which lives below {own.pathname}")
    # A server does not take an encoded slash for a slash.
    path = re.sub("(?i)%2f", "%252F", there.pathname[len(own.pathname) :])
    path = re.sub("/{2,}", "/", unquote(path, errors="surrogateescape")).lstrip("/")
    return Target(path or "index.html")


def find_file(site: Site, path: str, is_on_disk: bool) -> Target:
    """Find the file that a server sends for a path that is not a file."""
    index, page = f"{path.rstrip('/')}/index.html", f"{path.rstrip('/')}.html"
    if index in site.documents:
        return Target(index, problem=FOLDER if is_on_disk else "")
    if page in site.documents and not is_on_disk and site.has_clean_urls:
        return Target(page)
    return Target(path, problem=NO_FILE)


def missing_id(ids: frozenset[str], path: str, fragment: str) -> str:
    """Say what is wrong with a fragment (HTML standard, "find a potential indicated element")."""
    name = id_of(fragment)
    if fragment in ids or name in ids or name.lower() in ("", "top"):
        return ""
    if not is_page(path) and (not path.lower().endswith(".svg") or NO_SVG_ID.fullmatch(name)):
        return ""
    return f"{NO_ID} in {re.sub('(?<=/)index.html$', '', path)}"


def id_of(fragment: str) -> str:
    """Return the id that a fragment names, without a text directive (`:~:text=`)."""
    return unquote(re.sub("[\t\n\r]", "", fragment).strip().partition(":~:")[0])


# Ask other hosts (only with --external)

AT_ONCE, PER_HOST = 16, 2
#: In seconds, for each piece of an answer; some hosts answer only GET.
TIMEOUTS = {"HEAD": 5.0, "GET": 15.0}
#: Two more tries where a host is busy, the first after this time.
BUSY, PAUSE = (429, 503), 1.0


def ask_hosts(urls: set[str]) -> dict[str, tuple[str, bool]]:
    """Ask hosts for URLs: what is wrong with each, and whether it may still work."""
    import requests
    import urllib3

    retry = urllib3.Retry(2, read=0, status_forcelist=BUSY, backoff_factor=PAUSE)
    retry.raise_on_status = False
    answers: dict[str, tuple[str, bool]] = {}
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        by_host[urlsplit(url).netloc].append(url)

    def ask_in_turn(queue: list[str]) -> None:
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, requests.adapters.HTTPAdapter(max_retries=retry))
        for url in queue:
            answers[url] = ask(session, url)
            show_progress(len(answers), len(urls), "addresses")

    queues = [queue[start::PER_HOST] for queue in by_host.values() for start in range(PER_HOST)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask_in_turn, queues))
    return answers


def ask(session, url: str) -> tuple[str, bool]:
    """Ask for a URL by HEAD and, if the answer is not good, by GET."""
    answer = ("", False)
    for method, timeout in TIMEOUTS.items():
        options = {"timeout": timeout, "stream": True, "allow_redirects": True}
        try:
            with session.request(method, url, **options) as response:
                if response.status_code < 400:
                    return "", False
                said = f"the host says {response.status_code} {response.reason}".rstrip()
                is_gone = response.status_code in (404, 410)
                answer = (said, False) if is_gone else (f"could not tell: {said}", True)
        except (OSError, ValueError) as error:  # as all errors of requests are
            answer = explain(url, error)
    return answer


def explain(url: str, error: Exception) -> tuple[str, bool]:
    """Say why a host did not answer."""
    text, kind = str(error), type(error).__name__
    if re.search("label empty or too long|invalid label|Failed to resolve(?!.*Temporary)", text):
        return f"there is no host {urlsplit(url).hostname}", False
    reason = f"no connection ({kind})"
    if invalid := re.search(r"certificate verify failed: ([^(]*)", text):
        reason = f"its certificate is not valid: {invalid[1].strip()}"
    elif kind == "TooManyRedirects":
        reason = "redirects without end"
    elif "timed out" in text:
        reason = "no answer in time"
    return f"could not tell: {reason}", True


# Find the line of the source


class Written(NamedTuple):
    """Where a URL is written."""

    file: str
    line: int
    url: str


class Sources:
    """What sites were built from, and the URLs that are written there."""

    def __init__(self, paths: Iterable[str | Path], sites: Sequence[Site]) -> None:
        self.of_page: dict[str, list[str]] = defaultdict(list)  # by the stem of its path
        self.roots: dict[str, Path] = {}  # the folder of sources that a file is in
        self.shared: list[str] = []  # templates, snippets: what may write into many pages
        self.pages: list[str] = []
        self.urls: dict[tuple[str, str], list[Written]] = defaultdict(list)
        built = {page_stem(path) for site in sites for path in site.documents}
        for path in map(Path, paths):
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                if file.suffix in SOURCES and file.is_file():
                    self.roots[str(file)] = path
                    self.read(file, page_stem(file.relative_to(path).as_posix()), built)

    def read(self, file: Path, stem: str, built: set[str]) -> None:
        """Note what is built from a file, and all URLs in it."""
        self.of_page[stem].append(str(file))
        if stem not in built:
            self.shared.append(str(file))
        elif file.suffix in MARKDOWN:
            self.pages.append(str(file))
        for number, line in enumerate(file.read_text("utf-8-sig", "replace").split("\n"), 1):
            for match in WRITTEN_URL.finditer(line):
                stem, _, fragment = url_parts(match[1])
                self.urls[stem, fragment].append(Written(str(file), number, match[1]))

    def look_up(self, broken: Broken) -> list[Written]:
        """Find where a link is written: in the source of its page, in what pages share, or,
        if its page is put together from others, in any page."""
        own = self.of_page.get(page_stem(broken.path), [])
        for files in (own, self.shared, self.pages) if self.urls else ():
            for url in urls_meant(broken):
                if found := self.alike(url, files):
                    return found
        return []

    def alike(self, url: str, files: list[str]) -> list[Written]:
        """Return the URLs in some files that may mean the same; templates leave out the start."""
        stem, query, fragment = url_parts(url)
        while stem:
            found = [
                written
                for written in self.urls.get((stem, fragment), ())
                if written.file in files and query.startswith(url_parts(written.url)[1])
            ]
            if found:
                return found
            stem = stem.partition("/")[2]
        return []


def page_stem(path: str) -> str:
    """Return what the path of a page, of its source and of its URL have in common."""
    return PAGE_ENDING.sub("", path)


@cache
def url_parts(url: str) -> tuple[str, str, str]:
    """Return the path of a URL, as far as all ways to write it agree, its query, its fragment."""
    plain = unquote(html.unescape(url.replace("\\", "")))
    plain = re.findall(r"""[^\s()<>"'`{}|\[\]]*""", plain.rstrip(""".,:;!?)]}"'> """))[-2:][0]
    address, _, fragment = plain.partition("#")
    path, _, query = address.partition("?")
    stem = re.sub(r"^(\.{0,2}/)+|^\.+$", "", page_stem(path)) or "."
    return stem if path else "#", query, fragment


def urls_meant(broken: Broken) -> Iterator[str]:
    """Yield the ways to write a link: as it was built, and by the file that it leads to."""
    url, hash_, fragment = broken.link.url.partition("#")
    yield broken.link.url
    if broken.target.path and url:
        query = url[len(url.partition("?")[0]) :]
        yield broken.target.path + query + hash_ + fragment
    page, dashes, own_id = fragment.partition("--")
    if dashes:  # the whole guide in one file has the page's name before each id: types--neck
        yield f"{page}#{own_id}"
        yield f"#{own_id}"


def locate(all_broken: list[Broken], sources: Sources) -> list[Finding]:
    """Make the findings: one for each line of a source, or else of a site."""
    groups: dict[Written, list[Broken]] = defaultdict(list)
    pages: dict[tuple[str, ...], set[str]] = defaultdict(set)
    firsts: dict[tuple[object, ...], Written] = {}
    known: dict[tuple[str, str, str], list[Written]] = {}
    for broken in all_broken:
        pages[mistake(broken, sources)].add(broken.path)
    for broken in all_broken:
        key = (broken.site.folder, broken.path, broken.link.url)
        if key not in known:
            known[key] = sources.look_up(broken)
            for written in known[key]:
                groups[written].append(broken)
        if not known[key]:
            same = mistake(broken, sources)
            all_pages = sum(is_page(path) for path in broken.site.documents)
            is_template = len(pages[same]) >= max(3, 0.9 * all_pages)
            place = () if is_template else (page_stem(broken.path), broken.link.line)
            path = posixpath.normpath(f"{broken.site.folder}/{broken.path}")
            in_site = Written(path, broken.link.line, broken.link.url)
            groups[firsts.setdefault((same, place), in_site)].append(broken)
    numbered = enumerate(groups.items())
    return sorted(finding(*each, sources, n < MOST_SUGGESTIONS) for n, each in numbered)


def mistake(broken: Broken, sources: Sources) -> tuple[str, ...]:
    """Return what the same mistake has in common on other pages and in other editions."""
    link, target = broken.link, broken.target.path
    edition = "" if sources.urls else broken.site.folder
    if target in ("", broken.path):
        return edition, link.shown, link.url
    return edition, link.shown, page_stem(target), link.url.partition("#")[2]


def finding(
    written: Written, group: list[Broken], sources: Sources, has_suggestion: bool
) -> Finding:
    """Say what is wrong with a URL that breaks the links of a group."""
    broken = group[0]
    shown = broken.link.shown
    if written.file.endswith(MARKDOWN):
        shown = "link to {}" if broken.is_warning else "broken link to {}"
    url = " ".join(written.url.split())
    message = shown.replace("{}", url if len(url) <= 200 else f"{url[:197]}...")
    message += f": {broken.target.problem}"
    pages = {each.path for each in group if each.site is broken.site}
    if len(pages) > 1:
        message += f"; on {len(pages)} pages"
    if has_suggestion and (meant := meant_by(broken, written.file, sources)):
        message += f'; did you mean "{meant}"?'
    return Finding(written.file, written.line, message, is_warning=broken.is_warning)


def meant_by(broken: Broken, file: str, sources: Sources) -> str:
    """Return the id or the path that was most likely meant, as it has to be written in a file."""
    target, documents = broken.target.path, broken.site.documents
    if broken.target.problem.startswith(NO_ID):
        return nearest(id_of(broken.link.url.partition("#")[2]), documents[target].ids)
    if broken.target.problem not in (NO_FILE, FOLDER):
        return ""
    wants_page = bool(PAGE_ENDING.search(target)) or "." not in target
    paths = [path for path in documents if is_page(path) == wants_page]
    by_name = {posixpath.splitext(page_stem(path))[0]: path for path in paths}
    name = nearest(posixpath.splitext(page_stem(target))[0], by_name)
    if not name:
        return ""
    if file.endswith(MARKDOWN):
        built = sources.roots[file] / by_name[name]
        source = next(iter(sources.of_page.get(page_stem(by_name[name]), [])), built)
        return Path(os.path.relpath(source, Path(file).parent)).as_posix()
    return posixpath.relpath(by_name[name], posixpath.dirname(broken.path) or ".")


def nearest(wanted: str, names: Iterable[str]) -> str:
    """Return the name whose last part is most like that of the one that is wanted."""
    by_last_part = {posixpath.basename(name.lower()): name for name in sorted(names, reverse=True)}
    close = get_close_matches(posixpath.basename(wanted.lower()), by_last_part, 1)
    return by_last_part[close[0]] if close else ""


# Report


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the options; wrong usage ends with status 2."""
    parser = argparse.ArgumentParser("check_links.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    beside, add, folder = f"default, beside SITE_DIR: {', '.join(BESIDE)}", None, "SITE_DIR"
    add = parser.add_argument
    add("sites", nargs="*", metavar=folder, help="folder with a built site")
    add("--offline", nargs="*", metavar=folder, help="all sites, or these, are opened from disk")
    add("--site-url", metavar="URL", help="default: the canonical link of the home page")
    add("--sources", nargs="+", action="extend", metavar="PATH", help=beside)
    add("--external", action="store_true", help="also ask other hosts")
    add("--ignore", metavar="REGEX", action="append", default=[], help="URLs not to check")
    add("--format", choices=FORMATS, default="text", help="github: annotate lines")
    add("--strict", action="store_true", help="warnings fail too")
    options = parser.parse_args(arguments)
    options.offline = [] if options.offline is None else options.offline or options.sites
    options.sites = [*dict.fromkeys((*options.sites, *options.offline))]
    if not options.sites:
        parser.error("name the folder of a built site")
    try:
        options.ignore = [re.compile(each) for each in options.ignore]
    except re.error as error:
        parser.error(f"--ignore {error.pattern}: {error}")
    beside = Path(os.path.relpath(Path(options.sites[0]).resolve().parent))
    options.sources = options.sources or [beside / name for name in BESIDE]
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the links, print the findings and return the exit status."""
    options, sites = parse_arguments(arguments), []
    try:
        for folder in options.sites:
            url = options.site_url or (sites[0].url if sites else None)
            sites.append(read_site(folder, url, folder in options.offline))
    except (OSError, ValueError) as error:
        print(f"check_links.py: {error}", file=sys.stderr)
        return 2
    broken = [each for site in sites for each in broken_links(site, options.ignore)]
    urls = {each.target.external for each in broken if options.external or not each.target.problem}
    answers = ask_hosts(urls - {""}) if options.external else {}
    for number, each in enumerate(broken):
        if each.target.external in answers:
            problem, is_warning = answers[each.target.external]
            target = each.target._replace(problem=problem)
            broken[number] = each._replace(target=target, is_warning=is_warning)
    broken = [each for each in broken if each.target.problem]
    findings = locate(broken, Sources(options.sources, sites)) if broken else []
    print_findings(findings, options.format)
    files = [file for site in sites for file in site.documents.items()]
    pages = sum(is_page(path) for path, _ in files)
    links = sum(len(document.links) for _, document in files)
    errors = sum(not each.is_warning for each in findings)
    checked = f"{pages} pages, {links} links, {len(urls - {''})} external addresses"
    print_line(f"{checked}: {errors} broken, {len(findings) - errors} warnings")
    return 1 if errors or (options.strict and findings) else 0


if __name__ == "__main__":
    raise SystemExit(main())
