"""The values that the other modules pass to each other; they compare and sort."""

from __future__ import annotations

import re
from datetime import date
from collections.abc import Mapping
from typing import NamedTuple

#: What a link is for: the offline rules and the search for unreachable pages differ by it.
NAVIGATION = "navigation"
RESOURCE = "resource"
REFERENCE = "reference"
LISTING = "listing"
BASE = "base"
MAP = "usemap"


class Link(NamedTuple):
    """A URL as written, and where it stands: `place` is "img src", "css url" and the like."""

    role: str
    place: str
    url: str
    line: int = 0

    def shown(self) -> str:
        """The link as a reader would find it in the file, white space made visible as blanks."""
        tag, _, attribute = self.place.partition(" ")
        url = " ".join(self.url.split())
        url = url if len(url) <= 200 else f"{url[:197]}..."
        if tag == "css":
            return f"@import {url}" if attribute == "import" else f"url({url})"
        return f'<{tag} {attribute}="{url}">' if attribute else f"{tag}: {url}"


class Document(NamedTuple):
    """What one file says: its links, the ids that links may aim at, and what is wrong with it."""

    links: list[Link]
    ids: list[str] = []
    id_lines: list[int] = []
    names: frozenset[str] = frozenset()  # of `a name`
    count: int = 0
    maps: frozenset[str] = frozenset()
    base: str | None = None
    listed: bool = True  # whether readers and search engines are meant to find the page
    problem: str | None = None

    def duplicates(self) -> dict[str, int]:
        """Each id that stands on the page more than once, and its last line when it is known."""
        if len(set(self.ids)) == len(self.ids):
            return {}
        lines = dict(zip(self.ids, self.id_lines or [0] * len(self.ids), strict=True))
        return {name: line for name, line in lines.items() if self.ids.count(name) > 1}


class Target(NamedTuple):
    """Where a link leads: a file of the site, an external address, or nowhere (`problem`).

    `fragment` is percent-encoded as the URL standard serializes it. A target without path,
    external address and problem is one that is not followed (mailto: and the like).
    """

    path: str | None = None
    fragment: str = ""
    external: str | None = None
    problem: str | None = None
    wanted: str | None = None  # the path that was looked for, when there is no such file


class Screened(NamedTuple):
    """What is kept of a file once it is read: enough to know whether it needs a second look."""

    path: str
    count: int
    ids: frozenset[str]
    duplicates: frozenset[str]
    listed: bool
    wrong: bool  # something is broken whatever the other files say
    pending: frozenset[Target]  # what depends on other files or hosts
    leads: frozenset[str]  # the other files a reader gets to from here
    problem: str | None = None


class Finding(NamedTuple):
    """One line of the report. `page` is relative to the site folder `site`; `source` is the file
    and line a maintainer has to edit, when it is known."""

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
    target: tuple[str, str] = ("", "")


class Ignored(NamedTuple):
    """One line of the ignore file."""

    pattern: re.Pattern[str]
    line: int
    until: date | None


class Site(NamedTuple):
    """The world that links are resolved in: everything about a site folder but its contents.

    `files` maps each path to its size; `aliases` maps symlinked folders to where they lead inside
    the site; `outside` are symlinks that lead out of it. `address` ends with a slash.
    """

    name: str
    address: str
    files: Mapping[str, int]
    folders: frozenset[str]
    aliases: Mapping[str, str] = {}
    outside: frozenset[str] = frozenset()
    offline: bool = False
    allow_private: bool = False
    ignored: tuple[Ignored, ...] = ()
