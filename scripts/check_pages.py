#!/usr/bin/env python3
"""Check the Markdown of the guide: `python scripts/check_pages.py --help` tells how.

In pagecheck/, `pages` reads a page into texts that know their lines, `guide` all files and
lists; `form`, `wording` and `links` hold the rules, `tools` asks the linter and the speller.
"""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from findings import FORMATS, Finding, print_findings, print_line
from pagecheck import form, links, tools, wording
from pagecheck.guide import ADDRESSES, Guide

HEADER = "# Every address that the guide ever had online, from its root. Sorted.\n"
OF_FORM = (
    form.file_name, form.front_matter, form.headings, form.boxes, form.lists, form.marks,
    links.sources, links.links, links.snippets,
)  # fmt: skip
OF_WORDS = (
    wording.reading_grade, wording.sentences, wording.explained_words,
    wording.glossary_order, wording.facts,
)  # fmt: skip
OF_GUIDE = (
    wording.banned_words, links.check_addresses, links.check_settings, links.check_files,
    tools.lint, tools.spell,
)  # fmt: skip
OF_USE = (links.check_unused, links.check_pairs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the guide and print what is to mend; return the exit status."""
    description = "Check the Markdown of the guide, by the lists of the folder editorial/."
    epilog = "Exit status: 0 nothing to mend (or warnings only), 1 something to mend, 2 misuse."
    parser = argparse.ArgumentParser("check_pages.py", description=description, epilog=epilog)
    add, root = parser.add_argument, Path(__file__).parent.parent
    add("--format", choices=FORMATS, default="text", help="github: mark lines of a pull request")
    add("--root", type=Path, default=root, metavar="DIR", help="another copy of the guide")
    add("--add-addresses", action="store_true", help="list the addresses of new pages and headings")
    options = parser.parse_args(arguments)
    guide = Guide(options.root.resolve(), date.today())
    count = len(guide.pages) + len(guide.unread)
    if not count:
        parser.error(f"{options.root} has no page in docs/: name the folder of a copy of the guide")
    if options.add_addresses:
        now = {each for page in guide.pages.values() for each in page.addresses}
        text = HEADER + "".join(f"{each}\n" for each in sorted(now | guide.addresses.keys()))
        (guide.root / ADDRESSES).write_text(text, "utf-8")
        guide = Guide(guide.root, guide.today)
    findings = check(guide)
    print_findings(findings, options.format)
    errors = sum(not finding.is_warning for finding in findings)
    print_line(f"{count} pages: {errors} to mend, {len(findings) - errors} warnings")
    return 1 if errors else 0


def check(guide: Guide) -> list[Finding]:
    """Everything to mend, in order, each thing once.

    Where the form of a line is wrong, what is said of its words is left out; where a file cannot
    be read as it stands, all that others say of it; and while anything is wrong, what is used
    nowhere, as it may be used in what is wrong.
    """
    pages = [page for page in guide.pages.values() if page.moved_to is None]
    found = [fault for page in guide.pages.values() for fault in page.faults]
    wrong = {place for place, *_ in found}
    for rule in OF_FORM:
        found += (new := [f for page in pages for f in rule(page, guide) if f[0] not in wrong])
        wrong |= {place for place, *_ in new}
    more = [finding for rule in OF_WORDS for page in pages for finding in rule(page, guide)]
    more += (finding for rule in OF_GUIDE for finding in rule(guide))
    found += (finding for finding in more if finding[0] not in wrong)
    if not guide.faults and all(is_warning for _, _, *is_warning in found):
        found += (finding for rule in OF_USE for finding in rule(guide))
    unread = {finding.path for finding in guide.faults} - guide.files.keys()
    findings = {Finding(*place, *rest) for place, *rest in found if place.path not in unread}
    return sorted(findings | {*guide.faults})


if __name__ == "__main__":
    raise SystemExit(main())
