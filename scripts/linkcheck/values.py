"""The values that the other modules pass to each other; they compare and sort."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

#: What a link is for: the offline rules and the search for unreachable pages differ by it.
NAVIGATION, RESOURCE, REFERENCE = "navigation", "resource", "reference"
LISTING, BASE, MAP = "listing", "base", "usemap"

#: A file or external address, and the fragment looked for in it.
Aim = tuple[str, str]
#: Level ("error" or "warning") and reason, for what other hosts said.
Verdicts = Mapping[Aim, tuple[str, str]]


class Link(NamedTuple):
    """A URL as written, and where it stands: `place` is "img src", "css url" and the like."""

    role: str
    place: str
    url: str
    line: int = 0

    def shown(self) -> str:
        """The link much as it stands in the file, on one line and not too long."""
        tag, _, attribute = self.place.partition(" ")
        url = " ".join(self.url.split())
        url = url if len(url) <= 200 else f"{url[:197]}..."
        if tag == "css":
            return f"@import {url}" if attribute == "import" else f"url({url})"
        return f'<{tag} {attribute}="{url}">' if attribute else f"{tag}: {url}"


class Document(NamedTuple):
    """What one file says: its links, the ids that links may aim at, and what is wrong with it.

    The `a href` of pages, nearly all links there are, are kept apart as bare strings, so that
    equal ones need to be followed once; `anchor_lines` gives the line of each.
    """

    links: list[Link]
    anchors: Sequence[str] = ()
    anchor_lines: Callable[[], list[int]] = list
    ids: frozenset[str] = frozenset()
    duplicates: Sequence[tuple[str, int]] = ()  # ids that stand there twice, with the second line
    maps: frozenset[str] = frozenset()
    base: str | None = None
    listed: bool = True  # whether readers and search engines are meant to find the page
    problem: str | None = None


class Target(NamedTuple):
    """Where a link leads, its fragment aside: a file of the site, an external address, or nowhere
    (`problem`). One without any of these is not followed (mailto: and the like)."""

    path: str | None = None
    external: str | None = None
    problem: str | None = None
    wanted: str = ""  # the file that was looked for, or the address that has the problem


class Lead(NamedTuple):
    """Where a link leads, and the same as one value that files and reports can share."""

    target: Target
    aim: Aim


class Screened(NamedTuple):
    """What is kept of a file once it is read."""

    path: str
    links: int
    ids: frozenset[str]
    duplicates: Sequence[tuple[str, int]]
    listed: bool
    broken: list[tuple[Link, Lead]]
    pending: frozenset[Aim]  # files and hosts with fragments, still to be looked at
    leads: frozenset[str]  # the other files a reader gets to from here
    problem: str | None


class Finding(NamedTuple):
    """One line of the report. `page` is relative to the site folder `site`; `source` is the file
    and line a maintainer has to edit, when it is known, and `written` the link as it stands there.
    """

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
    aim: Aim = ("", "")
    note: str = ""  # on how many pages it shows, and from which template


class Ignored(NamedTuple):
    """One line of the ignore file."""

    pattern: re.Pattern[str]
    line: int
    until: date | None


class Site(NamedTuple):
    """The world that links are resolved in: everything about a site folder but its contents.

    `files` maps each path to its size; `aliases` are symlinked folders with where they lead inside
    the site; `outside` are symlinks that lead out of it. `address` ends with a slash.
    """

    name: str
    address: str
    files: Mapping[str, int]
    folders: frozenset[str]
    aliases: Sequence[tuple[str, str]] = ()
    outside: frozenset[str] = frozenset()
    offline: bool = False
    allow_private: bool = False
    ignored: Sequence[Ignored] = ()
