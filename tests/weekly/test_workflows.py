"""What other people's tools say of .github/ and of the shell scripts."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

GITHUB = ROOT / ".github"
FORMS = GITHUB / "ISSUE_TEMPLATE"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "custom.github-workflows-require-timeout": WORKFLOWS,
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
    "vendor.github-issue-config": [FORMS / "config.yml"],
    "vendor.github-issue-forms": [FORMS / "accessibility.yml", FORMS / "correction.yml"],
}
FOLDERS = (".ci", ".github", "scripts")
FILES = [path for folder in FOLDERS for path in (ROOT / folder).iterdir() if path.is_file()]


def run(program: str, *arguments: str | Path) -> None:
    """Run a program, which must exit with status 0."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_follow_the_schemas_of_github(schema: str) -> None:
    program = Path(sys.executable).with_name("check-jsonschema")
    run(str(program), "--builtin-schema", schema, *SCHEMAS[schema])


def test_workflows_are_secure() -> None:
    program = Path(sys.executable).with_name("zizmor")
    run(str(program), "--offline", "--pedantic", "--no-progress", GITHUB)


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shell_scripts_pass_shellcheck() -> None:
    run("shellcheck", *[path for path in FILES if path.read_bytes().startswith(b"#!/bin/sh")])
