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
    for requirement in map(Requirement, re.findall(r"^\w.*", asked, re.MULTILINE)):
        is_locked = versions.get(requirement.name, "0") in requirement.specifier
        assert is_locked and requirement.name in versions, f"{requirement}: run scripts/lock"
