"""What the tests share: the built editions, a web server for the hosted one, and Chromium."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from drivers import INSTALLED
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
HOSTED = ROOT / "site"
OFFLINE = ROOT / "site-offline"
PAGES = sorted(path.stem for path in DOCS.glob("*.md"))
SUB_PATH = "/dystonia-guide/"
# Chromium: the system's where there is one, else the one that Playwright has installed.
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--no-sandbox"] if os.geteuid() == 0 else []


def hosted_path(page: str) -> str:
    """The path of a page below the hosted guide's address."""
    return "" if page == "index" else f"{page}/"


def hosted_file(page: str) -> Path:
    """The built file of a page of the hosted edition."""
    return HOSTED / hosted_path(page) / "index.html"


def pytest_sessionstart() -> None:
    for edition in (HOSTED, OFFLINE):
        if not (edition / "index.html").is_file():
            pytest.exit(f"{edition.name}/ is not built: run scripts/test, which builds it", 2)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"Browsers that read the offline edition: {', '.join(INSTALLED)}")


class GuideHandler(http.server.SimpleHTTPRequestHandler):
    """Serves the hosted edition below SUB_PATH, as GitHub Pages does, and nothing beside it."""

    def translate_path(self, path: str) -> str:
        if not path.startswith(SUB_PATH):
            return str(HOSTED / "no such file")
        return super().translate_path("/" + path.removeprefix(SUB_PATH))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        body = (HOSTED / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def hosted_url() -> Iterator[str]:
    """The address of the hosted edition on a web server of this machine, with a sub-path."""
    handler = functools.partial(GuideHandler, directory=str(HOSTED))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as every test may use it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()
