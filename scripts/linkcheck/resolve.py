"""Where a link leads, by the URL standard and the way static files are served. Reads nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import quote, unquote

import can_ada

from linkcheck.links import BASE, LISTING, MAP, NAVIGATION, REFERENCE, RESOURCE, Document

#: What a site has for an address when nobody says: a name that no link can mean (RFC 2606).
UNKNOWN_ADDRESS = "https://site.invalid/"
#: C0 controls and space.
TRIMMED = "".join(map(chr, range(0x21)))
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LOOPBACK = re.compile(
    r"(.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::(1|ffff:7f[\da-f]{2}:[\da-f]+)?\]"
)
#: Fragment characters that are encoded (URL standard, "fragment percent-encode set").
FRAGMENT_SAFE = "".join(set(map(chr, range(0x21, 0x7F))) - set('"<>`'))

NO_FILE = "no such file"
OFFLINE_FOLDER = "leads to a folder, which from disk shows a list of files"


class Ignored(NamedTuple):
    """One line of the ignore file."""

    pattern: re.Pattern[str]
    line: int
    until: date


class Site(NamedTuple):
    """The world that links are resolved in: everything about a site folder but its contents.

    `files` maps each path to its size; `links` are symlinks with what they lead to inside the
    site, or None where they lead out of it. `address` ends with a slash.
    """

    name: str
    address: str
    files: Mapping[str, int]
    folders: frozenset[str]
    links: Sequence[tuple[str, str | None]] = ()
    offline: bool = False
    allow_private: bool = False
    ignored: Sequence[Ignored] = ()


class Target(NamedTuple):
    """Where a link leads, its fragment aside: a file of the site, an external address, or nowhere
    (`problem`). One without any of these is not followed (mailto: and the like)."""

    path: str | None = None
    external: str | None = None
    problem: str | None = None
    wanted: str = ""  # the file that was looked for, or the address that has the problem


#: A file or external address, and the fragment looked for in it.
Aim = tuple[str, str]
#: Where a link leads, and the same as one value that files and reports can share.
Lead = tuple[Target, Aim]

NOT_FOLLOWED = Target()
OWN_FILE = Target("")
EMPTY = Target(problem="is empty")
OFFLINE_BASE = Target(problem="from disk, links must not rely on a base")


def site_address(text: str) -> str:
    """The address of a site, its path ending with a slash; ValueError for one that is not http."""
    url = can_ada.parse(text)
    if url.protocol not in ("http:", "https:"):
        raise ValueError(text)
    return f"{url.origin}{url.pathname.rstrip('/')}/"


def base_url(site: Site, path: str, base: str | None) -> can_ada.URL:
    """The base URL of a file: its own, or its `<base>`'s (HTML standard, "set the frozen base URL",
    which leaves out invalid ones, scripts and data)."""
    own = can_ada.parse(site.address + quote(path, errors="surrogateescape"))
    try:
        found = own if base is None else own + cleaned(base)
    except ValueError:
        return own
    return own if found.protocol in ("javascript:", "data:") else found


def cleaned(url: str) -> str:
    """The URL as its parser first cleans it (URL standard, basic URL parser, steps 1 to 3)."""
    if url.isascii() and url.isprintable() and url[:1] != " " != url[-1:]:
        return url
    return re.sub(r"[\t\n\r]", "", url.encode("utf-8", "replace").decode().strip(TRIMMED))


def resolve(
    site: Site, own: can_ada.URL, base: can_ada.URL, role: str, url: str, offline: bool
) -> Target:
    """Follow a cleaned URL without its fragment from a base URL; `own` is the site's address."""
    try:
        parsed = base + url
    except ValueError:
        return Target(problem="is not a valid address", wanted=url)
    if parsed.protocol == "file:" or len(parsed.protocol) == 2:
        return Target(problem="points at a file on one computer", wanted=url)
    if parsed.protocol not in ("http:", "https:"):
        return NOT_FOLLOWED
    absolute = bool(ABSOLUTE.match(url))
    no_scheme = url[:2].replace("\\", "/") == "//"
    own_host = parsed.host == own.host
    below = f"{parsed.pathname}/".startswith(own.pathname)
    problem = None
    if offline:
        problem = offline_problem(url, role, absolute, no_scheme, own_host and below)
    if not own_host or (not below and (absolute or no_scheme)):
        if LOOPBACK.fullmatch(parsed.hostname) and not site.allow_private:
            problem = "points at the reader's own computer"
        elif problem is None:
            return Target(external=parsed.href)
    elif not below:
        problem = f"leads outside the site, which lives below {own.pathname}"
    if problem:
        return Target(problem=problem, wanted=parsed.href)
    path = parsed.pathname[len(own.pathname) :]
    if "%" in path:
        # A server does not take an encoded slash for a slash, so neither does the look-up.
        path = unquote(re.sub("(?i)%2f", "%252F", path), errors="surrogateescape")
    if "//" in path or path[:1] == "/":
        path = re.sub("/{2,}", "/", path).lstrip("/")
    return find_file(
        site, path, offline and role not in (REFERENCE, LISTING) and url[:1] not in "?"
    )


def offline_problem(url: str, role: str, absolute: bool, no_scheme: bool, own: bool) -> str | None:
    """What breaks in a link when the page it stands on is opened from disk."""
    if no_scheme and role in (NAVIGATION, RESOURCE):
        return "has no scheme: from disk it is looked for on the disk"
    if not absolute and not no_scheme:
        root = url[:1] in ("/", "\\") and role != REFERENCE
        return "is root-absolute: from disk it leads to the root of the disk" if root else None
    if role == RESOURCE:
        return "comes from another host: not there without a network"
    leaves = own and role == NAVIGATION
    return "leads from the copy on disk to the site on the web" if leaves else None


def find_file(site: Site, path: str, offline: bool) -> Target:
    """The file that a path below the site's address is served from: `dir/` is `dir/index.html`,
    and so is `dir`, by a redirect, unless opened from disk."""
    folder = path.rstrip("/")
    index = f"{folder}/index.html" if folder else "index.html"
    if path in site.files:
        return Target(path)
    if index in site.files:
        return Target(problem=OFFLINE_FOLDER, wanted=index) if offline else Target(index)
    for link, real in site.links:
        if f"{path}/".startswith(f"{link}/"):
            if real is None:
                return Target(problem="leaves the site by a symbolic link", wanted=path)
            return find_file(site, (real + path[len(link) :]).lstrip("/"), offline)
    if folder in site.folders:
        return Target(problem="the folder has no index.html", wanted=index)
    return Target(problem=NO_FILE, wanted=path)


class Leads(dict[tuple[str, str], Lead]):
    """Where links lead from one base URL, or from any file of one folder, by role and URL.

    Each is worked out when it is first asked for. What leads to the file that the link stands on
    has the path "", so that the files of a folder can share it.
    """

    def __init__(self, resolver: Resolver, base: can_ada.URL, shared: bool, offline: bool) -> None:
        self.site, self.address, self.used = resolver.site, resolver.address, resolver.used
        self.base, self.shared, self.offline = base, shared, offline
        self.targets: dict[tuple[str, str], Target] = {}

    def __missing__(self, key: tuple[str, str]) -> Lead:
        role, url = key
        clean = cleaned(url)
        head, _, fragment = clean.partition("#")
        fragment = fragment.partition(":~:")[0]
        target = self.targets.get((role, head))
        if role == RESOURCE and not clean:
            target = EMPTY
        elif role == MAP or (self.shared and head[:1] in ("", "?")):
            target = OWN_FILE
        elif role == BASE:
            target = OFFLINE_BASE if self.offline else NOT_FOLLOWED
        elif not target:
            target = resolve(self.site, self.address, self.base, role, head, self.offline)
            self.targets[role, head] = target
        if self.site.ignored:
            names = (url, f"{target.external or ''}#{fragment}".removesuffix("#"))
            lines = {
                each.line for each in self.site.ignored if any(map(each.pattern.search, names))
            }
            self.used |= lines
            target = NOT_FOLLOWED if lines else target
        found = self[key] = target, (target.path or target.external or target.wanted, fragment)
        return found


class Resolver:
    """Resolves the links of a site's files, each pair of folder and URL once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.address = can_ada.parse(site.address)
        self.used: set[int] = set()  # lines of the ignore file that matched
        self.known: dict[tuple[str, bool, bool], Leads] = {}

    def leads(self, path: str, document: Document) -> Leads:
        """Where the links of a file lead."""
        offline = self.site.offline and path != "404.html"  # which is never opened from disk
        base = base_url(self.site, path, document.base) if document.base else None
        key = base.href if base else posixpath.dirname(path), base is None, offline
        if key not in self.known:
            self.known[key] = Leads(
                self, base or base_url(self.site, path, None), base is None, offline
            )
        return self.known[key]
