"""What the findings look like: text for people, annotations for GitHub, JSON for programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import NamedTuple

from linkcheck.values import Finding


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
    return (os.path.join(finding.site, finding.page) if finding.site else finding.page), finding.line


def message(finding: Finding) -> str:
    """The finding in one sentence, without its place."""
    hint = f'; did you mean "{finding.suggestion}"?' if finding.suggestion else ""
    if finding.written is not None:
        return f"broken link to {finding.written}: {finding.reason}{hint}"
    return f"{finding.shown}: {finding.reason}{hint}" if finding.shown else finding.reason


def as_text(findings: Iterable[Finding], summary: Summary, colour: bool) -> str:
    """One line a finding, and the summary."""
    lines = []
    for finding in findings:
        file, line = place(finding)
        mark = "warning: " if finding.level == "warning" else ""
        where = f"{file}:{line}:"
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
    """One object; the keys are promised in the documentation of the command."""
    items = [
        {
            "level": finding.level,
            "page": finding.page,
            "line": finding.line,
            "url": finding.url,
            "reason": finding.reason,
            "suggestion": finding.suggestion,
            "source": finding.source,
            "source_line": finding.source_line,
        }
        for finding in findings
    ]
    return json.dumps({"summary": summary._asdict(), "findings": items}, ensure_ascii=False, indent=2)
