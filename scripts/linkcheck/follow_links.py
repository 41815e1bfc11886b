"""Step 2, follow each link: where it leads by the URL standard, and what is wrong with that."""

import functools
import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

import ada_url
from linkcheck.read_site import REFERENCE, RESOURCE, SITEMAP, Document, Link, Site, is_page

ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
LOOPBACK = re.compile(r"(.+\.)?localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\]")
#: Fragments that name no element of a drawing: views of it, and marks that themes look for.
NO_SVG_ID = re.compile(r".*[(=].*|(gh-)?(light|dark)-mode-only|only-(light|dark)")
NO_FILE, OWN_COMPUTER = "no such file", "points at the reader's own computer"
FOLDER = "leads to a folder, which from disk shows a list of files"


class Target(NamedTuple):
    """Where an address leads, its fragment aside: to a file of the site (`path`), to another host
    (`url`), or nowhere (`problem`; `path` is then the file that was looked for). Without any of
    these, there is nothing to check."""

    path: str = ""
    url: str = ""
    problem: str = ""


class Problem(NamedTuple):
    """What is wrong with a link of a file or, without one, with the file itself."""

    site: Site
    path: str
    line: int
    reason: str  # none for a link to another host, which is no problem unless that says so
    link: Link | None = None
    target: Target = Target()
    fragment: str = ""
    is_warning: bool = False


def follow_links(site: Site, ignored: Sequence[re.Pattern[str]]) -> Iterator[Problem]:
    """Follow all links of a site but the ignored, and find what is wrong with it."""
    reached, mapped, aimed = set(), set(), set()  # by links of other pages, by sitemaps, by ids
    leads_to = functools.cache(functools.partial(resolve, site))
    for document in site.documents.values():
        folder = posixpath.dirname(document.path)
        from_disk = site.is_offline and document.path != "404.html"  # which no disk ever shows
        for link in document.links:
            head, _, fragment = link.url.partition("#")
            target = leads_to(folder, document.base, head, link.kind, from_disk)
            if not document.base and head.strip()[:1] in ("", "?"):
                is_empty = link.kind == RESOURCE and not link.url.strip()
                target = Target(document.path, problem="is empty" if is_empty else "")
            urls = (link.url, target.url)
            if ignored and any(each.search(url) for each in ignored for url in urls):
                continue
            there = site.documents.get(target.path)
            reason = target.problem
            if there and fragment and not reason:
                aimed.add((target.path, unquote(fragment)))
                reason = missing_id(there, fragment)
            if reason or target.url:
                yield Problem(site, document.path, link.line, reason, link, target, fragment)
            elif link.place == SITEMAP:
                mapped.add(target.path)
            elif target.path != document.path and link.kind != REFERENCE and is_page(document.path):
                reached.add(target.path)
    for document in site.documents.values():
        yield from page_problems(site, document, reached, mapped, aimed)


def resolve(site: Site, folder: str, base: str, head: str, kind: str, from_disk: bool) -> Target:
    """Where an address without its fragment leads, from a file of a folder with some `<base>`."""
    own = ada_url.URL(site.address)
    try:
        above = quote(f"{folder}/".lstrip("/"), errors="surrogateescape")
        base = ada_url.URL(base, base=site.address + above).href
        url = ada_url.URL(head, base=base)
    except ValueError:
        return Target(problem="is not a valid address")
    if url.protocol == "file:" or len(url.protocol) == 2:  # a drive of Windows
        return Target(problem="points at a file on one computer")
    if url.protocol not in ("http:", "https:"):
        return Target()  # mailto: and the like
    is_absolute, from_disk = bool(ABSOLUTE.match(head)), from_disk and kind != REFERENCE
    is_below = f"{url.pathname}/".startswith(own.pathname)
    is_own = url.host == own.host and (is_below or not is_absolute)
    if from_disk and head[:1] in ("/", "\\"):
        return Target(problem="is root-absolute: from disk it leads to the root of the disk")
    if from_disk and is_absolute and kind == RESOURCE:
        return Target(problem="comes from another host: not there without a network")
    if from_disk and is_absolute and is_own:
        return Target(problem="leads from the copy on disk to the site on the web")
    if not is_own:
        return Target("", url.href, OWN_COMPUTER if LOOPBACK.fullmatch(url.hostname) else "")
    if not is_below:
        return Target(problem=f"leads outside the site, which lives below {own.pathname}")
    # A server does not take an encoded slash for a slash, so neither does the look-up.
    path = re.sub("(?i)%2f", "%252F", url.pathname[len(own.pathname) :])
    path = re.sub("/{2,}", "/", unquote(path, errors="surrogateescape")).lstrip("/")
    index = f"{path.rstrip('/')}/index.html".lstrip("/")
    if path not in site.files and index in site.files:
        return Target(index, problem=FOLDER if from_disk else "")
    return Target(path, problem="" if path in site.files else NO_FILE)


def missing_id(there: Document, fragment: str) -> str:
    """What is wrong with a fragment: only pages and drawings have ids, and "top" is the top of
    any page (HTML standard, "find a potential indicated element")."""
    if fragment in there.ids:
        return ""
    name = unquote(re.sub("[\t\n\r]", "", fragment).strip().partition(":~:")[0])
    if name in there.ids or name.lower() in ("", "top"):
        return ""
    kind = "page" if is_page(there.path) else "file"
    if kind == "file" and (not there.path.lower().endswith(".svg") or NO_SVG_ID.fullmatch(name)):
        return ""
    return f'{kind} {re.sub("(?<=/)index.html$", "", there.path)} has no id "{name}"'


def page_problems(
    site: Site, document: Document, reached: set, mapped: set, aimed: set
) -> Iterator[Problem]:
    """What is wrong with a file rather than its links."""
    path = document.path
    if document.problem:
        yield Problem(site, path, 1, document.problem)
    for name, lines in document.ids.items():
        if lines[1:] and name and (path, name) in aimed:
            why = f'the id "{name}", which a link aims at, stands here twice'
            yield Problem(site, path, lines[1], why, fragment=name, is_warning=True)
    if is_page(path) and document.is_listed and path != "404.html":
        if path != "index.html" and path not in reached:
            yield Problem(site, path, 1, "no other page leads here", is_warning=True)
        if mapped and path not in mapped:
            yield Problem(site, path, 1, "missing from the sitemap", is_warning=True)
