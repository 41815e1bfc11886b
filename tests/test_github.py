"""The workflows and forms on GitHub, and the shell scripts that they and the maintainers run."""

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
    "vendor.github-issue-config": [GITHUB / "ISSUE_TEMPLATE/config.yml"],
    "vendor.github-issue-forms": [
        GITHUB / "ISSUE_TEMPLATE/accessibility.yml",
        GITHUB / "ISSUE_TEMPLATE/correction.yml",
    ],
}
SHELL_SCRIPTS = sorted(
    path
    for folder in (".ci", ".github", "scripts")
    for path in (ROOT / folder).iterdir()
    if path.is_file() and path.read_bytes().startswith(b"#!/bin/sh")
)


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program of this environment."""
    path = Path(sys.executable).parent / program
    return subprocess.run([path, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_file_is_as_github_wants_it(schema: str) -> None:
    done = run("check-jsonschema", "--builtin-schema", schema, *SCHEMAS[schema])
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("schema", SCHEMAS)
def test_file_that_github_refuses_is_caught(schema: str, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    text = SCHEMAS[schema][0].read_text("utf-8")
    wrong.write_text(text.replace("timeout-minutes", "timeout") + "\nunheard_of: {}\n", "utf-8")
    assert run("check-jsonschema", "--builtin-schema", schema, wrong).returncode == 1


def test_workflows_let_nobody_in() -> None:
    done = run("zizmor", "--offline", "--pedantic", "--no-progress", GITHUB)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflow_that_lets_somebody_in_is_caught(tmp_path: Path) -> None:
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    text = (GITHUB / "workflows/site.yml").read_text("utf-8")
    (folder / "site.yml").write_text(text.replace("pull_request:", "pull_request_target:"), "utf-8")
    assert run("zizmor", "--offline", "--no-progress", folder).returncode > 10


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_say_their_version(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    pinned = re.findall(r"uses: actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\n", text)
    assert len(pinned) == text.count("uses:") > 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_is_allowed_nothing_but_what_a_job_asks_for(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text("utf-8"))
    assert content["permissions"] == {}
    assert all(job["permissions"] for job in content["jobs"].values())
    assert "secrets." not in workflow.read_text("utf-8")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow_runs_scripts_that_there_are(workflow: Path) -> None:
    steps = [
        step
        for job in yaml.safe_load(workflow.read_text("utf-8"))["jobs"].values()
        for step in job["steps"]
    ]
    named = re.findall(
        r"(?<!\S)((?:scripts|\.github)/[\w./-]+)", " ".join(step.get("run", "") for step in steps)
    )
    assert named
    for script in named:
        assert (ROOT / script).is_file()
        assert script.endswith(".py") or os.access(ROOT / script, os.X_OK)


def test_owners_own_something() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    patterns = [line.split()[0] for line in lines if not line.startswith("#")]
    assert patterns[0] == "*"
    assert all(list(ROOT.glob(pattern.strip("/"))) for pattern in patterns)


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda path: path.name)
def test_shell_script_is_small_and_stops_at_a_fault(script: Path) -> None:
    first, purpose, *rest = script.read_text("utf-8").splitlines()
    assert first == "#!/bin/sh"
    assert re.fullmatch(r"# [A-Z].*\.", purpose)
    assert rest[0].startswith("set -e")
    assert len(rest) <= 20, f"{script.name}: leave work to a Python script"


def test_shell_scripts_pass_shellcheck() -> None:
    if not shutil.which("shellcheck"):
        warnings.warn(
            "shellcheck is not installed: the shell scripts were not linted", stacklevel=1
        )
        return
    done = subprocess.run(
        ["shellcheck", *SHELL_SCRIPTS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


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
    calls, said = tmp_path / "calls", tmp_path / "links.txt"
    said.write_text("docs/types.md:74: https://example.org/ is gone\n", "utf-8")
    (tmp_path / "gh").write_text(FAKE_GH, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    surroundings = os.environ | {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(calls),
        "OPEN": is_open,
    }
    subprocess.run([GITHUB / "report-links", status, said], env=surroundings, check=True)
    found = calls.read_text("utf-8").splitlines()[1:]
    assert len(found) == len(called)
    assert all(line.startswith(start) for line, start in zip(found, called, strict=True))
    if status == "1":
        body = Path(f"{calls}.body").read_text("utf-8")
        assert "\n    docs/types.md:74: https://example.org/ is gone\n" in body
