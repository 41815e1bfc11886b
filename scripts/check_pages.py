#!/usr/bin/env python3
"""Check the words of the guide: `check_pages.py --help` says how, `--rules` what is checked.

pagecheck/ has the parts: `pages` reads a page, `guide` all files and lists, `rules` says what a
rule is; `form`, `sources`, `settings` and `wording` have the rules.
"""

import argparse
import inspect
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from findings import FORMATS, Finding, print_findings, print_line
from pagecheck import form, settings, sources, wording
from pagecheck.guide import ADDRESSES, Guide
from pagecheck.rules import RULES, Place, Rule

__all__ = ["form", "settings", "sources", "wording"]  # which add their rules to RULES
HEADER = "# Every address that the guide ever had online. Sorted.\n"
# Where one of these is found, what is read of a page may be wrong: all others wait, or some.
HIDES_PAGE = {"front-matter", "html"}
BREAKS_PAGE = {*HIDES_PAGE, "box", "snippet"}
WAITS = {"address-gone", "address-new", "fact", "footnote", "leftover"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the guide and print what to fix; return the exit status."""
    parser = argparse.ArgumentParser(
        "check_pages.py",
        description="Check the words of the guide, with the help of the lists in editorial/.",
        epilog="Exit status: 0 no errors (warnings are advice), 1 errors, 2 wrong usage.",
    )
    add, root = parser.add_argument, Path(__file__).parent.parent
    add("--format", choices=FORMATS, default="text", help="github: annotate a pull request")
    add("--root", type=Path, default=root, metavar="DIR", help="another copy of the guide")
    add("--rules", action="store_true", help="print all rules, with examples")
    add("--add-addresses", action="store_true", help="list the addresses of new pages and headings")
    add("--new-addresses", action="store_true", help="start that list again, for another guide")
    options = parser.parse_args(arguments)
    if options.rules:
        for rule in RULES:
            kind = "warning" if rule.is_warning else "error"
            print(f"{rule.name} ({kind}): {inspect.getdoc(rule.find)}\n")
        return 0
    guide = Guide(options.root.resolve(), date.today())
    count = len(guide.names)
    if not count:
        parser.error(f"{options.root} has no page in docs/")
    if options.add_addresses or options.new_addresses:
        write_addresses(guide, [] if options.new_addresses else [*guide.addresses])
        guide = Guide(guide.root, guide.today)
    findings = check(guide)
    print_findings(findings, options.format)
    errors = sum(not finding.is_warning for finding in findings)
    print_line(f"{count} pages: {errors} errors, {len(findings) - errors} warnings")
    return 1 if errors else 0


def write_addresses(guide: Guide, listed: Sequence[str]) -> None:
    """Write the list of addresses: those listed before, and those of the pages."""
    now = [each for page in guide.pages.values() for each in settings.addresses_of(page)]
    lines = "".join(f"{each}\n" for each in sorted({*listed, *now}))
    (guide.root / ADDRESSES).write_text(HEADER + lines, "utf-8")


def check(guide: Guide) -> list[Finding]:
    """Everything to fix, sorted; of a line with an error, only the first error."""
    findings: set[Finding] = set()
    wrong: set[Place] = set()
    hidden, broken = set(), set()
    for rule in sorted(RULES, key=lambda rule: (rule.is_warning, rule.name not in BREAKS_PAGE)):
        if rule.name == "source-unused" and wrong:
            continue  # what is wrong may be where it is used
        left_out = broken if rule.name in WAITS else hidden
        for place, message in [*faults(rule, guide)]:
            if place in wrong or (place.path in left_out and rule.name not in BREAKS_PAGE):
                continue
            findings.add(Finding(*place, message, rule.name, rule.is_warning))
            wrong |= set() if rule.is_warning else {place}
            hidden |= {place.path} if rule.name in HIDES_PAGE else set()
            broken |= {place.path} if rule.name in BREAKS_PAGE else set()
    return sorted(findings)


def faults(rule: Rule, guide: Guide) -> Iterator[tuple[Place, str]]:
    """What a rule finds."""
    if not rule.is_for_pages:
        yield from rule.find(guide)
        return
    for page in guide.pages.values():
        yield from ((Place(page.path, line), message) for line, message in rule.find(page, guide))


if __name__ == "__main__":
    raise SystemExit(main())
