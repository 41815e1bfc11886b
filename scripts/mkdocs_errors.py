"""Explain what MkDocs complains of, without its traceback: usage: mkdocs_errors.py LOG [OPTION ...]

LOG is a file with the output of MkDocs. check_pages.py, with the options, names the line of most
mistakes that MkDocs complains of. Where it finds none, the complaint is printed. scripts/check has
run it already, and hands its exit status on as PAGES_STATUS.

Exit status: 0 no complaint, 1 at least one.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

LOGGED = re.compile(r"^(?:WARNING|ERROR|Error)[ :-]+(.+(?:\n  .+)*)", re.MULTILINE)
RAISED = re.compile(r"^(?:[a-z_]\w*\.)*([A-Z]\w+: .+)$", re.MULTILINE)
TEMPLATE = re.compile(r'^  File ".*/(overrides/[^"]+)", line (\d+)', re.MULTILINE)
CHECK_PAGES = Path(__file__).with_name("check_pages.py")


def logged(log: str) -> list[str]:
    """Return the warnings and errors that MkDocs wrote, each in one line."""
    return [f"MkDocs: {' '.join(message.split())}" for message in LOGGED.findall(log)]


def raised(log: str) -> tuple[str, str]:
    """Return the exception that ended MkDocs, and the line of a template where it happened."""
    _, _, traceback = log.rpartition("Traceback (most recent call last):\n")
    exceptions, templates = RAISED.findall(traceback), TEMPLATE.findall(traceback)
    place = ":".join(templates[-1]) if templates else ""
    message = exceptions[-1].partition(" in search paths: ")[0] if exceptions else ""
    return message, place


def main() -> int:
    """Print the complaints that check_pages.py does not explain; return the exit status."""
    log = Path(sys.argv[1]).read_text(encoding="utf-8")
    messages, (exception, template) = logged(log), raised(log)
    if exception and template:  # check_pages.py reads no templates
        print(f"{template}: {exception}")
    elif exception:
        messages.append(f"MkDocs: {exception}")
    if messages:
        status = os.environ.get("PAGES_STATUS")
        if status is None:
            command = [sys.executable, str(CHECK_PAGES), *sys.argv[2:]]
            status = str(subprocess.run(command, check=False).returncode)
        if status == "0":
            print(*messages, sep="\n")
    return 1 if messages or exception else 0


if __name__ == "__main__":
    raise SystemExit(main())
