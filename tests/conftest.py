"""What the tests share: the built editions, a web server, Chromium, readers, and small guides."""

import functools
import http.server
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import check_links
import pytest
from drivers import INSTALLED, find
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
HOSTED = ROOT / "site"
OFFLINE = ROOT / "site-offline"
MOVED = sorted(path.stem for path in DOCS.glob("*.md") if "\ntemplate: moved" in path.read_text())
PAGES = sorted({path.stem for path in DOCS.glob("*.md")} - set(MOVED))
PHONE, DESKTOP = 360, 1280
Check = Callable[..., tuple[int, str]]
# Chromium: the system's if there is one, else the one that Playwright has installed.
LAUNCH: dict[str, Any] = {
    "executable_path": find("chromium", "chromium-browser", "google-chrome"),
    "args": ["--no-sandbox"] if os.geteuid() == 0 else [],
}


def hosted_path(page: str) -> str:
    """The path of a page below the hosted guide's address."""
    return "" if page == "index" else f"{page}/"


for edition in (HOSTED, OFFLINE):
    if not (edition / "index.html").is_file():
        pytest.exit(f"{edition.name}/ is missing: run scripts/test, which builds it", 2)
HOME = (HOSTED / "index.html").read_text("utf-8")
# 404.html has links from the root of the host, so the path must be that of the guide's address.
SUB_PATH = urlsplit(re.search(r'rel="canonical" href="([^"]+)"', HOME)[1]).path
VERSION = re.search(r"\?v=(\w+)", HOME)[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use a browser; `scripts/test-built -m "not browser"` leaves them out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"Browsers for the offline edition: {', '.join(INSTALLED)}")


class Server(http.server.ThreadingHTTPServer):
    """Its queue is long enough for all requests that a browser makes at once."""

    request_queue_size = 128


class GuideHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a hosted edition below SUB_PATH, as GitHub Pages does, and nothing else."""

    def translate_path(self, path: str) -> str:
        is_below = path.startswith(SUB_PATH)
        return super().translate_path(path[len(SUB_PATH) - 1 :] if is_below else "/no such file")

    def send_error(self, code: int, *_: object) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(Path(self.directory, "404.html").read_bytes())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a hosted edition from this machine below a sub-path; gives its address."""
    handler = functools.partial(GuideHandler, directory=str(site))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        finally:
            server.shutdown()


@pytest.fixture(scope="session")
def hosted_url() -> Iterator[str]:
    """The address of the hosted edition of this guide."""
    with served(HOSTED) as url:
        yield url


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files, by path, into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def build_guide(folder: Path, pages: dict[str, str], **options: Any) -> Path:
    """Build pages, by file name, with the templates, styles, options and lists of this guide."""
    is_page = shutil.ignore_patterns("*.md")
    shutil.copytree(DOCS, folder / "docs", ignore=is_page, dirs_exist_ok=True)
    write_files(folder / "docs", pages)
    options = {"nav": [*pages], "site_dir": str(folder / "site")} | options
    extra = options.pop("extra", {})
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(folder / "docs"), **options)
    config.extra.update(extra)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return Path(config.site_dir)


@pytest.fixture(scope="session")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small guide with everything that our extensions can make."""
    pages = {
        "index.md": (ROOT / "tests" / "specimen_home.md").read_text("utf-8"),
        "specimen.md": (ROOT / "tests" / "specimen.md").read_text("utf-8"),
        "other.md": "# Other page\n\n[A link](index.md)\n",
    }
    menu = ["index.md", {"A group of pages": ["specimen.md"]}, "other.md"]
    with served(build_guide(tmp_path_factory.mktemp("specimens"), pages, nav=menu)) as url:
        yield url


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sources in a folder with a space in its name, which shares this .venv."""
    root = tmp_path / "a copy"
    is_made = shutil.ignore_patterns(".git", ".venv", "*cache*", "site", "site-offline")
    shutil.copytree(ROOT, root, ignore=is_made)
    (root / ".venv").symlink_to(ROOT / ".venv")
    return root


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Writes files, and runs the link checker beside them; gives its status and what it prints."""
    monkeypatch.chdir(tmp_path)

    def run(files: Mapping[str, str | bytes], *arguments: str) -> tuple[int, str]:
        write_files(tmp_path, files)
        status = check_links.main(arguments or ["site"])
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as every test may use it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**LAUNCH)
        yield chromium
        chromium.close()


class Reader:
    """A reader of the hosted edition, who notes whatever goes wrong on its pages."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("console", self.note)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        others = re.compile(f"^(?!{re.escape(base)})")
        page.context.route(others, self.refuse)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "blocked by Playwright" not in message.text:
            self.faults.append(f"{message.text} ({message.location['url']})")

    def refuse(self, route: Route) -> None:
        self.faults.append(f"another host: {route.request.url}")
        route.abort()

    def address(self, page: str) -> str:
        return self.base + hosted_path(page)

    def open(self, page: str) -> None:
        self.page.goto(self.address(page), wait_until="load")

    def scheme(self) -> str:
        """The colors of the page: light or dark."""
        return self.page.evaluate("getComputedStyle(document.body).colorScheme")


@pytest.fixture
def reading(browser: Browser, hosted_url: str) -> Iterator[Callable[..., Reader]]:
    """Makes readers, at 360 px unless told otherwise; faults on any page they see fail the test."""
    readers = []

    def make(base: str = hosted_url, width: int = PHONE, **options: Any) -> Reader:
        screen = {"width": width, "height": 740}
        options = {"viewport": screen, "service_workers": "block", **options}
        readers.append(Reader(browser.new_context(**options).new_page(), base))
        return readers[-1]

    yield make
    faults = []
    for reader in readers:
        cookies = reader.page.context.cookies()
        faults += [*reader.faults, *(f"cookie: {cookie}" for cookie in cookies)]
        reader.page.context.close()
    assert faults == []


@pytest.fixture
def phone(reading: Callable[..., Reader]) -> Reader:
    """A reader at 360 px."""
    return reading()
