"""Where links stand in HTML pages: `read_page(bytes) -> Document`. Reads no files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import turbohtml
from turbohtml import Element, Namespace

from linkcheck.links import BASE, MAP, NAVIGATION, REFERENCE, RESOURCE, Document, Link, css_links

#: HTML standard, index of attributes: every attribute that holds a URL, and the obsolete ones that
#: browsers still load. Left out: where forms are sent (action, formaction), pings, and `a href`,
#: which is read apart, being most links there are.
ATTRIBUTES = {
    RESOURCE: "audio src, embed src, frame src, iframe src, img src, img srcset, img lowsrc, "
    "input src, link imagesrcset, object data, script src, source src, source srcset, track src, "
    "video src, video poster, body background, table background, tbody background, "
    "td background, tfoot background, th background, thead background, tr background",
    REFERENCE: "blockquote cite, del cite, ins cite, link href, q cite, frame longdesc, "
    "iframe longdesc, img longdesc",
    MAP: "img usemap, input usemap, object usemap",
    NAVIGATION: "area href",
    BASE: "base href",
}
#: The attributes of each tag that hold URLs, and what for.
PLACES: dict[str, list[tuple[str, str]]] = {}
for _role, _places in ATTRIBUTES.items():
    for _tag, _name in map(str.split, _places.split(", ")):
        PLACES.setdefault(_tag, []).append((_name, _role))
#: SVG 2, section 16: the elements whose reference is followed or drawn.
SVG_TAGS = re.findall(
    r"\w+",
    "animate animateMotion animateTransform feImage filter image linearGradient mpath pattern "
    "radialGradient set textPath use",
)
TAGS = [*PLACES, *SVG_TAGS, "meta", "style"]
LOADED_REL = re.compile(
    r"(?<!\S)(apple-touch-icon(-precomposed)?|icon|manifest|mask-icon|modulepreload|prefetch|"
    r"preload|stylesheet)(?!\S)",
    re.IGNORECASE,
)
#: These name a host to prepare for, not a file.
HOST_REL = re.compile(r"(?<!\S)(dns-prefetch|preconnect)(?!\S)", re.IGNORECASE)
SOCIAL = re.compile(
    r"(og|twitter):(audio|image|player|url|video)(:(secure_url|src|stream|url))?", re.IGNORECASE
)
#: HTML standard, shared declarative refresh steps. Groups are atomic here, not possessive: Python
#: 3.11.2 (Debian 12) loses its place where a possessive group fails half-way.
REFRESH = re.compile(
    r"\s*+[\d.]++\s*+(?:[;,]|(?<=\s))\s*+(?>(?:url\s*+=\s*+)?)(?:\"([^\"]*+)|'([^']*+)|(.++))",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
UNLISTED = 'meta[http-equiv="refresh" i], meta[name="robots" i][content*="noindex" i]'
#: HTML standard, "parse a srcset attribute": a URL, and its descriptors unless a comma ends it.
CANDIDATE = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]*+)(?:(?<=,)|(?>(?:\([^)]*+\)?+|[^,(]++)*),?)")


def read_page(data: bytes, site_address: str = "") -> Document:
    """Parse an HTML page as a browser without scripts does.

    JSON-LD addresses count only below `site_address`. Nothing is raised: a page whose bytes do not
    fit its encoding has a `problem`.
    """
    tree = turbohtml.parse(data, allow_declarative_shadow_roots=False)
    for template in tree.select("template"):
        if template.namespace is Namespace.HTML:
            template.clear()
    links = [link for element in tree.iter_elements(TAGS) for link in element_links(element)]
    for element in tree.select(r"svg a[xlink\:href]:not([href])"):
        links += element_links(element)
    for element in tree.select("[style]"):
        found = css_links(element.attr("style") or "")
        links += [link._replace(line=element.source_line or 1) for link in found]
    if site_address:
        links += json_ld_links(tree, site_address)
    anchors = tree.select("a[href]")
    ids: dict[str, list[Element]] = {}
    for element in tree.select("[id]"):
        ids.setdefault(element.attr("id") or "", []).append(element)
    maps = tree.select("map") if any(link.role == MAP for link in links) else []
    return Document(
        links=links,
        anchors=[element.attr("href") or "" for element in anchors],
        anchor_lines=lambda: [element.source_line or 1 for element in anchors],
        ids=frozenset(ids).union([each.attr("name") or "" for each in tree.select("a[name]")]),
        duplicates=[(name, has[1].source_line or 1) for name, has in ids.items() if len(has) > 1],
        # HTML standard, "hash-name reference"; a nameless map is no map
        maps=frozenset(each.attr(key) or "" for each in maps for key in ("id", "name")) - {""},
        base=next((link.url for link in links if link.role == BASE), None),
        listed=tree.select_one(UNLISTED) is None,
        problem=decoding_problem(data, tree.encoding),
    )


def element_links(element: Element) -> Iterator[Link]:
    """The links in the URL attributes of one element, and in its text when it is a style sheet.
    Resources must not be empty, but an empty `href` is the page itself."""
    tag = element.tag
    line = element.source_line or 1
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta":
        yield from meta_links(element, line)
    elif element.namespace is Namespace.SVG:
        # SVG 2, section 16.1.6: `href` wins over the deprecated `xlink:href`.
        for name in ("href", "xlink:href"):
            if (url := element.attr(name)) is not None:
                yield Link(NAVIGATION if tag == "a" else RESOURCE, f"{tag} {name}", url, line)
                break
    elif element.namespace is Namespace.HTML:
        for name, role in PLACES.get(tag, ()):
            url = element.attr(name)
            place = f"{tag} {name}"
            kind = element.attr("type" if tag == "input" else "rel") or ""
            if url is None or (place == "input src" and kind.lower() != "image"):
                continue
            if name in ("srcset", "imagesrcset"):
                yield from (Link(role, place, each, line) for each in srcset_urls(url))
            elif place != "link href":
                yield Link(role, place, url, line)
            elif not HOST_REL.search(kind):
                loaded = url.strip() and LOADED_REL.search(kind)
                yield Link(RESOURCE if loaded else REFERENCE, place, url, line)


def meta_links(element: Element, line: int) -> Iterator[Link]:
    """The address a page refreshes to, and the ones it shows to social networks."""
    content = element.attr("content") or ""
    if (element.attr("http-equiv") or "").lower() == "refresh":
        if match := REFRESH.match(content):
            url = next(group for group in match.groups() if group is not None)
            yield Link(NAVIGATION, "meta content", url, line)
    elif content and any(SOCIAL.fullmatch(element.attr(key) or "") for key in ("property", "name")):
        yield Link(REFERENCE, "meta content", content, line)


def srcset_urls(value: str) -> list[str]:
    """The URLs of a `srcset`."""
    return [url for each in CANDIDATE.findall(value) if (url := each.rstrip(","))]


def json_ld_links(tree: turbohtml.Document, site_address: str) -> Iterator[Link]:
    """The addresses below `site_address` in JSON-LD blocks, wherever they stand in the data."""
    for script in tree.select('script[type="application/ld+json" i]'):
        try:
            pending = [json.loads(script.text)]
        except (ValueError, RecursionError):
            continue  # a data block that is no JSON has no addresses; browsers ignore it too
        while pending:
            value = pending.pop()
            if isinstance(value, str) and value.startswith(site_address):
                yield Link(REFERENCE, "JSON-LD", value, script.source_line or 1)
            elif isinstance(value, dict | list):
                pending += value.values() if isinstance(value, dict) else value


def decoding_problem(data: bytes, encoding: str | None) -> str | None:
    """Why the bytes cannot be read as text, if they cannot.

    A browser would show replacement characters; what they replace may have been a link.
    """
    name = (encoding or "").lower()
    if name.startswith("utf-8"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return f"cannot be decoded as UTF-8: line {line} has the byte 0x{data[error.start]:02x}"
    elif data.count(0) * 4 > len(data) and not name.startswith("utf-16"):
        return "cannot be decoded: it looks like UTF-16 without a byte order mark"
    return None
