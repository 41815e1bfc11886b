"""No page asks another host, runs what is in its address, or tells a site who reads what."""

from urllib.parse import quote

import pytest
from built_page import parse
from conftest import HOSTED, OFFLINE, PAGES, Reader
from playwright.sync_api import expect

EDITIONS = {HOSTED: {"'none'", "'self'", "data:"}, OFFLINE: {"'none'", "'self'", "file:", "data:"}}
NOTE_VIOLATIONS = """addEventListener("securitypolicyviolation", event =>
  console.error(`violation: ${event.violatedDirective}: ${event.blockedURI}`))"""
REFUSED = {
    "script-src-elem": "document.head.append(add('script', {text: 'alert(1)'}))",
    "script-src-attr": "document.body.innerHTML = '<img src=. onerror=alert(1)>'",
    "style-src-attr": "document.body.innerHTML = '<p style=color:red>'",
    "img-src": "add('img', {src: 'https://example.com/'})",
    "connect-src": "fetch('https://example.com/').catch(() => 0)",
}
SCRIPTS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)><svg onload=alert(1)>')


@pytest.fixture
def reader(phone: Reader) -> Reader:
    """A reader who notes also what the policy refuses, and what an address runs."""
    phone.page.context.add_init_script(NOTE_VIOLATIONS)
    phone.page.on("dialog", lambda dialog: phone.faults.append(f"ran: {dialog.message}"))
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
    reader.page.locator("#__colors").click()
    reader.page.wait_for_timeout(400)  # a second press within that time is the same press
    reader.page.get_by_role("button", name="Search").click()
    reader.page.get_by_role("searchbox").fill("word")
    expect(reader.page.get_by_role("status")).to_be_visible()


@pytest.mark.parametrize("directive", REFUSED)
def test_policy_refuses(reader: Reader, directive: str) -> None:
    reader.open("about")
    add = "const add = (tag, set) => Object.assign(document.createElement(tag), set)"
    reader.page.evaluate(f"() => {{ {add}; {REFUSED[directive]} }}")
    reader.page.wait_for_timeout(100)
    violations = [fault for fault in reader.faults if fault.startswith("violation: ")]
    assert [fault.split(": ")[1] for fault in violations] == [directive]
    assert not [fault for fault in reader.faults if fault.startswith(("ran", "another host"))]
    reader.faults.clear()


def test_no_site_learns_where_a_reader_comes_from(reader: Reader) -> None:
    reader.open("about")
    asked = []
    reader.page.context.route(
        "https://example.com/", lambda route: (asked.append(route), route.fulfill(body=""))
    )
    link = "article.innerHTML = '<a href=https://example.com/>Elsewhere</a>'"
    reader.page.evaluate(f"const article = document.querySelector('article'); {link}")
    reader.page.get_by_role("link", name="Elsewhere").click()
    reader.page.wait_for_url("https://example.com/")
    assert "referer" not in asked[0].request.all_headers()


@pytest.mark.parametrize("place", ["?q={}", "?h={}", "#{}", "#:~:text={}", "{}/"])
def test_hostile_address_runs_nothing(reader: Reader, place: str) -> None:
    for script in SCRIPTS:
        for text in (script, quote(script, safe=""), quote(quote(script, safe=""), safe="")):
            reader.page.goto("about:blank")
            reader.page.goto(reader.address("about") + place.format(text))
            expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    reader.faults = [fault for fault in reader.faults if "404" not in fault]
