"""The command line of the page check."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pagecheck.addresses import add_addresses, check_addresses
from pagecheck.known import load_known, repeated, unsorted
from pagecheck.pages import read_page
from pagecheck.rules import RULES
from pagecheck.tools import lint, spell
from pagecheck.values import Finding, Known, Page, Place, UnreadableError

REPOSITORY = Path(__file__).parent.parent.parent
SORTED_LISTS = ("addresses.txt", "medical-words.txt", "sources.yml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the pages and print what is to mend; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="check_pages.py",
        description="Check the Markdown of the guide, by the lists of the folder editorial/.",
        epilog="Exit status: 0 nothing to mend (or warnings only), 1 something to mend, 2 misuse.",
    )
    parser.add_argument(
        "--format",
        choices=("text", "github"),
        default="text",
        help="github: mark the lines of a pull request too",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=REPOSITORY,
        metavar="DIR",
        help="another copy of the guide to check",
    )
    parser.add_argument(
        "--add-addresses", action="store_true", help="list the addresses of new pages and headings"
    )
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    paths = sorted((root / "docs").glob("*.md"))
    if not paths:
        parser.error(f"{options.root} has no page in docs/: name the folder of a copy of the guide")
    try:
        known = load_known(root, date.today())
        pages = [read_page(path, root) for path in paths]
        if options.add_addresses:
            add_addresses(root / "editorial" / "addresses.txt", pages, known)
            known = load_known(root, date.today())
        findings = check(pages, known, root)
    except UnreadableError as error:
        findings = [error.finding]
    for finding in findings:
        print(finding)
        if options.format == "github":
            print(annotation(finding))
    errors = sum(not finding.is_warning for finding in findings)
    print(f"{len(paths)} pages: {errors} to mend, {len(findings) - errors} warnings")
    return 1 if errors else 0


def check(pages: Sequence[Page], known: Known, root: Path) -> list[Finding]:
    """Everything to mend in the pages and in the lists that the rules go by, in order."""
    return sorted({*find(pages, known, root)}, key=lambda found: (found.place, found.message))


def find(pages: Sequence[Page], known: Known, root: Path) -> Iterator[Finding]:
    """Everything to mend, as it is found."""
    for page in pages:
        for rule in RULES:
            yield from rule(page, known)
    yield from spell(pages, known)
    yield from lint([*sorted(root.glob("*.md")), root / "docs"], root)
    for name in SORTED_LISTS:
        yield from unsorted(root / "editorial" / name, root)
    yield from check_addresses(pages, known)
    yield from repeated(known.facts)
    names = {page.name for page in pages}
    for name in sorted({*known.nav} - names):
        message = f"nav: names {name}, which is no page of docs/; take it away, or mend it"
        yield Finding(Place("mkdocs.yml", 1), message)
    for fact in known.facts:
        if fact.page not in names:
            message = f"fact {fact.id} names {fact.page}, which is no page of docs/"
            yield Finding(fact.place, f"{message}; name the page that states it")


def annotation(finding: Finding) -> str:
    """The finding as GitHub reads it from a log (workflow commands)."""
    level = "warning" if finding.is_warning else "error"
    path = escaped(finding.place.path).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} file={path},line={finding.place.line}::{escaped(finding.message)}"


def escaped(text: str) -> str:
    """A text in which nothing ends a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
