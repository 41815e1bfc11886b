"""What is wrong with links: pure functions over documents, targets and the site they are in."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator
from urllib.parse import quote, unquote

import can_ada

from linkcheck import values
from linkcheck.files import is_page
from linkcheck.resolve import FRAGMENT_SAFE, NOT_FOLLOWED, base_url, cleaned, resolve
from linkcheck.values import Aim, Document, Finding, Lead, Link, Screened, Site, Target, Verdicts

Judge = Callable[[str, str], Lead | None]
#: What is known of a folder's links: by role and URL, and by role and URL without fragment.
Known = tuple[dict[tuple[str, str], Lead], dict[tuple[str, str], Target]]


class Resolver:
    """Resolves the links of a site's files, each pair of folder and URL once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.address = can_ada.parse(site.address)
        self.used: set[int] = set()  # lines of the ignore file
        self.folders: dict[tuple[str, bool], Known] = {}

    def leads(self, path: str, document: Document) -> Callable[[str, str], Lead]:
        """The function that says where a link of this file leads, by its role and URL."""
        site = self.site
        base = base_url(site, path, document.base)
        offline = site.offline and path != "404.html"  # which is never opened from disk
        folder = base.href if document.base is not None else base.href.rpartition("/")[0]
        urls, heads = self.folders.setdefault((folder, offline), ({}, {}))

        def lead(role: str, url: str) -> Lead:
            if found := urls.get((role, url)):
                return found
            clean = cleaned(url)
            head, _, fragment = clean.partition("#")
            fragment = fragment.partition(":~:")[0]
            if problem := self.problem(role, clean, fragment, document, offline):
                return Lead(Target(problem=problem), (url, ""))
            if role in (values.MAP, values.BASE):
                return Lead(NOT_FOLLOWED, (url, ""))
            shared = head[:1] not in ("", "?")  # those lead to the file itself
            target = heads.get((role, head)) if shared else None
            if target is None:
                target = resolve(site, self.address, base, role, head, offline)
            if site.ignored and self.is_ignored(url, f"{target.external}#{fragment}"):
                target = NOT_FOLLOWED
            aim = target.path or target.external or target.wanted
            result = Lead(target, (aim, fragment))
            if shared:
                heads[role, head] = target
                urls[role, url] = result
            return result

        return lead

    @staticmethod
    def problem(role: str, url: str, name: str, document: Document, offline: bool) -> str | None:
        """What is wrong with a link whatever it leads to, if anything is."""
        if role == values.RESOURCE and not url:
            return "is empty"
        if role == values.MAP and name not in document.maps:
            return "no such map on the page"
        relied = role == values.BASE and offline
        return "from disk, links must not rely on a base" if relied else None

    def is_ignored(self, *addresses: str) -> bool:
        """Whether a line of the ignore file matches; remembers which."""
        matching = {
            number
            for number, ignored in enumerate(self.site.ignored)
            if any(map(ignored.pattern.search, addresses))
        }
        self.used |= matching
        return bool(matching)


def screen(resolver: Resolver, path: str, document: Document) -> Screened:
    """Everything that can be said of a file without knowing the others, in little memory."""
    ids = document.ids
    lead = resolver.leads(path, document)
    pending: set[Aim] = set()
    leads: set[str] = set()
    # Most links of large pages are to their own sections.
    simple = document.base is None and not document.duplicates and not resolver.site.ignored

    def judge(role: str, url: str) -> Lead | None:
        if simple and url[:1] == "#" and url[1:] in ids and "%" not in url and role != values.MAP:
            return None
        target, aim = found = lead(role, url)
        if target.external or (target.path and aim[1] and (target.path != path or not simple)):
            pending.add(aim)
        if target.path and target.path != path and role != values.REFERENCE:
            leads.add(target.path)
        lost = target.path == path and not has_id(path, aim[1], ids)
        return found if target.problem or lost else None

    return Screened(
        path=path,
        links=len(document.links) + len(document.anchors),
        ids=ids,
        duplicates=document.duplicates,
        listed=document.listed,
        broken=list(broken_links(document, judge)),
        pending=frozenset(pending),
        leads=frozenset(leads),
        problem=document.problem,
    )


def look_again(
    resolver: Resolver, path: str, document: Document, bad: Collection[Aim]
) -> Iterator[tuple[Link, Lead]]:
    """The links of a file to other files and hosts that turned out bad."""
    lead = resolver.leads(path, document)

    def judge(role: str, url: str) -> Lead | None:
        found = lead(role, url)
        return found if found.aim in bad and found.target.path != path else None

    return broken_links(document, judge)


def broken_links(document: Document, judge: Judge) -> Iterator[tuple[Link, Lead]]:
    """The links that `judge` finds something wrong with; equal anchors are judged once."""
    for link in document.links:
        if lead := judge(link.role, link.url):
            yield link, lead
    wrong = {url: lead for url in set(document.anchors) if (lead := judge(values.NAVIGATION, url))}
    if wrong:
        for url, line in zip(document.anchors, document.anchor_lines(), strict=True):
            if url in wrong:
                yield Link(values.NAVIGATION, "a href", url, line), wrong[url]


def has_id(path: str, fragment: str, ids: frozenset[str]) -> bool:
    """Whether a fragment has something to indicate (HTML standard, "find a potential indicated
    element": as the URL has it, then decoded). Only pages and drawings have ids."""
    if not fragment or (fragment in ids and "%" not in fragment):
        return True
    encoded = quote(fragment, FRAGMENT_SAFE)
    name = unquote(encoded)
    if path.lower().endswith(".svg"):
        return name in ids or "(" in name or "=" in name  # a view or media fragment
    return not is_page(path) or encoded in ids or name in ids or name.lower() == "top"


def bad_aims(screened: Iterable[Screened], pending: Iterable[Aim]) -> set[Aim]:
    """The pages with fragments that they have no ids for, of all that links lead to."""
    ids = {file.path: file.ids for file in screened}
    return {
        (path, name) for path, name in pending if path in ids and not has_id(path, name, ids[path])
    }


def finding(site: Site, page: str, link: Link, lead: Lead, verdicts: Verdicts) -> Finding:
    """The finding for a broken link, without the suggestion; `verdicts` are other hosts'."""
    target, aim = lead
    level, reason = verdicts.get(aim, ("error", target.problem))
    reason = reason or missing_id(*aim)
    return Finding(level, site.name, page, link.line, link.url, link.shown(), reason, aim=aim)


def missing_id(path: str, fragment: str) -> str:
    """The reason for a fragment without its id, the page shown as its address shows it."""
    folder, name = posixpath.split(path)
    shown = f"{folder}/" if folder and name == "index.html" else path
    return f'{"page" if is_page(path) else "file"} {shown} has no id "{unquote(fragment)}"'


def page_findings(
    site: Site, screened: list[Screened], pending: Collection[Aim]
) -> Iterator[Finding]:
    """What is wrong with files rather than links: unreadable ones, an id that a link aims at and
    that stands there twice, pages that nothing leads to or that the sitemap does not list."""
    led_to = {path for file in screened if is_page(file.path) for path in file.leads}
    sitemaps = [file for file in screened if posixpath.basename(file.path).startswith("sitemap")]
    mapped = {path for file in sitemaps for path in file.leads}
    for file in screened:
        found = [("error", 1, file.problem)] if file.problem else []
        for name, line in file.duplicates:
            if (file.path, name) in pending or (file.path, quote(name, FRAGMENT_SAFE)) in pending:
                found.append(
                    ("warning", line, f'the id "{name}", which a link aims at, stands here twice')
                )
        if is_page(file.path) and file.listed and file.path != "404.html":
            if file.path != "index.html" and file.path not in led_to:
                found.append(("warning", 1, "no other page leads here"))
            if mapped and file.path not in mapped:
                found.append(("warning", 1, "missing from the sitemap"))
        for level, line, reason in found:
            yield Finding(level, site.name, file.path, line, "", "", reason)


def merged(findings: Iterable[Finding], pages: int, known: bool) -> Iterator[Finding]:
    """The findings with those of a template made one, which tells on how many pages it shows.

    `known`: the Markdown is known, so that what is on several pages and not in it is a template's.
    Otherwise what is on nine of ten pages or more, of at least three, is taken for that.
    """
    found = sorted(dict.fromkeys(findings), key=lambda each: (each.page == "404.html", each.page))
    keyed = [(each, template_keys(each)) for each in found]
    showing: dict[tuple[str, ...], set[str]] = {}
    for each, keys in keyed:
        for key in keys:
            showing.setdefault(key, set()).add(each.page)
    seen = set()
    for each, keys in keyed:
        key = max(keys, key=lambda key: len(showing[key]), default=())
        on = showing.get(key, set())
        usual = len(on) - ("404.html" in on)
        if len(on) < 2 or not (known or (usual >= 3 and usual * 10 >= pages * 9)):
            yield each
        elif key not in seen:
            seen.add(key)
            yield each._replace(note=f"; on {len(on)} pages")


def template_keys(finding: Finding) -> list[tuple[str, ...]]:
    """What is the same on all pages for a link in a template: where it leads, or how it is
    written. A finding with a source, or about no link, has none."""
    if finding.source or not finding.url:
        return []
    place = finding.shown.partition("=")[0]
    return [("aim", place, *finding.aim, finding.reason), ("url", finding.shown, finding.reason)]
