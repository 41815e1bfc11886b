"""The browser asks no other host, runs nothing from an address, and tells no one who reads what."""

import itertools
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import secure_pages
from built_page import parse
from conftest import HOSTED, PAGES, SUB_PATH, hosted_path
from playwright.sync_api import Browser
from test_browser import Reader

NOTE_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
  note(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`))
"""


@pytest.fixture
def reader(browser: Browser, hosted_url: str) -> Iterator[Reader]:
    """A reader of the hosted edition; faults, violations and dialogs fail the test."""
    context = browser.new_context()
    found = Reader(context.new_page(), hosted_url, "hosted")
    context.expose_function("note", lambda text: found.faults.append(f"violation: {text}"))
    context.add_init_script(NOTE_VIOLATIONS)
    found.page.on("dialog", lambda dialog: found.faults.append(f"ran: {dialog.message}"))
    yield found
    context.close()
    assert not found.faults


@pytest.mark.parametrize("path", [*map(hosted_path, PAGES), "404.html"])
def test_policy_names_only_this_site(path: str) -> None:
    file = HOSTED / path
    head = parse(file if file.is_file() else file / "index.html").select("head > *")
    assert dict(head[0].attrs) == {"charset": "utf-8"}
    assert head[1].attr("http-equiv") == "Content-Security-Policy"
    assert dict(head[2].attrs) == {"name": "referrer", "content": "no-referrer"}
    policy = dict(part.split(" ", 1) for part in head[1].attr("content").split("; "))
    assert policy["default-src"] == "'none'"
    assert set(" ".join(policy.values()).split()) == {"'none'", "'self'", "data:"}
    assert policy["script-src"] == "'self'"


def test_nothing_that_readers_do_breaks_the_policy(reader: Reader) -> None:
    for page in PAGES:
        reader.open(page)
        reader.page.locator("form[data-md-component=palette] button:visible").click()
        reader.page.locator(".md-search__input").click()
        reader.page.keyboard.type("dystonia")
        reader.page.locator(".md-search-result__item").first.wait_for()
        reader.page.keyboard.press("Enter")
        reader.page.locator("article mark[data-md-highlight]").first.wait_for()
    reader.open("prepare-for-your-visit")
    reader.page.get_by_text("Being tired").click()


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
    violations = [fault for fault in reader.faults if fault.startswith("violation: ")]
    assert [fault.split(": ")[1] for fault in violations] == [directive]
    assert not [fault for fault in reader.faults if fault.startswith(("ran", "another host"))]
    reader.faults.clear()


def test_no_site_learns_where_a_reader_comes_from(reader: Reader) -> None:
    reader.open("treatment")
    link = reader.page.locator("article a[href^=https]").last
    outside = link.get_attribute("href")
    asked = []
    reader.page.context.route(outside, lambda route: (asked.append(route), route.fulfill(body="")))
    link.click()
    reader.page.wait_for_url(outside)
    assert "referer" not in asked[0].request.all_headers()


SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)><svg onload=alert(1)>',
    "x" * 10_000,
)
PLACES = ("?q={}", "?h={}", "#{}", "#:~:text={}", "{}/")
ENCODINGS = {
    "raw": lambda text: text,
    "encoded": lambda text: quote(text, safe=""),
    "doubly encoded": lambda text: quote(quote(text, safe=""), safe=""),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_hostile_address_runs_nothing(reader: Reader, encoding: str) -> None:
    for place, script in itertools.product(PLACES, SCRIPTS):
        address = reader.address("symptoms") + place.format(ENCODINGS[encoding](script))
        reader.page.goto("about:blank")
        answer = reader.page.goto(address)
        if answer.status == 404:
            reader.faults = [fault for fault in reader.faults if "404" not in fault]
            assert reader.page.locator("main article h1").inner_text() == "Page not found"
            continue
        assert (
            reader.page.locator("main article h1").inner_text().startswith("Symptoms of dystonia")
        )
        reader.page.locator(".md-search__input").click()
        reader.page.keyboard.press("ControlOrMeta+A")
        reader.page.keyboard.type("botulinum")
        reader.page.locator(".md-search-result__item", has_text="Treatment").first.wait_for()


PAGE = '<html><head><meta charset="utf-8"></head><body>{}</body></html>'


def test_inline_scripts_are_those_that_run() -> None:
    html = PAGE.format(
        "<script>one()</script><script type='text/javascript'>two()</script>"
        "<script type='application/ld+json'>{}</script><script src='three.js'></script>"
    )
    assert secure_pages.inline_scripts(html) == ["one()", "two()"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>", id="no charset"),
        pytest.param(PAGE.format(PAGE), id="two charsets"),
        pytest.param(secure_pages.secure(PAGE), id="secured before"),
        pytest.param(PAGE.format("<script>run()</script>"), id="script"),
    ],
)
def test_page_that_cannot_be_secured_is_refused(
    html: str, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "index.html"
    page.write_text(html)
    assert secure_pages.main([str(tmp_path)]) == 1
    said = "put this script into a file" if "run()" in html else "not one <meta charset"
    assert capsys.readouterr().err.startswith(f"{page}: {said}")
    assert page.read_text() == html


def test_folder_without_pages_is_misuse(tmp_path) -> None:
    with pytest.raises(SystemExit, match="2"):
        secure_pages.main([str(tmp_path)])


def test_served_below_a_sub_path() -> None:
    assert f'"{SUB_PATH}' in (HOSTED / "404.html").read_text(encoding="utf-8")
