#!/usr/bin/env python3
"""Check the words of the guide: `check_pages.py --help` says how, `--rules` what is checked.

In pagecheck/, `pages` reads a page, `guide` all files and lists; the others have the rules. A rule
is a function that yields a line, what is wrong, and what to do.
"""

import argparse
import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from findings import FORMATS, Finding, print_findings, print_line
from pagecheck import form, settings, sources, wording
from pagecheck.guide import Guide
from pagecheck.pages import line_of

ROOT = Path(__file__).parent.parent
# Of a line, only the finding of the first rule in these lists is shown. If a rule in FIRST finds
# something, the other rules skip that page.
FIRST = [form.front_matter, form.html, form.box, settings.snippet]
PAGE_ERRORS = [form.heading, form.id_twice, form.leftover, form.list_form]
PAGE_ERRORS += [sources.footnote, sources.unknown_source]
GUIDE_ERRORS = [settings.file, settings.file_form, settings.address_gone, settings.nav]
GUIDE_ERRORS += [settings.option, settings.search_words, wording.fact, wording.spelling]
WARNINGS = [wording.sentence, wording.banned_word, wording.term_link, settings.address_new]
RULES = [*GUIDE_ERRORS, *FIRST, *PAGE_ERRORS, *WARNINGS]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Check the guide and print what to fix; return the exit status."""
    parser = argparse.ArgumentParser(description="Check the words of the guide.")
    add = parser.add_argument
    add("--format", choices=FORMATS, default="text", help="github: annotate a pull request")
    add("--rules", action="store_true", help="print all rules")
    options = parser.parse_args(arguments)
    if options.rules:
        for rule in RULES:
            kind = "warning" if rule in WARNINGS else "error"
            print(f"{name_of(rule)} ({kind}): {inspect.getdoc(rule)}\n")
        return 0

    guide = Guide(root, date.today())
    findings = check(guide)
    print_findings(findings, options.format)
    warnings = sum(finding.is_warning for finding in findings)
    errors = len(findings) - warnings
    print_line(f"{len(guide.pages)} pages: {errors} errors, {warnings} warnings")
    return 1 if errors else 0


def name_of(rule: Callable) -> str:
    """The name of a rule, as it is printed."""
    return rule.__name__.replace("_", "-")


def check(guide: Guide) -> list[Finding]:
    """At most one finding a line; if a file cannot be read, nothing else is checked."""
    findings = [*find(guide, [settings.file])]
    if not findings:
        findings = [*find(guide, FIRST)]
        broken = {finding.path for finding in findings}
        for finding in find(guide, [*PAGE_ERRORS, *GUIDE_ERRORS, *WARNINGS]):
            if finding.path not in broken:
                findings.append(finding)

    first = {}
    for finding in reversed(findings):
        first[finding.path, finding.line] = finding
    return sorted(first.values())


def find(guide: Guide, rules: list[Callable]) -> Iterator[Finding]:
    """Run rules."""
    for rule in rules:
        found = []
        if rule in GUIDE_ERRORS:
            found += rule(guide)
        else:
            for page in guide.pages.values():
                found += [(page.path, *each) for each in rule(page, guide)]
        for path, place, problem, fix in found:
            line = place if isinstance(place, int) else line_of(guide.files[path], place)
            yield Finding(path, line, f"{problem}; {fix}", name_of(rule), rule in WARNINGS)


if __name__ == "__main__":
    raise SystemExit(main())
