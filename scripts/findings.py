"""What the checkers find, and how it is printed: for people, or as marks on the lines on GitHub."""

import sys
from collections.abc import Iterable
from typing import NamedTuple

FORMATS = ("text", "github")


class Finding(NamedTuple):
    """Something to mend, and where: a file, and a line counted from 1."""

    path: str
    line: int
    message: str
    is_warning: bool = False


def print_findings(findings: Iterable[Finding], style: str = "text") -> None:
    """Print one line for each finding, in one of the FORMATS."""
    for path, line, message, is_warning in findings:
        if style == "github":  # "workflow commands", where % : and , have a meaning of their own
            path, message = (visible(text).replace("%", "%25") for text in (path, message))
            path = path.replace(":", "%3A").replace(",", "%2C")
            level = "warning" if is_warning else "error"
            print_line(f"::{level} file={path},line={line}::{message}")
        else:
            print_line(f"{path}:{line}: {'warning: ' if is_warning else ''}{message}")


def print_line(text: str) -> None:
    """Print a line, whatever the terminal can show."""
    encoding = sys.stdout.encoding or "utf-8"
    print(visible(text).encode(encoding, "backslashreplace").decode(encoding))


def visible(text: str) -> str:
    """The text with what cannot be seen written out, so that no address commands a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def show_progress(done: int, total: int, what: str) -> None:
    """Say how far a step is, on a terminal only."""
    if sys.stderr.isatty():
        text = f"{done} of {total} {what}" if done < total else ""
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
