"""Step 3, name the line: look up the address of each problem where the site was written."""

import html
import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from findings import Finding
from linkcheck.follow_links import FOLDER, NO_FILE, Problem
from linkcheck.read_site import Site, is_page, strings_in

MARKDOWN = (".md", ".markdown")
TEXTS = (*MARKDOWN, ".html", ".xml", ".svg", ".css", ".js", ".json", ".yml", ".yaml", ".txt")
#: What the paths of all pages end in.
PAGE_ENDING = re.compile(r"(^|/)(index|README)\.\w+$|\.(x?html?|md|markdown)$|/$", re.IGNORECASE)
#: What stands before an address, and before the name of a file, which a template may put a folder
#: before. A blank alone does so only before https:, as other addresses may be words of a sentence.
BEFORE = r"(?:(?:^|[(<\"'=,:])\s*(?:\./)?|\s(?=https?:))"
BEFORE_NAME = r"(?:^|[\s(<\"'=,:/])"
#: The last part of an address that no word of a sentence looks like.
NAME = re.compile(r"(?!index\.).*(#.|\w\.\w)")
SUGGESTIONS = 200  # finding what was meant takes long, and nobody reads more


class Sources(NamedTuple):
    """What a site was built from."""

    docs: Path
    pages: dict[str, Path]  # the source of each file of the site
    shared: list[Path]  # what may write into many pages: templates, snippets, the configuration


class Place(NamedTuple):
    """Where a problem is to be mended: where its address is `written`, or else in the site."""

    problem: Problem
    sources: Sources
    path: str
    line: int
    written: str | None = None


def read_sources(site: Site) -> Sources:
    """List what a site was built from: by its configuration, or else the folder docs beside it."""
    root = Path(os.path.relpath(site.config.parent if site.config else Path(site.folder).parent))
    docs = root / str(site.settings.get("docs_dir") or "docs")
    keys = ("base_path", "custom_dir")
    folders = [docs, *(root / name for key, name in strings_in(site.settings) if key in keys)]
    texts = [path for above in folders if above != root for path in sorted(above.rglob("*"))]
    texts += [*root.glob("*.md"), *root.glob("mkdocs.y*ml")] if site.config else []
    pages, shared = {}, []
    for path in dict.fromkeys(each for each in texts if each.suffix in TEXTS and each.is_file()):
        built = [Path(os.path.relpath(path, docs)).as_posix()]
        if path.suffix in MARKDOWN:
            stem = PAGE_ENDING.sub("", built[0])
            built = [f"{stem}/index.html".lstrip("/"), f"{stem}.html"]
            built = built[:1] if path.stem in ("index", "README") else built
        built = [each for each in built if each in site.files]
        pages |= dict.fromkeys(built, path)
        if not built or path.suffix not in MARKDOWN:
            shared.append(path)
    return Sources(docs, pages, shared)


def name_lines(problems: list[Problem]) -> list[Finding]:
    """The findings for the problems of all sites, what is one mistake made one finding."""
    plain_lines.cache_clear()
    sites = {each.site.folder: each.site for each in problems}
    sources = {folder: read_sources(site) for folder, site in sites.items()}
    all_pages = {folder: sum(map(is_page, site.files)) for folder, site in sites.items()}
    places = [place for each in problems for place in locate(each, sources[each.site.folder])]
    groups: dict[tuple[object, ...], list[Place]] = defaultdict(list)
    named, named_ids, pages = set(), set(), defaultdict(set)
    for place in places:
        problem = place.problem
        pages[likeness(problem)].add(problem.path)
        if place.written is not None:
            named.add(likeness(problem))
            named_ids.add(problem.fragment)
            groups[(*place[2:], problem.link is None and problem.reason)].append(place)
    for place in places:
        same, problem = likeness(place.problem), place.problem
        # The whole guide in one file has the page's name before each id: types--neck.
        _, separator, own_id = problem.fragment.partition("--")
        is_named = same in named or (separator and own_id in named_ids)
        if place.written is None and not is_named:
            is_template = len(pages[same]) >= max(3, 0.9 * all_pages[problem.site.folder])
            page = PAGE_ENDING.sub("", problem.path)
            groups[(*same, "" if is_template else (page, place.line))].append(place)
    return sorted(finding(group, n < SUGGESTIONS) for n, group in enumerate(groups.values()))


def likeness(problem: Problem) -> tuple[object, ...]:
    """What the same mistake has in common on other pages and in other editions: the tag, and
    where it leads to or, if that is on the page itself, how it is written."""
    link, target = problem.link, problem.target.path
    edition = problem.site.config or problem.site.folder
    if link is None:
        return edition, PAGE_ENDING.sub("", problem.path), problem.reason
    if target in ("", problem.path):
        return edition, link.place, link.url
    return edition, link.place, PAGE_ENDING.sub("", target), problem.fragment


def locate(problem: Problem, sources: Sources) -> list[Place]:
    """Where the address of a problem is written: in the source of its page, or else in what pages
    share. Without any, the problem is where the built page has it."""
    source, link, found = sources.pages.get(problem.path), problem.link, []
    if link:
        addresses = [link.url]
        if source and (path := problem.target.path):  # as Markdown calls what it leads to
            stem, end = PAGE_ENDING.sub("", path), link.url[len(re.split("[?#]", link.url)[0]) :]
            leads_to = [sources.docs / each for each in (path, f"{stem}.md", f"{stem}/index.md")]
            for each in (sources.pages.get(path, source), *leads_to):
                addresses.append(Path(os.path.relpath(each, source.parent)).as_posix() + end)
        names = [each.rpartition("/")[2] for each in addresses]
        names = [each for each in names if NAME.match(each)]
        found = look_up([source] if source else [], addresses, BEFORE)
        found = found or look_up(sources.shared, names, BEFORE_NAME)
    elif source and problem.fragment:  # an id that stands twice
        found = look_up([source], [f"#{problem.fragment}"], r"\{|\s")[1:]
    elif source:
        found = [(str(source), 1, "")]
    in_site = posixpath.normpath(f"{problem.site.folder}/{problem.path}"), problem.line, None
    return [Place(problem, sources, *each) for each in found or [in_site]]


def look_up(paths: list[Path], addresses: list[str], before: str) -> list[tuple[str, int, str]]:
    """The lines of some files where one of some addresses is written, and which it is."""
    found: dict[tuple[str, int], str] = {}
    for address in filter(None, dict.fromkeys(addresses)):
        text = plain(address)
        written = rf"(?:{before}){re.escape(text)}(?![\w/#?%-]|\.\w)"
        for path in paths:
            for number, line in enumerate(plain_lines(path), 1):
                if text in line and re.search(written, line):
                    found.setdefault((str(path), number), address)
    return [(*place, address) for place, address in found.items()]


@cache
def plain_lines(path: Path) -> list[str]:
    """The lines of a file, and all ways to write an address made one."""
    return [*map(plain, path.read_text("utf-8-sig", "replace").split("\n"))]


def plain(text: str) -> str:
    """A text without the escapes and references of Markdown, HTML and addresses."""
    return unquote(html.unescape(text.replace("\\", "")))


def finding(group: list[Place], suggests: bool) -> Finding:
    """What a report says of the problems that are one mistake."""
    problem, sources, path, line, written = group[0]
    shows = {each.problem.path for each in group if each.problem.site is problem.site}
    pages = len(shows & sources.pages.keys() if sources.pages else shows)
    text = f"{problem.reason}; on {pages} pages" if pages > 1 else problem.reason
    if link := problem.link:
        shown, url = link.place, link.url
        if written is not None and path.endswith(MARKDOWN):
            shown, url = "link to {}" if problem.is_warning else "broken link to {}", written
        url = " ".join(url.split())
        text = f"{shown.replace('{}', url if len(url) <= 200 else f'{url[:197]}...')}: {text}"
        meant = meant_by(group[0]) if suggests else ""
        text += f'; did you mean "{meant}"?' if meant else ""
    return Finding(path, line, text, problem.is_warning)


def meant_by(place: Place) -> str:
    """The id or file that was most likely meant, relative to where it has to be written."""
    problem, sources, path = place.problem, place.sources, place.problem.target.path
    if " has no id " in problem.reason:
        return nearest(unquote(problem.fragment), problem.site.documents[path].ids)
    if problem.reason not in (NO_FILE, FOLDER):
        return ""
    ending = PAGE_ENDING if PAGE_ENDING.search(path) or "." not in path else re.compile(r"\.\w+$")
    files = (it for it in problem.site.files if is_page(it) == (ending is PAGE_ENDING))
    stems = {ending.sub("", each): each for each in files}
    if not (meant := nearest(ending.sub("", path), stems)):
        return ""
    if place.path.endswith(MARKDOWN):
        source = sources.pages.get(stems[meant], sources.docs / stems[meant])
        return os.path.relpath(source, Path(place.path).parent)
    return posixpath.relpath(stems[meant], posixpath.dirname(problem.path) or ".")


def nearest(wanted: str, names: Iterable[str]) -> str:
    """The name whose last part is most like that of the one that is wanted."""
    by_last_part = {posixpath.basename(name.lower()): name for name in sorted(names, reverse=True)}
    close = get_close_matches(posixpath.basename(wanted.lower()), by_last_part, 1)
    return by_last_part[close[0]] if close else ""
