"""What all tests of the link checker share: a folder to build sites in, and the command.

Tests ask for it by `pytest_plugins = ["link_sites"]`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from linkcheck.cli import main

Check = Callable[..., tuple[int, str]]
Write = Callable[[Mapping[str, str | bytes]], None]


@pytest.fixture
def write_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files below the folder that the test runs in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SITE_URL", raising=False)

    def write_files(files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write_files


@pytest.fixture
def check_links(write_site: Write, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command in that folder; returns its exit status and standard output."""

    def run(files: Mapping[str, str | bytes], *arguments: str) -> tuple[int, str]:
        write_site(files)
        status = main(arguments or ["site"])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run
