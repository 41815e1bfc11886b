"""Change every page of a built edition: what the scripts that work on built pages share."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path


def site_argument(parser: argparse.ArgumentParser) -> None:
    """Let a command take SITE_DIR, the folder of a built edition."""
    parser.add_argument("site", type=built_site, metavar="SITE_DIR", help="folder of a built site")


def built_site(name: str) -> Path:
    """The folder of a built edition; argparse reports one that holds no page as misuse."""
    if not any(Path(name).rglob("*.html")):
        raise argparse.ArgumentTypeError(f"{name} holds no page: build the site first")
    return Path(name)


def change_pages(site: Path, change: Callable[[str], str]) -> int:
    """Change the text of every page below `site`; return the exit status.

    `change` raises ValueError for a page that it cannot change: the page is named, its file is left
    as it was, and the status is 1.
    """
    for page in sorted(site.rglob("*.html")):
        try:
            changed = change(page.read_text(encoding="utf-8"))
        except ValueError as error:
            print(f"{page}: {error}", file=sys.stderr)
            return 1
        page.write_text(changed, encoding="utf-8")
    return 0
