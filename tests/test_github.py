"""The workflows on GitHub, and the script that reports broken links."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
MAY_WRITE = {"deploy": {"pages", "id-token"}, "links": {"issues"}}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_is_pinned_may_little_and_runs_what_exists(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    pinned = re.findall(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n", text)
    assert len(pinned) == text.count("uses:") > 0
    content = yaml.safe_load(text)
    assert content["permissions"] == {}
    for name, job in content["jobs"].items():
        writes = {each for each, level in job["permissions"].items() if level == "write"}
        assert writes == MAY_WRITE.get(name, set())
    assert "secrets." not in text
    steps = [step for job in content["jobs"].values() for step in job["steps"]]
    commands = "\n".join(step.get("run", "") for step in steps)
    scripts = re.findall(r"(?<!\S)((?:scripts|\.github)/[\w./-]+)", commands)
    assert scripts
    for script in scripts:
        assert script.endswith(".py") or os.access(ROOT / script, os.X_OK), script


FAKE_GH = """\
#!/bin/sh
[ "$1 $2" != "issue list" ] || printf %s "$OPEN"
printf '%s\\n' "$*" >> "$CALLS"
while [ $# -gt 0 ]; do [ "$1" != --body-file ] || cp "$2" "$CALLS.body"; shift; done
"""


@pytest.mark.parametrize(
    ("status", "is_open", "called"),
    [
        pytest.param("0", "", [], id="all links work"),
        pytest.param("0", "7", ["issue close 7 "], id="all links work again"),
        pytest.param("1", "", ["label create ", "issue create "], id="first broken link"),
        pytest.param("1", "7", ["issue edit 7 "], id="links still broken"),
    ],
)
def test_report_keeps_one_issue(
    tmp_path: Path, status: str, is_open: str, called: list[str]
) -> None:
    calls, links, gh = tmp_path / "calls", tmp_path / "links.txt", tmp_path / "gh"
    links.write_text("docs/types.md:74: https://example.org/ is gone\n", "utf-8")
    gh.write_text(FAKE_GH, "utf-8")
    gh.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CALLS": str(calls), "OPEN": is_open}
    subprocess.run([GITHUB / "report-links", status, links], env=environment, check=True)
    _, *lines = calls.read_text("utf-8").splitlines()
    assert [line[: len(start)] for line, start in zip(lines, called, strict=True)] == called
    if status == "1":
        body = Path(f"{calls}.body").read_text("utf-8")
        assert "\n    docs/types.md:74: https://example.org/ is gone\n" in body
