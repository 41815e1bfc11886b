"""The folder to build sites in, and the command: `pytest_plugins = ["link_sites"]` asks for it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from check_links import main

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Write files, and run the command in the folder that they are in; returns its exit status
    and all that it prints."""
    monkeypatch.chdir(tmp_path)

    def run(files: Mapping[str, str | bytes], *arguments: str) -> tuple[int, str]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(arguments or ["site"])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run
