"""Code is formatted as `ruff format` and Prettier do it, in lines of 100 characters."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PYTHON = ["scripts", "tests", *ROOT.glob("scripts/bench_*")]
SHEETS = [ROOT / "docs/print.css", *ROOT.glob("docs/assets/stylesheets/*.css")]
SCRIPTS = [*ROOT.glob("docs/*.js"), *ROOT.glob("docs/assets/javascripts/*.js")]


@pytest.mark.parametrize("command", [["check"], ["format", "--diff"]], ids=" ".join)
def test_ruff_has_nothing_to_change(command: list[str]) -> None:
    order = [
        sys.executable,
        "-m",
        "ruff",
        *command,
        "--no-cache",
        "--quiet",
        "scripts",
        "tests",
        *PYTHON,
    ]
    done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("file", [*SHEETS, *SCRIPTS], ids=lambda file: file.name)
def test_lines_of_styles_and_scripts_are_as_prettier_breaks_them(file: Path) -> None:
    """npx prettier --print-width 100 --no-semi --write FILE does it."""
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        place = f"{file.name}:{number}: {line.strip()}"
        is_address = re.search(r"url\(|/[\w-]+/|d=\"|\b[A-Z]+: \"M", line)
        assert len(line) <= 100 or is_address, f"over 100 characters: {place}"
        if file.suffix == ".css":
            plain = re.sub(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/", "", line)
            assert not re.search(r";\s*\S|\{\s*\S", plain), f"more than one in a line: {place}"


def test_dark_colors_are_the_same_by_device_and_by_choice() -> None:
    colors = (ROOT / "docs/assets/stylesheets/colors.css").read_text(encoding="utf-8")
    dark = [block.split() for block in re.findall(r"\{([^{}]*color-scheme: dark[^{}]*)\}", colors)]
    assert len(dark) == 2
    assert dark[0] == dark[1]
