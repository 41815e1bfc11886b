"""The browser asks no other host, runs nothing from an address, and tells no one who reads what."""

import itertools
from urllib.parse import quote

import pytest
from built_page import parse
from conftest import HOSTED, MOVED, OFFLINE, PAGES, Reader
from playwright.sync_api import expect

EDITIONS = {HOSTED: {"'none'", "'self'", "data:"}, OFFLINE: {"'none'", "'self'", "file:", "data:"}}
NOTE_VIOLATIONS = """addEventListener("securitypolicyviolation", event =>
  console.error(`violation: ${event.violatedDirective}: ${event.blockedURI}`))"""


@pytest.fixture
def reader(phone: Reader) -> Reader:
    """A reader whose faults are also what the policy refuses, and what an address runs."""
    phone.page.context.add_init_script(NOTE_VIOLATIONS)
    phone.page.on("dialog", lambda dialog: phone.faults.append(f"ran: {dialog.message}"))
    return phone


@pytest.mark.parametrize("edition", EDITIONS, ids=["hosted", "offline"])
def test_policy_names_only_this_site(edition) -> None:
    pages = [page for page in edition.rglob("*.html") if page.parent.name != "downloads"]
    assert len(pages) == len(PAGES) + len(MOVED) + (edition is HOSTED)
    for page in pages:
        policy = parse(page).select_one("meta[http-equiv=Content-Security-Policy]")
        rules = dict(rule.split(" ", 1) for rule in policy.attr("content").split("; "))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
        assert set(" ".join(rules.values()).split()) <= EDITIONS[edition]
        assert not {"data:", "'unsafe-inline'"} & set(rules["script-src"].split())
        assert parse(page).select_one("meta[name=referrer]").attr("content") == "no-referrer"


def test_nothing_that_readers_do_breaks_the_policy(reader: Reader) -> None:
    for page in PAGES:
        reader.open(page)
        reader.page.get_by_role("button", name="Dark").or_(
            reader.page.get_by_role("button", name="Light")
        ).click()
    reader.open("prepare-for-your-visit")
    reader.page.get_by_role("checkbox").first.check()
    reader.page.wait_for_timeout(400)  # a second press within that is the same press
    reader.page.get_by_role("button", name="Search").click()
    reader.page.get_by_role("searchbox").fill("dystonia")
    expect(reader.page.get_by_role("dialog").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize(
    ("act", "directive"),
    [
        ("document.head.append(add('script', {text: 'alert(1)'}))", "script-src-elem"),
        ("document.body.innerHTML = '<img src=. onerror=alert(1)>'", "script-src-attr"),
        ("document.body.innerHTML = '<p style=color:red>'", "style-src-attr"),
        ("add('img', {src: 'https://example.com/'})", "img-src"),
        ("fetch('https://example.com/').catch(() => 0)", "connect-src"),
    ],
)
def test_policy_refuses(reader: Reader, act: str, directive: str) -> None:
    reader.open("about")
    add = "const add = (tag, set) => Object.assign(document.createElement(tag), set)"
    reader.page.evaluate(f"() => {{ {add}; {act} }}")
    reader.page.wait_for_timeout(100)
    found = [fault for fault in reader.faults if fault.startswith("violation: ")]
    assert [fault.split(": ")[1] for fault in found] == [directive]
    assert not [fault for fault in reader.faults if fault.startswith(("ran", "another host"))]
    reader.faults.clear()


def test_no_site_learns_where_a_reader_comes_from(reader: Reader) -> None:
    reader.open("treatment")
    link = reader.page.locator("article a[href^=https]").last
    outside, asked = link.get_attribute("href"), []
    reader.page.context.route(outside, lambda route: (asked.append(route), route.fulfill(body="")))
    link.click()
    reader.page.wait_for_url(outside)
    assert "referer" not in asked[0].request.all_headers()


SCRIPTS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)><svg onload=alert(1)>')
PLACES = ("?q={}", "?h={}", "#{}", "#:~:text={}", "{}/")


@pytest.mark.parametrize("times", range(3))
def test_hostile_address_runs_nothing(reader: Reader, times: int) -> None:
    for place, script in itertools.product(PLACES, [*SCRIPTS, "x" * 10_000]):
        for _ in range(times):
            script = quote(script, safe="")
        reader.page.goto("about:blank")
        answer = reader.page.goto(reader.address("symptoms") + place.format(script))
        title = "Symptoms of dystonia" if answer.ok else "Page not found"
        expect(reader.page.get_by_role("heading", level=1)).to_have_text(title)
    reader.faults = [fault for fault in reader.faults if "404" not in fault]
