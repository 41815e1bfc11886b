"""What is wrong with links: pure functions over documents, targets and the site they are in."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from linkcheck.files import is_page
from linkcheck.resolve import NOT_FOLLOWED, TRIMMED, base_url, resolve
from linkcheck.values import (
    BASE,
    MAP,
    REFERENCE,
    Document,
    Finding,
    Link,
    Screened,
    Site,
    Target,
)

#: Names that differ more than this are no help.
NEAR = 0.6


class Resolver:
    """Resolves the links of a site's files, each pair of folder and URL once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.used: set[int] = set()
        self.near: dict[str, str | None] = {}
        self.known: dict[tuple[str, bool], dict[tuple[str, str], Target]] = {}

    def targets(self, path: str, document: Document) -> Iterator[tuple[Link, Target]]:
        """Each link of the file with where it leads."""
        base = base_url(self.site, path, document.base)
        exempt = path == "404.html"
        folder = base if document.base is not None else base[: base.rindex("/") + 1]
        known = self.known.setdefault((folder, exempt), {})
        for link in document.links:
            target = known.get((link.role, link.url))
            if target is None:
                target = self.follow(base, link, exempt, document)
                # These lead to the file itself, so the next file of the folder differs.
                if link.role not in (BASE, MAP) and link.url.strip(TRIMMED)[:1] not in ("", "#", "?"):
                    known[link.role, link.url] = target
            yield link, target

    def follow(self, base: str, link: Link, exempt: bool, document: Document) -> Target:
        """Where one link leads; ignored addresses and `<base>` lead nowhere."""
        if link.role == MAP:
            name = link.url.partition("#")[2]
            found = name in document.maps
            return NOT_FOLLOWED if found else Target(problem=f'the page has no map "{name}"')
        if link.role == BASE:
            relied = self.site.offline and not exempt
            return Target(problem="relies on <base>, from disk too") if relied else NOT_FOLLOWED
        target = resolve(self.site, base, link.role, link.url, exempt)
        addresses = [link.url, target.external or ""]
        for number, ignored in enumerate(self.site.ignored):
            if any(map(ignored.pattern.search, addresses)):
                self.used.add(number)
                target = NOT_FOLLOWED
        return target


def screen(resolver: Resolver, path: str, document: Document) -> Screened:
    """Everything that can be said of a file without knowing the others, in little memory."""
    ids = frozenset(document.ids) | document.names
    duplicates = document.duplicates()
    wrong = False
    pending = set()
    leads = set()
    for link, target in resolver.targets(path, document):
        if target.problem:
            wrong = True
        elif target.external:
            pending.add(target)
        elif target.path is not None:
            if target.path != path:
                if link.role != REFERENCE:
                    leads.add(target.path)
                if target.fragment:
                    pending.add(target)
            elif target.fragment:
                wrong = wrong or not has_id(target, ids)
                if duplicates:
                    pending.add(target)
    return Screened(
        path=path,
        count=document.count,
        ids=ids,
        duplicates=frozenset(duplicates),
        listed=document.listed,
        wrong=wrong,
        pending=frozenset(pending),
        leads=frozenset(leads),
        problem=document.problem,
    )


def has_id(target: Target, ids: frozenset[str]) -> bool:
    """Whether a fragment has something to indicate (HTML standard, "find a potential indicated
    element": raw first, then decoded). Only pages and drawings have ids."""
    fragment = target.fragment
    if not fragment or fragment in ids:
        return True
    name = unquote(fragment)
    if (target.path or "").lower().endswith(".svg"):
        return name in ids or "(" in name or "=" in name  # views and media fragments
    return name in ids or name.lower() == "top" or not is_page(target.path or "")


def missing_id(target: Target, ids: frozenset[str]) -> tuple[str, str | None]:
    """The reason and the suggestion for a fragment without its id."""
    name = unquote(target.fragment)
    suggestion = nearest(name, ids)
    case = ": only the case differs" if suggestion and suggestion.lower() == name.lower() else ""
    kind = "page" if is_page(target.path or "") else "file"
    return f'{kind} {shown_path(target.path or "")} has no id "{name}"{case}', suggestion


def shown_path(path: str) -> str:
    """A page as its address shows it: `symptoms/` for `symptoms/index.html`."""
    folder, name = posixpath.split(path)
    return f"{folder}/" if folder and name == "index.html" else path


def link_findings(
    resolver: Resolver,
    path: str,
    document: Document,
    ids: Mapping[str, frozenset[str]],
    answers: Mapping[Target, tuple[str, str]],
) -> Iterator[Finding]:
    """The broken links of a file, in its order.

    `ids` are those of every page; `answers` has level and reason of what other hosts said.
    """
    site = resolver.site
    for link, target in resolver.targets(path, document):
        level, reason, suggestion = "error", target.problem, None
        if target.external:
            level, reason = answers.get(target, ("", None))
        elif target.path is not None and not has_id(target, ids.get(target.path, frozenset())):
            reason, suggestion = missing_id(target, ids[target.path])
        elif reason and target.wanted is not None:
            reason, suggestion = missing_file(resolver, path, target)
        if reason:
            yield Finding(
                level=level,
                site=site.name,
                page=path,
                line=link.line,
                url=link.url,
                shown=link.shown(),
                reason=reason,
                suggestion=suggestion,
                target=aim(link, target),
            )


def aim(link: Link, target: Target) -> tuple[str, str]:
    """What tells two broken links apart: where they lead, however that is written."""
    return target.path or target.wanted or target.external or link.url, target.fragment


def missing_file(resolver: Resolver, path: str, target: Target) -> tuple[str, str | None]:
    """The reason and the suggestion, relative to the file with the link, for a missing file."""
    site, wanted, reason = resolver.site, target.wanted or "", target.problem or ""
    if wanted not in resolver.near:
        resolver.near[wanted] = nearest_file(site.files, wanted)
    found = resolver.near[wanted]
    if found is None:
        return reason, None
    if found.lower() == wanted.lower() != found and found != wanted:
        reason += ": only the case differs"
    relative = posixpath.relpath(found, posixpath.dirname(path) or ".")
    if not site.offline and posixpath.basename(relative) == "index.html":
        relative = relative.removesuffix("index.html") or "./"
    return reason, relative


def nearest_file(files: Iterable[str], wanted: str) -> str | None:
    """The file whose name is nearest to that of `wanted`, and of these the one in the folder
    nearest to its; the name of a folder's index is that of the folder."""
    if wanted in files:
        return wanted
    folder, name = split_page(wanted)
    named: dict[str, list[str]] = {}
    for path in files:
        named.setdefault(split_page(path)[1], []).append(path)
    best = nearest(name, named)
    if best is None:
        return None
    return max(named[best], key=lambda path: similarity(folder, split_page(path)[0]))


def similarity(one: str, other: str) -> float:
    """How like two folders are, from 0 to 1."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def split_page(path: str) -> tuple[str, str]:
    """The folder and name of a file without what every page has: index.html, .html."""
    path = path.removesuffix("/").removesuffix("index.html").removesuffix("/")
    return posixpath.split(path.removesuffix(".html").removesuffix(".md"))


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that a writer most likely meant: the same but for case, the one that goes on or
    stops where it does, or else a similar one."""
    low = name.lower()
    names = sorted(names)
    for candidate in names:
        if candidate.lower() == low:
            return candidate
    longer = [n for n in names if len(low) > 2 and n.lower().startswith((f"{low}-", f"{low}_", f"{low}."))]
    if longer:
        return min(longer, key=len)
    return next(iter(difflib.get_close_matches(name, names, 1, NEAR)), None)


def page_warnings(site: Site, screened: list[Screened]) -> Iterator[Finding]:
    """Pages that no other page leads to, or that the sitemap does not list."""
    led_to = {path for page in screened if is_page(page.path) for path in page.leads}
    mapped = {
        path
        for page in screened
        if posixpath.basename(page.path).startswith("sitemap")
        for path in page.leads
    }
    for page in screened:
        if not is_page(page.path) or not page.listed or page.path == "404.html":
            continue
        if page.path != "index.html" and page.path not in led_to:
            yield warning(site, page.path, "no other page leads here")
        if mapped and page.path not in mapped:
            yield warning(site, page.path, "missing from the sitemap")


def warning(site: Site, path: str, reason: str, line: int = 1) -> Finding:
    """A warning about a page rather than one of its links."""
    return Finding("warning", site.name, path, line, "", "", reason)


def merged(findings: list[Finding], pages: int, known: bool) -> list[Finding]:
    """The findings with those of a template made one, which tells on how many pages it shows.

    `known`: the Markdown is known, so that what is on several pages and not in it is a template's.
    Otherwise only what is on every page (404.html aside), of three or more, is taken for that.
    """
    places: dict[tuple[str, ...], set[str]] = {}
    loose = [finding for finding in findings if finding.url and finding.source is None]
    for finding in loose:
        for key in template_keys(finding):
            places.setdefault(key, set()).add(finding.page)
    result = [finding for finding in findings if not finding.url or finding.source is not None]
    seen = set()
    for finding in sorted(loose, key=lambda finding: (finding.page == "404.html", finding.page)):
        key = max(template_keys(finding), key=lambda key: len(places[key]))
        count = len(places[key])
        if count == 1 or not (known or count - ("404.html" in places[key]) >= max(pages, 3)):
            result.append(finding)
        elif key not in seen:
            seen.add(key)
            result.append(finding._replace(reason=f"{finding.reason} (on {count} pages)"))
    return result


def template_keys(finding: Finding) -> list[tuple[str, ...]]:
    """What is the same on all pages for a link in a template: where it leads, or how it is
    written."""
    place = finding.shown.partition("=")[0]
    return [("aim", place, *finding.target, finding.reason), ("url", finding.shown, finding.reason)]
