"""After one visit the hosted edition reads with no network, and no copy outlives the next visit."""

import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import write_service_worker
from conftest import HOSTED, OFFLINE, PAGES, SUB_PATH, GuideHandler, hosted_path
from playwright.sync_api import Browser, Page

INSTALLED = """async () => {
  const { active } = await navigator.serviceWorker.ready
  if (active.state === "activated") return
  await new Promise(done => active.addEventListener("statechange", done, { once: true }))
}"""


class Host:
    """A web server with a copy of the hosted edition; it can be cut off, hang and come back."""

    def __init__(self, site: Path) -> None:
        self.site, self.port, self.answers = site, 0, threading.Event()
        self.answers.set()

    def connect(self) -> None:
        answers = self.answers

        class Handler(GuideHandler):
            def do_GET(self) -> None:
                answers.wait()
                super().do_GET()

        handler = functools.partial(Handler, directory=str(self.site))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def cut(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def publish(self, page: str, old: str, new: str) -> None:
        """Publish a build in which a page says something else."""
        file = self.site / hosted_path(page) / "index.html"
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert write_service_worker.main([str(self.site)]) == 0

    def address(self, page: str) -> str:
        return f"http://127.0.0.1:{self.port}{SUB_PATH}{hosted_path(page)}"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    site = tmp_path / "site"
    shutil.copytree(HOSTED, site)
    found = Host(site)
    found.connect()
    yield found
    found.answers.set()
    found.cut()


@pytest.fixture
def visitor(browser: Browser, host: Host) -> Iterator[Page]:
    """A reader who has visited one page once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(host.address("about"))
    page.evaluate(INSTALLED)
    yield page
    context.close()


def title(page: Page) -> str:
    return page.locator("article h1").inner_text().strip("¶")


def test_every_page_reads_with_no_network_after_one_visit(host: Host, visitor: Page) -> None:
    faults = []
    visitor.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
    host.cut()
    for page in PAGES:
        visitor.goto(host.address(page))
        assert visitor.locator("article .review").is_visible()
        weight = visitor.locator("h1").evaluate("title => getComputedStyle(title).fontWeight")
        assert weight == "700"
        images = "[...document.images].every(image => image.naturalWidth > 0)"
        assert visitor.evaluate(images)
    visitor.locator(".md-search__input").click()
    visitor.keyboard.type("botulinum")
    visitor.locator(".md-search-result__item", has_text="Treatment").first.wait_for()
    visitor.goto(f"{host.address('symptoms')}?h=tremor#signs")
    assert title(visitor) == "Symptoms of dystonia"
    visitor.goto(f"{host.address('index')}no/such/page")
    assert title(visitor) == "Page not found"
    visitor.locator("article").get_by_role("link", name="Glossary").click()
    assert title(visitor) == "Glossary"
    # The browser itself says that it could not reach the site to look for a new worker.
    assert not [fault for fault in faults if "ERR_CONNECTION_REFUSED" not in fault]
    host.connect()


def test_next_visit_with_network_shows_what_changed(host: Host, visitor: Page) -> None:
    host.cut()
    host.publish("symptoms", "Symptoms of dystonia", "Signs of dystonia")
    visitor.goto(host.address("symptoms"))
    assert title(visitor) == "Symptoms of dystonia"
    host.connect()
    visitor.goto(host.address("symptoms"))
    assert title(visitor) == "Signs of dystonia"
    visitor.evaluate("navigator.serviceWorker.ready.then(found => found.update())")
    kept = set(write_service_worker.files_to_keep(host.site).values())
    visitor.wait_for_function(
        """async kept => {
          const keys = await (await caches.open("dystonia-guide")).keys()
          const hashes = keys.map(({ url }) => url.slice(url.indexOf("?") + 1))
          return hashes.length >= kept.length && kept.every(hash => hashes.includes(hash))
        }""",
        arg=sorted(kept),
    )
    visitor.evaluate(INSTALLED)
    host.cut()
    visitor.goto(host.address("symptoms"))
    assert title(visitor) == "Signs of dystonia"
    host.connect()


def test_removed_page_is_gone_at_the_next_visit(host: Host, visitor: Page) -> None:
    shutil.rmtree(host.site / "causes")
    assert visitor.goto(host.address("causes")).status == 404


def test_network_that_hangs_does_not_keep_a_reader_waiting(host: Host, visitor: Page) -> None:
    host.answers.clear()
    visitor.goto(host.address("treatment"), timeout=25_000, wait_until="commit")
    assert title(visitor) == "Treatment for dystonia"


def test_file_of_another_build_is_not_kept(host: Host, browser: Browser) -> None:
    with (host.site / "assets/stylesheets/extra.css").open("a") as sheet:
        sheet.write("/* not in the list */")
    context = browser.new_context()
    page = context.new_page()
    page.goto(host.address("about"))
    gone = """async () => {
      const { installing } = await navigator.serviceWorker.getRegistration() ?? {}
      return !installing && !(await navigator.serviceWorker.getRegistration())?.active
    }"""
    page.wait_for_timeout(500)
    page.wait_for_function(gone)
    assert title(page) == "About this guide"
    context.close()


def test_worker_is_small_and_lists_every_file() -> None:
    worker = (HOSTED / write_service_worker.WORKER).read_text(encoding="utf-8")
    assert len(worker.splitlines()) < 60
    kept = write_service_worker.files_to_keep(HOSTED)
    assert {hosted_path(page) for page in PAGES} < set(kept)
    assert "search/search_index.json" in kept
    assert not [name for name in kept if name.startswith(("downloads", "sitemap", "service-"))]
    assert all(f'"{name}": "{digest}"' in worker for name, digest in kept.items())


def test_offline_editions_have_no_worker() -> None:
    editions = [*OFFLINE.glob("*.html"), HOSTED / "downloads" / "dystonia-guide.html"]
    for page in editions:
        text = page.read_text(encoding="utf-8")
        assert "serviceWorker" not in text
        assert "manifest" not in text
    assert not [
        path for path in OFFLINE.rglob("*") if "worker.js" in path.name or "manifest" in path.name
    ]


def test_guide_can_be_put_on_a_home_screen(browser: Browser, hosted_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(hosted_url)
    answer = context.new_cdp_session(page).send("Page.getAppManifest")
    context.close()
    assert answer["url"] == f"{hosted_url}manifest.webmanifest"
    assert answer["errors"] == []


def test_folder_without_a_guide_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        write_service_worker.main([str(tmp_path)])
