"""Where links stand in HTML pages: `read_page(bytes) -> Document`. Reads no files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import cast

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
#: The attributes of each tag that hold URLs: name, what for, and the place as reports name it.
PLACES: dict[str, list[tuple[str, str, str]]] = {}
for _role, _places in ATTRIBUTES.items():
    for _place in _places.split(", "):
        _tag, _name = _place.split()
        PLACES.setdefault(_tag, []).append((_name, _role, _place))
#: SVG 2, section 16: the elements whose reference is followed or drawn.
SVG_TAGS = re.findall(
    r"\w+",
    "animate animateMotion animateTransform feImage filter image linearGradient mpath pattern "
    "radialGradient set textPath use",
)
TAGS = [*PLACES, *SVG_TAGS, "meta", "style"]
#: The types of `link` that a browser loads.
LOADED = {"icon", "manifest", "mask-icon", "modulepreload", "prefetch", "preload", "stylesheet"}
LOADED |= {"apple-touch-icon", "apple-touch-icon-precomposed"}
IMAGE_INPUT = '[type="image" i]'
JSON_LD = '[type*="application/ld+json" i]'
SOCIAL = re.compile(
    r"(og|twitter):(audio|image|player|url|video)(:(secure_url|src|stream|url))?", re.IGNORECASE
)
#: HTML standard, shared declarative refresh steps. Groups are atomic here, not possessive: Python
#: 3.11.2 (Debian 12) loses its place where a possessive group fails half-way.
REFRESH = re.compile(
    r"\s*+[\d.]++\s*+(?>[;,]|(?<=\s))\s*+(?>(?:url\s*+=\s*+)?)(?:\"([^\"]*+)|'([^']*+)|(.++))",
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
    links: list[Link] = []
    for element in tree.iter_elements(TAGS):
        links += element_links(element, site_address)
    for element in tree.select("[style]"):
        found = css_links(element.attr("style") or "")
        links += [link._replace(line=element.source_line or 1) for link in found]
    for element in tree.select("svg a:not([href])"):
        links += svg_links(element)
    ids = [each.attr("id") or "" for each in tree.select("[id]")]
    maps = tree.select("map")
    return Document(
        links=links,
        anchors=cast("list[str]", tree.xpath("//a/@href")),
        anchor_lines=lambda: [each.source_line or 1 for each in tree.select("a[href]")],
        ids=frozenset(ids).union(cast("list[str]", tree.xpath("//a/@name"))),
        duplicates=duplicate_ids(tree) if len(set(ids)) < len(ids) else (),
        # HTML standard, "hash-name reference"; a nameless map is no map
        maps=frozenset(each.attr(key) or "" for each in maps for key in ("id", "name")) - {""},
        base=next((link.url for link in links if link.role == BASE), None),
        listed=not tree.select(UNLISTED),
        problem=decoding_problem(data, tree.encoding),
    )


def duplicate_ids(tree: turbohtml.Document) -> list[tuple[str, int]]:
    """The ids that more than one element has, with the line of the second; an empty one is none."""
    found: dict[str, list[Element]] = {}
    for element in tree.select("[id]"):
        found.setdefault(element.attr("id") or "", []).append(element)
    return [(name, has[1].source_line or 1) for name, has in found.items() if name and has[1:]]


def element_links(element: Element, site_address: str) -> Iterator[Link]:
    """The links in one element: in its URL attributes, and in its text when it is a style sheet or
    JSON-LD. Resources must not be empty, but an empty `href` is the page itself."""
    tag = element.tag
    line = element.source_line or 1
    if tag == "style":
        yield from css_links(element.text, line)
    elif tag == "meta":
        yield from meta_links(element, line)
    elif element.namespace is Namespace.HTML:
        for name, role, place in PLACES.get(tag, ()):
            url = element.attr(name)
            if url is None or (place == "input src" and not element.matches(IMAGE_INPUT)):
                continue
            if name in ("srcset", "imagesrcset"):
                yield from (Link(role, place, each, line) for each in srcset_urls(url))
            elif place != "link href":
                yield Link(role, place, url, line)
            elif kind := link_role(element.attr("rel") or ""):
                yield Link(kind if url.strip() else REFERENCE, place, url, line)
    else:
        yield from svg_links(element)
    if tag == "script" and site_address and element.matches(JSON_LD):
        found = json_ld_strings(element.text)
        below = (url for url in found if re.match(rf"{re.escape(site_address)}[^\s{{]*$", url))
        yield from (Link(REFERENCE, "JSON-LD", url, line) for url in below)


def svg_links(element: Element) -> Iterator[Link]:
    """The reference of an SVG element (SVG 2, section 16.1.6): `href` wins over `xlink:href`."""
    for name in ("href", "xlink:href") if element.namespace is Namespace.SVG else ():
        if (url := element.attr(name)) is not None:
            role = NAVIGATION if element.tag == "a" else RESOURCE
            yield Link(role, f"{element.tag} {name}", url, element.source_line or 1)
            break


@cache
def link_role(rel: str) -> str | None:
    """What a `link` element is for (HTML standard, link types), or None when it names only a host.

    Loaded are style sheets, icons and the like; the rest is there to be followed.
    """
    types = set(rel.lower().split())
    if types & LOADED:
        return RESOURCE
    return None if types & {"dns-prefetch", "preconnect"} else REFERENCE


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


def json_ld_strings(text: str) -> Iterator[str]:
    """All strings in a JSON-LD block, wherever they stand in the data, but for the names of things
    (`@id`); none where it is no JSON, which browsers ignore too."""
    try:
        pending = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            is_map = isinstance(value, dict)
            pending += (value[key] for key in value if key != "@id") if is_map else value


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
    elif data.count(0) * 4 > len(data) * (2.5 if name.startswith("utf-16") else 1):
        return "cannot be decoded: it looks like UTF-16 without a byte order mark, or UTF-32"
    elif data.startswith(b"\x1f\x8b") or name == "replacement":
        return "cannot be decoded: browsers show nothing of it"
    return None
