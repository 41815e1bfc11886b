"""Every address that was ever online is in the built guide, or leads on; pages can be mended."""

from __future__ import annotations

import subprocess
from urllib.parse import urlsplit

import pytest
import turbohtml
from test_edits import ROOT
from test_writing import GUIDE, PAGES

HOSTED = ROOT / "site"


@pytest.mark.parametrize("start", sorted({each.partition("#")[0] for each in GUIDE.addresses}))
def test_addresses_of_a_page_are_in_the_built_guide(start: str) -> None:
    html = turbohtml.parse((HOSTED / start.strip("/") / "index.html").read_bytes())
    listed = {each.partition("#")[2] for each in GUIDE.addresses if each.startswith(f"{start}#")}
    built = {node.attr("id") for node in html.select("[id]")}
    assert not listed - built or html.select("[data-moved]"), "scripts/check says how to mend this"


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_a_link_leads_to_the_file_of_the_page(page) -> None:
    html = turbohtml.parse((HOSTED / page.address.strip("/") / "index.html").read_bytes())
    (edit,) = (link for link in html.select("a[href*='/edit/']"))
    path = urlsplit(edit.attr("href")).path.partition("/edit/main/")[2]
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "docs"]
    files = subprocess.check_output(listed, cwd=ROOT, text=True).split("\n")
    assert path == page.start.path
    assert path in files
