"""What is installed follows from what is asked for: each lock file is what uv compiles today."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import uv
from conftest import ROOT

# As CONTRIBUTING.md says. Versions in an existing lock are kept, so a new release changes nothing.
COMPILE = (
    "pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url "
    "requirements.in --output-file requirements.txt"
)
FOLDERS = (".", "tests")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what is asked for and of the lock files."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(exist_ok=True)
        for name in ("requirements.in", "requirements.txt"):
            shutil.copy(ROOT / folder / name, tmp_path / folder)
    return tmp_path


def compiled(folder: Path) -> str:
    """The lock that follows from what a folder asks for, with the versions that it has."""
    # The certificates that this machine trusts, as pip takes them.
    order = [uv.find_uv_bin(), "--system-certs", *COMPILE.split()]
    run = subprocess.run(order, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, (
        "The lock could not be compiled. This test asks a Python package index: check that this "
        f"machine reaches one, and that the requirements fit together.\n{run.stderr}"
    )
    return pins(folder)


def pins(folder: Path) -> str:
    """What a lock file installs; its comments differ with the program that wrote them."""
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_lock_follows_from_what_is_asked_for(copy: Path, folder: str) -> None:
    assert compiled(copy / folder) == pins(ROOT / folder), f"run: cd {folder}; uv {COMPILE}"


@pytest.mark.parametrize("asked", ["iniconfig", "click<8.2"])
def test_lock_that_does_not_follow_is_seen(copy: Path, asked: str) -> None:
    with (copy / "requirements.in").open("a") as requirements:
        requirements.write(f"\n{asked}\n")
    assert compiled(copy) != pins(ROOT)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_version_has_a_hash(folder: str) -> None:
    entries = re.split(r"\n(?=\w)", pins(ROOT / folder))
    assert len(entries) > 9
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
