"""Did you mean: the id or file nearest to the one that is missing. Loaded only for findings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from urllib.parse import unquote

from linkcheck.check import Finding
from linkcheck.resolve import NO_FILE, OFFLINE_FOLDER, Site

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
        if len(result) >= MANY or finding.suggestion:
            pass
        elif finding.reason in (NO_FILE, OFFLINE_FOLDER) and (found := near(path)):
            link = posixpath.relpath(found, posixpath.dirname(finding.page) or ".")
            if not site.offline and posixpath.basename(link) == "index.html":
                link = link.removesuffix("index.html") or "./"
            finding = suggested(finding, path, found, link)
        elif " has no id " in finding.reason and (
            found := nearest(unquote(fragment), ids.get(path, ()))
        ):
            finding = suggested(finding, unquote(fragment), found, found)
        result.append(finding)
    return result


def suggested(finding: Finding, wanted: str, found: str, link: str) -> Finding:
    """The finding with a suggestion, which says so when nothing but the case differs."""
    pair = split_page(wanted), split_page(found)
    case = pair[0] != pair[1] and "/".join(pair[0]).lower() == "/".join(pair[1]).lower()
    reason = finding.reason + (": only the case differs" if case else "")
    return finding._replace(reason=reason, suggestion=link)


def by_name(files: Iterable[str]) -> dict[str, list[str]]:
    """Files by the name they are known by; that of a folder's index is the folder's."""
    named: dict[str, list[str]] = {}
    for path in files:
        named.setdefault(split_page(path)[1], []).append(path)
    return named


def split_page(path: str) -> tuple[str, str]:
    """The folder and name of a file without what every page has, index.html and suffix."""
    path = path.removesuffix("/").removesuffix("index.html").removesuffix("/")
    folder, name = posixpath.split(path)
    return folder, posixpath.splitext(name)[0]


def nearest_file(named: Mapping[str, list[str]], wanted: str) -> str | None:
    """The file with the name nearest to that of `wanted`, and of these the one whose folder is
    nearest to its folder."""
    folder, name = split_page(wanted)
    suffix = posixpath.splitext(wanted)[1]

    def likeness(path: str) -> tuple[bool, float]:
        matcher = SequenceMatcher(None, folder, split_page(path)[0], autojunk=False)
        return path.endswith(suffix), matcher.ratio()

    best = nearest(name, named)
    return None if best is None else max(named[best], key=likeness)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name that a writer most likely meant: the same but for case, one that goes on where it
    stops, or else a similar one."""
    low = name.lower()
    names = sorted(other for other in names if len(other) < LONG)
    same = [other for other in names if other.lower() == low]
    starts = (f"{low}-", f"{low}_", f"{low}.")
    longer = [other for other in names if len(low) > 2 and other.lower().startswith(starts)]
    # A slip at both ends at once is rare, and comparing all names of a large site takes long.
    alike = [other for other in names if other[:1] == name[:1] or other[-1:] == name[-1:]]
    found = same or sorted(longer, key=len) or get_close_matches(name, alike, 1)
    return found[0] if found else None
