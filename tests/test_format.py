"""Code is formatted as `ruff format` and Prettier do it, in lines of 100 characters."""

import re
import subprocess
import sys

from conftest import ROOT

SHEETS = [ROOT / "docs/print.css", *ROOT.glob("docs/assets/stylesheets/*.css")]
SCRIPTS = [*ROOT.glob("docs/*.js"), *ROOT.glob("docs/assets/javascripts/*.js")]
# Dark Reader cannot read a value that is one of two, chosen by an empty one; and nothing moves.
PAIR_OR_MOTION = r"var\(--[\w-]+, [^)]*\) var\(|transition|animation|\bscroll-behavior"


def test_ruff_has_nothing_to_change() -> None:
    for command in (["check"], ["format", "--diff"]):
        order = [sys.executable, "-m", "ruff", *command, "--no-cache", "-q", "scripts", "tests"]
        done = subprocess.run(order, cwd=ROOT, capture_output=True, text=True)
        assert done.stdout + done.stderr == ""


def test_lines_of_styles_and_scripts_are_as_prettier_breaks_them() -> None:
    """npx prettier --print-width 100 --no-semi --write FILE does it."""
    for file in (*SHEETS, *SCRIPTS):
        for number, line in enumerate(file.read_text("utf-8").split("\n"), 1):
            place = f"{file.name}:{number}: {line.strip()}"
            is_address = re.search(r"url\(|/[\w-]+/|d=\"|\b[A-Z]+: \"M", line)
            assert len(line) <= 100 or is_address, f"over 100 characters: {place}"
            if file in SHEETS:
                plain = re.sub(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/", "", line)
                assert not re.search(r";\s*\S|\{\s*\S", plain), f"more than one in a line: {place}"
                assert not re.search(PAIR_OR_MOTION, line), place


def test_dark_colors_are_the_same_by_device_and_by_choice() -> None:
    colors = (ROOT / "docs/assets/stylesheets/colors.css").read_text("utf-8")
    dark = [block.split() for block in re.findall(r"\{([^{}]*color-scheme: dark[^{}]*)\}", colors)]
    assert len(dark) == 2
    assert dark[0] == dark[1]
