"""Did you mean: the id or file nearest to the one that is missing. Loaded only for findings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from urllib.parse import unquote

from linkcheck.resolve import NO_FILE, OFFLINE_FOLDER
from linkcheck.values import Finding, Site

#: Names that differ more than this are no help.
NEAR = 0.6
#: Longer names take long to compare, and nobody reads more suggestions than this.
LONG, MANY = 200, 1000


def with_suggestions(
    findings: Iterable[Finding], site: Site, ids: Mapping[str, frozenset[str]]
) -> list[Finding]:
    """The findings, those about a missing id or file with the nearest one there is."""
    named = by_name(site.files)
    near = cache(lambda wanted: nearest_file(named, wanted))
    result: list[Finding] = []
    for finding in findings:
        path, fragment = finding.aim
        wanted = found = None
        if len(result) >= MANY:
            pass
        elif finding.reason in (NO_FILE, OFFLINE_FOLDER):
            wanted, found = path, near(path)
        elif path in ids and " has no id " in finding.reason:
            wanted = unquote(fragment)
            found = nearest(wanted, ids[path])
        if wanted and found and differ_in_case(wanted, found):
            finding = finding._replace(reason=f"{finding.reason}: only the case differs")
        if finding.suggestion is None and found is not None:
            link = found if wanted != path else relative(found, finding.page, site.offline)
            finding = finding._replace(suggestion=link)
        result.append(finding)
    return result


def differ_in_case(one: str, other: str) -> bool:
    """Whether nothing but the case differs, the names of index pages aside."""
    pair = split_page(one), split_page(other)
    return pair[0] != pair[1] and "/".join(pair[0]).lower() == "/".join(pair[1]).lower()


def relative(path: str, page: str, offline: bool) -> str:
    """How a page would link to a file."""
    link = posixpath.relpath(path, posixpath.dirname(page) or ".")
    if not offline and posixpath.basename(link) == "index.html":
        link = link.removesuffix("index.html") or "./"
    return link


def by_name(files: Iterable[str]) -> dict[str, list[str]]:
    """Files by the name they are known by; that of a folder's index is the folder's."""
    named: dict[str, list[str]] = {}
    for path in files:
        named.setdefault(split_page(path)[1], []).append(path)
    return named


def nearest_file(named: Mapping[str, list[str]], wanted: str) -> str | None:
    """The file with the name nearest to that of `wanted`, and of these the one whose folder is
    nearest to its folder."""
    folder, name = split_page(wanted)
    best = nearest(name, named)
    if best is None:
        return None
    suffix = posixpath.splitext(wanted)[1]
    return max(named[best], key=lambda path: (path.endswith(suffix), likeness(folder, path)))


def likeness(folder: str, path: str) -> float:
    """How like the folder of a file is to another, from 0 to 1."""
    return SequenceMatcher(None, folder, split_page(path)[0], autojunk=False).ratio()


def split_page(path: str) -> tuple[str, str]:
    """The folder and name of a file without what every page has, index.html and suffix."""
    path = path.removesuffix("/").removesuffix("index.html").removesuffix("/")
    folder, name = posixpath.split(path)
    return folder, posixpath.splitext(name)[0]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that a writer most likely meant: the same but for case, one that goes on where it
    stops, or else a similar one."""
    low = name.lower()
    names = sorted(other for other in names if len(other) < LONG)
    longer = []
    for candidate in names:
        other = candidate.lower()
        if other == low:
            return candidate
        if len(low) > 2 and other.startswith((f"{low}-", f"{low}_", f"{low}.")):
            longer.append(candidate)
    if longer:
        return min(longer, key=len)
    return next(iter(get_close_matches(name, names, 1, NEAR)), None)
