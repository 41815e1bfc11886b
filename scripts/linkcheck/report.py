"""What the findings look like: text for people, annotations for GitHub, JSON for programs."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable
from typing import NamedTuple

from linkcheck.values import Finding

JSON_KEYS = ("level", "page", "line", "url", "reason", "suggestion", "source", "source_line")


class Summary(NamedTuple):
    """What was checked, and what was found."""

    pages: int
    links: int
    external: int
    broken: int
    warnings: int

    def __str__(self) -> str:
        return (
            f"{self.pages} pages, {self.links} links, {self.external} external addresses: "
            f"{self.broken} broken, {self.warnings} warnings"
        )


def place(finding: Finding) -> tuple[str, int]:
    """The file and line to look at: the source where it is known, or else the built file."""
    if finding.source:
        return finding.source, finding.source_line or 1
    return posixpath.normpath(posixpath.join(finding.site, finding.page)), finding.line


def message(finding: Finding) -> str:
    """The finding in one sentence, without its place."""
    hint = f'; did you mean "{finding.suggestion}"?' if finding.suggestion else ""
    text = f"{finding.reason}{finding.note}{hint}"
    if finding.written is not None:
        broken = "broken " if finding.level == "error" else ""
        return f"{broken}link to {finding.written}: {text}"
    return f"{finding.shown}: {text}" if finding.shown else text


def as_text(findings: Iterable[Finding], summary: Summary, colour: bool = False) -> str:
    """One line a finding, and the summary."""
    lines = []
    for finding in findings:
        mark = "warning: " if finding.level == "warning" else ""
        where = "{}:{}:".format(*place(finding))
        if colour:
            where = f"\033[{33 if mark else 31}m{where}\033[0m"
        lines.append(f"{where} {mark}{message(finding)}")
    return "\n".join([*lines, str(summary)])


def as_github(findings: Iterable[Finding], summary: Summary) -> str:
    """Workflow commands (GitHub Actions, "setting an error message"), and the summary."""

    def escaped(text: str, more: str = "") -> str:
        for char in f"%\r\n{more}":
            text = text.replace(char, f"%{ord(char):02X}")
        return text

    lines = []
    for finding in findings:
        file, line = place(finding)
        where = f"file={escaped(file, ':,')},line={line}"
        lines.append(f"::{finding.level} {where}::{escaped(message(finding))}")
    return "\n".join([*lines, str(summary)])


def as_json(findings: Iterable[Finding], summary: Summary) -> str:
    """One object with the summary and the findings."""
    whole = (finding._replace(reason=finding.reason + finding.note) for finding in findings)
    items = [{key: getattr(finding, key) for key in JSON_KEYS} for finding in whole]
    report = {"summary": summary._asdict(), "findings": items}
    return json.dumps(report, ensure_ascii=False, indent=2)


FORMATS: dict[str, Callable[[Iterable[Finding], Summary], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
}
