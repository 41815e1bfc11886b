"""Make the redirects of mkdocs.yml (`extra: redirects:`) in a built edition.

Usage: python scripts/make_redirects.py [--offline] SITE_DIR

The old address of a page gets a page that leads on at once (HTML standard, declarative refresh; a
delay of 0 is what WCAG technique H76 asks for), with a link for browsers that do not. The old id of
a heading is put into the heading that took its place: no address with a # ever reaches a server.

Exit status: 0 made, 1 a redirect leads nowhere, 2 misuse.
"""

import argparse
import html
import posixpath
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from built_pages import site_argument
from linkcheck.config import read_config

REDIRECT = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={url}">
<title>This page has moved</title>
</head>
<body>
<main>
<h1>This page has moved</h1>
<p>It is now here: <a href="{url}">{title}</a></p>
</main>
</body>
</html>
"""


def page_file(name: str, offline: bool) -> str:
    """The built file of a page, by its Markdown file or its address, below the site."""
    stem = name.removesuffix(".md").strip("/")
    if stem in ("", "index"):
        return "index.html"
    return f"{stem}.html" if offline else f"{stem}/index.html"


def redirect_page(site: Path, old: str, new: str, offline: bool) -> None:
    """Write the page at an old address that leads to a page, or to one of its headings."""
    name, hash_, id_ = new.partition("#")
    source, target = page_file(old, offline), page_file(name, offline)
    title = re.search(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink|</h1>)", read(site / target), re.S)
    url = posixpath.relpath(
        target if offline else posixpath.dirname(target) or ".", posixpath.dirname(source)
    )
    page = REDIRECT.format(
        url=html.escape(url + ("" if offline else "/") + hash_ + id_),
        title=title[1] if title else url,
    )
    (site / source).parent.mkdir(parents=True, exist_ok=True)
    (site / source).write_text(page, "utf-8")


def redirect_heading(site: Path, old: str, new: str, offline: bool) -> None:
    """Put the old id of a heading into the heading that took its place, on the same page."""
    name, _, id_ = new.partition("#")
    path = site / page_file(name, offline)
    heading = re.compile(rf'<h[1-6][^>]*\bid="{re.escape(id_)}"[^>]*>')
    anchor = f'<span id="{html.escape(old.partition("#")[2])}"></span>'
    text, found = heading.subn(lambda match: match[0] + anchor, read(path))
    if not found:
        raise ValueError(f"{path} has no heading with the id {id_!r}")
    path.write_text(text, "utf-8")


def read(path: Path) -> str:
    """A built page; ValueError where there is none."""
    if not path.is_file():
        raise ValueError(f"there is no page {path}")
    return path.read_text("utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the redirects in the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(
        description="Make the redirects of mkdocs.yml in a built edition."
    )
    site_argument(parser)
    parser.add_argument("--offline", action="store_true", help="it will be opened from disk")
    parser.add_argument(
        "--config", type=Path, default=Path("mkdocs.yml"), help="default: mkdocs.yml"
    )
    options = parser.parse_args(arguments)
    redirects = (read_config(options.config).get("extra") or {}).get("redirects") or {}
    for old, new in redirects.items():
        make = redirect_heading if "#" in old else redirect_page
        try:
            make(options.site, old, new, options.offline)
        except ValueError as error:
            print(
                f"{options.config}: the redirect `{old}: {new}` leads nowhere: {error}",
                file=sys.stderr,
            )
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
