"""The build: the same sources give the same bytes, and a mistake stops it at its place."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import HOSTED, OFFLINE, ROOT

ZIP = HOSTED / "downloads" / "dystonia-guide-offline.zip"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources in a folder with a space in its name, with this environment's tools."""
    root = tmp_path / "a copy of the guide"
    root.mkdir()
    for name in ("docs", "overrides", "scripts"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("mkdocs.yml", "requirements.txt"):
        shutil.copy(ROOT / name, root)
    (root / ".venv").symlink_to(ROOT / ".venv")
    return root


def files_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_same_sources_same_bytes(copy: Path) -> None:
    with zipfile.ZipFile(ZIP) as archive:
        built = archive.infolist()[0].date_time
    epoch = subprocess.check_output(
        [sys.executable, "-c", f"import calendar; print(calendar.timegm({built!r}))"], text=True
    ).strip()
    surroundings = os.environ | {"SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    subprocess.run(
        ["sh", "-c", "umask 077; exec scripts/build"], cwd=copy, env=surroundings, check=True
    )
    assert files_below(copy / "site") == files_below(HOSTED)
    assert files_below(copy / "site-offline") == files_below(OFFLINE)


def test_zip_is_the_offline_edition_in_one_folder() -> None:
    with zipfile.ZipFile(ZIP) as archive:
        packed = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    assert packed == {f"dystonia-guide/{name}": data for name, data in files_below(OFFLINE).items()}
    assert modes == {0o100644}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[gone](no-such-page.md)", "'symptoms.md' contains a link 'no-such-page.md'"),
        (
            "[gone](types.md#no-such-heading)",
            "'symptoms.md' contains a link 'types.md#no-such-heading'",
        ),
        ('--8<-- "no-such-card.md"', "no-such-card.md"),
    ],
    ids=["page", "heading", "snippet"],
)
def test_mistake_in_a_page_stops_the_build(copy: Path, wrong: str, said: str) -> None:
    page = copy / "docs" / "symptoms.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{wrong}\n", encoding="utf-8")
    build = subprocess.run(["scripts/build"], cwd=copy, capture_output=True, text=True, check=False)
    assert build.returncode == 1
    assert said in build.stderr


def test_missing_python_is_said_in_one_sentence(copy: Path) -> None:
    (copy / ".venv").unlink()
    surroundings = os.environ | {"PYTHON": "no-such-python"}
    build = subprocess.run(
        ["scripts/build"], cwd=copy, env=surroundings, capture_output=True, text=True, check=False
    )
    assert (build.returncode, build.stdout) == (2, "")
    assert build.stderr == (
        "no-such-python is not Python 3.11 or newer with venv: install it "
        "(Debian: apt install python3-venv), or name one with PYTHON=…\n"
    )
