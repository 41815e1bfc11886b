"""After one visit the hosted edition reads with no network, and no copy outlives the next visit."""

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import DESKTOP, HOSTED, PAGES, SUB_PATH, GuideHandler, hosted_path
from playwright.sync_api import Browser, Page, expect

WORKER = (HOSTED / "service-worker.js").read_text(encoding="utf-8")
VERSION = re.search(r'VERSION = "(\d+)"', WORKER)[1]
# Until the worker of a version is at work: its copy is begun, and no worker is on its way.
AT_WORK = """async version => {
  const scope = new URL(".", document.querySelector("link[rel=manifest]").href).href
  for (let tries = 0; tries < 500; tries++) {
    const begun = (await caches.keys()).includes(`dystonia-guide ${scope} ${version}`)
    const found = begun && await navigator.serviceWorker.getRegistration(scope)
    if (found?.scope === scope && !found.installing && !found.waiting
      && found.active.state === "activated") return
    await new Promise(again => setTimeout(again, 20))
  }
  throw new Error("no worker of this version comes to work")
}"""


class Host:
    """A web server with a copy of the hosted edition, whose files browsers keep for a year.

    It can be cut off and come back, hang, and refuse: `refusal` is the status of every answer.
    """

    def __init__(self, site: Path) -> None:
        self.site, self.port, self.refusal, self.version = site, 0, 0, VERSION
        self.answers = threading.Event()
        self.answers.set()

    def connect(self) -> None:
        host = self

        class Handler(GuideHandler):
            def do_GET(self) -> None:
                host.answers.wait()
                moved = self.path.endswith("/404.html")  # some hosts move theirs
                if not host.refusal and not moved:
                    return super().do_GET()
                self.send_response(host.refusal or 308)
                self.send_header("Location", self.path.removesuffix(".html"))
                self.send_header("Content-Length", "0")
                return self.end_headers()

            def end_headers(self) -> None:
                self.send_header("Cache-Control", "max-age=31536000")
                super().end_headers()

        handler = functools.partial(Handler, directory=str(self.site))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def publish(self, *changes: tuple[str, str]) -> None:
        """Publish a version in which some words, or styles, are others."""
        before, self.version = self.version, str(int(self.version) + 1)
        for file in self.site.rglob("*.*"):
            if file.suffix in (".html", ".css", ".js") and "preview" not in file.parts:
                text = file.read_text(encoding="utf-8")
                for old, new in ((before, self.version), *changes):
                    text = text.replace(old, new)
                file.write_text(text, encoding="utf-8")

    def address(self, page: str) -> str:
        return f"http://127.0.0.1:{self.port}{SUB_PATH}{hosted_path(page)}"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    shutil.copytree(HOSTED, tmp_path / "site")
    found = Host(tmp_path / "site")
    found.connect()
    yield found
    found.answers.set()
    found.cut()


@pytest.fixture
def visitor(browser: Browser, host: Host) -> Iterator[Page]:
    """A reader who has visited one page once."""
    page = browser.new_context(viewport={"width": DESKTOP, "height": 900}).new_page()
    page.goto(host.address("about"))
    page.evaluate(AT_WORK, VERSION)
    yield page
    page.context.close()


def title(page: Page, address: str) -> str:
    """The title of the page at an address, which must have its styles and its pictures."""
    page.goto(address)
    assert page.evaluate("""getComputedStyle(document.querySelector("h1")).fontSize === "40px"
      && [...document.images].every(image => image.naturalWidth > 0 || image.loading === "lazy")""")
    return page.get_by_role("heading", level=1).inner_text()


def update(page: Page, version: str) -> None:
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    page.evaluate(AT_WORK, version)


def test_every_page_reads_with_no_network_after_one_visit(host: Host, visitor: Page) -> None:
    host.cut()
    for page in PAGES:
        title(visitor, host.address(page))
    assert title(visitor, f"{host.address('symptoms')}index.html?from=mail#early-signs")
    assert title(visitor, f"{host.address('types').rstrip('/')}?from=mail#focal-dystonia")
    assert visitor.url == f"{host.address('types')}?from=mail#focal-dystonia"
    assert title(visitor, f"{host.address('index')}no/such/page") == "Page not found"
    visitor.get_by_role("article").get_by_role("link", name="Glossary").click()
    assert visitor.get_by_role("heading", level=1).inner_text() == "Glossary"
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("searchbox").fill("botulinum")
    visitor.wait_for_timeout(400)  # a second press within that is the same press
    visitor.get_by_role("dialog").get_by_role("link", name="Treatment").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Treatment for dystonia")
    host.connect()


def test_next_visit_brings_the_new_version_whole(host: Host, visitor: Page) -> None:
    style = "getComputedStyle(document.querySelector('h1')).getPropertyValue('--mark')"
    sheets = "[...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.href)"
    anew = "fetch(sheet, {cache: 'reload'}).then(answer => answer.text())"
    ask = f"Promise.all({sheets}.map(sheet => {anew}))"
    before = visitor.evaluate(ask)
    reader = visitor.context.new_page()
    shutil.copy(HOSTED / "assets/images/icon.png", host.site / "types" / "new.png")
    was, mark = "Types of dystonia</h1>", "h1 {"
    for word in ("First", "Second"):
        words = f'{word}</h1><img src="new.png" alt="">', f"h1 {{ --mark: {word};"
        host.publish((was, words[0]), (mark, words[1]))
        was, mark = words
        host.cut()
        assert title(reader, host.address("types")) != word
        host.connect()
        assert title(reader, host.address("types")) == word
        update(reader, host.version)
        host.cut()
        assert title(reader, host.address("types")) == word
        assert reader.evaluate(style) == word
        # A page that is open goes on with the files of its version, until the next but one.
        assert word == "Second" or visitor.evaluate(ask) == before
        host.connect()
    assert len(visitor.evaluate("caches.keys()")) == 2


def test_half_published_version_is_not_kept(host: Host, visitor: Page) -> None:
    page = host.site / "types" / "index.html"
    before = page.read_bytes()
    host.publish(("</h1>", " again</h1>"))
    page.write_bytes(before)
    update(visitor, VERSION)
    host.cut()
    assert title(visitor, host.address("symptoms")) == "Symptoms of dystonia"
    host.connect()


def test_two_copies_on_one_host_leave_each_other_alone(host: Host, visitor: Page) -> None:
    shutil.copytree(HOSTED, host.site / "preview")
    preview = visitor.context.new_page()
    preview.goto(f"{host.address('index')}preview/about/")
    preview.evaluate(AT_WORK, VERSION)
    for old, new in (("Glossary</h1>", "Terms</h1>"), ("Terms</h1>", "Words</h1>")):
        host.publish((old, new))
        update(visitor, host.version)
    host.cut()
    assert title(visitor, host.address("glossary")) == "Words"
    assert title(visitor, f"{host.address('index')}preview/glossary/") == "Glossary"
    host.connect()


@pytest.mark.parametrize("status", [403, 429, 500])
def test_host_that_refuses_is_no_better_than_none(host: Host, visitor: Page, status: int) -> None:
    host.refusal = status
    assert title(visitor, host.address("treatment")) == "Treatment for dystonia"
    assert title(visitor, f"{host.address('index')}no/such/page") == "Page not found"


def test_removed_page_is_gone_at_the_next_visit(host: Host, visitor: Page) -> None:
    shutil.rmtree(host.site / "causes")
    assert visitor.goto(host.address("causes")).status == 404


def test_network_that_hangs_does_not_keep_a_reader_waiting(host: Host, visitor: Page) -> None:
    host.answers.clear()
    visitor.goto(host.address("treatment"), timeout=25_000, wait_until="commit")
    assert visitor.get_by_role("heading", level=1).inner_text() == "Treatment for dystonia"


def test_storage_that_fails_leaves_the_network(host: Host, visitor: Page) -> None:
    worker = visitor.context.service_workers[0]
    worker.evaluate("() => { caches.match = () => { throw new Error('disk') } }")
    host.publish(("Types of dystonia</h1>", "Types</h1>"))
    assert title(visitor, host.address("types")) == "Types"
