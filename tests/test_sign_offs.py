"""A page says who checked it, and only while its text is the one that was checked."""

from pathlib import Path

import pytest
import yaml
from built_page import parse, text_of
from conftest import PHONE, build_guide, write_files
from playwright.sync_api import Browser
from review_packet import write_packet
from test_accessibility import barriers
from turbohtml import Element

PAGE = "---\nreviewed: 2026-01-02\n---\n\n# Types\n\nA word.\n\n--8<-- '.card.md'\n"
SIGN_OFF = {"name": "Dr. <Ana>", "profession": "neurologist", "date": "May 3, 2027"}
UNCHECKED = "No doctor has reviewed this page."
CHECKED = "Checked by Dr. <Ana>, neurologist, on May 3, 2027. Not checked: doses."
CHANGED = "Dr. <Ana> checked an earlier version; the text has changed since."


def foot(folder: Path, page: str = PAGE, card: str = "A card.\n", **extra: object) -> Element:
    """The foot of a page that shows a snippet, built with settings for the templates."""
    write_files(folder / "docs", {".card.md": card})
    site = build_guide(folder, {"index.md": page}, extra=extra)
    return parse(site / "index.html").select_one(".review")


def test_changed_page_never_says_that_it_was_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = foot(tmp_path, contact="https://guide.example/@us")
    assert UNCHECKED in text_of(first)
    report = [link.attr("href") for link in first.select("a") if link.text == "Report a mistake"]
    assert report == ["https://guide.example/@us"]
    mark = first.attr("data-fingerprint")
    entry = SIGN_OFF | {"not_checked": "doses", "fingerprint": mark}
    signed = {"sign_offs": {"index.md": entry}}
    for same in (PAGE, PAGE.replace("2026", "2027").replace("\n\n", "  \r\n\r\n")):
        assert CHECKED in text_of(foot(tmp_path, same, **signed))
    monkeypatch.setenv("OFFLINE", "true")
    assert CHECKED in text_of(foot(tmp_path, **signed))
    monkeypatch.delenv("OFFLINE")
    assert CHANGED in text_of(foot(tmp_path, PAGE.replace("A word", "Another word"), **signed))
    assert CHANGED in text_of(foot(tmp_path, card="A new card.\n", **signed))
    for wrong in (mark[:8], "", None):
        signed = {"sign_offs": {"index.md": entry | {"fingerprint": wrong}}}
        assert CHANGED in text_of(foot(tmp_path, **signed))


def test_doctor_fills_in_the_review_packet(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    front, url = "---\nreviewed: 2026-01-02\n---\n\n", "https://source.example/a"
    tea = f"- Rest (our advice).\n\nTry[^a] (our advice):\n\n- tea\n\n[^a]: [A: B]({url})\n"
    one = f"{front}# One\n\nRest (our advice).\n"
    site = build_guide(tmp_path, {"index.md": one, "two.md": f"{front}# Two\n\n{tea}"})
    sources = f"{url}: {{owner: A, year: none, kind: maker}}\n"
    write_files(tmp_path, {"editorial/sources.yml": sources})
    write_packet(site, tmp_path / "packet.html")

    page = browser.new_page(viewport={"width": PHONE, "height": 740})
    page.goto((tmp_path / "packet.html").as_uri())
    assert page.locator("h2").all_inner_texts()[:2] == ["Two", "One"]
    assert page.locator("#__advice li").all_inner_texts() == [
        "Rest (our advice). Two",
        "Try source 1 (our advice): tea Two",
        "Rest (our advice). One",
    ]
    assert page.locator("#__sources li").inner_text() == "A: B, maker, no date"
    assert barriers(page) == []
    page.locator("#two").get_by_label("Yes", exact=True).check()
    page.locator("#two").get_by_label("Remarks").fill("Less tea")
    page.get_by_label("Your name").fill("Ana")
    lines = page.locator("pre").inner_text()
    page.close()
    signed = yaml.safe_load(lines.replace("name:", "name: Ana"))
    for file, path in {"index.md": "index.html", "two.md": "two/index.html"}.items():
        mark = parse(site / path).select_one(".review").attr("data-fingerprint")
        assert (signed[file]["name"], signed[file]["fingerprint"]) == ("Ana", mark)
