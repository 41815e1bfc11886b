"""Where links stand in style sheets: `url()` and `@import`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linkcheck.values import RESOURCE, Link

#: CSS Syntax 3, section 4.3: comments and strings are passed over, so that nothing in them counts;
#: `@namespace` names a vocabulary, not a file. tinycss2 finds the same links, 30 times slower.
TOKEN = re.compile(
    r"""(?=[/@uU"'\\])(?:
      /\*.*?(?:\*/|\Z)
    | \\.
    | @namespace\b[^;]*+
    | @import(?:\s|/\*.*?\*/)*+(?P<import>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
    | (?<![\w-])url\(\s*+(?P<url>
          "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
          | (?:[^"'()\\\s]|\\(?:[0-9a-f]{1,6}\s?|[^\n]))*+
      )\s*+(?:\)|\Z)
    | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
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
        kind = match.lastgroup
        if kind is None:
            continue
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
