"""Explain what MkDocs complains of, without its traceback.

Usage: mkdocs_errors.py LOG [--format github]

LOG is the output of MkDocs. check_pages.py, with the options, names the line of most mistakes that
MkDocs complains of; where it finds none, the complaint is printed. scripts/check has run it before,
and passes its exit status in as PAGES_STATUS.

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


def main() -> int:
    """Print the complaints that check_pages.py does not explain; return the exit status."""
    log = Path(sys.argv[1]).read_text(encoding="utf-8")
    messages = [f"MkDocs: {' '.join(message.split())}" for message in LOGGED.findall(log)]
    _, _, traceback = log.rpartition("Traceback (most recent call last):\n")
    for exception in RAISED.findall(traceback)[-1:]:
        exception = exception.partition(" in search paths: ")[0]
        places = TEMPLATE.findall(traceback)
        # The name of a missing icon is in mkdocs.yml, not in the template.
        if places and ".icons/" not in exception:
            print(f"{':'.join(places[-1])}: {exception}")
            return 1
        messages.append(f"MkDocs: {exception}")
    if not messages:
        return 0
    status = os.environ.get("PAGES_STATUS")
    if status is None:
        check_pages = Path(__file__).with_name("check_pages.py")
        style = ["--format", "github"] if "github" in sys.argv else []
        command = [sys.executable, str(check_pages), *style]
        status = str(subprocess.run(command, check=False).returncode)
    if status != "1":
        print(*messages, sep="\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
