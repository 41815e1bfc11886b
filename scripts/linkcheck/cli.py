"""The command line: reads options, runs the check, prints the report.

Exit status: 0 nothing broken, 1 broken links (or, with --strict, warnings), 2 misuse.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from linkcheck import report
from linkcheck.check import Resolver, has_id, link_findings, merged, page_warnings, warning
from linkcheck.config import MisuseError, read_config, read_ignored
from linkcheck.files import is_page
from linkcheck.resolve import UNKNOWN_ADDRESS, is_address, with_slash
from linkcheck.site import list_site, read, screen_site
from linkcheck.values import Finding, Screened, Site, Target


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The options; argparse itself ends misuse with status 2."""
    parser = argparse.ArgumentParser(description="Check the links of built sites.")
    add = parser.add_argument
    add("sites", nargs="+", metavar="SITE_DIR", help="folder with a built site")
    add("--site-url", metavar="URL", help="absolute links below this are checked in SITE_DIR")
    add("--docs", metavar="DIR", help="where the Markdown is (default: docs, if there)")
    add("--offline", action="store_true", help="the site will be opened from disk")
    add("--external", action="store_true", help="also ask other hosts")
    add("--allow-private", action="store_true", help="links to private addresses are meant")
    add("--ignore", metavar="FILE", help="addresses not to check: `regex  # reason, until DATE`")
    add("--format", choices=("text", "github", "json"), default="text")
    add("--strict", action="store_true", help="warnings fail too")
    add("--jobs", type=int, metavar="N", help="worker processes")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = parse_arguments(argv)
    try:
        findings, summary = check(options)
    except MisuseError as error:
        print(f"check_links.py: {error}", file=sys.stderr)
        return 2
    if options.format == "json":
        text = report.as_json(findings, summary)
    elif options.format == "github":
        text = report.as_github(findings, summary)
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        text = report.as_text(findings, summary, colour)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
    return 1 if summary.broken or (options.strict and summary.warnings) else 0


def check(options: argparse.Namespace) -> tuple[list[Finding], report.Summary]:
    """Check every site folder. Raises MisuseError when there is nothing to check."""
    if options.jobs is not None and options.jobs < 1:
        raise MisuseError("--jobs must be at least 1")
    docs = Path(options.docs or "docs")
    if options.docs and not docs.is_dir():
        raise MisuseError(f"no such folder: {docs}")
    config = read_config(docs.parent / "mkdocs.yml")
    address = options.site_url or config.get("site_url") or ""
    if address and not is_address(address):
        raise MisuseError(f"not an http address: {address}")
    ignored = read_ignored(Path(options.ignore)) if options.ignore else ()
    findings: list[Finding] = []
    used: set[int] = set()
    pages = links = 0
    externals: set[str] = set()
    for name in options.sites:
        site = make_site(name, address, options)._replace(ignored=ignored)
        screened, numbers = screen_site(site, options.jobs)
        used |= numbers
        found = sum(page.count for page in screened)
        if not found and not any(page.problem for page in screened):
            raise MisuseError(f"no link found on the pages of {name}")
        pages += sum(is_page(page.path) for page in screened)
        links += found
        pending = frozenset[Target]().union(*(page.pending for page in screened))
        externals |= {target.external for target in pending if target.external}
        site_found = list(site_findings(site, screened, pending))
        if docs.is_dir() and site_found:
            from linkcheck.markdown_source import attach_sources, load_docs

            site_found = attach_sources(site_found, site, load_docs(docs))
        count = sum(is_page(page.path) and page.path != "404.html" for page in screened)
        findings += merged(site_found, count, docs.is_dir())
    findings.sort(key=lambda finding: (*report.place(finding), report.message(finding)))
    broken = sum(finding.level == "error" for finding in findings)
    return findings, report.Summary(pages, links, len(externals), broken, len(findings) - broken)


def make_site(name: str, address: str, options: argparse.Namespace) -> Site:
    """List a site folder. Raises MisuseError when there is no page in it."""
    root = Path(name)
    if not root.is_dir():
        raise MisuseError(f"no such folder: {name}")
    files, folders, aliases, outside = list_site(root)
    if not any(map(is_page, files)):
        raise MisuseError(f"no page in {name}")
    return Site(
        name=name,
        address=with_slash(address or UNKNOWN_ADDRESS),
        files=files,
        folders=frozenset(folders),
        aliases=aliases,
        outside=frozenset(outside),
        offline=options.offline,
        allow_private=options.allow_private,
    )


def site_findings(
    site: Site, screened: list[Screened], pending: frozenset[Target]
) -> Iterator[Finding]:
    """Look again at the files in which something is, or may be, wrong."""
    ids = {page.path: page.ids for page in screened}
    bad = {t for t in pending if t.path and not has_id(t, ids.get(t.path, frozenset()))}
    aimed = {(t.path, t.fragment) for t in pending}
    resolver = Resolver(site)
    for page in screened:
        if page.problem:
            yield Finding("error", site.name, page.path, 1, "", "", page.problem)
        doubled = {name for name in page.duplicates if (page.path, name) in aimed}
        if page.wrong or doubled or not bad.isdisjoint(page.pending):
            document = read(site.name, page.path, site.address, located=True)
            yield from link_findings(resolver, page.path, document, ids, {})
            for name, line in document.duplicates().items():
                if name in doubled:
                    yield warning(site, page.path, f'the id "{name}" stands here twice', line)
    yield from page_warnings(site, screened)
