"""Finish a built edition: repair what the theme writes and remove what no page uses.

Usage: python scripts/finish_site.py [--offline] SITE_DIR

MkDocs and Zensical run the same theme templates, but only MkDocs runs hooks, so this works on the
built HTML. Each repair names the exact markup that the theme writes. A page without it stops the
script: then the theme has changed, and the repair must be looked at again.

Exit status: 0 finished, 1 a page does not hold what a repair looks for, 2 misuse.
"""

import argparse
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from built_pages import change_pages, site_argument


class Repair(NamedTuple):
    """Markup that the theme writes once on each page, and what we put in its place."""

    theme: str
    ours: str
    reason: str


REPAIRS = (
    Repair(
        r'(<input class="md-toggle" data-md-toggle="(?:drawer|search)"[^>]*) autocomplete="off">',
        r"\1>",
        "HTML allows no autocomplete on a checkbox (HTML 4.10.18.7.1)",
    ),
    Repair(
        r'<label class="md-header__button md-icon" for="__drawer">(.*?)</label>',
        r'<button type="button" class="md-header__button md-icon" data-toggle="__drawer"'
        r' aria-expanded="false">\1Menu</button>',
        "no key can press a label (WCAG 2.1.1)",
    ),
    Repair(
        r'<label class="md-nav__title" for="__drawer">.*?</label>',
        r'<button type="button" class="md-nav__title" data-toggle="__drawer">Close menu</button>',
        "no key can press a label (WCAG 2.1.1)",
    ),
    Repair(
        r'<label class="md-header__button md-icon" for="__search">(.*?)</label>',
        # The theme's script asks for the label; without one it hides the search.
        r'<label for="__search" hidden></label>'
        r'<button type="button" class="md-header__button md-icon" data-toggle="__search"'
        r' aria-label="Search" aria-expanded="false">\1</button>',
        "no key can press a label (WCAG 2.1.1)",
    ),
    Repair(
        r'<label class="md-search__icon md-icon" for="__search">(.*?)</label>',
        r'<button type="button" class="md-search__icon md-icon" data-toggle="__search"'
        r' aria-label="Close search">\1</button>',
        "no key can press a label (WCAG 2.1.1)",
    ),
    Repair(
        r'<label class="md-header__button md-icon" title="([^"]+)" for="(__palette_\d)" hidden>'
        r"(.*?)</label>",
        r'<button type="button" class="md-header__button md-icon" title="\1" data-toggle="\2"'
        r" hidden>\3</button>",
        "a switch is a button, not one of two choices of which only one shows (WCAG 4.1.2)",
    ),
    Repair(
        r'<input class="md-option"',
        r'<input class="md-option" hidden',
        "the button beside it is what keys and screen readers use (WCAG 4.1.2)",
    ),
    Repair(
        r'<div class="md-search" data-md-component="search" role="dialog">',
        r'<div class="md-search" data-md-component="search">',
        "it is a part of the header, and the search landmark is in it (ARIA 1.2, dialog)",
    ),
    Repair(
        r'<img src="([^"]*)" alt="logo">',
        r'<img src="\1" alt="">',
        "the link around it has the name of the guide (WCAG 1.1.1)",
    ),
    Repair(
        r'<nav class="md-search__options" aria-label="Search">(.*?) tabindex="-1">(.*?)</nav>',
        r'<div class="md-search__options">\1>\2</div>',
        "a button that clears a field is no navigation, and a key must reach it (WCAG 2.1.1)",
    ),
    Repair(
        r'<div class="md-search__scrollwrap" tabindex="0" data-md-scrollfix>',
        r'<div class="md-search__scrollwrap" data-md-scrollfix>',
        "a stop with no name and no use: the links in it scroll it (WCAG 2.4.3)",
    ),
    Repair(
        r'(<div class="md-search-result__meta">.*?</div>)',
        r'\1<div class="search-status" role="status"></div>',
        "a screen reader says how many pages were found (WCAG 4.1.3), but not at each letter",
    ),
    Repair(
        r'"search.result.none": "No matching documents", '
        r'"search.result.one": "1 matching document", '
        r'"search.result.other": "# matching documents"',
        r'"search.result.none": "Nothing found", '
        r'"search.result.one": "1 page found", '
        r'"search.result.other": "# pages found"',
        "plain words, and what is found are pages",
    ),
    Repair(
        r"<script>var target=document\.getElementById\(location\.hash.*?</script>",
        "",
        "it opens content tabs, which no page has",
    ),
    Repair(
        r'<meta name="generator" [^>]*>',
        "",
        "no reader needs the versions of what built the page",
    ),
)

# A tick box is named by its label (WCAG 1.3.1), and the whole line ticks it.
TASK = re.compile(
    r'(<li class="task-list-item"><label class="task-list-control">.*?)</label>(.*?)</li>', re.S
)

# HTML gives the slash of XHTML, which Python-Markdown writes, no meaning (HTML 13.1.2.1).
XHTML = re.compile(r"<(hr|input)([^<>]*?) ?/>")

# The menu says by color alone which page is open (WCAG 1.3.1).
OPEN_PAGE = 'class="md-nav__link md-nav__link--active">'


def finish_page(html: str) -> str:
    """Return a built page with every repair made.

    Raises ValueError, with the markup and the reason, where the page lacks what a repair looks for.
    """
    for repair in REPAIRS:
        html, found = re.subn(repair.theme, repair.ours, html, flags=re.S)
        if not found:
            raise ValueError(f"no {repair.theme} to repair: {repair.reason}")
    html = re.sub(f"(<a [^>]*){OPEN_PAGE}", rf'\1{OPEN_PAGE[:-1]} aria-current="page">', html)
    return TASK.sub(r"\1\2</label></li>", XHTML.sub(r"<\1\2>", html))


# Source maps, stemmers for other languages and the theme's own icon: no page asks for them.
UNUSED = ("**/*.map", "assets/javascripts/lunr", "assets/images/favicon.png")

# From a web server, search needs no shim, and no folder is unpacked.
UNUSED_HOSTED = ("assets/javascripts/iframe-worker", "READ-ME-FIRST.txt")

# A page for wrong addresses, what search engines and shared links are shown, and what a browser
# needs to install the guide serve nobody who opens a folder.
UNUSED_OFFLINE = (
    "404.html",
    "assets/images/icon.png",
    "assets/images/share.png",
    "manifest.webmanifest",
    "search/search_index.json",
    "sitemap.xml",
    "sitemap.xml.gz",
)


def remove_unused(site: Path, patterns: Sequence[str]) -> None:
    """Delete the files and folders below `site` that match one of the glob patterns."""
    for path in [path for pattern in patterns for path in site.glob(pattern)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Finish the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(description="Finish a built edition of the guide.")
    site_argument(parser)
    parser.add_argument("--offline", action="store_true", help="it will be opened from disk")
    options = parser.parse_args(arguments)
    remove_unused(options.site, UNUSED + (UNUSED_OFFLINE if options.offline else UNUSED_HOSTED))
    return change_pages(options.site, finish_page)


if __name__ == "__main__":
    raise SystemExit(main())
