"""The workflows on GitHub, and the shell scripts that they and the maintainers run."""

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


def test_owners_own_something() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if not line.startswith("#")]
    assert patterns[0] == "*"
    assert all(list(ROOT.glob(pattern.strip("/"))) for pattern in patterns)


def test_shell_scripts_stop_at_an_error() -> None:
    files = [path for folder in (".ci", ".github", "scripts") for path in (ROOT / folder).iterdir()]
    texts = [path.read_text("utf-8") for path in files if path.is_file()]
    scripts = [text for text in texts if text.startswith("#!/bin/sh\n")]
    assert len(scripts) > 5
    for text in scripts:
        assert re.match(r"#!/bin/sh\n# [A-Z].*\.\nset -e", text), text[:200]


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
    assert len(lines) == len(called)
    assert all(line.startswith(start) for line, start in zip(lines, called, strict=True))
    if status == "1":
        body = Path(f"{calls}.body").read_text("utf-8")
        assert "\n    docs/types.md:74: https://example.org/ is gone\n" in body
