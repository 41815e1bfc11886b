"""Whose line a broken link is: found by rendering the Markdown page, not by searching it.

Each place in the source where the address of a broken link stands gets a mark of private-use
characters, the page is rendered by Python-Markdown as MkDocs would, and the marks that come out in
links tell the file and line. So code samples and comments never mislead, and reference links,
attribute lists and snippets need no rules of their own. Loaded only when there are findings.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from linkcheck.check import Resolver
from linkcheck.config import read_extensions
from linkcheck.markdown_marks import MARK, SUFFIXES, Docs, Marker, Rewriter, rendered_links
from linkcheck.suggest import by_name, nearest_file
from linkcheck.values import Aim, Document, Finding, Site

#: What MkDocs loads besides mkdocs.yml's own extensions.
BUILTIN = ("toc", "tables", "fenced_code")
FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class Place(NamedTuple):
    """Where a link of a Markdown page is written, and how."""

    source: str
    line: int
    written: str
    raw: bool  # in HTML that MkDocs leaves as it is


def load_docs(folder: Path) -> Docs:
    """List the Markdown folder and read how its pages are rendered."""
    files = (path for path in folder.rglob("*") if path.is_file())
    config = folder.parent / "mkdocs.yml"
    names, settings, overrides = read_extensions(config, folder)
    templates = (
        [config, *sorted((folder.parent / overrides).rglob("*.html"))] if overrides else [config]
    )
    return Docs(
        folder=folder,
        files=frozenset(path.relative_to(folder).as_posix() for path in files),
        extensions=[*dict.fromkeys((*BUILTIN, *names))],
        settings=settings,
        templates=[path for path in templates if path.is_file()],
    )


def with_template(finding: Finding, docs: Docs) -> Finding:
    """The finding with the template or setting it comes from, if just one line of these has the
    last name of its address in it."""
    name = re.split(r"[?#]", finding.url)[0].removesuffix("/").rpartition("/")[2]
    if finding.source or len(name) < 4:
        return finding
    hits = [
        f"{path}:{number}"
        for path in docs.templates
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if name in line
    ]
    return finding._replace(note=f"{finding.note}; from {hits[0]}") if len(hits) == 1 else finding


def source_of(page: str, docs: Docs) -> str | None:
    """The file that a page or asset of the site was made from, relative to the docs folder."""
    stem = page.removesuffix(".html")
    folder = posixpath.dirname(page)
    stems = [stem]
    if posixpath.basename(page) == "index.html":
        stems = [posixpath.join(folder, "index"), posixpath.join(folder, "README"), folder]
    candidates = [name + suffix for name in stems for suffix in SUFFIXES]
    return next((name for name in [*candidates, page] if name in docs.files), None)


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
    places = find_places(
        site, docs, source, found[0].page, {each.aim for each in found if each.url}
    )
    seen: set[Place] = set()
    for finding in found:
        if not finding.url:
            path = str(docs.folder / source)
            yield finding._replace(source=path, source_line=finding.source_line or 1)
            continue
        place = next(iter(places.get(finding.aim, [])), None)
        if place is None:
            yield finding
            continue
        places[finding.aim].pop(0)
        if place not in seen:
            seen.add(place)
            yield with_place(finding, place, docs, source)


def with_place(finding: Finding, place: Place, docs: Docs, source: str) -> Finding:
    """The finding as a writer of Markdown sees it; a missing page is looked for among sources."""
    suggestion, reason = finding.suggestion, finding.reason
    folder = posixpath.dirname(source)
    path, hash_, fragment = place.written.partition("#")
    if not place.raw and finding.reason.startswith("no such file") and path.endswith(SUFFIXES):
        wanted = posixpath.normpath(posixpath.join(folder, unquote(path)))
        found = nearest_file(by_name(docs.files), wanted)
        if found and found != wanted and found.lower() == wanted.lower():
            reason += ": only the case differs"
        suggestion = found and posixpath.relpath(found, folder or ".") + hash_ + fragment
    return finding._replace(
        source=place.source,
        source_line=place.line,
        written=place.written,
        reason=reason,
        suggestion=suggestion,
    )


def find_places(
    site: Site, docs: Docs, source: str, page: str, aims: set[Aim]
) -> dict[Aim, list[Place]]:
    """Where the links that lead to `aims` are written, in the order of the rendered page."""
    file = docs.folder / source
    text = file.read_text("utf-8-sig", "replace")
    front = FRONT_MATTER.match(text)
    body = "\n" * front[0].count("\n") + text[front.end() :] if front else text
    lead = Resolver(site).leads(page, Document([]))

    def render(body: str, marker: Marker | None) -> Iterator[tuple[Aim, str, bool]]:
        rewriter = Rewriter(site, docs, source, page)
        for role, marked in rendered_links(body, docs, rewriter, marker):
            _, found = lead(role, MARK.sub("", marked))
            if found in aims:
                url = rewriter.written.get(marked)
                yield found, marked if url is None else url, url is None

    urls = {url for _, url, _ in render(body, None)}
    places: dict[Aim, list[Place]] = {}
    if not urls:
        return places
    marker = Marker(urls)
    for found, url, raw in render(marker.mark(body, str(file)), marker):
        mark = MARK.search(url)
        name, line = marker.marks[int(mark[1])] if mark else (str(file), 1)
        places.setdefault(found, []).append(Place(name, line, MARK.sub("", url), raw))
    return places
