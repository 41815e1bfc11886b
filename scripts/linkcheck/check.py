"""What is wrong with links: pure functions over documents, targets and the site they are in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, unquote

from linkcheck.files import is_page, read_sitemap, reader_for
from linkcheck.links import MAP, NAVIGATION, REFERENCE, Document, Link
from linkcheck.resolve import FRAGMENT_SAFE, Aim, Lead, Leads, Resolver, Site, Target

#: Says what is wrong with a link, by its role and where it leads: nothing, or the lead to report.
Judge = Callable[[str, Lead], Lead | None]
#: Level ("error" or "warning") and reason, for what other hosts said.
Verdicts = Mapping[Aim, tuple[str, str]]
#: What names an element of a drawing: no view, no media fragment, and not what a theme's style
#: sheet looks for to show a drawing in one color scheme only.
SVG_ID = re.compile(r"(?!(gh-)?(light|dark)-mode-only$|only-(light|dark)$)[^(=]*")
NO_MAP = Target(problem="no such map on the page")


class Screened(NamedTuple):
    """What is kept of a file once it is read: its document without the links, and of these the
    number, the broken ones, and where the others lead."""

    path: str
    document: Document
    links: int
    broken: list[tuple[Link, Lead]]
    pending: frozenset[Aim]  # files and hosts with fragments, still to be looked at
    leads: frozenset[str]  # the other files a reader gets to from here


class Finding(NamedTuple):
    """One line of the report. `page` is relative to the site folder `site`; `source` is the file
    and line a maintainer has to edit, when it is known, and `written` the link as it stands there.
    """

    level: str
    site: str
    page: str
    line: int
    url: str
    shown: str
    reason: str
    suggestion: str | None = None
    source: str | None = None
    source_line: int | None = None
    written: str | None = None
    aim: Aim = ("", "")
    note: str = ""  # on how many pages it shows, and from which template


def screen(resolver: Resolver, path: str, document: Document) -> Screened:
    """Everything that can be said of a file without knowing the others, in little memory."""
    pending: set[Aim] = set()
    reached: set[str] = set()

    def judge(role: str, lead: Lead) -> Lead | None:
        target, aim = lead
        leads_to = target.path
        if leads_to and leads_to != path:
            if role != REFERENCE:
                reached.add(leads_to)
            if aim[1]:
                pending.add(aim)
        elif leads_to is not None:
            fragment = aim[1]
            if role == MAP:
                return None if fragment in document.maps else (NO_MAP, aim)
            if document.duplicates:
                pending.add((path, fragment))
            return None if has_id(path, fragment, document.ids) else lead
        elif target.external:
            pending.add(aim)
        return lead if target.problem else None

    return Screened(
        path=path,
        document=document._replace(links=[], anchors=(), anchor_lines=list),
        links=len(document.links) + len(document.anchors),
        broken=list(broken_links(resolver.leads(path, document), document, judge)),
        pending=frozenset(pending),
        leads=frozenset(reached),
    )


def look_again(
    resolver: Resolver, path: str, document: Document, bad: Collection[Aim]
) -> Iterator[tuple[Link, Lead]]:
    """The links of a file to other files and hosts that turned out bad."""

    def judge(role: str, lead: Lead) -> Lead | None:
        return lead if lead[1] in bad and lead[0].path != path else None

    return broken_links(resolver.leads(path, document), document, judge)


def broken_links(leads: Leads, document: Document, judge: Judge) -> Iterator[tuple[Link, Lead]]:
    """The links that `judge` finds something wrong with; equal anchors are judged once."""
    for link in document.links:
        if lead := judge(link.role, leads[link.role, link.url]):
            yield link, lead
    urls = set(document.anchors)
    wrong = {url: lead for url in urls if (lead := judge(NAVIGATION, leads[NAVIGATION, url]))}
    if wrong:
        for url, line in zip(document.anchors, document.anchor_lines(), strict=True):
            if url in wrong:
                yield Link(NAVIGATION, "a href", url, line), wrong[url]


def has_id(path: str, fragment: str, ids: frozenset[str]) -> bool:
    """Whether a fragment has something to indicate (HTML standard, "find a potential indicated
    element": as the URL has it, then decoded). Only pages and drawings have ids."""
    if not fragment or (fragment in ids and "%" not in fragment):
        return True
    encoded = quote(fragment, FRAGMENT_SAFE)
    name = unquote(encoded)
    if encoded in ids or name in ids or name.lower() == "top":
        return True
    return not is_page(path) and not (path.lower().endswith(".svg") and SVG_ID.fullmatch(name))


def finding(site: Site, page: str, link: Link, lead: Lead, verdicts: Verdicts) -> Finding:
    """The finding for a broken link, without the suggestion; `verdicts` are other hosts'."""
    target, (path, fragment) = lead
    path = path or page
    level, reason = verdicts.get(lead[1], ("error", target.problem))
    if not reason:
        folder, name = posixpath.split(path)
        shown = f"{folder}/" if folder and name == "index.html" else path
        kind = "page" if is_page(path) else "file"
        reason = f'{kind} {shown} has no id "{unquote(fragment)}"'
    aim = (path, fragment)
    return Finding(level, site.name, page, link.line, link.url, link.shown(), reason, aim=aim)


def page_findings(
    site: Site, screened: list[Screened], pending: frozenset[Aim]
) -> Iterator[Finding]:
    """What is wrong with files rather than links: unreadable ones, an id that a link aims at and
    that stands there twice, pages that nothing leads to or that the sitemap does not list."""
    led_to = {path for file in screened if is_page(file.path) for path in file.leads}
    others = (file for file in screened if not is_page(file.path))
    sitemaps = [file for file in others if reader_for(file.path) is read_sitemap]
    mapped = {path for file in sitemaps for path in file.leads}
    twice = {file.path for file in screened if file.document.duplicates}
    aimed = {(path, unquote(fragment)) for path, fragment in pending if path in twice}
    for path, document, *_ in screened:
        found = [("error", 1, document.problem, "")] if document.problem else []
        for name, line in document.duplicates:
            if (path, name) in aimed:
                why = f'the id "{name}", which a link aims at, stands here twice'
                found.append(("warning", line, why, name))
        if is_page(path) and document.listed and path != "404.html":
            if path != "index.html" and path not in led_to:
                found.append(("warning", 1, "no other page leads here", ""))
            if mapped and path not in mapped:
                found.append(("warning", 1, "missing from the sitemap", ""))
        for level, line, why, name in found:
            yield Finding(level, site.name, path, line, "", "", why, aim=(path, name))


def merged(findings: Iterable[Finding], pages: int, known: bool) -> Iterator[Finding]:
    """The findings with those of a template made one, which tells on how many pages it shows.

    `known`: the Markdown is known, so that what is on several pages and not in it is a template's.
    Otherwise what is on nine of ten pages or more, of at least three, is taken for that. Whatever
    stands in one line of a snippet is one, too.
    """
    found = sorted(dict.fromkeys(findings), key=lambda each: (each.page == "404.html", each.page))
    showing: dict[tuple[str, ...], set[str]] = {}
    for each in found:
        for key in template_keys(each):
            showing.setdefault(key, set()).add(each.page)
    seen = set()
    for each in found:
        key = max(template_keys(each), key=lambda key: len(showing[key]), default=())
        on = showing.get(key, set())
        usual = len(on) - ("404.html" in on)
        if len(on) < 2 or not (known or (usual >= 3 and usual * 10 >= pages * 9)):
            yield each
        elif key not in seen:
            seen.add(key)
            yield each._replace(note=f"; on {len(on)} pages")


def template_keys(finding: Finding) -> list[tuple[str, ...]]:
    """What is the same on all pages for a link in a template or a snippet: where it leads, or how
    it is written. A finding about no link has none."""
    if not finding.shown:
        return []
    reason = re.sub(r"^\w+ \S+ has no id", "", finding.reason)  # which names the page itself
    if finding.source:
        return [("source", finding.source, str(finding.source_line), str(finding.written), reason)]
    place = finding.shown.partition("=")[0]
    return [("aim", place, *finding.aim, reason), ("url", finding.shown, reason)]
