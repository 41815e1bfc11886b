"""A page says who checked it, and only while its text is the one that was checked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from built_page import parse, text_of
from conftest import PHONE, ROOT, build_guide
from fingerprints import fingerprints
from mkdocs.config import load_config
from playwright.sync_api import Browser
from review_packet import write_packet
from test_accessibility import barriers

PAGE = "---\nreviewed: 2026-01-02\n---\n\n# Types\n\nA word.\n\n--8<-- '.card.md'\n"
SIGN_OFF = {"name": "Dr. <Ana>", "profession": "neurologist", "date": "May 3, 2027"}
CHECKED = "Checked by Dr. <Ana>, neurologist, on May 3, 2027. Not checked: doses."
CHANGED = "Dr. <Ana> checked an earlier version; the text has changed since."
MAY_HAVE_CHANGED = CHANGED.replace("has changed", "may have changed")
OURS = ["scripts/mkdocs", "build"]
MKDOCS = [sys.executable, "-m", "mkdocs", "build"]


def foot(command: list[str] = OURS, **variables: str) -> str:
    """The foot of docs/types.md, built by a command in the current folder."""
    surroundings = {"PATH": os.environ["PATH"], "LINKS": "ignore"} | variables
    subprocess.run(command, env=surroundings, check=True, capture_output=True)
    page = "types.html" if "OFFLINE" in variables else "types/index.html"
    return text_of(parse(Path("site", page)).select_one(".review"))


def sign(fingerprint: str) -> None:
    """Sign docs/types.md."""
    entry = SIGN_OFF | {"not_checked": "doses", "fingerprint": fingerprint}
    text = yaml.safe_dump({"extra": {"sign_offs": {"types.md": entry}}})
    Path("editorial/sign-offs.yml").write_text(text, "utf-8")


def write(page: str = PAGE, card: str = "A card.\n") -> str:
    """Write docs/types.md and its snippet; return the fingerprint."""
    Path("docs/types.md").write_text(page, "utf-8")
    Path("docs/.card.md").write_text(card, "utf-8")
    return fingerprints(load_config("mkdocs.yml"))["types.md"]


def test_fingerprint_is_that_of_the_text(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    first = write()
    assert write(PAGE.replace("2026", "2027").replace("\n\n", "  \r\n\r\n")) == first
    assert write(PAGE.replace("A word", "Another word")) != first
    assert write(card="A new card.\n") != first


def test_changed_page_never_says_that_it_was_checked(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    mark = write()
    assert "No doctor has reviewed this page." in foot()
    sign(mark)
    marks = {"FINGERPRINTS": f"index.md:1 types.md:{mark} x.md:2"}
    assert CHECKED in foot()
    assert CHECKED in foot(OFFLINE="true")
    assert MAY_HAVE_CHANGED in foot(MKDOCS)
    write(card="A new card.\n")
    assert CHANGED in foot(**marks)
    for wrong in (mark[:8], ""):
        sign(wrong)
        assert CHANGED in foot(MKDOCS, **marks)


def test_mistakes_can_be_reported_without_github(tmp_path: Path) -> None:
    extra = load_config(str(ROOT / "mkdocs.yml")).extra
    found = []
    for contact in ("", "us@guide.example", "https://guide.example/@us"):
        options = {"extra": {**extra, "contact": contact}, "edit_uri": ""}
        site = build_guide(tmp_path, {"index.md": PAGE.split("--8<--")[0]}, **options)
        links = parse(site / "index.html").select(".review a")
        found.append([(link.text, link.attr("href")) for link in links])
    assert found == [
        [],
        [("Report a mistake by email", "mailto:us@guide.example")],
        [("Report a mistake", "https://guide.example/@us")],
    ]


def test_doctor_fills_in_the_review_packet(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = "https://source.example/a"
    pages = {
        "index.md": "# One\n\nRest (our advice).\n",
        "two.md": "# Two\n\n- Rest (our advice).\n\nTry[^a] (our advice):\n\n- tea\n\n"
        f"[^a]: [A: B]({url})\n",
        "c.md": "# Three\n",
    }
    site = build_guide(tmp_path, pages)
    Path("editorial").mkdir()
    sources = f"{url}: {{owner: A, year: none, kind: maker}}\n"
    Path("editorial/sources.yml").write_text(sources, "utf-8")
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(tmp_path / "docs"))
    config.extra["review_first"] = ["two.md"]
    write_packet(site, tmp_path / "packet.html", config)

    page = browser.new_page(viewport={"width": PHONE, "height": 740})
    page.goto((tmp_path / "packet.html").as_uri())
    assert page.locator("h2").all_inner_texts()[:3] == ["Two", "One", "Three"]
    advice = page.locator("#__advice li").all_inner_texts()
    assert advice == ["Rest (our advice).\nTwo\nOne", "Try source 1 (our advice): tea\nTwo"]
    assert page.locator("#__sources li").inner_text() == "A: B, maker, no date"
    assert barriers(page) == []
    page.get_by_label("Your name").fill('Dr. "Ana" Ä')
    for part, answer in (("two", "Yes"), ("index", "No")):
        page.locator(f"#{part}").get_by_label(answer, exact=True).check()
    signed = yaml.safe_load(page.locator("pre").inner_text())
    assert [*signed] == ["two.md", "c.md"]
    assert signed["two.md"]["name"] == 'Dr. "Ana" Ä'
    assert signed["two.md"]["fingerprint"] == fingerprints(config)["two.md"]
    page.close()
