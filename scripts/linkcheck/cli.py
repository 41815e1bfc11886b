"""The command line: reads options, runs the check, prints the report.

Exit status: 0 nothing broken, 1 broken links (or, with --strict, warnings), 2 misuse.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import posixpath
import re
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from linkcheck.check import Finding, Verdicts
from linkcheck.config import MisuseError, read_config
from linkcheck.files import is_page
from linkcheck.resolve import UNKNOWN_ADDRESS, Ignored, site_address
from linkcheck.site import list_site, screen_site, site_findings

JSON_KEYS = ("level", "page", "line", "url", "reason", "suggestion", "source", "source_line")
IGNORED_LINE = re.compile(r"(\S.*?)\s+#\s*(?![\s,]*until\b)\S.*?(?:\buntil\s+(\S+))?\s*")


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
    add("--format", choices=["text", "github", "json"], default="text")
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
    text = report(findings, summary, options.format)
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.flush()
    return 1 if summary["broken"] or (options.strict and summary["warnings"]) else 0


def check(options: argparse.Namespace) -> tuple[list[Finding], dict[str, int]]:
    """Check every site folder. Raises MisuseError when there is nothing to check."""
    if options.jobs is not None and options.jobs < 1:
        raise MisuseError("--jobs must be at least 1")
    docs = Path(options.docs or "docs")
    if options.docs and not docs.is_dir():
        raise MisuseError(f"no such folder: {docs}")
    address = options.site_url or read_config(docs.parent / "mkdocs.yml").get("site_url")
    try:
        address = site_address(address or UNKNOWN_ADDRESS)
    except (ValueError, TypeError):
        raise MisuseError(f"not an http address: {address}") from None
    ignored = read_ignored(Path(options.ignore)) if options.ignore else []
    sites = [
        list_site(name, address)._replace(
            offline=options.offline, allow_private=options.allow_private, ignored=ignored
        )
        for name in options.sites
    ]
    screened = [screen_site(site, options.jobs) for site in sites]
    files = [file for found, _ in screened for file in found]
    wanted: dict[str, set[str]] = {}
    for url, fragment in {aim for file in files for aim in file.pending if "://" in aim[0]}:
        wanted.setdefault(url, set()).add(fragment)
    verdicts: Verdicts = {}
    if options.external:
        from linkcheck.external import ask

        verdicts = ask(wanted, Path(".cache/links.json"), options.allow_private)
    used = set[int]().union(*(numbers for _, numbers in screened))
    found = stale_lines(ignored, used, options.ignore)
    for site, (site_files, _) in zip(sites, screened, strict=True):
        found += site_findings(site, site_files, docs, verdicts)
    found.sort(key=lambda each: (*place(each), message(each)))
    broken = sum(each.level == "error" for each in found)
    return found, {
        "pages": sum(is_page(file.path) for file in files),
        "links": sum(file.links for file in files),
        "external": len(wanted),
        "broken": broken,
        "warnings": len(found) - broken,
    }


def read_ignored(path: Path) -> list[Ignored]:
    """The ignore file: `regex  # reason, until YYYY-MM-DD` on each line, blank lines and comments
    aside. Raises MisuseError for a line without a reason, a bad pattern or a bad date."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise MisuseError(f"{path} cannot be read: {reason}") from None
    ignored = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            match = IGNORED_LINE.fullmatch(line)
            if not match:
                raise ValueError("no reason given (regex  # reason, until YYYY-MM-DD)")
            until = date.fromisoformat(match[2]) if match[2] else date.max
            ignored.append(Ignored(re.compile(match[1]), number, until))
        except (re.error, ValueError) as error:
            raise MisuseError(f"{path}:{number}: {error}") from None
    return ignored


def stale_lines(ignored: Sequence[Ignored], used: Collection[int], file: str) -> list[Finding]:
    """Warnings about lines of the ignore file that are past their date or match nothing."""
    stale = [(each, "matches nothing any more") for each in ignored if each.line not in used]
    past = (each for each in ignored if each.until < date.today())
    stale += [(each, f"is past its date, {each.until}") for each in past]
    return [
        Finding("warning", "", file, each.line, "", "", f"{each.pattern.pattern}: {reason}")
        for each, reason in stale
    ]


def place(finding: Finding) -> tuple[str, int]:
    """The file and line to look at: the source where it is known, or else the built file."""
    if finding.source:
        return finding.source, finding.source_line or 1
    return posixpath.normpath(posixpath.join(finding.site, finding.page)), finding.line


def message(finding: Finding) -> str:
    """The finding in one sentence, without its place."""
    hint = f'; did you mean "{finding.suggestion}"?' if finding.suggestion else ""
    shown = f"{finding.shown}: " if finding.shown else ""
    if finding.written:
        broken = "broken " if finding.level == "error" else ""
        shown = f"{broken}link to {finding.written}: "
    return f"{shown}{finding.reason}{finding.note}{hint}"


def report(findings: Sequence[Finding], summary: dict[str, int], kind: str) -> str:
    """The report: text for people, workflow commands (GitHub Actions, "setting an error message")
    or one JSON object."""
    if kind == "json":
        whole = [each._replace(reason=each.reason + each.note) for each in findings]
        items = [{key: getattr(each, key) for key in JSON_KEYS} for each in whole]
        return json.dumps({"summary": summary, "findings": items}, ensure_ascii=False, indent=2)
    colour = kind == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = []
    for each in findings:
        file, line = place(each)
        if kind == "github":
            where = f"file={escaped(file, ':,')},line={line}"
            lines.append(f"::{each.level} {where}::{escaped(message(each))}")
            continue
        mark = "warning: " if each.level == "warning" else ""
        where = f"{file}:{line}:"
        if colour:
            where = f"\033[{33 if mark else 31}m{where}\033[0m"
        lines.append(f"{where} {mark}{message(each)}")
    text = (
        "{pages} pages, {links} links, {external} external addresses: "
        "{broken} broken, {warnings} warnings"
    )
    return "\n".join([*lines, text.format_map(summary)])


def escaped(text: str, more: str = "") -> str:
    """Text for a workflow command, percent-encoded where GitHub asks for it."""
    return re.sub(f"[%\r\n{more}]", lambda match: f"%{ord(match[0]):02X}", text)
