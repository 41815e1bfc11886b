"""Rendering Markdown as MkDocs does, with marks that tell where a link was written."""

from __future__ import annotations

import contextlib
import posixpath
import re
import tempfile
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

from linkcheck.config import MisuseError
from linkcheck.pages import read_page
from linkcheck.values import NAVIGATION, Site

#: What MkDocs takes for Markdown.
SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
MARK = re.compile("\ue000(\\d+)\ue001")


class Docs(NamedTuple):
    """The Markdown folder, and the pages that the site has of it."""

    folder: Path
    files: frozenset[str]
    extensions: list[str]
    settings: dict[str, Any]
    templates: list[Path]  # mkdocs.yml and the theme's overrides


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
                self.written[unescape(built)] = unescape(url)
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
) -> list[tuple[str, str]]:
    """Role and URL of each link in a Markdown text, rendered as MkDocs would."""
    with contextlib.chdir(docs.folder.parent), tempfile.TemporaryDirectory() as folder:
        try:
            renderer = markdown.Markdown(
                extensions=docs.extensions, extension_configs=docs.settings
            )
            renderer.treeprocessors.register(rewriter, "relpath", 0)
            if marker and "snippet" in renderer.preprocessors:
                mark_snippets(renderer.preprocessors["snippet"], docs, marker, Path(folder))
            html = renderer.convert(body)
        except Exception as error:
            raise MisuseError(f"cannot render {docs.folder}: {error}") from None
    document = read_page(f"<meta charset=utf-8>{html}".encode())
    links = [(link.role, link.url) for link in document.links]
    return links + [(NAVIGATION, url) for url in document.anchors]


def mark_snippets(snippets: Any, docs: Docs, marker: Marker, folder: Path) -> None:
    """Make the snippets extension read marked copies; each file keeps its own copy, by which the
    extension knows a snippet that includes itself."""
    find = snippets.get_snippet_path

    def marked_path(name: str) -> str | None:
        path: str | None = find(name)
        if path is None:
            return None
        shown = str(docs.folder.parent / posixpath.relpath(path))
        copy = folder / str(hash(path))
        with contextlib.suppress(UnicodeDecodeError):
            copy.write_text(marker.mark(Path(path).read_text("utf-8"), shown), "utf-8")
            path = str(copy)
        return path

    snippets.get_snippet_path = marked_path
