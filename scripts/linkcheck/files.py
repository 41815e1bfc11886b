"""Where links stand in the other files of a site: style sheets, drawings, indexes and lists."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from linkcheck.css import css_links
from linkcheck.pages import read_page
from linkcheck.values import LISTING, NAVIGATION, REFERENCE, RESOURCE, Document, Link

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")


def is_page(path: str) -> bool:
    """Whether a browser would show the file as a page."""
    return path.lower().endswith(PAGE_SUFFIXES)


def reader_for(path: str) -> Callable[[str, bytes], Document] | None:
    """The function that finds the links of a file of this name that is no page, if any does."""
    name = posixpath.basename(path).lower()
    if name.endswith(".css"):
        return read_css
    if name.endswith(".svg"):
        return read_svg
    if name.endswith(".webmanifest") or name == "manifest.json":
        return read_manifest
    if re.fullmatch(r"sitemap.*\.xml", name):
        return read_sitemap
    if re.fullmatch(r"search[-_]index\.js(on)?", name):
        return read_search_index
    return read_robots if path == "robots.txt" else None


def read_document(path: str, data: bytes, site_address: str) -> Document:
    """The links and ids of any file of a site; `problem` says why one cannot be read."""
    if is_page(path):
        return read_page(data, site_address)
    reader = reader_for(path)
    try:
        return reader(path, data) if reader else Document([])
    except (expat.ExpatError, ValueError, RecursionError) as error:
        return Document([], problem=f"cannot be read: {error}")


def read_css(path: str, data: bytes) -> Document:
    """A style sheet; CSS Syntax 3, section 3.2, without the encodings nobody uses."""
    return Document(list(css_links(data.decode("utf-8-sig", "replace"))))


def read_svg(path: str, data: bytes) -> Document:
    """A drawing: its references, style sheets and ids."""
    links: list[Link] = []
    ids: list[str] = []

    def start(tag: str, attributes: dict[str, str], line: int) -> None:
        name = next((key for key in ("href", "xlink:href") if key in attributes), None)
        if name:
            role = NAVIGATION if tag == "a" else RESOURCE
            links.append(Link(role, f"{tag} {name}", attributes[name], line))
        links.extend(css_links(attributes.get("style", ""), line))
        ids.extend(filter(None, [attributes.get("id")]))

    def end(tag: str, text: str, line: int) -> None:
        if tag == "style":
            links.extend(css_links(text, line))

    parse_xml(data, start, end)
    return Document(links, ids=frozenset(ids))


def read_sitemap(path: str, data: bytes) -> Document:
    """A sitemap or sitemap index (sitemaps.org), with its links to translations."""
    links: list[Link] = []

    def start(tag: str, attributes: dict[str, str], line: int) -> None:
        if tag == "link" and "href" in attributes:
            links.append(Link(REFERENCE, "link href", attributes["href"], line))

    def end(tag: str, text: str, line: int) -> None:
        if tag == "loc":
            links.append(Link(LISTING, "loc", text.strip(), line))

    parse_xml(data, start, end)
    return Document(links)


def parse_xml(
    data: bytes,
    start: Callable[[str, dict[str, str], int], None],
    end: Callable[[str, str, int], None],
) -> None:
    """Call back for each start tag, and for each end tag with the text before it and the line of
    its start tag; prefixes are cut off tags. Raises `ExpatError` where the XML is not well formed.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    text: list[str] = []
    lines: list[int] = []

    def opened(tag: str, attributes: dict[str, str]) -> None:
        text.clear()
        lines.append(parser.CurrentLineNumber)
        start(tag.rpartition(":")[2], attributes, lines[-1])

    def closed(tag: str) -> None:
        end(tag.rpartition(":")[2], "".join(text), lines.pop())
        text.clear()

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text.append
    parser.Parse(data, True)


def read_manifest(path: str, data: bytes) -> Document:
    """A web application manifest: its start page, icons, screenshots and shortcuts."""
    text = data.decode("utf-8-sig")
    manifest = json.loads(text)
    pages: list[Any] = [manifest.get("start_url")] if isinstance(manifest, dict) else []
    images: list[Any] = []
    for holder in [manifest, *members(manifest, "shortcuts")]:
        images += [
            item.get("src") for key in ("icons", "screenshots") for item in members(holder, key)
        ]
    pages += [item.get("url") for item in members(manifest, "shortcuts")]
    found = [(NAVIGATION, url) for url in pages] + [(RESOURCE, url) for url in images]
    return Document(
        [
            Link(role, "manifest", url, json_line(text, url))
            for role, url in found
            if isinstance(url, str)
        ]
    )


def members(holder: Any, key: str) -> Iterator[dict[str, Any]]:
    """The objects in the list `holder[key]`, if that is what it is."""
    items = holder.get(key) if isinstance(holder, dict) else None
    return (
        (item for item in items if isinstance(item, dict)) if isinstance(items, list) else iter(())
    )


def json_line(text: str, value: str) -> int:
    """The line on which a string first stands in JSON text, or 1 when it is written otherwise."""
    return text.count("\n", 0, max(text.find(json.dumps(value, ensure_ascii=False)), 0)) + 1


def read_search_index(path: str, data: bytes) -> Document:
    """The search index of MkDocs and Material: JSON, or a script that assigns it when offline.

    Its locations are relative to the root of the site, not to the index.
    """
    text = data.decode("utf-8-sig")
    index = json.loads(text[text.find("{") :].rstrip("; \n"))
    up = "../" * path.count("/")
    return Document(
        [
            Link(NAVIGATION, "location", location, 1)
            for location in (item.get("location") for item in members(index, "docs"))
            if isinstance(location, str)
        ],
        base=up or None,
    )


def read_robots(path: str, data: bytes) -> Document:
    """The sitemaps that robots.txt names (sitemaps.org, "Specifying the Sitemap location")."""
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return Document(
        [
            Link(REFERENCE, "Sitemap", match[1], number)
            for number, line in enumerate(lines, 1)
            if (match := re.match(r"\s*sitemap\s*:\s*([^\s#]+)", line, re.IGNORECASE))
        ]
    )
