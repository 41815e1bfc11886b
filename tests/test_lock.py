"""The lock files have every package that is asked for, in a version that is asked for."""

import re

import pytest
from conftest import ROOT
from packaging.requirements import Requirement


@pytest.mark.parametrize("folder", [".", "tests", "tests/weekly"])
def test_lock_has_what_is_asked_for(folder: str) -> None:
    asked = (ROOT / folder / "requirements.in").read_text("utf-8")
    lock = (ROOT / folder / "requirements.txt").read_text("utf-8")
    versions = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    for requirement in map(Requirement, re.findall(r"^\w.*", asked, re.MULTILINE)):
        version = versions.get(requirement.name)
        assert version and version in requirement.specifier, f"{requirement}: run scripts/lock"
