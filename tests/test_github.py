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
SHELL_SCRIPTS = sorted(
    path
    for folder in (".ci", ".github", "scripts")
    for path in (ROOT / folder).iterdir()
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")
)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    pinned = re.findall(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n", text)
    assert len(pinned) == text.count("uses:") > 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_each_job_names_its_permissions(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text("utf-8"))
    assert content["permissions"] == {}
    for name, job in content["jobs"].items():
        writes = {each for each, level in job["permissions"].items() if level == "write"}
        allowed = {"deploy": {"pages", "id-token"}, "links": {"issues"}}
        assert writes == allowed.get(name, set())
    assert "secrets." not in workflow.read_text("utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_runs_scripts_that_exist(workflow: Path) -> None:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
    commands = "\n".join(step.get("run", "") for job in jobs for step in job["steps"])
    scripts = re.findall(r"(?<!\S)((?:scripts|\.github)/[\w./-]+)", commands)
    assert scripts
    for script in scripts:
        assert script.endswith(".py") or os.access(ROOT / script, os.X_OK), script


def test_owners_own_something() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if not line.startswith("#")]
    assert patterns[0] == "*"
    assert all(list(ROOT.glob(pattern.strip("/"))) for pattern in patterns)


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_shell_script_is_small_and_stops_at_an_error(script: Path) -> None:
    first, purpose, options, *rest = script.read_text("utf-8").splitlines()
    assert first == "#!/bin/sh"
    assert re.fullmatch(r"# [A-Z].*\.", purpose)
    assert options.startswith("set -e")
    commands = [line for line in rest if not re.match(r"\s*(#|$)", line)]
    assert len(commands) <= 22, "leave work to a Python script"


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
