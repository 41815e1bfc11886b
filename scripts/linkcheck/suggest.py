"""Did you mean: the id or file nearest to the one that is missing. Loaded only for findings."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import TypeVar
from urllib.parse import quote, unquote

from linkcheck.check import Finding
from linkcheck.resolve import NO_FILE, OFFLINE_FOLDER, Site

#: Longer names take long to compare, and nobody reads more suggestions than this.
LONG, MANY = 200, 1000
#: What pages have in their paths besides what tells them apart.
PAGE_SUFFIX = re.compile(r"(^|/)(index\.html?)?$|\.(x?html?|md|markdown|mdown|mkdn|mkd)$", re.I)
T = TypeVar("T")
#: Files by whether they are pages and the name they are known by, in lower case.
Named = Mapping[bool, Mapping[str, list[str]]]


def with_suggestions(
    findings: Iterable[Finding], site: Site, ids: Mapping[str, frozenset[str]]
) -> list[Finding]:
    """The findings, those about a missing id or file with the nearest one there is."""
    named = by_name(site.files)
    near_file = cache(lambda wanted: nearest_file(named, wanted))
    lowered = cache(lambda path: {each.lower(): each for each in sorted(ids.get(path, ()))[::-1]})
    near_id = cache(lambda path, wanted: nearest(wanted, lowered(path)))
    result: list[Finding] = []
    for finding in findings:
        path, fragment = finding.aim[0], unquote(finding.aim[1])
        if len(result) >= MANY or finding.suggestion:
            pass
        elif finding.reason in (NO_FILE, OFFLINE_FOLDER) and (found := near_file(path)):
            link = posixpath.relpath(found, posixpath.dirname(finding.page) or ".")
            if not site.offline and posixpath.basename(link) == "index.html":
                link = link.removesuffix("index.html") or "./"
            finding = suggested(finding, path, found, quote(link, "/!$&'()*+,;=@"))
        elif " has no id " in finding.reason and (found := near_id(path, fragment)):
            finding = suggested(finding, fragment, found, found)
        result.append(finding)
    return result


def suggested(finding: Finding, wanted: str, found: str, link: str) -> Finding:
    """The finding with a suggestion, which says so when nothing but the case differs."""
    pairs = ((wanted, found), (PAGE_SUFFIX.sub("", wanted), PAGE_SUFFIX.sub("", found)))
    case = any(one != other and one.lower() == other.lower() for one, other in pairs)
    reason = finding.reason + (": only the case differs" if case else "")
    return finding._replace(reason=reason, suggestion=link)


def by_name(files: Iterable[str]) -> Named:
    """Pages and other files, each by the name they are known by: an index has its folder's."""
    named: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
    for path in files:
        is_page, _, name = split_path(path)
        named[is_page].setdefault(name.lower(), []).append(path)
    return named


def split_path(path: str) -> tuple[bool, str, str]:
    """Whether a path is a page's, its folder and its name, without what all pages have in them. A
    link to a file without a suffix means a page."""
    short = PAGE_SUFFIX.sub("", path.removesuffix("/"))
    folder, name = posixpath.split(short)
    stem, suffix = posixpath.splitext(name)
    is_page = short != path or not suffix
    return is_page, folder, name if is_page else stem


def nearest_file(named: Named, wanted: str) -> str | None:
    """The file of the same kind with the name nearest to that of `wanted`, and of these the one
    whose path is the most alike."""
    is_page, folder, name = split_path(wanted)
    folder, suffix = folder.lower(), posixpath.splitext(wanted)[1].lower()

    def likeness(path: str) -> tuple[bool, float]:
        other = split_path(path)[1].lower()
        matcher = SequenceMatcher(None, folder, other, autojunk=False)
        return path.lower().endswith(suffix), matcher.ratio()

    return max(nearest(name, named[is_page]) or (), key=likeness, default=None)


def nearest(name: str, names: Mapping[str, T]) -> T | None:
    """What stands under the name that a writer most likely meant, of `names` in lower case: the
    same, one that goes on where it stops, or else a similar one."""
    low = name.lower()
    if low in names:
        return names[low]
    starts = (f"{low}-", f"{low}_", f"{low}.")
    if len(low) > 2 and (longer := [other for other in names if other.startswith(starts)]):
        return names[min(longer, key=len)]
    # A slip at both ends at once is rare, and comparing all names of a large site takes long.
    alike = (each for each in names if each[:1] == low[:1] or each[-1:] == low[-1:])
    found = get_close_matches(low, [each for each in alike if len(each) < LONG], 1)
    return names[found[0]] if found else None
