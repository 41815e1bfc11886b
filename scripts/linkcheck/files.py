"""Where links stand in any file of a site: `read_document(path, bytes) -> Document`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from linkcheck.links import LISTING, NAVIGATION, REFERENCE, RESOURCE, Document, Link, css_links
from linkcheck.pages import read_page


def is_page(path: str) -> bool:
    """Whether a browser would show the file as a page."""
    return path.lower().endswith((".html", ".htm", ".xhtml"))


def reader_for(path: str) -> Callable[[str, bytes], Document] | None:
    """The function that finds the links of a file of this name that is no page, if any does."""
    return next((reader for name, reader in READERS if re.fullmatch(name, path, re.I)), None)


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
    marked = data.startswith((b"\xfe\xff", b"\xff\xfe"))
    return Document(list(css_links(data.decode("utf-16" if marked else "utf-8-sig", "replace"))))


#: Name without prefix, attributes, line and text of an XML element.
Tag = tuple[str, dict[str, str], int, list[str]]


def xml_tags(data: bytes) -> list[Tag]:
    """The elements of an XML file. Raises `ExpatError` where it is not well formed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    tags: list[Tag] = []
    inside: list[Tag] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        tags.append((name.rpartition(":")[2], attributes, parser.CurrentLineNumber, []))
        inside.append(tags[-1])

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: inside.pop()
    parser.CharacterDataHandler = lambda text: inside[-1][3].append(text)
    parser.Parse(data, True)
    return tags


def read_svg(path: str, data: bytes) -> Document:
    """A drawing: its references, style sheets and ids."""
    links: list[Link] = []
    ids = set()
    for tag, attributes, line, text in xml_tags(data):
        ids.add(attributes.get("id", ""))
        name = next((key for key in ("href", "xlink:href") if key in attributes), None)
        if name:
            role = NAVIGATION if tag == "a" else RESOURCE
            links.append(Link(role, f"{tag} {name}", attributes[name], line))
        links += css_links(attributes.get("style", ""), line)
        links += css_links("".join(text), line) if tag == "style" else ()
    return Document(links, ids=frozenset(ids - {""}))


def read_sitemap(path: str, data: bytes) -> Document:
    """A sitemap or sitemap index (sitemaps.org)."""
    links = []
    for tag, attributes, line, text in xml_tags(data):
        if tag == "loc":
            links.append(Link(LISTING, "loc", "".join(text).strip(), line))
        elif tag == "link":  # the same page in another language
            links.append(Link(REFERENCE, "link href", attributes.get("href", ""), line))
    return Document(links)


def json_strings(text: str, *keys: str) -> list[tuple[str, str]]:
    """The strings that any object in JSON text has under these keys."""
    found: list[tuple[str, str]] = []

    def collect(item: dict[str, Any]) -> None:
        found.extend((key, item[key]) for key in keys if isinstance(item.get(key), str))

    json.loads(text, object_hook=collect)
    return found


def read_manifest(path: str, data: bytes) -> Document:
    """A web application manifest: its start page, icons, screenshots and shortcuts."""
    text = data.decode("utf-8-sig")
    links = []
    for key, url in json_strings(text, "src", "start_url", "url"):
        at = max(text.find(json.dumps(url, ensure_ascii=False)), 0)
        role = RESOURCE if key == "src" else NAVIGATION
        links.append(Link(role, "manifest", url, text.count("\n", 0, at) + 1))
    return Document(links)


def read_search_index(path: str, data: bytes) -> Document:
    """The search index of MkDocs and Material: JSON, or a script that assigns it when offline.

    Its locations are relative to the root of the site, not to the index.
    """
    text = data.decode("utf-8-sig")
    found = json_strings(text[text.find("{") :].rstrip("; \n"), "location")
    links = [Link(NAVIGATION, "location", url, 1) for _, url in found]
    return Document(links, base="../" * path.count("/") or None)


def read_robots(path: str, data: bytes) -> Document:
    """The sitemaps that robots.txt names (sitemaps.org, "Specifying the Sitemap location")."""
    return Document(
        [
            Link(REFERENCE, "Sitemap", match[1], number)
            for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1)
            if (match := re.match(r"\s*sitemap\s*:\s*([^\s#]+)", line, re.I))
        ]
    )


READERS = (
    (r".*\.css", read_css),
    (r".*\.svg", read_svg),
    (r"(.*/)?(manifest\.json|[^/]*\.webmanifest)", read_manifest),
    (r"(.*/)?sitemap[^/]*\.xml", read_sitemap),
    (r"(.*/)?search[-_]index\.js(on)?", read_search_index),
    (r"robots\.txt", read_robots),
)
