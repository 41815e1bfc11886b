"""What a link is, what a file says, and where links stand in style sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

#: What a link is for: the offline rules and the search for unreachable pages differ by it.
NAVIGATION, RESOURCE, REFERENCE = "navigation", "resource", "reference"
LISTING, BASE, MAP = "listing", "base", "usemap"


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


#: CSS Syntax 3, section 4.3: comments and strings are passed over, so that nothing in them counts;
#: `@namespace` names a vocabulary, not a file. tinycss2 finds the same links, 30 times slower.
TOKEN = re.compile(
    r"""(?=[/@uU"'\\])(?:
      /\*.*?(?:\*/|\Z)
    | \\.
    | @namespace\b[^;]*+
    | @import(?>(?:\s|/\*.*?\*/)*)(?P<import>"(?>(?:[^"\\\n]|\\.)*)"|'(?>(?:[^'\\\n]|\\.)*)')
    | (?<![\w-])url\(\s*+(?P<url>
          "(?>(?:[^"\\\n]|\\.)*)" | '(?>(?:[^'\\\n]|\\.)*)'
          | (?>(?:[^"'()\\\s]|\\(?:[0-9a-f]{1,6}\s?|[^\n]))*)
      )\s*+(?:\)|\Z)
    | "(?>(?:[^"\\\n]|\\.)*)(?:"|\Z) | '(?>(?:[^'\\\n]|\\.)*)(?:'|\Z)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\n\f\r])?|(\r\n|.))", re.DOTALL)


def css_links(text: str, line: int = 1) -> Iterator[Link]:
    """The links of a style sheet or `style` attribute that starts on `line`.

    A lone fragment (`url(#blur)`) points into whatever page uses the sheet, and is left out.
    """
    counted = 0
    for match in TOKEN.finditer(text):
        if kind := match.lastgroup:
            line += text.count("\n", counted, match.start())
            counted = match.start()
            url = match[kind]
            url = ESCAPE.sub(unescape, url[1:-1] if url[:1] in ("'", '"') else url)
            if url and not url.startswith("#"):
                yield Link(RESOURCE, f"css {kind}", url, line)


def unescape(match: re.Match[str]) -> str:
    """The character a CSS escape stands for (CSS Syntax 3, section 4.3.7)."""
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return "" if match[2] in ("\n", "\r\n", "\f", "\r") else match[2]
