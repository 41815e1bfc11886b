"""The lock files have every package that is asked for, each in one version with hashes."""

import re

import pytest
from conftest import ROOT
from packaging.requirements import Requirement


@pytest.mark.parametrize("folder", [".", "tests", "tests/weekly"])
def test_lock_has_what_is_asked_for(folder: str) -> None:
    asked = (ROOT / folder / "requirements.in").read_text("utf-8")
    lock = (ROOT / folder / "requirements.txt").read_text("utf-8")
    locked = re.findall(r"^([\w.-]+)==([\w.]+)[^\\\n]*\\\n +--hash=sha256:", lock, re.MULTILINE)
    assert len(locked) == len(re.findall(r"^\w", lock, re.MULTILINE))
    versions = dict(locked)
    for line in re.findall(r"^\w.*", asked, re.MULTILINE):
        requirement = Requirement(line)
        version = versions.get(requirement.name, "")
        assert version, f"{line} is not locked: run scripts/lock"
        assert requirement.specifier.contains(version), f"{line}: run scripts/lock"
