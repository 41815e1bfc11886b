"""The command line: reads options, runs the check, prints the report.

Exit status: 0 nothing broken, 1 broken links (or, with --strict, warnings), 2 misuse.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from linkcheck import report
from linkcheck.check import Resolver, bad_aims, finding, look_again, merged, page_findings
from linkcheck.config import MisuseError, read_config, read_ignored
from linkcheck.files import is_page
from linkcheck.resolve import is_address
from linkcheck.site import list_site, read, screen_site
from linkcheck.values import Aim, Finding, Ignored, Screened, Site, Verdicts


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
    add("--format", choices=report.FORMATS, default="text")
    add("--strict", action="store_true", help="warnings fail too")
    add("--jobs", type=int, metavar="N", help="worker processes")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    options = parse_arguments(argv)
    gc.disable()  # there are next to no cycles, and a million values to walk in search of them
    try:
        findings, summary = check(options)
    except MisuseError as error:
        print(f"check_links.py: {error}", file=sys.stderr)
        return 2
    if options.format == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"):
        text = report.as_text(findings, summary, colour=True)
    else:
        text = report.FORMATS[options.format](findings, summary)
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
    address = options.site_url or read_config(docs.parent / "mkdocs.yml").get("site_url") or ""
    if address and not is_address(address):
        raise MisuseError(f"not an http address: {address}")
    ignored = read_ignored(Path(options.ignore)) if options.ignore else ()
    sites = [
        list_site(name, address)._replace(
            offline=options.offline, allow_private=options.allow_private, ignored=ignored
        )
        for name in options.sites
    ]
    screened = [screen_site(site, options.jobs) for site in sites]
    files = [file for found, _ in screened for file in found]
    external = {aim for file in files for aim in file.pending if "://" in aim[0]}
    verdicts = ask_hosts(external, options.allow_private) if options.external else {}
    used = set[int]().union(*(numbers for _, numbers in screened))
    found = stale_lines(ignored, used, options.ignore)
    for site, (site_files, _) in zip(sites, screened, strict=True):
        found += site_findings(site, site_files, docs, verdicts)
    found.sort(key=lambda each: (*report.place(each), report.message(each)))
    broken = sum(each.level == "error" for each in found)
    return found, report.Summary(
        pages=sum(is_page(file.path) for file in files),
        links=sum(file.links for file in files),
        external=len({url for url, _ in external}),
        broken=broken,
        warnings=len(found) - broken,
    )


def ask_hosts(external: Collection[Aim], allow_private: bool) -> Verdicts:
    """What other hosts say; the network is loaded only here."""
    from linkcheck.external import ask

    wanted: dict[str, set[str]] = {}
    for url, fragment in external:
        wanted.setdefault(url, set()).add(fragment)
    return ask(wanted, Path(".cache/links.json"), allow_private)


def stale_lines(ignored: Sequence[Ignored], used: Collection[int], file: str) -> list[Finding]:
    """Warnings about lines of the ignore file that are past their date or match nothing."""
    found = []
    for number, each in enumerate(ignored):
        reasons = ["matches nothing any more"] if number not in used else []
        if each.until and each.until < date.today():
            reasons.append(f"is past its date, {each.until}")
        for reason in reasons:
            text = f"{each.pattern.pattern}: {reason}"
            found.append(Finding("warning", "", file, each.line, "", "", text))
    return found


def site_findings(
    site: Site, screened: list[Screened], docs: Path, verdicts: Verdicts
) -> list[Finding]:
    """Everything wrong in one site. Raises MisuseError when it has no link at all."""
    if not any(file.links or file.problem for file in screened):
        raise MisuseError(f"no link found on the pages of {site.name}")
    pending = frozenset[Aim]().union(*(file.pending for file in screened))
    bad = bad_aims(screened, pending) | verdicts.keys()
    found = list(page_findings(site, screened, pending))
    resolver = Resolver(site)
    for file in screened:
        broken = file.broken
        if not bad.isdisjoint(file.pending):
            document = read(site.name, file.path, site.address)
            broken = [*broken, *look_again(resolver, file.path, document, bad)]
        found += [finding(site, file.path, *each, verdicts) for each in broken]
    return explained(found, site, screened, docs) if found else found


def explained(
    found: list[Finding], site: Site, screened: list[Screened], docs: Path
) -> list[Finding]:
    """The findings with their sources and suggestions, those of a template made one."""
    from linkcheck.suggest import with_suggestions

    found.sort(key=lambda each: (each.page, each.line))
    pages = sum(is_page(file.path) and file.path != "404.html" for file in screened)
    if docs.is_dir():
        from linkcheck.markdown_source import attach_sources, load_docs, with_template

        loaded = load_docs(docs)
        attached = attach_sources(found, site, loaded)
        found = [with_template(each, loaded) for each in merged(attached, pages, known=True)]
    else:
        found = list(merged(found, pages, known=False))
    return with_suggestions(found, site, {file.path: file.ids for file in screened})
