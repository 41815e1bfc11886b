"""Links to other hosts, asked of a real server on the loopback interface."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from linkcheck import external

if TYPE_CHECKING:
    from link_sites import Check

pytest_plugins = ["link_sites"]

PAGE = b"<!doctype html><p id=part><p id=user-content-readme>"


class Handler(BaseHTTPRequestHandler):
    """Answers by path: `/status/418`, `/to/PATH` and the odd things below."""

    asked: Counter[str]

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.server.asked[f"{self.command} {self.path}"] += 1  # type: ignore[attr-defined]
        self.server.headers.append(dict(self.headers))  # type: ignore[attr-defined]
        kind, _, rest = self.path[1:].partition("?")[0].partition("/")
        getattr(self, f"on_{kind}")(rest)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def on_page(self, rest: str) -> None:
        self.reply(200, PAGE, Content_Type="text/html; charset=utf-8", Set_Cookie="a=b")

    def on_text(self, rest: str) -> None:
        self.reply(200, b"x", Content_Type="text/plain")

    def on_status(self, rest: str) -> None:
        self.reply(int(rest), b"x")

    def on_gets(self, rest: str) -> None:
        self.reply(200 if self.command == "GET" else int(rest), PAGE)

    def on_moved(self, rest: str) -> None:
        self.reply(301, Location=f"/{rest}")

    def on_found(self, rest: str) -> None:
        self.reply(302, Location=f"/{rest}")

    def on_out(self, rest: str) -> None:
        self.reply(302, Location=rest)

    def on_nowhere(self, rest: str) -> None:
        self.reply(302, Location="http://[")

    def on_round(self, rest: str) -> None:
        self.reply(302, Location=f"/round/{int(rest) + 1}")

    def on_later(self, rest: str) -> None:
        times = self.server.asked[f"{self.command} {self.path}"]  # type: ignore[attr-defined]
        status = int(rest) if times == 1 else 200
        self.reply(status, PAGE, Retry_After="0")

    def on_date(self, rest: str) -> None:
        self.reply(429, Retry_After="Fri, 31 Dec 2999 23:59:59 GMT")

    def on_wait(self, rest: str) -> None:
        self.reply(429, Retry_After=rest)

    def on_drip(self, rest: str) -> None:
        self.send_response(200)
        if rest == "body":
            self.send_header("Content-Type", "text/html")
            self.end_headers()
        try:
            self.flush_headers()
            for _ in range(40):
                self.wfile.write(b"X-Drip: y\r\n")
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def on_hang(self, rest: str) -> None:
        time.sleep(1.5)

    def on_cut(self, rest: str) -> None:
        self.close_connection = True

    def on_large(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range(50 if self.command == "GET" else 0):
                self.wfile.write(b"x" * 1_000_000)
        except OSError:
            self.server.asked["gave up"] += 1  # type: ignore[attr-defined]
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """The server, with all waits of the checker made short."""
    monkeypatch.setattr(external, "BACKOFF", 0.01)
    monkeypatch.setattr(external, "PAUSE", 0.0)
    monkeypatch.setattr(external, "TIME_OUT", 0.4)
    monkeypatch.setattr(external, "TIME_LIMIT", 2.0)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    running.block_on_close = False
    running.asked = Counter()  # type: ignore[attr-defined]
    running.headers = []  # type: ignore[attr-defined]
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def links(server: ThreadingHTTPServer, *paths: str) -> dict[str, str | bytes]:
    """A site with a link to each path of the server, one a line."""
    host = f"http://127.0.0.1:{server.server_port}"
    return {"site/index.html": "\n".join(f'<a href="{host}/{path}"></a>' for path in paths)}


CASES = [
    pytest.param("page", None, None, id="good"),
    pytest.param("page#part", None, None, id="fragment"),
    pytest.param("page#readme", None, None, id="fragment that GitHub renames"),
    pytest.param("page#top", None, None, id="top"),
    pytest.param("page#:~:text=x", None, None, id="text fragment"),
    pytest.param("page#no", "error", 'the page has no id "no"', id="missing fragment"),
    pytest.param("text#no", None, None, id="fragment of a text"),
    pytest.param("status/404", "error", "the host says 404 Not Found", id="404"),
    pytest.param("status/410", "error", "the host says 410 Gone", id="410"),
    pytest.param(
        "status/401", "warning", "could not tell: the host says 401 Unauthorized", id="401"
    ),
    pytest.param("status/403", "warning", "could not tell: the host says 403 Forbidden", id="403"),
    pytest.param(
        "status/429", "warning", "could not tell: the host says 429 Too Many Requests", id="429"
    ),
    pytest.param(
        "status/500", "warning", "could not tell: the host says 500 Internal Server Error", id="500"
    ),
    pytest.param("gets/403", None, None, id="HEAD forbidden"),
    pytest.param("gets/405", None, None, id="HEAD not allowed"),
    pytest.param("gets/501", None, None, id="HEAD not implemented"),
    pytest.param("gets/404", None, None, id="HEAD lies"),
    pytest.param("found/page", None, None, id="temporary redirect"),
    pytest.param("moved/page", "warning", "moved for good to {}/page", id="permanent redirect"),
    pytest.param("moved/found/page", "warning", "moved for good to {}/found/page", id="both"),
    pytest.param("found/moved/page", None, None, id="permanent after temporary"),
    pytest.param("moved/status/404", "error", "the host says 404 Not Found", id="redirect to 404"),
    pytest.param(
        "found/page#no", "error", 'the page has no id "no"', id="fragment behind redirect"
    ),
    pytest.param("round/1", "error", "redirects without end", id="endless redirects"),
    pytest.param("out/ftp://x.example/", "error", "redirects to ftp://x.example/", id="to ftp"),
    pytest.param(
        "out/http://localhost/",
        "warning",
        "could not tell: localhost is a private address",
        id="inwards",
    ),
    pytest.param(
        "nowhere", "warning", "could not tell: no connection (ValueError)", id="to nowhere"
    ),
    pytest.param("later/503", None, None, id="busy at first"),
    pytest.param("later/429", None, None, id="too many at first"),
    pytest.param(
        "wait/3600",
        "warning",
        "could not tell: the host says 429 Too Many Requests",
        id="come later",
    ),
    pytest.param(
        "date", "warning", "could not tell: the host says 429 Too Many Requests", id="at a date"
    ),
    pytest.param("hang", "warning", "could not tell: no answer in time", id="time-out"),
    pytest.param("drip/head", "warning", "could not tell: no full answer in time", id="drip"),
    pytest.param(
        "drip/body#no", "warning", "could not tell: no full answer in time", id="dripping body"
    ),
    pytest.param("cut", "warning", "could not tell: no connection (ConnectionError)", id="cut off"),
    pytest.param("large#no", None, None, id="large body"),
]


@pytest.mark.parametrize(("path", "level", "reason"), CASES)
def test_answers(
    check_links: Check,
    server: ThreadingHTTPServer,
    path: str,
    level: str | None,
    reason: str | None,
) -> None:
    host = f"http://127.0.0.1:{server.server_port}"
    status, output = check_links(links(server, path), "site", "--external", "--allow-private")
    mark = "warning: " if level == "warning" else ""
    expected = ""
    if reason:
        expected = f'site/index.html:1: {mark}<a href="{host}/{path}">: {reason.format(host)}\n'
    errors, warnings = int(level == "error"), int(level == "warning")
    summary = f"1 pages, 1 links, 1 external addresses: {errors} broken, {warnings} warnings\n"
    assert (status, output) == (errors, expected + summary)


def test_nothing_is_asked_without_the_option(
    check_links: Check, server: ThreadingHTTPServer
) -> None:
    assert check_links(links(server, "status/404"), "site", "--allow-private")[0] == 0
    assert server.asked == {}  # type: ignore[attr-defined]


def test_private_addresses_need_the_option(check_links: Check, server: ThreadingHTTPServer) -> None:
    status, output = check_links(links(server, "page"), "site", "--external")
    assert status == 1
    assert "points at the reader's own computer" in output
    assert server.asked == {}  # type: ignore[attr-defined]
    files = {"site/index.html": "<a href=http://10.255.255.1/>"}
    assert (
        'warning: <a href="http://10.255.255.1/">: could not tell: 10.255.255.1 is a private'
        in (check_links(files, "site", "--external")[1])
    )


@pytest.mark.parametrize("host", ["no-such-host.invalid", "two..dots.invalid", f"{'a' * 64}.com"])
def test_host_that_does_not_exist(check_links: Check, host: str) -> None:
    files = {"site/index.html": f"<a href=http://{host}/>"}
    assert check_links(files, "site", "--external") == (
        1,
        (
            f'site/index.html:1: <a href="http://{host}/">: there is no host {host}\n'
            "1 pages, 1 links, 1 external addresses: 1 broken, 0 warnings\n"
        ),
    )


def test_each_address_is_asked_once(check_links: Check, server: ThreadingHTTPServer) -> None:
    paths = ["page", "page#part", "page#no", "page", "text"]
    status, output = check_links(links(server, *paths), "site", "--external", "--allow-private")
    assert (status, output.count("\n")) == (1, 2)
    assert server.asked == {"GET /page": 1, "HEAD /text": 1}  # type: ignore[attr-defined]


def test_second_run_asks_nothing(
    check_links: Check, server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    files = links(server, "page#part", "status/404", "moved/page")
    first = check_links(files, "site", "--external", "--allow-private")
    asked = server.asked.copy()  # type: ignore[attr-defined]
    assert check_links({}, "site", "--external", "--allow-private") == first
    assert server.asked == asked  # type: ignore[attr-defined]
    cache = tmp_path / ".cache/links.json"
    old = {
        url: (at - 2 * 3600, *rest) for url, (at, *rest) in json.loads(cache.read_text()).items()
    }
    cache.write_text(json.dumps(old))
    assert check_links({}, "site", "--external", "--allow-private") == first
    again = server.asked - asked  # type: ignore[attr-defined]
    assert again == {"HEAD /status/404": 1, "GET /status/404": 1}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"http://a/": [1, ["", ""], []]}'])
def test_damaged_cache_is_no_cache(
    check_links: Check, server: ThreadingHTTPServer, content: str
) -> None:
    files = links(server, "page") | {".cache/links.json": content}
    assert check_links(files, "site", "--external", "--allow-private")[0] == 0
    assert server.asked == {"HEAD /page": 1}  # type: ignore[attr-defined]


def test_no_cookies_and_no_credentials(
    check_links: Check, server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    files = links(server, "found/page", "page")
    text = str(files["site/index.html"]).replace("http://", "http://user:secret@", 1)
    assert check_links({"site/index.html": text}, "site", "--external", "--allow-private")[0] == 0
    for headers in server.headers:  # type: ignore[attr-defined]
        assert headers["User-Agent"] == "check_links.py"
        assert not {"Authorization", "Cookie"} & headers.keys()


def test_a_host_gets_two_requests_at_a_time(
    check_links: Check, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most = 0, 0
    lock = threading.Lock()

    def slow(handler: Handler, rest: str) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        handler.reply(200)

    monkeypatch.setattr(Handler, "on_slow", slow, raising=False)
    files = links(server, *(f"slow/{number}" for number in range(8)))
    assert check_links(files, "site", "--external", "--allow-private")[0] == 0
    assert most == 2


def test_findings_name_the_markdown(check_links: Check, server: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/status/404"
    files = {
        "site/index.html": f"<p><a href={url}>x</a>",
        "docs/index.md": f"# T\n\n[x]({url})\n",
    }
    assert check_links(files, "site", "--external", "--allow-private")[1].splitlines()[0] == (
        f"docs/index.md:3: broken link to {url}: the host says 404 Not Found"
    )


def test_a_host_that_hangs_does_not_stop_the_run(
    check_links: Check, server: ThreadingHTTPServer
) -> None:
    paths = ["drip/head?1", "drip/head?2", "drip/head?3", "status/404"]
    status, output = check_links(links(server, *paths), "site", "--external", "--allow-private")
    assert status == 1
    assert output.count("no full answer in time") == 3
    assert output.endswith("4 external addresses: 1 broken, 3 warnings\n")
