"""No page asks another host, runs what is in its address, or tells a site who reads what."""

from urllib.parse import quote

import pytest
from built_page import parse
from conftest import HOSTED, OFFLINE, PAGES, Reader
from playwright.sync_api import Dialog, expect

EDITIONS = {HOSTED: {"'none'", "'self'", "data:"}, OFFLINE: {"'none'", "'self'", "file:", "data:"}}
NOTE_VIOLATIONS = """addEventListener("securitypolicyviolation", event =>
  console.error(`violation: ${event.violatedDirective}: ${event.blockedURI}`))"""
ADD = "(tag, set) => document.body.append(Object.assign(document.createElement(tag), set))"
REFUSED = {
    "script-src-elem": "add('script', {text: 'alert(1)'})",
    "script-src-attr": "add('div', {innerHTML: '<img src=. onerror=alert(1)>'})",
    "style-src-attr": "add('div', {innerHTML: '<p style=color:red>'})",
    "img-src": "add('img', {src: 'https://example.com/'})",
    "connect-src": "fetch('https://example.com/').catch(() => 0)",
}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)><svg onload=alert(1)>"


@pytest.fixture
def reader(phone: Reader) -> Reader:
    """A reader who notes also what the policy refuses, and what an address runs."""
    phone.page.context.add_init_script(NOTE_VIOLATIONS)

    def note(dialog: Dialog) -> None:
        phone.faults.append(f"ran: {dialog.message}")
        dialog.dismiss()  # or the page would wait for an answer

    phone.page.on("dialog", note)
    return phone


@pytest.mark.parametrize("edition", EDITIONS, ids=["hosted", "offline"])
def test_policy_names_only_this_site(edition) -> None:
    pages = [page for page in edition.rglob("*.html") if page.parent.name != "downloads"]
    assert len(pages) >= len(PAGES)
    for page in map(parse, pages):
        policy = page.select_one("meta[http-equiv=Content-Security-Policy]").attr("content")
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert set(" ".join(rules.values()).split()) <= EDITIONS[edition]
        assert not {"data:", "'unsafe-inline'"} & set(rules["script-src"].split())
        assert page.select_one("meta[name=referrer]").attr("content") == "no-referrer"


def test_no_page_breaks_the_policy(reader: Reader) -> None:
    for page in PAGES:
        reader.open(page)
    reader.page.locator("#__colors").press("Enter")
    reader.page.get_by_role("button", name="Search").press("Enter")
    reader.page.get_by_role("searchbox").fill("word")
    expect(reader.page.get_by_role("status")).to_contain_text("ound")


def test_policy_refuses_what_others_put_in(reader: Reader) -> None:
    reader.open("index")
    for directive, script in REFUSED.items():
        with reader.page.expect_console_message(lambda message: "violation: " in message.text):
            reader.page.evaluate(f"() => {{ const add = {ADD}; {script} }}")
        violations = [fault for fault in reader.faults if fault.startswith("violation: ")]
        assert [fault.split(": ")[1] for fault in violations] == [directive]
        assert not [fault for fault in reader.faults if fault.startswith(("ran", "another host"))]
        reader.faults.clear()
    reader.page.close()
    reader.faults.clear()  # what the browser itself said of the last one


def test_no_site_learns_where_a_reader_comes_from(reader: Reader) -> None:
    reader.open("index")
    asked = []
    reader.page.context.route(
        "https://example.com/", lambda route: (asked.append(route), route.fulfill(body=""))
    )
    link = "article.innerHTML = '<a href=https://example.com/>Elsewhere</a>'"
    reader.page.evaluate(f"const article = document.querySelector('article'); {link}")
    reader.page.get_by_role("link", name="Elsewhere").click()
    reader.page.wait_for_url("https://example.com/")
    assert "referer" not in asked[0].request.all_headers()


@pytest.mark.parametrize("place", ["?q={0}&h={0}#{0}", "#:~:text={0}", "{0}/"])
def test_hostile_address_runs_nothing(reader: Reader, place: str) -> None:
    once = quote(HOSTILE, safe="")
    for text in (HOSTILE, once, quote(once, safe="")):
        reader.page.goto("about:blank")
        reader.page.goto(reader.address("index") + place.format(text))
        expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    reader.faults = [fault for fault in reader.faults if "404" not in fault]
