"""The script that reports broken links on GitHub."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT

FAKE_GH = """\
#!/bin/sh
[ "$1 $2" != "issue list" ] || printf %s "$OPEN"
printf '%s\\n' "$*" >> "$CALLS"
while [ $# -gt 0 ]; do [ "$1" != --body-file ] || cp "$2" "$CALLS.body"; shift; done
"""


# The status of the check, the number of the issue that is open, and what gh is called for.
REPORTS = [
    ("0", "", []),
    ("0", "7", ["issue close 7 "]),
    ("1", "", ["label create ", "issue create "]),
    ("1", "7", ["issue edit 7 "]),
]


@pytest.mark.parametrize(("status", "is_open", "called"), REPORTS)
def test_report_keeps_one_issue(
    tmp_path: Path, status: str, is_open: str, called: list[str]
) -> None:
    calls, links, gh = tmp_path / "calls", tmp_path / "links.txt", tmp_path / "gh"
    links.write_text("docs/types.md:74: https://example.org/ is gone\n", "utf-8")
    gh.write_text(FAKE_GH, "utf-8")
    gh.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CALLS": str(calls), "OPEN": is_open}
    subprocess.run([ROOT / ".github/report-links", status, links], env=environment, check=True)
    _, *lines = calls.read_text("utf-8").splitlines()
    assert [line[: len(start)] for line, start in zip(lines, called, strict=True)] == called
    if status == "1":
        body = Path(f"{calls}.body").read_text("utf-8")
        assert "\n    docs/types.md:74: https://example.org/ is gone\n" in body
