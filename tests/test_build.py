"""The build: the same sources give the same bytes, and a mistake stops it at its place."""

import os
import subprocess
from pathlib import Path

import pytest
from conftest import HOSTED, OFFLINE, VERSION


def build(root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/build for a user whose files are his own, in another time zone."""
    order = ["sh", "-c", "umask 077; exec scripts/build"]
    surroundings = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C"} | variables
    return subprocess.run(order, cwd=root, env=surroundings, capture_output=True, text=True)


def files_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_same_sources_same_bytes(copy: Path) -> None:
    assert build(copy, SOURCE_DATE_EPOCH=VERSION).returncode == 0
    assert files_below(copy / "site") == files_below(HOSTED)
    assert files_below(copy / "site-offline") == files_below(OFFLINE)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[gone](types.md#no-such)", "docs/symptoms.md:{line}: broken link to types.md#no-such"),
        ('--8<-- "no-such-card.md"', "no-such-card.md"),
    ],
    ids=["link", "snippet"],
)
def test_mistake_in_a_page_stops_the_build(copy: Path, wrong: str, said: str) -> None:
    page = copy / "docs" / "symptoms.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(f"{text}\n{wrong}\n", encoding="utf-8")
    run = build(copy)
    assert run.returncode == 1
    assert said.format(line=text.count("\n") + 2) in run.stdout + run.stderr


def test_missing_python_is_said_in_one_sentence(copy: Path) -> None:
    (copy / ".venv").unlink()
    run = build(copy, PYTHON="no-such-python")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        "no-such-python is not Python 3.11 or newer with venv: install it "
        "(Debian: apt install python3-venv), or name one with PYTHON=…\n"
    )
