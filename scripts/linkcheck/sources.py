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
from html import unescape
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

from linkcheck.check import Aim, Finding, Resolver
from linkcheck.config import MisuseError, read_config
from linkcheck.links import NAVIGATION, Document, Link
from linkcheck.pages import read_page
from linkcheck.resolve import NO_FILE, Site
from linkcheck.suggest import by_name, nearest_file, suggested

#: What MkDocs takes for Markdown, and the extensions it loads by itself.
SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
BUILTIN = ("toc", "tables", "fenced_code")
FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
MARK = re.compile("\ue000(\\d+)\ue001")


class Docs(NamedTuple):
    """The Markdown folder, and what the site has of it."""

    folder: Path
    pages: dict[str, str]  # the file of the site that each file became
    sources: dict[str, str]  # and the other way round
    settings: dict[str, Any]  # of each Markdown extension
    templates: list[Path]  # mkdocs.yml and the theme's overrides


class Place(NamedTuple):
    """Where a link of a Markdown page is written, and how; `raw`: in HTML that MkDocs leaves."""

    source: str
    line: int
    written: str
    raw: bool


def load_docs(folder: Path, site: Site) -> Docs:
    """List the Markdown folder and read how its pages are rendered."""
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    # In this order a folder's index.md wins over its README.md.
    pages = {name: page for name in sorted(files) if (page := page_of(name, site))}
    sources = {page: name for name, page in pages.items()}
    config = folder.parent / "mkdocs.yml"
    options = read_config(config, folder)
    settings: dict[str, Any] = {name: {} for name in BUILTIN}
    for item in options.get("markdown_extensions") or ():
        for name, setting in (item if isinstance(item, dict) else {item: None}).items():
            settings[name] = setting or {}
    templates = [config] if options else []
    theme = options.get("theme")
    if isinstance(theme, dict) and theme.get("custom_dir"):
        templates += sorted((folder.parent / theme["custom_dir"]).rglob("*.html"))
    return Docs(folder, pages, sources, settings, templates)


def page_of(source: str, site: Site) -> str | None:
    """The file of the site that a file of the docs folder became."""
    stem, suffix = posixpath.splitext(source)
    if suffix not in SUFFIXES:
        return source
    folder, name = posixpath.split(stem)
    if name in ("index", "README"):
        stem = posixpath.join(folder, "index")
    return next(
        (path for path in (f"{stem}.html", f"{stem}/index.html") if path in site.files), None
    )


def with_template(finding: Finding, docs: Docs) -> Finding:
    """The finding with the template or setting it comes from, if just one line of these has the
    last name of its address in it."""
    name = re.split(r"[?#]", finding.url)[0].removesuffix("/").rpartition("/")[2]
    hits = [
        f"; from {path}:{number}"
        for path in ([] if finding.source or len(name) < 4 else docs.templates)
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if name in line
    ]
    return finding._replace(note=finding.note + hits[0]) if len(hits) == 1 else finding


def attach_sources(findings: list[Finding], site: Site, docs: Docs) -> Iterator[Finding]:
    """The findings, sorted by page, those from the docs folder with their source and line. The
    first built links of a kind are taken to be the Markdown's, what is left to be the template's.
    """
    for page, group in groupby(findings, key=lambda finding: finding.page):
        source, found = docs.sources.get(page), list(group)
        aims = {each.aim for each in found if each.url}
        places: dict[Aim, list[Place]] = {}
        if source and source.endswith(SUFFIXES):
            places = find_places(site, docs, source, page, aims)
        seen: set[Place] = set()
        for finding in found:
            if source and (not finding.url or not source.endswith(SUFFIXES)):
                yield finding._replace(source=str(docs.folder / source), source_line=finding.line)
            elif not source or not places.get(finding.aim):
                yield finding
            elif (place := places[finding.aim].pop(0)) not in seen:
                seen.add(place)
                yield with_place(finding, place, docs, source)


def with_place(finding: Finding, place: Place, docs: Docs, source: str) -> Finding:
    """The finding as a writer of Markdown sees it; a missing page is looked for among sources."""
    path, hash_, fragment = place.written.partition("#")
    if not place.raw and finding.reason == NO_FILE and path.endswith(SUFFIXES):
        folder = posixpath.dirname(source)
        wanted = posixpath.normpath(posixpath.join(folder, unquote(path)))
        if found := nearest_file(by_name(docs.pages), wanted):
            link = posixpath.relpath(found, folder or ".") + hash_ + fragment
            finding = suggested(finding, wanted, found, link)
    return finding._replace(source=place.source, source_line=place.line, written=place.written)


def find_places(
    site: Site, docs: Docs, source: str, page: str, aims: set[Aim]
) -> dict[Aim, list[Place]]:
    """Where the links that lead to `aims` are written, in the order of the rendered page."""
    file = docs.folder / source
    text = file.read_text("utf-8-sig", "replace")
    text = FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), text)
    leads = Resolver(site).leads(page, Document([]))

    def render(text: str, marker: Marker | None) -> Iterator[tuple[Aim, str, bool]]:
        rewriter = Rewriter(docs, source, page)
        with contextlib.chdir(docs.folder.parent), tempfile.TemporaryDirectory() as folder:
            try:
                renderer = markdown.Markdown(
                    extensions=[*docs.settings], extension_configs=docs.settings
                )
                renderer.treeprocessors.register(rewriter, "relpath", 0)
                if marker and "snippet" in renderer.preprocessors:
                    mark_snippets(renderer.preprocessors["snippet"], docs, marker, Path(folder))
                html = renderer.convert(text)
            except Exception as error:
                raise MisuseError(f"cannot render {docs.folder}: {error}") from None
        document = read_page(f"<meta charset=utf-8>{html}".encode())
        anchors = [Link(NAVIGATION, "a href", url) for url in document.anchors]
        for link in document.links + anchors:
            path, fragment = leads[link.role, MARK.sub("", link.url)][1]
            aim = path or page, fragment
            if aim in aims:
                raw = link.url not in rewriter.written
                yield aim, rewriter.written.get(link.url, link.url), raw

    places: dict[Aim, list[Place]] = {}
    if urls := {url for _, url, _ in render(text, None)}:
        marker = Marker(urls)
        for aim, url, raw in render(marker.mark(text, str(file)), marker):
            mark = MARK.search(url)
            name, line = marker.marks[int(mark[1])] if mark else (str(file), 1)
            places.setdefault(aim, []).append(Place(name, line, MARK.sub("", url), raw))
    return places


def mark_snippets(snippets: Any, docs: Docs, marker: Marker, folder: Path) -> None:
    """Make the snippets extension read marked copies; each file keeps its own copy, by which the
    extension knows a snippet that includes itself."""
    find = snippets.get_snippet_path

    def marked_path(name: str) -> str | None:
        path: str | None = find(name)
        if path is not None:
            shown = str(docs.folder.parent / posixpath.relpath(path))
            copy = folder / str(hash(path))
            with contextlib.suppress(UnicodeDecodeError):
                copy.write_text(marker.mark(Path(path).read_text("utf-8"), shown), "utf-8")
                return str(copy)
        return path

    snippets.get_snippet_path = marked_path


class Rewriter(Treeprocessor):
    """Turns links to files of the docs folder into links to what they became, as MkDocs does;
    raw HTML is not in the tree, and left alone."""

    def __init__(self, docs: Docs, source: str, page: str) -> None:
        super().__init__()
        self.docs, self.source, self.page = docs, source, page
        self.written: dict[str, str] = {}

    def run(self, root: Element) -> None:
        """Rewrite the tree, and remember how each address was written."""
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag, "")
            if url := element.get(key):
                built = self.built(url)
                self.written[unescape(built)] = unescape(url)
                element.set(key, built)

    def built(self, url: str) -> str:
        """The address of a link as MkDocs writes it."""
        path, rest = re.fullmatch(r"([^?#]*)(.*)", url, re.DOTALL).groups()  # type: ignore[union-attr]
        marks = "".join(match[0] for match in MARK.finditer(path))
        path = unquote(MARK.sub("", path))
        found = posixpath.normpath(posixpath.join(posixpath.dirname(self.source), path))
        target = self.docs.pages.get(found)
        if not path or path.startswith("/") or target is None:
            return url
        return quote(posixpath.relpath(target, posixpath.dirname(self.page) or ".")) + marks + rest


class Marker:
    """Puts a mark after each place where one of some URLs is written."""

    def __init__(self, urls: Iterable[str]) -> None:
        written = "|".join(map(as_written, sorted(urls, key=len, reverse=True)))
        # Lines that name a snippet are left alone.
        self.pattern = re.compile(rf"(?m:^.*8<-.*$)|(?<![^\s(<\"'=:,])({written})(?![\w/%-])")
        self.marks: list[tuple[str, int]] = []

    def mark(self, text: str, file: str) -> str:
        """The text with marks, which count the places of all files in `marks`."""

        def marked(match: re.Match[str]) -> str:
            if match[1] is None:
                return match[0]
            self.marks.append((file, text.count("\n", 0, match.start()) + 1))
            return f"{match[0]}\ue000{len(self.marks) - 1}\ue001"

        return self.pattern.sub(marked, text)


def as_written(url: str) -> str:
    """A pattern for the ways to write a URL in Markdown: plain, escaped, with references."""
    return re.sub(r"[\W_]", lambda m: rf"\\?{re.escape(m[0])}", url).replace(r"\\?\&", "&(?:amp;)?")
