"""Where links stand in HTML pages: `read_page(bytes) -> Document`. Reads no files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

import turbohtml
from turbohtml import Document as Tree
from turbohtml import Element, Namespace

from linkcheck.css import css_links
from linkcheck.values import BASE, MAP, NAVIGATION, REFERENCE, RESOURCE, Document, Link

#: HTML standard, index of attributes: every attribute that holds a URL, and the obsolete ones that
#: browsers still load. Left out: where forms are sent (action, formaction), pings, and `a href`,
#: which is read apart, being most links there are.
RESOURCES = """audio src, embed src, frame src, iframe src, img src, img srcset, img lowsrc,
input src, link imagesrcset, object data, script src, source src, source srcset, track src,
video src, video poster, body background, table background, tbody background, td background,
tfoot background, th background, thead background, tr background"""
REFERENCES = """blockquote cite, del cite, ins cite, link href, q cite, frame longdesc,
iframe longdesc, img longdesc"""
MAPS = "img usemap, input usemap, object usemap"
GROUPS = ((RESOURCES, RESOURCE), (REFERENCES, REFERENCE), (MAPS, MAP))
ROLES = {place: role for places, role in GROUPS for place in re.split(r",\s+", places)}
ROLES |= {"area href": NAVIGATION, "base href": BASE}
ATTRIBUTES: dict[str, list[str]] = {}
for _tag, _attribute in map(str.split, ROLES):
    ATTRIBUTES.setdefault(_tag, []).append(_attribute)
#: SVG 2, section 16: the elements whose reference is followed or drawn.
SVG_TAGS = re.findall(
    r"\w+",
    "animate animateMotion animateTransform feImage filter image linearGradient mpath pattern "
    "radialGradient set textPath use",
)
TAGS = [*ATTRIBUTES, *SVG_TAGS, "meta", "style"]
LOADED_RELS = re.findall(
    r"[\w-]+",
    "apple-touch-icon apple-touch-icon-precomposed icon manifest mask-icon modulepreload prefetch "
    "preload stylesheet",
)
#: These name a host to prepare for, not a file.
HOST_RELS = frozenset({"dns-prefetch", "preconnect"})
SOCIAL = re.compile(
    r"(og|twitter):(audio|image|player|url|video)(:(secure_url|src|stream|url))?", re.IGNORECASE
)
#: HTML standard, shared declarative refresh steps.
REFRESH = re.compile(
    r"\s*+[\d.]++\s*+(?:[;,]|(?<=\s))\s*+(?:url\s*+=\s*+)?+(?:\"([^\"]*+)|'([^']*+)|(.++))",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
SRCSET_URL = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]*+)")
SRCSET_DESCRIPTORS = re.compile(r"(?:\([^)]*+\)?+|[^,(]++)*+,?")


def read_page(data: bytes, site_address: str = "") -> Document:
    """Parse an HTML page as a browser without scripts does.

    JSON-LD addresses count only below `site_address`. Nothing is raised: a page whose bytes do not
    fit its encoding has a `problem`.
    """
    tree = turbohtml.parse(data, allow_declarative_shadow_roots=False)
    for template in tree.select("template"):
        if template.namespace is Namespace.HTML:
            template.clear()
    elements = list(tree.iter_elements(TAGS))
    links = [link for element in elements for link in element_links(element)]
    for element in tree.select(r"svg a[xlink\:href]:not([href])"):
        links += element_links(element)
    links += style_links(tree.select("[style]"))
    links += json_ld_links(tree, site_address) if site_address else ()
    anchors = tree.select("a[href]")
    ids = [element.attr("id") or "" for element in tree.select("[id]")]
    names = [element.attr("name") or "" for element in tree.select("a[name]")]
    return Document(
        links=links,
        anchors=[element.attr("href") or "" for element in anchors],
        anchor_lines=lambda: [element.source_line or 1 for element in anchors],
        ids=frozenset(ids + names),
        duplicates=duplicates(tree) if len(set(ids)) < len(ids) else (),
        maps=page_maps(tree) if any(link.role == MAP for link in links) else frozenset(),
        base=next((link.url for link in links if link.role == BASE), None),
        listed=is_listed(elements),
        problem=decoding_problem(data, tree.encoding),
    )


def duplicates(tree: Tree) -> list[tuple[str, int]]:
    """Each id that stands on the page more than once, with the line of its second place."""
    lines: dict[str, list[int]] = {}
    for element in tree.select("[id]"):
        lines.setdefault(element.attr("id") or "", []).append(element.source_line or 1)
    return [(name, found[1]) for name, found in lines.items() if len(found) > 1]


def element_links(element: Element) -> Iterator[Link]:
    """The links in the URL attributes of one element, and in its text when it is a style sheet."""
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
        yield from html_links(element, tag, line)


def html_links(element: Element, tag: str, line: int) -> Iterator[Link]:
    """The links in the attributes of an HTML element. Resources must not be empty, but an empty
    `href` is the page itself."""
    for name in ATTRIBUTES.get(tag, ()):
        value = element.attr(name)
        place = f"{tag} {name}"
        if value is None or (place == "input src" and not has_token(element, "type", {"image"})):
            continue
        role = ROLES[place]
        if name in ("srcset", "imagesrcset"):
            yield from (Link(role, place, url, line) for url in srcset_urls(value))
        elif place != "link href":
            yield Link(role, place, value, line)
        elif not has_token(element, "rel", HOST_RELS):
            loaded = value.strip() and has_token(element, "rel", LOADED_RELS)
            yield Link(RESOURCE if loaded else REFERENCE, place, value, line)


def has_token(element: Element, name: str, tokens: Iterable[str]) -> bool:
    """Whether the attribute, a set of space-separated tokens, has one of `tokens`."""
    return not set(tokens).isdisjoint((element.attr(name) or "").lower().split())


def meta_links(element: Element, line: int) -> Iterator[Link]:
    """The address a page refreshes to, and the ones it shows to social networks."""
    content = element.attr("content") or ""
    if (element.attr("http-equiv") or "").lower() == "refresh":
        if match := REFRESH.match(content):
            url = next(group for group in match.groups() if group is not None)
            yield Link(NAVIGATION, "meta content", url, line)
    elif content and any(SOCIAL.fullmatch(element.attr(key) or "") for key in ("property", "name")):
        yield Link(REFERENCE, "meta content", content, line)


def srcset_urls(value: str) -> Iterator[str]:
    """The URLs of a `srcset` (HTML standard, "parse a srcset attribute")."""
    position = 0
    while url := (match := SRCSET_URL.match(value, position))[1]:  # type: ignore[index]
        position = match.end()  # type: ignore[union-attr]
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            position = SRCSET_DESCRIPTORS.match(value, position).end()  # type: ignore[union-attr]
        yield url


def style_links(elements: Iterable[Element]) -> Iterator[Link]:
    """The links in `style` attributes."""
    for element in elements:
        yield from (
            link._replace(line=element.source_line or 1)
            for link in css_links(element.attr("style") or "")
        )


def json_ld_links(tree: Tree, site_address: str) -> Iterator[Link]:
    """The addresses below `site_address` in JSON-LD blocks, wherever they stand in the data."""
    for script in tree.select('script[type="application/ld+json" i]'):
        try:
            data = json.loads(script.text)
        except (ValueError, RecursionError):
            continue  # a data block that is no JSON has no addresses; browsers ignore it too
        pending = [data]
        while pending:
            value = pending.pop()
            if isinstance(value, str) and value.startswith(site_address):
                yield Link(REFERENCE, "JSON-LD", value, script.source_line or 1)
            elif isinstance(value, dict):
                pending += value.values()
            elif isinstance(value, list):
                pending += value


def page_maps(tree: Tree) -> frozenset[str]:
    """The names an image map may be called by (HTML standard, "hash-name reference")."""
    names = [element.attr(key) for element in tree.select("map") for key in ("id", "name")]
    return frozenset(name for name in names if name)


def is_listed(elements: Iterable[Element]) -> bool:
    """Whether readers are meant to find the page: not one that only sends them on, or says
    `noindex`."""
    for meta in elements:
        if meta.tag != "meta":
            continue
        content = (meta.attr("content") or "").lower()
        if (meta.attr("http-equiv") or "").lower() == "refresh":
            return False
        if (meta.attr("name") or "").lower() == "robots" and "noindex" in content:
            return False
    return True


def decoding_problem(data: bytes, encoding: str | None) -> str | None:
    """Why the bytes cannot be read as text, if they cannot.

    A browser would show replacement characters; what they replace may have been a link.
    """
    if (encoding or "").lower().startswith("utf-8"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return f"cannot be decoded as UTF-8: line {line} has the byte 0x{data[error.start]:02x}"
    elif data.count(0) * 4 > len(data) and not (encoding or "").lower().startswith("utf-16"):
        return "cannot be decoded: it looks like UTF-16 without a byte order mark"
    return None
