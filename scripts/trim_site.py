"""Send readers only what they need: trim the pages, styles and scripts of a built edition.

Usage: python scripts/trim_site.py SITE_DIR

Run it on a finished edition, before scripts/secure_pages.py.

- The style sheets become one, without the rules and variables that nothing in the edition uses.
- The scripts that each page holds become one file, which is fetched once. This also lets the
  policy of scripts/secure_pages.py allow no script in a page.
- The search, a fifth of a first visit, is fetched when a reader opens it.
- Pages lose the indentation and the blank lines of the theme's templates.

A browser test compares what readers see before and after.

Exit status: 0 trimmed, 1 a page or the theme's script is not as expected: the theme has changed,
and the step that names it must be looked at again; 2 misuse.
"""

import argparse
import hashlib
import posixpath
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import turbohtml
from built_pages import change_pages, site_argument
from lightningcss import process_stylesheet

STYLES = re.compile(r'<link rel="stylesheet" href="([^"]*)">\s*')

# Classes that the theme's script sets, for what this guide has of the theme. A browser test names
# those that are missing here.
SET_BY_SCRIPTS = {
    "focus-visible",
    "js",
    "md-dialog--active",
    "md-header__title--active",
    "md-nav__link--passed",
    "md-search-result__article",
    "md-search-result__icon",
    "md-search-result__item",
    "md-search-result__link",
    "md-search-result__more",
    "md-search-result__terms",
    "md-toggle--indeterminate",
    "md-typeset__scrollwrap",
    "md-typeset__table",
}
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")

# The scripts in a page that set the colors before they are drawn: what reads the reader's choice,
# from the place that all pages of the guide share, and what applies it.
CHOICE = re.compile(r'<script>__md_scope=new URL\("[^"]*",location\)(,.*?)</script>\s*')
APPLIED = re.compile(r'<script>(var palette=__md_get\("__palette"\).*?)</script>')
SCOPE = '__md_scope=new URL("../..",document.currentScript.src)'

# In the theme's script: where it waits for the search to be opened, if the page is opened from
# disk, and where it starts the search and the highlighting of what was searched for.
WAIT = re.compile(r'\.protocol!=="file:"\),(\w+\("search"\))\)\.pipe\((.*?),(\w+)\(\(\)=>')
START = re.compile(r'(\w+\("search"\)\.map\(\w+=>)(\w+\(\w+,\{index\$:\w+,keyboard\$:\w+\}\))\)')
HIGHLIGHT = re.compile(r'(\w+\("search\.highlight"\))\?')

# White space means something in these.
LITERAL = r"<(pre|script|style|textarea)\b.*?</\1>"


class Names(NamedTuple):
    """The files of the edition that pages are to name, as their content has it."""

    sheet: str
    script: str


def named(stem: str, suffix: str, text: str) -> str:
    """Return a file name that changes with the text, so that no browser shows an old one."""
    return f"{stem}.{hashlib.sha256(text.encode()).hexdigest()[:8]}.{suffix}"


def classes_and_ids(html: str) -> set[str]:
    """Return the classes and ids of a page."""
    elements = turbohtml.parse(html).select("[class], [id]")
    values = (each.attr(key) or "" for each in elements for key in ("class", "id"))
    return {name for value in values for name in value.split()}


def trim_styles(css: str, names: Collection[str], scripts: str) -> str:
    """Return a style sheet for pages with these classes and ids and for scripts, on one line.

    Rules for other classes go, and then the variables that no rule and no script reads. Raises
    ValueError where it is no style sheet.
    """
    used = SET_BY_SCRIPTS.union(names)
    css = css.replace('@charset "UTF-8";', "")
    css = process_stylesheet(css, unused_symbols=set(CLASS.findall(css)) - used)
    read = set(re.findall(r"var\((--[\w-]+)", css)).union(re.findall(r"--[\w-]+", scripts))
    return process_stylesheet(css, unused_symbols=set(re.findall(r"(--[\w-]+)\s*:", css)) - read)


def color_script(html: str) -> str:
    """Return the scripts of a page that set its colors as one. Raises ValueError without them."""
    choice, applied = CHOICE.search(html), APPLIED.search(html)
    if not (choice and applied):
        raise ValueError("the theme sets its colors in another way")
    return f"{SCOPE}{choice[1]};{applied[1]}\n"


def search_when_opened(script: str) -> str:
    """Return the theme's script, changed to fetch the search when a reader opens it.

    From disk, the theme itself waits for that: this puts all of the search behind the same wait.
    Raises ValueError where the script is not as expected.
    """
    wait = WAIT.search(script)
    if not (wait and len(START.findall(script)) == len(HIGHLIGHT.findall(script)) == 1):
        raise ValueError("the theme starts its search in another way")
    opened, first, switch = wait.groups()
    script = START.sub(rf"\1{opened}.pipe({first},{switch}(()=>\2)))", script)
    return HIGHLIGHT.sub(r'\1&&location.search.includes("h=")?', script)


def trim_page(names: Names, html: str) -> str:
    """Return a page with one style sheet, one script for its colors, and no indentation.

    Raises ValueError where it has the theme's styles but not the scripts that set its colors.
    """
    if first := STYLES.search(html):  # a page of ours that leads on from an old address has none
        color_script(html)
        folder = posixpath.dirname(first[1])
        sheet = f'<link rel="stylesheet" href="{folder}/{names.sheet}">\n'
        script = f'<script src="{posixpath.dirname(folder)}/javascripts/{names.script}"></script>'
        html = html[: first.start()] + sheet + STYLES.sub("", html[first.end() :])
        html = APPLIED.sub(script, CHOICE.sub("", html))
    return re.sub(rf"(?s){LITERAL}|\s*\n\s*", lambda match: match[0] if match[1] else "\n", html)


def read(paths: Iterable[Path]) -> str:
    """Return the text of files, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def trim(site: Path) -> int:
    """Trim the edition below `site`; return the exit status. Raises ValueError as above."""
    styles, scripts = site / "assets/stylesheets", site / "assets/javascripts"
    home = read([site / "index.html"])
    sheets = [site / address for address in STYLES.findall(home)]
    used = set[str]().union(*(classes_and_ids(read([page])) for page in site.rglob("*.html")))
    css = trim_styles(read(sheets), used, read(scripts.glob("*.js")))
    colors = color_script(home)
    bundle = next(scripts.glob("bundle.*.js"))
    search = search_when_opened(read([bundle]))
    names = Names(named("guide", "css", css), named("colors", "js", colors))
    for sheet in sheets:
        sheet.unlink()
    (styles / names.sheet).write_text(css, encoding="utf-8")
    (scripts / names.script).write_text(colors, encoding="utf-8")
    bundle.write_text(search, encoding="utf-8")
    return change_pages(site, partial(trim_page, names))


def main(arguments: Sequence[str] | None = None) -> int:
    """Trim the edition in the folder named; return the exit status."""
    parser = argparse.ArgumentParser(description="Trim a built edition of the guide.")
    site_argument(parser)
    try:
        return trim(parser.parse_args(arguments).site)
    except ValueError as error:
        print(f"trim_site.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
