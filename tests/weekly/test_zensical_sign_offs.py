"""On a guide that Zensical builds, a page says who checked it as on that of MkDocs."""

import sys
from pathlib import Path

import pytest
from test_sign_offs import CHANGED, CHECKED, MAY_HAVE_CHANGED, foot, sign, write

ZENSICAL = [sys.executable, "-m", "zensical", "build"]


def test_pages_say_who_checked_them(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    mark = write()
    sign(mark)
    assert CHECKED in foot(ZENSICAL, FINGERPRINTS=f"types.md:{mark}")
    assert CHANGED in foot(ZENSICAL, FINGERPRINTS="types.md:1")
    assert MAY_HAVE_CHANGED in foot(ZENSICAL)
