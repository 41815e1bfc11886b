"""What the guide offers to take away: safe to unpack, small, and of the size that it says."""

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

import pytest
import yaml
from conftest import DOCS, HOSTED, OFFLINE, ROOT

DOWNLOADS = HOSTED / "downloads"
ZIP = DOWNLOADS / "dystonia-guide-offline.zip"
ABOUT = yaml.safe_load((DOCS / "about.md").read_text(encoding="utf-8").split("---")[1])
OFFERS = [(offer["file"], offer["text"]) for offer in ABOUT["downloads"]]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "text"), [*OFFERS, (ZIP.name, re.search(r"zip file \([^)]*\)", README)[0])]
)
def test_size_in_words_is_right(file: str, text: str) -> None:
    stated = int(re.search(r"about (\d+) KB", text)[1])
    size = (DOWNLOADS / file).stat().st_size / 1000
    assert 0.9 * stated <= size <= 1.1 * stated, f"{file} has {size:.0f} KB: say so"


def test_about_page_offers_every_download() -> None:
    assert {file for file, _ in OFFERS} == {path.name for path in DOWNLOADS.iterdir()}


def test_zip_unpacks_into_one_folder() -> None:
    with zipfile.ZipFile(ZIP) as archive:
        entries = archive.infolist()
    paths = [PurePosixPath(entry.filename) for entry in entries]
    assert {path.parts[0] for path in paths} == {"dystonia-guide"}
    assert {"index.html", "READ-ME-FIRST.txt"} <= {path.parts[1] for path in paths}
    assert not [path for path in paths if path.is_absolute() or ".." in path.parts]
    assert not [entry.filename for entry in entries if "\\" in entry.filename or entry.is_dir()]
    assert {entry.external_attr >> 16 for entry in entries} == {stat.S_IFREG | 0o644}
    assert len({entry.date_time for entry in entries}) == 1
    assert paths == sorted(paths)


def test_offline_edition_has_nothing_that_no_page_needs() -> None:
    """Every file is named by a page, a style sheet or a script of the edition, or is a text."""
    files = [path for path in OFFLINE.rglob("*") if path.is_file()]
    texts = "".join(
        path.read_text(encoding="utf-8")
        for path in files
        if path.suffix in (".html", ".css", ".js")
    )
    needless = [path for path in files if path.name not in texts and not is_notice(path)]
    assert not needless
    assert not [path for path in files if path.suffix == ".map"]


def is_notice(path: Path) -> bool:
    return path.name in ("READ-ME-FIRST.txt", "LICENSE")
