"""Whose line a broken link is: found by rendering the Markdown page, not by searching it.

Each place in the source where the address of a broken link stands gets a mark of private-use
characters, the page is rendered by Python-Markdown as MkDocs would, and the marks that come out in
links tell the file and line. So code samples and comments never mislead, and reference links,
attribute lists and snippets need no rules of their own. Loaded only when there are findings.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

from linkcheck.check import Resolver, aim, nearest_file
from linkcheck.config import read_extensions
from linkcheck.pages import read_page
from linkcheck.values import Document, Finding, Link, Site

#: What MkDocs takes for Markdown, and loads besides mkdocs.yml's own extensions.
SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
BUILTIN = ("toc", "tables", "fenced_code")
FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
MARK = re.compile("\ue000(\\d+)\ue001")


class Place(NamedTuple):
    """Where a link of a Markdown page is written, and how."""

    source: str
    line: int
    written: str
    raw: bool  # in HTML that MkDocs leaves as it is


class Docs(NamedTuple):
    """The Markdown folder, and the pages that the site has of it."""

    folder: Path
    files: frozenset[str]
    extensions: list[str]
    settings: dict[str, Any]
    root: Path  # what mkdocs.yml's relative paths are relative to


def load_docs(folder: Path) -> Docs:
    """List the Markdown folder and read how its pages are rendered."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names, settings = read_extensions(folder.parent / "mkdocs.yml", folder)
    return Docs(
        folder=folder,
        files=frozenset(path.relative_to(folder).as_posix() for path in files),
        extensions=[*dict.fromkeys((*BUILTIN, *names))],
        settings=settings,
        root=folder.parent,
    )


def source_of(page: str, docs: Docs) -> str | None:
    """The file that a page or asset of the site was made from, relative to the docs folder."""
    stem = page.removesuffix(".html")
    folder = posixpath.dirname(page)
    stems = [stem]
    if posixpath.basename(page) == "index.html":
        stems = [posixpath.join(folder, "index"), posixpath.join(folder, "README"), folder]
    candidates = [name + suffix for name in stems for suffix in SUFFIXES]
    return next((name for name in [*candidates, page] if name in docs.files), None)


def page_of(source: str, site: Site) -> str | None:
    """The file of the site that a file of the docs folder became."""
    stem, suffix = posixpath.splitext(source)
    if suffix not in SUFFIXES:
        return source
    folder, name = posixpath.split(stem)
    if name in ("index", "README"):
        stem = posixpath.join(folder, "index")
    candidates = (f"{stem}.html", f"{stem}/index.html")
    return next((path for path in candidates if path in site.files), None)


def attach_sources(findings: Iterable[Finding], site: Site, docs: Docs) -> list[Finding]:
    """The same findings, those that come from the docs folder with their source and line."""
    pages: dict[str, list[Finding]] = {}
    for finding in findings:
        pages.setdefault(finding.page, []).append(finding)
    attached: list[Finding] = []
    for page, found in pages.items():
        source = source_of(page, docs)
        if source is None:
            attached += found
        elif source.endswith(SUFFIXES):
            attached += attach_page(found, site, docs, source)
        else:
            path = str(docs.folder / source)
            attached += [each._replace(source=path, source_line=each.line) for each in found]
    return attached


def attach_page(found: list[Finding], site: Site, docs: Docs, source: str) -> Iterator[Finding]:
    """The findings of one page. The first built links of a kind are taken to be the Markdown's;
    those that the Markdown does not have are the template's, and stay as they are."""
    places = find_places(site, docs, source, found[0].page, {each.target for each in found if each.url})
    seen: set[Place] = set()
    for finding in found:
        if not finding.url:
            path = str(docs.folder / source)
            yield finding._replace(source=path, source_line=finding.source_line or 1)
            continue
        place = next(iter(places.get(finding.target, [])), None)
        if place is None:
            yield finding
            continue
        places[finding.target].pop(0)
        if place not in seen:
            seen.add(place)
            yield with_place(finding, place, docs, source)


def with_place(finding: Finding, place: Place, docs: Docs, source: str) -> Finding:
    """The finding as a writer of Markdown sees it; a missing page is looked for among sources."""
    suggestion = finding.suggestion
    folder = posixpath.dirname(source)
    path, hash_, fragment = place.written.partition("#")
    if not place.raw and finding.reason.startswith("no such file") and path.endswith(SUFFIXES):
        wanted = posixpath.normpath(posixpath.join(folder, unquote(path)))
        found = nearest_file(docs.files, wanted)
        suggestion = found and posixpath.relpath(found, folder or ".") + hash_ + fragment
    return finding._replace(
        source=place.source,
        source_line=place.line,
        written=place.written,
        suggestion=suggestion,
    )


def find_places(
    site: Site, docs: Docs, source: str, page: str, aims: set[tuple[str, str]]
) -> dict[tuple[str, str], list[Place]]:
    """Where the links that lead to `aims` are written, in the order of the rendered page."""
    resolver = Resolver(site)
    file = docs.folder / source
    text = file.read_text("utf-8-sig", "replace")
    front = FRONT_MATTER.match(text)
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text

    def render(body: str, marker: Marker | None) -> Iterator[tuple[tuple[str, str], str, bool]]:
        rewriter = Rewriter(site, docs, source, page)
        links = rendered_links(body, docs, rewriter, marker)
        clean = [link._replace(url=MARK.sub("", link.url)) for link in links]
        targets = resolver.targets(page, Document(clean))
        for marked, (link, target) in zip(links, targets, strict=True):
            if (found := aim(link, target)) in aims:
                url = rewriter.written.get(marked.url)
                yield found, marked.url if url is None else url, url is None

    urls = {url for _, url, _ in render(body, None)}
    places: dict[tuple[str, str], list[Place]] = {}
    if not urls:
        return places
    marker = Marker(urls)
    for found, url, raw in render(marker.mark(body, str(file)), marker):
        mark = MARK.search(url)
        name, line = marker.marks[int(mark[1])] if mark else (str(file), 1)
        places.setdefault(found, []).append(Place(name, line, MARK.sub("", url), raw))
    return places


class Rewriter(Treeprocessor):
    """Turns links to files of the docs folder into links to what they became, as MkDocs does;
    raw HTML is not in the tree, and left alone."""

    def __init__(self, site: Site, docs: Docs, source: str, page: str) -> None:
        super().__init__()
        self.site, self.docs, self.source, self.page = site, docs, source, page
        self.written: dict[str, str] = {}

    def run(self, root: Element) -> None:
        """Rewrite the tree, and remember how each address was written."""
        for element in root.iter():
            key = {"a": "href", "img": "src"}.get(element.tag, "")
            url = element.get(key)
            if url:
                built = self.built(url)
                self.written[built] = url
                element.set(key, built)

    def built(self, url: str) -> str:
        """The address of a link as MkDocs writes it."""
        path, rest = re.fullmatch(r"([^?#]*)(.*)", url, re.DOTALL).groups()  # type: ignore[union-attr]
        marks = "".join(match[0] for match in MARK.finditer(path))
        path = unquote(MARK.sub("", path))
        if not path or path.startswith("/"):
            return url
        found = posixpath.normpath(posixpath.join(posixpath.dirname(self.source), path))
        target = page_of(found, self.site) if found in self.docs.files else None
        if target is None:
            return url
        return quote(posixpath.relpath(target, posixpath.dirname(self.page) or ".")) + marks + rest


class Marker:
    """Puts a mark after each place where one of some URLs is written."""

    def __init__(self, urls: Iterable[str]) -> None:
        written = "|".join(map(as_written, sorted(urls, key=len, reverse=True)))
        self.pattern = re.compile(rf"(?<![^\s(<\"'=:,])(?:{written})(?![\w/%-])")
        self.marks: list[tuple[str, int]] = []

    def mark(self, text: str, file: str) -> str:
        """The text with marks; lines that name a snippet are left alone."""

        def mark_line(number: int, line: str) -> str:
            def mark_url(match: re.Match[str]) -> str:
                self.marks.append((file, number))
                return f"{match[0]}\ue000{len(self.marks) - 1}\ue001"

            return line if "8<-" in line else self.pattern.sub(mark_url, line)

        return "\n".join(mark_line(n, line) for n, line in enumerate(text.split("\n"), 1))


def as_written(url: str) -> str:
    """A pattern for the ways to write a URL in Markdown: plain, escaped, with references."""
    return "".join(
        char if char.isalnum() else "&(?:amp;)?" if char == "&" else rf"\\?{re.escape(char)}"
        for char in url
    )


def rendered_links(
    body: str, docs: Docs, rewriter: Rewriter, marker: Marker | None
) -> list[Link]:
    """The links of a Markdown text, as Python-Markdown renders it for MkDocs."""
    with contextlib.chdir(docs.root), tempfile.TemporaryDirectory() as folder:
        renderer = markdown.Markdown(extensions=docs.extensions, extension_configs=docs.settings)
        renderer.treeprocessors.register(rewriter, "relpath", 0)
        if marker and "snippet" in renderer.preprocessors:
            mark_snippets(renderer.preprocessors["snippet"], marker, Path(folder))
        html = renderer.convert(body)
    return read_page(f"<meta charset=utf-8>{html}".encode(), located=True).links


def mark_snippets(snippets: Any, marker: Marker, folder: Path) -> None:
    """Make the snippets extension read marked copies."""
    find = snippets.get_snippet_path

    def marked_path(name: str) -> str | None:
        path: str | None = find(name)
        if path is None:
            return None
        with contextlib.suppress(UnicodeDecodeError):
            copy = folder / str(len(marker.marks))
            text = marker.mark(Path(path).read_text("utf-8"), posixpath.relpath(path))
            copy.write_text(text, "utf-8")
            path = str(copy)
        return path

    snippets.get_snippet_path = marked_path
