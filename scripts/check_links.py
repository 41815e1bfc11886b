#!/usr/bin/env python3
"""Check the links of built sites: read each site, follow each link, name the line to mend."""

import argparse
import re
import sys
from collections.abc import Sequence

from findings import FORMATS, Finding, print_findings, print_line

EPILOG = """\
example: check_links.py site --site-url https://example.org/guide/

Exit status: 0 no link is broken, 1 some are (or, with --strict, there are warnings), 2 misuse.
The mkdocs.yml (or mkdocs.yaml) nearest above SITE_DIR gives the default of --site-url, and says
where the Markdown and the templates are; without one, the Markdown is in docs beside SITE_DIR."""
INSTALL = "pip install turbohtml ada-url pyyaml pyyaml-env-tag mergedeep requests"


def parse_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options; argparse ends misuse with status 2."""
    parser = argparse.ArgumentParser(prog="check_links.py", description=__doc__, epilog=EPILOG)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add, folder = parser.add_argument, "SITE_DIR"
    add("sites", nargs="*", metavar=folder, help="folder with a built site")
    add("--site-url", metavar="URL", help="absolute links below this are checked in SITE_DIR")
    add("--offline", nargs="*", metavar=folder, help="all sites, or these, are opened from disk")
    add("--external", action="store_true", help="also ask other hosts")
    add("--ignore", metavar="REGEX", action="append", default=[], help="addresses not to check")
    add("--format", choices=FORMATS, default="text", help="github: mark lines of a pull request")
    add("--strict", action="store_true", help="warnings fail too")
    options = parser.parse_args(arguments)
    options.offline = [] if options.offline is None else options.offline or options.sites
    options.sites = [*dict.fromkeys((*options.sites, *options.offline))]
    if not options.sites:
        parser.error("name the folder of a built site")
    try:
        options.ignore = [re.compile(each) for each in options.ignore]
    except re.error as error:
        parser.error(f"--ignore {error.pattern}: {error}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the links and print the findings; return the exit status."""
    options = parse_arguments(arguments)
    try:
        findings, checked = check(options)
    except (ModuleNotFoundError, ValueError) as error:
        mend = f"; run: {INSTALL}" if isinstance(error, ModuleNotFoundError) else ""
        print(f"check_links.py: {error}{mend}", file=sys.stderr)
        return 2
    print_findings(findings, options.format)
    broken = sum(not each.is_warning for each in findings)
    print_line(f"{checked}: {broken} broken, {len(findings) - broken} warnings")
    return 1 if broken or (options.strict and findings) else 0


def check(options: argparse.Namespace) -> tuple[list[Finding], str]:
    """Check every site; returns the findings, and what was checked. Raises ValueError for misuse,
    and ModuleNotFoundError where something is not installed."""
    from linkcheck.follow_links import follow_links
    from linkcheck.name_lines import name_lines
    from linkcheck.read_site import is_page, read_site

    sites = [read_site(each, options.site_url, each in options.offline) for each in options.sites]
    problems = [problem for site in sites for problem in follow_links(site, options.ignore)]
    urls = {each.target.url for each in problems if options.external or not each.reason} - {""}
    if options.external:
        from linkcheck.ask_hosts import ask_hosts

        answers = ask_hosts(urls)
        for number, problem in enumerate(problems):
            if answer := answers.get(problem.target.url):
                problems[number] = problem._replace(reason=answer[0], is_warning=answer[1])
    documents = [document for site in sites for document in site.documents.values()]
    pages = sum(is_page(each.path) for each in documents)
    links = sum(len(each.links) for each in documents)
    findings = name_lines([problem for problem in problems if problem.reason])
    return findings, f"{pages} pages, {links} links, {len(urls)} external addresses"


if __name__ == "__main__":
    raise SystemExit(main())
