"""What readers can take away: safe to unpack, with nothing that no page needs."""

import stat
import zipfile

from built_page import parse
from conftest import DOCS, HOSTED, OFFLINE

ZIP = next((HOSTED / "downloads").glob("*.zip"))
README = DOCS / ".offline" / "READ-ME-FIRST.txt"
TEXTS = (".html", ".css", ".js")


def test_about_page_offers_every_download() -> None:
    links = parse(HOSTED / "about" / "index.html").select("a[download]")
    offers = sorted(link.attr("href") for link in links)
    assert offers == sorted(f"../downloads/{path.name}" for path in ZIP.parent.iterdir())
    assert not parse(OFFLINE / "about.html").select("a[download]")


def test_zip_unpacks_into_one_folder() -> None:
    with zipfile.ZipFile(ZIP) as archive:
        packed = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    files = {path.relative_to(OFFLINE): path for path in OFFLINE.rglob("*") if path.is_file()}
    files[README.name] = README
    folder = ZIP.stem.removesuffix("-offline")
    assert packed == {f"{folder}/{name}": path.read_bytes() for name, path in files.items()}
    assert modes == {stat.S_IFREG | 0o644}


def test_offline_edition_has_nothing_that_no_page_needs() -> None:
    files = [path for path in OFFLINE.rglob("*") if path.is_file() and path.name != "LICENSE"]
    texts = [path.read_text("utf-8") for path in files if path.suffix in TEXTS]
    assert [path for path in files if not any(path.name in text for text in texts)] == []


def test_drawings_have_a_size_without_the_styles_too() -> None:
    pages = OFFLINE.glob("*.html")
    assert [page.name for page in pages if parse(page).select("svg:not([width])")] == []
