"""Step 1, read the site: its files, and the links and ids that stand in each."""

import html
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

import turbohtml
from findings import show_progress
from mkdocs_config import find_config, read_config
from turbohtml import Element, Namespace

#: What a link is for: a reader follows it, a browser loads it, or it only names an address.
NAVIGATION, RESOURCE, REFERENCE = "navigation", "resource", "reference"
#: The address of a site when nobody says it: a name that no link can mean (RFC 2606).
UNKNOWN_ADDRESS = "https://site.invalid/"
#: Where links stand in HTML: tag and attribute. A new kind of link is one more entry here.
PLACES = {
    NAVIGATION: "a href, area href",
    RESOURCE: "audio src, embed src, iframe src, img src, img srcset, input src, link href, "
    "link imagesrcset, object data, script src, source src, source srcset, track src, "
    "video poster, video src",
    REFERENCE: "blockquote cite, del cite, ins cite, q cite",
}
#: The same by tag: attribute, kind, and what stands around. `meta` and `style` are read apart.
ATTRIBUTES: dict[str, list[tuple[str, str, str]]] = {"meta": [], "style": []}
for _kind, _places in PLACES.items():
    for _tag, _attribute in map(str.split, _places.split(", ")):
        _shown = f'<{_tag} {_attribute}="{{}}">'
        ATTRIBUTES.setdefault(_tag, []).append((_attribute, _kind, _shown))
#: Attributes of drawings that refer by url().
PAINTED = re.compile("fill|stroke|clip-path|mask|filter|marker-(start|mid|end)")
MANIFEST, SITEMAP = '<link rel=manifest href="{}">', "sitemap: {}"
#: HTML standard, "link types": those that a browser loads, and those that name a host only.
LOADED = {"apple-touch-icon", "icon", "manifest", "modulepreload", "preload", "stylesheet"}
HOST_ONLY = {"dns-prefetch", "preconnect"}
#: The elements that have links or ids.
GATHERED = ", ".join([*ATTRIBUTES, "svg", "svg *", "[style]", "[id]"])
#: Pages that readers and search engines are not meant to find.
UNLISTED = 'meta[http-equiv="refresh" i], meta[name="robots" i][content*="noindex" i]'
SOCIAL = re.compile("(og|twitter):(audio|image|player|url|video)(:(secure_)?(url|src|stream))?")
#: HTML standard, "shared declarative refresh steps" and "parse a srcset attribute".
REFRESH = re.compile(
    r"(?is)\s*[\d.]+(?:\s*[;,]|\s)\s*(?>(?:url\s*=\s*)?)(?:\"([^\"]+)|'([^']+)|([^\"';,\s].*))"
)
CANDIDATE = re.compile(r"[\s,]*(\S+)(?:(?<=,)|(?:\([^)]*\)?|[^,(])*)", re.ASCII)
#: CSS Syntax 3. Comments and strings are passed over, so that no address in them counts.
STRING = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
CSS_TOKEN = re.compile(
    rf"""(?xis) /\*.*?(?:\*/|\Z)
    | @import\s*(?P<import>{STRING})
    | (?<![\w-])url\((?P<url>\s*{STRING}\s*|[^"'()]*)\)
    | {STRING}"""
)


class Link(NamedTuple):
    """An address as it is written, and what stands around it, with {} for the address."""

    kind: str
    place: str
    url: str
    line: int


class Document(NamedTuple):
    """What a file of the site says."""

    path: str
    links: list[Link]
    ids: dict[str, list[int]]  # with the lines where each stands
    base: str = ""  # what its addresses are relative to, if not to its folder
    is_listed: bool = True  # whether readers and search engines are meant to find it
    problem: str = ""  # why it cannot be read


class Site(NamedTuple):
    """A built site: the files in its folder, and what those say that may have links."""

    folder: str
    address: str  # where it will be on the web; ends with a slash
    is_offline: bool
    config: Path | None  # the mkdocs.yml that it was built by, and what that says
    settings: dict[str, Any]
    files: frozenset[str]
    documents: dict[str, Document]


def read_site(folder: str, address: str | None, is_offline: bool) -> Site:
    """List a folder and read its files; folders behind symbolic links are not entered. Raises
    ValueError where there is no page, or the address is none."""
    config = find_config(Path(folder))
    settings = read_config(config) if config else {}
    address = str(address or settings.get("site_url") or UNKNOWN_ADDRESS)
    if not re.match("https?://[^/]", address):
        raise ValueError(f"not an http address: {address}")
    found = [Path(above, name) for above, _, names in os.walk(folder) for name in names]
    files = sorted(path.relative_to(folder).as_posix() for path in found if path.is_file())
    if not any(map(is_page, files)):
        raise ValueError(f"no page in {folder}")
    documents, manifests = {}, set()
    for number, path in enumerate(files, 1):
        show_progress(number, len(files), "files")
        documents[path] = read_file(folder, path)
        links = documents[path].links
        manifests |= {link.url.partition("?")[0] for link in links if link.place == MANIFEST}
    for url in manifests:  # which may have any name, so that only the links to them tell
        path = max((each for each in files if f"/{url}".endswith(f"/{each}")), key=len, default="")
        if path and not path.endswith(".webmanifest"):
            documents[path] = read_file(folder, path, is_manifest=True)
    address = address.rstrip("/") + "/"
    return Site(folder, address, is_offline, config, settings, frozenset(files), documents)


def is_page(path: str) -> bool:
    """Whether a browser shows the file as a page."""
    return path.lower().endswith((".html", ".htm", ".xhtml"))


def read_file(folder: str, path: str, is_manifest: bool = False) -> Document:
    """What a file says. Only those that may have links are opened."""
    kinds = (each for name, each in READERS if re.fullmatch(name, path, re.IGNORECASE))
    links_in = manifest_links if is_manifest else next(kinds, None)
    is_svg = path.lower().endswith(".svg")
    try:
        data = Path(folder, path).read_bytes() if links_in or is_svg or is_page(path) else b""
        if is_svg:  # of one that is not well formed, a browser shows nothing
            expat.ParserCreate().Parse(data, True)
            data = b"<meta charset=utf-8>" + data
        if is_svg or is_page(path):
            return read_page(path, data)
        links = [*links_in(data.decode("utf-8-sig", "replace"))] if links_in else []
        return Document(path, links, {}, "../" if "search/search_index" in path else "")
    except (OSError, expat.ExpatError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or error
        return Document(path, [], {}, problem=f"cannot be read: {why}")


def read_page(path: str, data: bytes) -> Document:
    """A page as a browser without scripts reads it."""
    tree = turbohtml.parse(data, allow_declarative_shadow_roots=False)
    for template in tree.select("template"):
        template.clear()
    ids: dict[str, list[int]] = {name: [] for name in tree.xpath("//a/@name")}
    links = []
    for element in tree.select(GATHERED):
        links += links_of(element)
        if name := element.attr("id"):
            ids.setdefault(name, []).append(element.source_line or 1)
    base, is_listed = tree.select_one("base[href]"), not tree.select_one(UNLISTED)
    return Document(path, links, ids, base.attr("href") or "" if base else "", is_listed)


def links_of(element: Element) -> Iterator[Link]:
    """The links of an element of HTML or of a drawing (SVG 2, 16.1.6)."""
    tag, line = element.tag, element.source_line or 1
    is_svg = element.namespace is Namespace.SVG
    for name, kind, place in () if is_svg else ATTRIBUTES.get(tag, ()):
        url = element.attr(name)
        if url is None or (tag == "input" and (element.attr("type") or "").lower() != "image"):
            continue
        if name.endswith("srcset"):
            found = (each.rstrip(",") for each in CANDIDATE.findall(url))
            yield from (Link(kind, place, each, line) for each in found if each)
        elif tag != "link":
            yield Link(kind, place, url, line)
        elif types := {*(element.attr("rel") or "").lower().split()} - HOST_ONLY:
            place = MANIFEST if "manifest" in types else place
            is_loaded = url.strip() and types & LOADED
            yield Link(kind if is_loaded else REFERENCE, place, url, line)
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta" and (content := element.attr("content")):
        if (element.attr("http-equiv") or "").lower() == "refresh":
            if match := REFRESH.match(content):
                yield Link(NAVIGATION, '<meta content="{}">', match[match.lastindex or 0], line)
        elif SOCIAL.fullmatch(element.attr("property") or element.attr("name") or ""):
            yield Link(REFERENCE, '<meta content="{}">', content, line)
    for name, value in element.attrs.items() if is_svg or element.attr("style") else ():
        if is_svg and name in ("href", "xlink:href"):
            kind = NAVIGATION if tag == "a" else RESOURCE
            yield Link(kind, f'<{tag} {name}="{{}}">', value or "", line)
        elif name == "style" or (is_svg and PAINTED.fullmatch(name)):
            yield from css_links(value or "", line, may_be_own=True)


def css_links(text: str, line: int = 1, may_be_own: bool = False) -> Iterator[Link]:
    """The links of a style sheet, or of an attribute, that starts on `line`. What a sheet means by
    `url(#id)` is found in the pages that use it, so it counts only where it `may_be_own`."""
    for match in CSS_TOKEN.finditer(text):
        url = (match["import"] or match["url"] or "").strip().strip("\"'")
        if url and (may_be_own or url[0] != "#"):
            place = "url({})" if match["url"] else "@import {}"
            yield Link(RESOURCE, place, url, line + text.count("\n", 0, match.start()))


def sitemap_links(text: str) -> Iterator[Link]:
    """The links of a sitemap, or of an index of them (sitemaps.org)."""
    for each in re.finditer("<loc>(.*?)</loc>", text, re.DOTALL):
        line = text.count("\n", 0, each.start()) + 1
        yield Link(REFERENCE, SITEMAP, html.unescape(each[1]), line)


def manifest_links(text: str) -> Iterator[Link]:
    """The links of a web application manifest: start page, icons, screenshots and shortcuts."""
    for key, url in strings_in(json.loads(text)):
        if key in ("src", "start_url", "url"):
            line = text.count("\n", 0, max(text.find(f'"{url}"'), 0)) + 1
            yield Link(RESOURCE if key == "src" else NAVIGATION, "manifest: {}", url, line)


def search_links(text: str) -> Iterator[Link]:
    """The links of the search index of MkDocs (from disk it is a script) or of Zensical; any other
    file of that name has none."""
    index = json.loads(re.sub(r"\A\s*var __index\s*=|;\s*\Z", "", text))
    entries = index.get("docs", index.get("items")) if isinstance(index, dict) else None
    for key, url in strings_in(entries if isinstance(entries, list) else []):
        if key == "location":
            yield Link(NAVIGATION, "location: {}", url, 1)


def strings_in(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """All strings in a value of JSON or YAML, each with the key that it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict | list):
        for name, each in value.items() if isinstance(value, dict) else ((key, it) for it in value):
            yield from strings_in(each, name)


#: What reads which files that are no pages. A `manifest.json` is read where a page links it.
READERS = (
    (r".*\.css", css_links),
    (r".*\.webmanifest", manifest_links),
    (r"(.*/)?sitemap[^/]*\.xml", sitemap_links),
    (r"(.*/)?(search/search_index\.js(on)?|search\.json)", search_links),
)
