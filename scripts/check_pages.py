#!/usr/bin/env python3
"""Check the words of the guide: `check_pages.py --help` says how, `--rules` what is checked.

In pagecheck/, `pages` reads a page, `guide` all files and lists; the others have the rules. A rule
is a function that yields a line and what to do there. Its name is printed with what it finds.
"""

import argparse
import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from findings import FORMATS, Finding, print_findings, print_line
from pagecheck import form, settings, sources, wording
from pagecheck.guide import ADDRESSES, Guide

ROOT = Path(__file__).parent.parent
# If one of these finds something on a page, the other rules skip that page.
FIRST = [form.front_matter, form.html, form.box, settings.snippet]
# Errors stop publication. Of several in a line, the first in these lists is shown.
PAGE_ERRORS = [
    *FIRST,
    form.file_name,
    form.description,
    form.reviewed,
    form.heading,
    form.id_twice,
    form.list_form,
    form.leftover,
    sources.footnote,
    sources.address,
]
GUIDE_ERRORS = [
    settings.file,
    settings.file_kind,
    settings.address_gone,
    settings.nav,
    settings.option,
    settings.search_words,
    wording.fact,
    wording.spelling,
]
WARNINGS = [  # advice
    wording.sentence,
    wording.banned_word,
    wording.capitals,
    wording.term_link,
    form.review_due,
    settings.address_new,
]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Check the guide and print what to fix; return the exit status."""
    parser = argparse.ArgumentParser(
        "check_pages.py",
        description="Check the words of the guide.",
        epilog="Exit status: 0 no errors (warnings are advice), 1 errors, 2 wrong usage.",
    )
    add = parser.add_argument
    add("--format", choices=FORMATS, default="text", help="github: annotate a pull request")
    add("--rules", action="store_true", help="print all rules, with examples")
    add("--add-addresses", action="store_true", help="list the addresses of new pages and headings")
    options = parser.parse_args(arguments)
    if options.rules:
        print_rules()
        return 0
    guide = Guide(root, date.today())
    findings = check(guide)
    if options.add_addresses and all(each.is_warning or is_address(each) for each in findings):
        add_addresses(guide)
        findings = check(guide)
    print_findings(findings, options.format)
    warnings = sum(finding.is_warning for finding in findings)
    errors = len(findings) - warnings
    print_line(f"{len(guide.pages)} pages: {errors} errors, {warnings} warnings")
    return 1 if errors else 0


def print_rules() -> None:
    """Print what each rule asks for."""
    for rule in [*GUIDE_ERRORS, *PAGE_ERRORS, *WARNINGS]:
        kind = "warning" if rule in WARNINGS else "error"
        print(f"{name_of(rule)} ({kind}): {inspect.getdoc(rule)}\n")


def name_of(rule: Callable) -> str:
    """The name of a rule, as it is printed."""
    return rule.__name__.replace("_", "-")


def add_addresses(guide: Guide) -> None:
    """Add the addresses of new pages and headings to the list."""
    for page in guide.pages.values():
        guide.addresses += settings.new_addresses(page, guide)
    header = "# Every address that the guide ever had online. Sorted."
    text = "\n".join([header, *sorted(guide.addresses), ""])
    (guide.root / ADDRESSES).write_text(text, "utf-8")


def is_address(finding: Finding) -> bool:
    """Whether a finding is about the list of addresses."""
    return finding.rule == name_of(settings.address_gone)


def check(guide: Guide) -> list[Finding]:
    """What to fix, sorted: the first of each line; if files cannot be read, only those."""
    findings = [*find(guide)]
    unreadable = [finding for finding in findings if finding.rule == "file"]
    if unreadable:
        return sorted(unreadable)
    findings.sort(key=lambda finding: finding.is_warning)
    first = [name_of(rule) for rule in FIRST]
    broken = [finding.path for finding in findings if finding.rule in first]
    shown: dict[tuple[str, int], Finding] = {}
    for finding in findings:
        place = finding.path, finding.line
        if finding.path not in broken or finding.rule in first:
            shown.setdefault(place, finding)
    return sorted(shown.values())


def find(guide: Guide) -> Iterator[Finding]:
    """What all rules find, errors of pages first."""
    for rule in [*PAGE_ERRORS, *WARNINGS]:
        is_warning = rule in WARNINGS
        for page in guide.pages.values():
            for line, message in rule(page, guide):
                yield Finding(page.path, line, message, name_of(rule), is_warning)
    for rule in GUIDE_ERRORS:
        for path, line, message in rule(guide):
            yield Finding(path, line, message, name_of(rule))


if __name__ == "__main__":
    raise SystemExit(main())
