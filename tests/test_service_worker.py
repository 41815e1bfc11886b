"""After one visit the hosted edition reads with no network, and no copy outlives the next visit."""

import functools
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built_page import parse
from conftest import DOCS, SUB_PATH, GuideHandler, Server, build_guide
from playwright.sync_api import Browser, BrowserContext, Page, expect

MENU = {"nav": ["index.md", "first.md", "second.md"]}
# Until a copy of this version is whole and its worker is at work.
AT_WORK = """async version => {
  const scope = new URL("../..", document.querySelector("script[src*='page.js']").src).href
  for (let tries = 0; tries < 500; tries++) {
    const begun = (await caches.keys()).includes(`${scope} ${version}`)
    const found = begun && await navigator.serviceWorker.getRegistration(scope)
    if (found?.scope === scope && !found.installing && !found.waiting
      && found.active.state === "activated") return
    await new Promise(again => setTimeout(again, 20))
  }
  throw new Error("no worker of this version comes to work")
}"""
KEPT = """async () => {
  const cache = await caches.open((await caches.keys()).at(-1))
  return (await cache.keys()).map(({ url }) => url)
}"""


def build(folder: Path, word: str) -> Path:
    """Build a guide in which a word stands on a page and in a style, by MkDocs alone."""
    pages = {
        "index.md": "# Home\n\nWelcome.\n",
        "first.md": "# First\n\n![Icon](assets/images/icon.png)\n",
        "second.md": f"# {word}\n\n## Zebra\n\nStripes.\n",
        "service-worker.js": (DOCS / "service-worker.js").read_text(encoding="utf-8"),
    }
    style = DOCS / "assets" / "stylesheets" / "colors.css"
    text = style.read_text(encoding="utf-8") + f"h1 {{ --word: {word} }}"
    shutil.rmtree(folder, ignore_errors=True)
    pages["assets/stylesheets/colors.css"] = text
    return build_guide(folder, pages, **MENU)


def version_of(site: Path) -> str:
    address = parse(site / "index.html").select_one("link[rel=stylesheet]").attr("href")
    return address.split("?v=")[1]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three versions of a guide."""
    return [build(tmp_path_factory.mktemp(word), word) for word in ("One", "Two", "Three")]


class Host:
    """A web server whose files browsers keep for a year.

    It can be cut off and come back, hang, and refuse: `refusal` is the status of every answer.
    """

    def __init__(self, site: Path) -> None:
        self.site, self.port, self.refusal = site, 0, 0
        self.requests: list[str] = []
        self.at_file: Callable[[str], object] = lambda path: None
        self.answers = threading.Event()
        self.answers.set()

    def connect(self) -> None:
        host = self

        class Handler(GuideHandler):
            def do_GET(self) -> None:
                host.answers.wait(30)
                host.requests.append(self.path)
                host.at_file(self.path)
                del self.headers["If-Modified-Since"]  # versions may be made in the same second
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
        self.server = Server(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        """Cut the host off, if it is not."""
        self.server.shutdown()
        self.server.server_close()

    def publish(self, site: Path, folder: str = "") -> None:
        shutil.copytree(site, self.site / folder, dirs_exist_ok=True)

    def address(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}{SUB_PATH}{path}"


@pytest.fixture
def host(tmp_path: Path, versions: list[Path]) -> Iterator[Host]:
    host = Host(tmp_path / "site")
    host.publish(versions[0])
    host.connect()
    yield host
    host.answers.set()
    host.cut()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, host: Host, versions: list[Path]) -> Page:
    """A reader who has visited one page once."""
    page = context.new_page()
    page.goto(host.address())
    page.evaluate(AT_WORK, version_of(versions[0]))
    return page


def title(page: Page, address: str) -> str:
    """The title of the page at an address, which must have its styles and its pictures."""
    page.goto(address)
    assert page.evaluate("""/^4.px$/.test(getComputedStyle(document.querySelector("h1")).fontSize)
      && [...document.images].every(image => image.naturalWidth > 0 || image.loading === "lazy")""")
    return page.get_by_role("heading", level=1).inner_text()


def update(page: Page, site: Path) -> None:
    page.evaluate("navigator.serviceWorker.getRegistration().then(found => found.update())")
    page.evaluate(AT_WORK, version_of(site))


def test_version_follows_from_the_sources(tmp_path: Path, versions: list[Path]) -> None:
    assert len({version_of(site) for site in versions}) == 3
    assert version_of(build(tmp_path, "Two")) == version_of(versions[1])


def test_every_page_reads_with_no_network_after_one_visit(host: Host, visitor: Page) -> None:
    host.cut()
    assert title(visitor, host.address("first/")) == "First"
    assert title(visitor, host.address("second/index.html?from=mail#zebra")) == "One"
    assert title(visitor, host.address("second?from=mail#zebra")) == "One"
    assert visitor.url == host.address("second/?from=mail#zebra")
    assert title(visitor, host.address("no/such/page")) == "Page not found"
    visitor.get_by_role("article").get_by_role("link", name="First").click()
    visitor.wait_for_url("**/first/")
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("searchbox").fill("zebra")
    visitor.wait_for_timeout(400)  # a second press within that is the same press
    visitor.get_by_role("dialog").get_by_role("link", name="Zebra").first.click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("One")


def test_next_visit_brings_the_new_version_whole(
    host: Host, visitor: Page, versions: list[Path]
) -> None:
    word = "getComputedStyle(document.querySelector('h1')).getPropertyValue('--word').trim()"
    sheet = "document.querySelector('link[rel=stylesheet]').href"
    old_style = f"fetch({sheet}, {{cache: 'reload'}}).then(answer => answer.text())"
    before = visitor.evaluate(old_style)
    reader = visitor.context.new_page()
    for site, new, old in ((versions[1], "Two", "One"), (versions[2], "Three", "Two")):
        host.publish(site)
        host.cut()
        assert title(reader, host.address("second/")) == old
        host.connect()
        assert title(reader, host.address("second/")) == reader.evaluate(word) == new
        update(reader, site)
        host.cut()
        assert title(reader, host.address("second/")) == reader.evaluate(word) == new
        # A page that is open goes on with the files of its version, until the next but one.
        assert new == "Three" or visitor.evaluate(old_style) == before
        host.connect()
    assert len(visitor.evaluate("caches.keys()")) == 2


def test_half_published_version_is_not_kept(
    host: Host, visitor: Page, versions: list[Path]
) -> None:
    page = host.site / "second" / "index.html"
    before = page.read_bytes()
    host.publish(versions[1])
    page.write_bytes(before)
    update(visitor, versions[0])
    host.cut()
    assert title(visitor, host.address("first/")) == "First"


def test_version_that_comes_during_the_install_is_not_mixed_in(
    host: Host, context: BrowserContext, versions: list[Path]
) -> None:
    host.at_file = lambda path: host.publish(versions[1]) if "search_index" in path else None
    page = context.new_page()
    page.goto(host.address())
    page.evaluate(
        """async () => {
          const scope = await navigator.serviceWorker.register("service-worker.js").catch(() => {})
          const worker = scope && (scope.installing || scope.waiting || scope.active)
          while (worker && !/activated|redundant/.test(worker.state))
            await new Promise((again) => setTimeout(again, 20))
        }"""
    )
    assert page.evaluate("caches.keys()") == []


def test_two_copies_on_one_host_leave_each_other_alone(
    host: Host, visitor: Page, versions: list[Path]
) -> None:
    host.publish(versions[0], "preview")
    preview = visitor.context.new_page()
    preview.goto(host.address("preview/"))
    preview.evaluate(AT_WORK, version_of(versions[0]))
    for site in versions[1:]:
        host.publish(site)
        update(visitor, site)
    host.cut()
    assert title(visitor, host.address("second/")) == "Three"
    assert title(visitor, host.address("preview/second/")) == "One"


@pytest.mark.parametrize("where", ["page", "worker"])
def test_only_visited_pages_are_kept_where_data_is_dear(
    host: Host, context: BrowserContext, versions: list[Path], where: str
) -> None:
    stub = "Object.defineProperty(navigator, 'connection', {value: {%s}});"
    if where == "page":
        context.add_init_script(stub % "saveData: true")
    else:
        worker = host.site / "service-worker.js"
        worker.write_text(stub % "effectiveType: '2g'" + worker.read_text())
    page = context.new_page()
    for path in ("", "first/"):
        page.goto(host.address(path))
        page.evaluate(AT_WORK, version_of(versions[0]))
    page.wait_for_function(f"({KEPT})().then(urls => urls.some(url => url.endsWith('icon.png')))")
    kept = page.evaluate(KEPT)
    assert {url for url in kept if url.endswith("/")} == {host.address(), host.address("first/")}
    assert not [url for url in host.requests if "/second/" in url or "/search/" in url]
    host.cut()
    assert title(page, host.address()) == "Home"
    assert title(page, host.address("first/")) == "First"


@pytest.mark.parametrize("status", [403, 500])
def test_host_with_an_error_counts_as_offline(host: Host, visitor: Page, status: int) -> None:
    host.refusal = status
    assert title(visitor, host.address("first/")) == "First"
    assert title(visitor, host.address("no/such/page")) == "Page not found"


def test_removed_page_is_gone_at_the_next_visit(host: Host, visitor: Page) -> None:
    shutil.rmtree(host.site / "first")
    assert visitor.goto(host.address("first/")).status == 404


def test_network_that_hangs_does_not_keep_a_reader_waiting(host: Host, visitor: Page) -> None:
    host.answers.clear()
    visitor.goto(host.address("first/"), timeout=25_000, wait_until="commit")
    assert visitor.get_by_role("heading", level=1).inner_text() == "First"


def test_storage_that_fails_leaves_the_network(
    host: Host, visitor: Page, versions: list[Path]
) -> None:
    worker = visitor.context.service_workers[0]
    worker.evaluate("() => { caches.match = () => { throw new Error('disk') } }")
    host.publish(versions[1])
    assert title(visitor, host.address("second/")) == "Two"
