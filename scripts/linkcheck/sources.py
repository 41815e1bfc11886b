"""Whose line a broken link is: found by rendering the Markdown page, not by searching it.

Each place where the address of a broken link stands gets a mark of private-use characters, the page
is rendered as MkDocs would, and the marks that come out in links tell the file and line. So code
and comments never mislead, and reference links, attribute lists and snippets need no rules.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

from linkcheck.check import Finding
from linkcheck.config import MisuseError
from linkcheck.docs import SUFFIXES, Docs
from linkcheck.links import NAVIGATION, Document, Link
from linkcheck.pages import read_page
from linkcheck.resolve import NO_FILE, NOT_FOLLOWED, Aim, Resolver, Site
from linkcheck.suggest import by_name, nearest_file, suggested

FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
MARK = re.compile("\ue000(\\d+)\ue001")
#: What stands between the address of a built link and the one that is written.
BECOMES = "\ue002"
#: Where an empty address stands: between brackets or quotes.
EMPTY = r"(?<=\]\()(?=\s*\))|(?<==\")(?=\")|(?<==')(?=')"
#: A tag with its attribute, as reports show it, and where the link leads.
Key = tuple[str, Aim]


class Place(NamedTuple):
    """Where a link of a Markdown page is written, and how; `raw`: in HTML that MkDocs leaves."""

    source: str
    line: int
    written: str
    raw: bool


def attach_sources(findings: list[Finding], site: Site, docs: Docs) -> Iterator[Finding]:
    """The findings, sorted by page, those from the docs folder with their source and line. The
    first built links of a kind are taken to be the Markdown's, what is left to be the template's.
    """
    for page, group in groupby(findings, key=lambda finding: finding.page):
        source = docs.sources.get(page)
        if source is None:
            yield from group
            continue
        file = docs.folder / source
        if not source.endswith(SUFFIXES):
            yield from (each._replace(source=str(file), source_line=each.line) for each in group)
            continue
        found = list(group)
        keys = {key_of(each.shown, each.aim) for each in found if each.shown}
        places = find_places(site, docs, source, page, keys)
        seen: set[Place] = set()
        for finding in found:
            if not finding.shown:
                line = line_of_second(finding.aim[1], file) if finding.aim[1] else 1
                yield finding._replace(source=str(file), source_line=line) if line else finding
            elif not (here := places.get(key_of(finding.shown, finding.aim))):
                yield finding
            elif (place := here.pop(0)) not in seen:
                seen.add(place)
                yield with_place(finding, place, docs, source)


def key_of(shown: str, aim: Aim) -> Key:
    """What a broken link of a page and the same link of its source have in common."""
    return shown.partition("=")[0], aim


def line_of_second(name: str, file: Path) -> int | None:
    """The line where an id that stands twice stands again, if the page's author wrote it."""
    name = re.escape(name)
    text = file.read_text("utf-8-sig", "replace")
    found = list(re.finditer(rf"#{name}(?=[\s}}])|\b(?:id|name)=[\"']?{name}(?![\w-])", text))
    return text.count("\n", 0, found[1].start()) + 1 if len(found) > 1 else None


def with_place(finding: Finding, place: Place, docs: Docs, source: str) -> Finding:
    """The finding as a writer of Markdown sees it; a missing file is looked for among sources."""
    path, hash_, fragment = place.written.partition("#")
    if not place.raw and finding.reason == NO_FILE and not re.match("/|[^/]*:", path):
        folder = posixpath.dirname(source)
        wanted = posixpath.normpath(posixpath.join(folder, unquote(path)))
        if found := nearest_file(by_name(docs.pages.keys() - {wanted}), wanted):
            link = posixpath.relpath(found, folder or ".") + hash_ + fragment
            finding = suggested(finding, wanted, found, link)
    return finding._replace(source=place.source, source_line=place.line, written=place.written)


def find_places(
    site: Site, docs: Docs, source: str, page: str, keys: set[Key]
) -> dict[Key, list[Place]]:
    """Where the links of these keys are written, in the order of the rendered page."""
    file = docs.folder / source
    text = file.read_text("utf-8-sig", "replace")
    text = FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    leads = Resolver(site).leads(page, Document([]))

    def render(text: str, marker: Marker | None) -> Iterator[tuple[Key, str, bool]]:
        with contextlib.chdir(docs.folder.parent), tempfile.TemporaryDirectory() as folder:
            try:
                renderer = markdown.Markdown(
                    extensions=[*docs.settings], extension_configs=docs.settings
                )
                renderer.treeprocessors.register(Rewriter(docs, source, page), "relpath", 0)
                if marker and "snippet" in renderer.preprocessors:
                    mark_snippets(renderer.preprocessors["snippet"], docs, marker, Path(folder))
                html = renderer.convert(text)
            except Exception as error:
                raise MisuseError(f"cannot render {docs.folder}: {error}") from None
        document = read_page(f"<meta charset=utf-8>{html}".encode())
        anchors = [Link(NAVIGATION, "a href", url) for url in document.anchors]
        for link in document.links + anchors:
            url, in_markdown, written = link.url.partition(BECOMES)
            clean = link._replace(url=MARK.sub("", url))
            target, (path, fragment) = leads[clean.role, clean.url]
            key = key_of(clean.shown(), (path or page, fragment))
            if key in keys and target is not NOT_FOLLOWED:
                yield key, written if in_markdown else url, not in_markdown

    places: dict[Key, list[Place]] = {}
    if unmarked := list(render(text, None)):
        marker = Marker({url for _, url, _ in unmarked})
        for key, url, raw in render(marker.mark(text, str(file)), marker):
            if found := MARK.search(url):
                name, line, _ = marker.marks[int(found[1])]
                places.setdefault(key, []).append(Place(name, line, MARK.sub("", url), raw))
        for key, url, raw in unmarked:
            # An extension that finds addresses in text may not find one with a mark.
            here = [Place(name, line, url, raw) for name, line, text in marker.marks if text == url]
            places.setdefault(key, here)
    return places


def mark_snippets(snippets: Any, docs: Docs, marker: Marker, folder: Path) -> None:
    """Make the snippets extension read marked copies; each file keeps its own copy, by which the
    extension knows a snippet that includes itself."""
    find = snippets.get_snippet_path

    def marked_path(name: str) -> str | None:
        path = find(name)
        if path is None:
            return None
        shown = str(docs.folder.parent / posixpath.relpath(path))
        copy = folder / str(hash(path))
        copy.write_text(marker.mark(Path(path).read_text("utf-8", "replace"), shown), "utf-8")
        return str(copy)

    snippets.get_snippet_path = marked_path


class Rewriter(Treeprocessor):
    """Turns links to files of the docs folder into links to what they became, as MkDocs does, and
    keeps what is written behind that; raw HTML is not in the tree, and left alone."""

    def __init__(self, docs: Docs, source: str, page: str) -> None:
        super().__init__()
        self.docs, self.source, self.page = docs, source, page

    def run(self, root: Element) -> None:
        """Rewrite the tree."""
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag, "")
            if (url := element.get(key)) is not None:
                element.set(key, self.built(MARK.sub("", url)) + BECOMES + url)

    def built(self, url: str) -> str:
        """The address of a link as MkDocs writes it."""
        path = re.split("[?#]", url)[0]
        target = self.docs.target(self.source, unquote(path))
        if target is None:
            return url
        built = quote(posixpath.relpath(target, posixpath.dirname(self.page) or "."))
        if self.docs.in_folders and posixpath.basename(built) == "index.html":
            built = built.removesuffix("index.html") or "./"
        return built + url[len(path) :]


class Marker:
    """Puts a mark after each place where one of some URLs is written."""

    def __init__(self, urls: Iterable[str]) -> None:
        written = "|".join(map(as_written, sorted(urls, key=len, reverse=True)))
        # Lines that name a snippet are left alone.
        self.pattern = re.compile(rf"(?m:^.*8<-.*$)|(?<![^\s(<\"'=:,])({written})(?![\w/%-])")
        self.marks: list[tuple[str, int, str]] = []

    def mark(self, text: str, file: str) -> str:
        """The text with marks, which count the places of all files in `marks`."""

        def marked(match: re.Match[str]) -> str:
            if match[1] is None:
                return match[0]
            self.marks.append((file, text.count("\n", 0, match.start()) + 1, match[0]))
            return f"{match[0]}\ue000{len(self.marks) - 1}\ue001"

        return self.pattern.sub(marked, text)


def as_written(url: str) -> str:
    """A pattern for the ways to write a URL in Markdown: plain, escaped, with references (any will
    do, as only the right one leads to the same place). A bare word may be the name of a tag, of an
    attribute or of a language: there it is no URL."""
    start = r"(?<![<\s])" if url.isalnum() else ""
    pattern = re.sub("[^a-zA-Z0-9]", lambda match: rf"(?:\\?{re.escape(match[0])}|&#?\w+;?)", url)
    return start + pattern or EMPTY
