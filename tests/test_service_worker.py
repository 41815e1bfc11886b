"""After one visit the hosted edition reads with no network, and no copy outlives the next visit."""

import functools
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_page import parse
from conftest import DOCS, SUB_PATH, GuideHandler, Server, build_guide
from drivers import wait_until
from playwright.sync_api import Browser, Page, expect

OK, CUT_OFF = 200, 0
# Whether the copy of a version is whole and its worker, alone, at work.
AT_WORK = """async (version) => {
  const scope = new URL("../..", document.querySelector("script[src*='page.js']").src).href
  const { active, installing, waiting } = await navigator.serviceWorker.getRegistration(scope) || {}
  const isKept = (await caches.keys()).includes(`${scope} ${version}`)
  return isKept && active?.state === "activated" && !installing && !waiting
}"""
KEPT = """async () => {
  const cache = await caches.open((await caches.keys())[0])
  return (await cache.keys()).map(({ url }) => url)
}"""
WORD = "getComputedStyle(document.querySelector('h1')).getPropertyValue('--word').trim()"


def build(folder: Path, word: str) -> Path:
    """Build a guide in which a word stands on a page and in a style, by MkDocs alone."""
    style = DOCS / "assets" / "stylesheets" / "colors.css"
    pages = {
        "index.md": "# Home\n\nWelcome.\n",
        "first.md": "# First\n\n![Icon](assets/images/icon.png)\n",
        "second.md": f"# {word}\n\n## Zebra\n\nStripes.\n",
        "service-worker.js": (DOCS / "service-worker.js").read_text(encoding="utf-8"),
        "assets/stylesheets/colors.css": style.read_text("utf-8") + f"h1 {{ --word: {word} }}",
    }
    shutil.rmtree(folder, ignore_errors=True)
    return build_guide(folder, pages, nav=["index.md", "first.md", "second.md"])


def version_of(site: Path) -> str:
    address = parse(site / "index.html").select_one("link[rel=stylesheet]").attr("href")
    return address.split("?v=")[1]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three versions of a guide."""
    return [build(tmp_path_factory.mktemp(word), word) for word in ("One", "Two", "Three")]


class Host(Server):
    """A web server whose files browsers keep for a year. It can refuse, and be cut off."""

    def __init__(self, site: Path) -> None:
        super().__init__(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
        self.site, self.status, self.requests = site, OK, []
        self.before_answer: Callable[[str], object] = lambda path: None

    def publish(self, site: Path, folder: str = "") -> None:
        shutil.copytree(site, self.site / folder, dirs_exist_ok=True)

    def address(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.server_port}{SUB_PATH}{path}"


class Handler(GuideHandler):
    server: Host

    def do_GET(self) -> None:
        self.server.requests.append(self.path)
        self.server.before_answer(self.path)
        del self.headers["If-Modified-Since"]  # versions may be made in the same second
        if self.server.status == OK:
            super().do_GET()
        elif self.server.status != CUT_OFF:
            self.send_response(self.server.status)
            self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=31536000")
        super().end_headers()


@pytest.fixture
def host(tmp_path: Path, versions: list[Path]) -> Iterator[Host]:
    with Host(tmp_path / "site") as host:
        host.publish(versions[0])
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield host
        host.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def visitor(page: Page, host: Host, versions: list[Path]) -> Page:
    """A reader who has visited one page once."""
    visit(page, host.address(), versions[0])
    return page


def wait_for_worker(page: Page, site: Path) -> None:
    version = version_of(site)
    wait_until(lambda: page.evaluate(AT_WORK, version), f"the worker of {version} is at work")


def visit(page: Page, address: str, site: Path) -> None:
    page.goto(address)
    wait_for_worker(page, site)


def update(page: Page, site: Path) -> None:
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    wait_for_worker(page, site)


def title(page: Page, address: str) -> str:
    """The title of the page at an address, which must have its styles and its pictures."""
    page.goto(address)
    assert page.evaluate("""/^4.px$/.test(getComputedStyle(document.querySelector("h1")).fontSize)
      && [...document.images].every(image => image.naturalWidth > 0 || image.loading === "lazy")""")
    return page.get_by_role("heading", level=1).inner_text()


def test_version_follows_from_the_sources(tmp_path: Path, versions: list[Path]) -> None:
    assert len({version_of(site) for site in versions}) == 3
    assert version_of(build(tmp_path, "Two")) == version_of(versions[1])


def test_every_page_reads_with_no_network_after_one_visit(host: Host, visitor: Page) -> None:
    host.status = CUT_OFF
    assert title(visitor, host.address("second/index.html?from=mail#zebra")) == "One"
    assert title(visitor, host.address("first/")) == "First"
    visitor.evaluate("""speechSynthesis.getVoices = () => [{ lang: "en", localService: true }]
      speechSynthesis.onvoiceschanged()""")
    expect(visitor.get_by_role("button", name="Listen")).to_be_visible()
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("searchbox").fill("zebra")
    visitor.wait_for_timeout(400)  # a second press within that is the same press
    visitor.get_by_role("dialog").get_by_role("link", name="Zebra").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("One")


def test_next_visit_brings_the_new_version_whole(
    host: Host, visitor: Page, versions: list[Path]
) -> None:
    sheet = "document.querySelector('link[rel=stylesheet]').href"
    old_style = f"fetch({sheet}, {{cache: 'reload'}}).then(answer => answer.text())"
    before = visitor.evaluate(old_style)
    reader = visitor.context.new_page()
    host.publish(versions[0], "preview")  # has a copy of its own
    visit(reader, host.address("preview/"), versions[0])
    for site, new, old in ((versions[1], "Two", "One"), (versions[2], "Three", "Two")):
        host.publish(site)
        host.status = CUT_OFF
        assert title(reader, host.address("second/")) == old
        host.status = OK
        assert title(reader, host.address("second/")) == reader.evaluate(WORD) == new
        update(reader, site)
        host.status = CUT_OFF
        assert title(reader, host.address("second/")) == reader.evaluate(WORD) == new
        # A page that is open goes on with the files of its version, until the next but one.
        assert new == "Three" or visitor.evaluate(old_style) == before
        host.status = OK
    assert len(visitor.evaluate("caches.keys()")) == 3
    host.status = CUT_OFF
    assert title(reader, host.address("preview/second/")) == "One"


def test_mixed_versions_are_not_kept(host: Host, page: Page, versions: list[Path]) -> None:
    # The second comes during the first visit.
    host.before_answer = lambda path: host.publish(versions[1]) if "search_index" in path else None
    page.goto(host.address())
    wait_until(lambda: any("search_index" in path for path in host.requests), "it installs")
    is_gone = "navigator.serviceWorker.getRegistration().then(found => !found)"
    wait_until(lambda: page.evaluate(is_gone), "the worker gives up")
    assert page.evaluate("caches.keys()") == []
    # The third is published by half.
    host.before_answer = lambda path: None
    visit(page, host.address(), versions[1])
    old = host.site / "second" / "index.html"
    before = old.read_bytes()
    host.publish(versions[2])
    old.write_bytes(before)
    update(page, versions[1])
    host.status = CUT_OFF
    assert title(page, host.address("second/")) == page.evaluate(WORD) == "Two"


def test_only_visited_pages_are_kept_where_data_is_dear(
    host: Host, page: Page, versions: list[Path]
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: 1}})")
    for path in ("", "first/"):
        visit(page, host.address(path), versions[0])
    visited = {host.address(), host.address("first/")}
    wait_until(lambda: visited <= {*page.evaluate(KEPT)}, "the visited pages are kept")
    assert {url for url in page.evaluate(KEPT) if url.endswith("/")} == visited
    assert not [url for url in host.requests if "/second/" in url or "/search/" in url]
    host.status = CUT_OFF
    assert title(page, host.address()) == "Home"
    assert title(page, host.address("first/")) == "First"


def test_host_or_storage_that_fails(host: Host, visitor: Page, versions: list[Path]) -> None:
    for host.status in (403, 500):
        assert title(visitor, host.address("first/")) == "First"
    host.status = OK
    shutil.rmtree(host.site / "first")
    for path in ("first/", "no/such/page"):
        assert visitor.goto(host.address(path)).status == 404
    host.publish(versions[1])
    host.before_answer = lambda path: time.sleep(8)
    visitor.goto(host.address("second/"), wait_until="commit")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("One")
    host.before_answer = lambda path: None
    worker = visitor.context.service_workers[0]
    worker.evaluate("() => { caches.match = () => { throw new Error('disk') } }")
    assert title(visitor, host.address("second/")) == "Two"
