"""Where a link leads, by the URL standard and the way static files are served. Reads nothing."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import can_ada

from linkcheck.values import NAVIGATION, REFERENCE, RESOURCE, Site, Target

#: What a site has for an address when nobody says: a name that no link can mean (RFC 2606).
UNKNOWN_ADDRESS = "https://site.invalid/"
#: URL standard, basic URL parser, steps 1 to 3.
TRIMMED = "".join(map(chr, range(0x21)))
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LOOPBACK = re.compile(r"(.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]")
DIRECTIVE = ":~:"

NOT_FOLLOWED = Target()
OFFLINE_FOLDER = "leads to a folder, which from disk shows a list of files"
OFFLINE_ROOT = "is root-absolute: from disk it leads to the root of the disk"
OFFLINE_OWN = "leads from the copy on disk to the site on the web"
OFFLINE_HOST = "comes from another host: not there without a network"
OFFLINE_SCHEME = "has no scheme: from disk it is looked for on the disk"


def is_address(text: str) -> bool:
    """Whether `text` can be the address of a site: an absolute http or https URL."""
    try:
        return can_ada.parse(text).protocol in ("http:", "https:")
    except ValueError:
        return False


def with_slash(address: str) -> str:
    """The address of a site without query and fragment, its path ending with a slash."""
    url = can_ada.parse(address)
    return f"{url.origin}{url.pathname.rstrip('/')}/"


def base_url(site: Site, path: str, base: str | None) -> str:
    """The base URL of a file (HTML standard, "document base URL"): its own, or its `<base>`'s."""
    own = can_ada.parse(site.address + quote(path, errors="surrogateescape"))
    try:
        return str((own + usv(base)).href) if base is not None else str(own.href)
    except ValueError:
        return str(own.href)


def usv(text: str) -> str:
    """The text with lone surrogates replaced (Infra standard, "scalar value string")."""
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def resolve(site: Site, base: str, role: str, url: str, exempt: bool = False) -> Target:
    """Follow a URL as written from a base URL.

    `exempt` files (404.html) are never opened from disk: the offline rules do not hold for them.
    Nothing is raised: a URL that is none has a `problem`.
    """
    written = re.sub(r"[\t\n\r]", "", usv(url).strip(TRIMMED))
    try:
        parsed = can_ada.parse(base) + written
    except ValueError:
        return Target(problem="is not a valid address")
    if not written and role == RESOURCE:
        return Target(problem="is empty")
    if parsed.protocol == "file:" or len(parsed.protocol) == 2:
        return Target(problem="points at a file on one computer")
    if parsed.protocol not in ("http:", "https:"):
        return NOT_FOLLOWED
    offline = site.offline and not exempt
    own = can_ada.parse(site.address)
    absolute = bool(ABSOLUTE.match(written))
    fragment = parsed.hash[1:].partition(DIRECTIVE)[0]
    if parsed.host != own.host:
        return external(site, parsed, role, absolute, offline, fragment)
    path = parsed.pathname
    if not (path + "/").startswith(own.pathname):
        if absolute or written[:2].replace("\\", "/") == "//":
            return external(site, parsed, role, absolute, offline, fragment)
        return Target(problem=f"leads outside the site, which lives below {own.pathname}")
    if offline and (problem := offline_problem(written, absolute, role)):
        return Target(problem=problem)
    # A server does not take an encoded slash for a slash, so neither does the look-up.
    path = re.sub("(?i)%2f", "%252F", path[len(own.pathname) :])
    path = re.sub("/{2,}", "/", unquote(path, errors="surrogateescape")).lstrip("/")
    bare = re.match(r"[#?]|$", written) is not None
    return find_file(site, path, fragment, offline and role != REFERENCE and not bare)


def offline_problem(written: str, absolute: bool, role: str) -> str | None:
    """What breaks from disk in a link to the site itself."""
    if written[:2].replace("\\", "/") == "//":
        return OFFLINE_SCHEME
    if written[:1] in ("/", "\\"):
        return OFFLINE_ROOT
    if absolute and role == NAVIGATION:
        return OFFLINE_OWN
    return OFFLINE_HOST if absolute and role == RESOURCE else None


def external(
    site: Site, url: can_ada.URL, role: str, absolute: bool, offline: bool, fragment: str
) -> Target:
    """A link to another host, or why it is broken without asking."""
    if LOOPBACK.fullmatch(url.hostname) and not site.allow_private:
        return Target(problem="points at the reader's own computer")
    if offline and role == RESOURCE:
        return Target(problem=OFFLINE_HOST)
    if offline and not absolute and role == NAVIGATION:
        return Target(problem=OFFLINE_SCHEME)
    return Target(external=url.href.partition("#")[0], fragment=fragment)


def find_file(site: Site, path: str, fragment: str, offline: bool) -> Target:
    """The file that a path below the site's address is served from: `dir/` is `dir/index.html`,
    and so is `dir`, by a redirect, unless opened from disk."""
    path = follow_aliases(site, path)
    folder = path.rstrip("/")
    index = f"{folder}/index.html" if folder else "index.html"
    problem, wanted = "no such file", path
    if path in site.files:
        return Target(path, fragment)
    if path in site.outside or any(path.startswith(f"{link}/") for link in site.outside):
        problem = "leaves the site by a symbolic link"
    elif index in site.files and not offline:
        return Target(index, fragment)
    elif index in site.files:
        problem, wanted = OFFLINE_FOLDER, index
    elif folder in site.folders:
        problem, wanted = "the folder has no index.html", index
    return Target(None, fragment, problem=problem, wanted=wanted)


def follow_aliases(site: Site, path: str) -> str:
    """The path with symlinked folders replaced by what they link to."""
    for alias, real in site.aliases.items():
        while path == alias or path.startswith(f"{alias}/"):
            path = (real + path[len(alias) :]).lstrip("/")
            if real == alias or real.startswith(f"{alias}/"):
                return path
    return path
