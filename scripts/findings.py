"""What the checkers find, printed for people or as annotations on GitHub."""

import sys
from typing import NamedTuple

FORMATS = ("text", "github")


class Finding(NamedTuple):
    """Something to fix: a file, a line counted from 1, and what to do there."""

    path: str
    line: int
    message: str
    rule: str = ""
    is_warning: bool = False


def print_findings(findings: list[Finding], style: str = "text") -> None:
    """Print one line for each finding, in one of the FORMATS."""
    for finding in findings:
        print_line(github_command(finding) if style == "github" else plain_line(finding))


def plain_line(finding: Finding) -> str:
    """The finding as `path:line: warning: rule: message`."""
    level = "warning" if finding.is_warning else ""
    parts = [f"{finding.path}:{finding.line}", level, finding.rule, finding.message]
    return ": ".join(part for part in parts if part)


def github_command(finding: Finding) -> str:
    """The finding as a workflow command, which GitHub shows at its line."""
    level = "warning" if finding.is_warning else "error"
    title = f",title={escaped(finding.rule)}" if finding.rule else ""
    message = finding.message.replace("%", "%25")
    return f"::{level} file={escaped(finding.path)},line={finding.line}{title}::{message}"


def escaped(value: str) -> str:
    """Escape a property of a workflow command, in which `%`, `:` and `,` have a meaning."""
    return value.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def print_line(text: str) -> None:
    """Print on any terminal: escape control characters, and what its encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def show_progress(done: int, total: int, what: str) -> None:
    """Show progress, on a terminal only."""
    if sys.stderr.isatty():
        text = f"{done} of {total} {what}" if done < total else ""
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
