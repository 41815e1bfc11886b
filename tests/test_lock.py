"""The lock files have every package that is asked for, in one version, with hashes."""

import re

import pytest
from conftest import ROOT
from packaging.requirements import Requirement

FOLDERS = (".", "tests", "tests/weekly")


def locked(folder: str) -> dict[str, Requirement]:
    """The requirements in a lock file, by name; each must have a hash."""
    text = (ROOT / folder / "requirements.txt").read_text("utf-8")
    text = re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE)
    found = {}
    for entry in re.split(r"\n(?=\w)", text.strip()):
        requirement, *hashes = entry.replace("\\\n", "").split("--hash=sha256:")
        assert hashes, f"no hash: {requirement}"
        found[Requirement(requirement).name] = Requirement(requirement)
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_lock_has_what_is_asked_for(folder: str) -> None:
    asked = (ROOT / folder / "requirements.in").read_text("utf-8").splitlines()
    requirements = [Requirement(line) for line in asked if re.match(r"\w", line)]
    assert requirements
    for requirement in requirements:
        found = locked(folder).get(requirement.name)
        assert found, f"{requirement} is not locked: run scripts/lock"
        version = str(found.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{found}: run scripts/lock"


@pytest.mark.parametrize("folder", FOLDERS[1:])
def test_locks_agree(folder: str) -> None:
    site = locked(".")
    for name, requirement in locked(folder).items():
        assert requirement.specifier == site.get(name, requirement).specifier
