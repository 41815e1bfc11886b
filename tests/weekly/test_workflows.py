"""What other people's tools say of .github/ and of the shell scripts."""

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
FILES = [path for folder in (".ci", ".github", "scripts") for path in (ROOT / folder).iterdir()]


def run(program: str, *arguments: str | Path) -> None:
    """Run a program of tests/weekly/requirements.txt, which must exit with status 0."""
    command = [Path(sys.executable).with_name(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_follow_the_schemas_of_github(schema: str) -> None:
    run("check-jsonschema", "--builtin-schema", schema, *SCHEMAS[schema])


def test_workflows_are_secure() -> None:
    run("zizmor", "--offline", "--pedantic", "--no-progress", GITHUB)


def test_shell_scripts_pass_shellcheck() -> None:
    scripts = [path for path in FILES if path.is_file()]
    run("shellcheck", *[path for path in scripts if path.read_bytes().startswith(b"#!/bin/sh")])
