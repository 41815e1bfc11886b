"""No page asks another host, runs what is in its address, or tells a site who reads what.

That no page asks another host, sets a cookie or breaks its policy, each test with a Reader sees.
"""

from pathlib import Path
from urllib.parse import quote

import pytest
from built_page import parse
from conftest import HOSTED, OFFLINE, PAGES, Reader
from playwright.sync_api import expect

EDITIONS = {HOSTED: {"'none'", "'self'", "data:"}, OFFLINE: {"'none'", "'self'", "file:", "data:"}}
RUN = "console.error('ran')"
HOSTILE = f"<script>{RUN}</script>\"'><img src=x onerror={RUN}><svg onload={RUN}>"


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.name)
def test_policy_names_only_this_site(edition: Path) -> None:
    pages = [page for page in edition.rglob("*.html") if page.parent.name != "downloads"]
    assert len(pages) >= len(PAGES)
    for page in map(parse, pages):
        policy = page.select_one("head > meta[http-equiv=Content-Security-Policy]").attr("content")
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert set(" ".join(rules.values()).split()) <= EDITIONS[edition]
        assert not {"data:", "'unsafe-inline'"} & set(rules["script-src"].split())
        assert page.select_one("head > meta[name=referrer]").attr("content") == "no-referrer"


def test_hostile_address_runs_nothing(phone: Reader) -> None:
    once = quote(HOSTILE, safe="")
    for place in ("?q={0}&h={0}#{0}", "#:~:text={0}", "{0}/"):
        for text in (HOSTILE, once, quote(once, safe="")):
            phone.page.goto("about:blank")
            phone.page.goto(phone.address("index") + place.format(text))
            expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
    phone.faults = [fault for fault in phone.faults if "404" not in fault]
