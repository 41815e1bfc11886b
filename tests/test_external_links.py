"""Links to other hosts, asked of a real server on the loopback interface."""

import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import check_links
import pytest
from link_sites import Check

pytest_plugins = ["link_sites"]


class Handler(BaseHTTPRequestHandler):
    """Answers by path: `/status` is good, `/status/418`, `/to/ADDRESS`, and odd things."""

    def answer(self) -> None:
        self.server.asked[f"{self.command} {self.path}"] += 1  # type: ignore[attr-defined]
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"on_{kind}")(rest or "200")

    do_HEAD = do_GET = answer

    def reply(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def on_status(self, rest: str) -> None:
        self.reply(int(rest))

    def on_to(self, rest: str) -> None:
        self.reply(302, Location=rest)

    def on_loop(self, rest: str) -> None:
        self.reply(302, Location="/loop")

    def on_later(self, rest: str) -> None:
        is_first = self.server.asked[f"GET {self.path}"] < 2  # type: ignore[attr-defined]
        self.reply(int(rest) if is_first else 200, Retry_After="0")

    def on_hang(self, rest: str) -> None:
        time.sleep(3)

    def on_cut(self, rest: str) -> None:
        self.close_connection = True

    def on_get(self, rest: str) -> None:
        """Answer GET alone as it should be, and HEAD as something else."""
        self.reply(200) if self.command == "GET" else getattr(self, f"on_{rest}")("403")

    def on_says(self, rest: str) -> None:
        self.wfile.write(b"HTTP/1.1 500 \x1b[31mred\r\nContent-Length: 0\r\n\r\n")

    def on_slow(self, rest: str) -> None:
        counts = self.server.asked  # type: ignore[attr-defined]
        counts["now"] += 1
        counts["most"] = max(counts["most"], counts["now"])
        time.sleep(0.05)
        counts["now"] -= 1
        self.reply(200)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """The server, with all waits of the checker made short."""
    monkeypatch.setattr(check_links, "PAUSE", 0.01)
    monkeypatch.setattr(check_links, "TIMEOUTS", {"HEAD": 0.5, "GET": 1.0})
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    running.block_on_close = False
    running.asked = Counter()  # type: ignore[attr-defined]
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def links(server: ThreadingHTTPServer, *paths: str) -> dict[str, str | bytes]:
    """A site with a link to each path of the server, one a line."""
    host = f"http://127.0.0.1:{server.server_port}"
    return {"site/index.html": "\n".join(f'<a href="{host}/{path}"></a>' for path in paths)}


UNSURE = "warning: could not tell: "
#: What is asked for, and what is said of it: nothing, an error or a warning.
ANSWERS = [
    pytest.param("status", "", id="good"),
    pytest.param("status#L10", "", id="case-10 line"),
    pytest.param("status#/route", "", id="case-10 route"),
    pytest.param("status/404", "the host says 404 Not Found", id="not found"),
    pytest.param("status/410", "the host says 410 Gone", id="gone"),
    pytest.param("status/403", f"{UNSURE}the host says 403 Forbidden", id="forbidden"),
    pytest.param("status/429", f"{UNSURE}the host says 429 Too Many Requests", id="too many"),
    pytest.param("status/500", f"{UNSURE}the host says 500 Internal Server Error", id="failure"),
    pytest.param("get/status", "", id="HEAD refused"),
    pytest.param("get/hang", "", id="case-9 HEAD hangs"),
    pytest.param("get/cut", "", id="case-9 HEAD resets"),
    pytest.param("to//status", "", id="redirect"),
    pytest.param("to//status/404", "the host says 404 Not Found", id="redirect to nothing"),
    pytest.param("to/ftp://x.example/", f"{UNSURE}no connection (InvalidSchema)", id="to ftp"),
    pytest.param("loop", f"{UNSURE}redirects without end", id="loop"),
    pytest.param("later/503", "", id="busy at first"),
    pytest.param("hang", f"{UNSURE}no answer in time", id="time-out"),
    pytest.param("cut", f"{UNSURE}no connection (ConnectionError)", id="cut off"),
    pytest.param("says", f"{UNSURE}the host says 500 \\x1b[31mred", id="case-11 reason"),
]


@pytest.mark.parametrize(("path", "said"), ANSWERS)
def test_answers(check: Check, server: ThreadingHTTPServer, path: str, said: str) -> None:
    url = f"http://127.0.0.1:{server.server_port}/{path}"
    warnings = int(said.startswith("warning: "))
    errors = int(bool(said)) - warnings
    level, reason = "warning: " * warnings, said.removeprefix("warning: ")
    found = f'site/index.html:1: {level}<a href="{url}">: {reason}\n' if said else ""
    summary = f"1 pages, 1 links, 1 external addresses: {errors} broken, {warnings} warnings\n"
    assert check(links(server, path), "site", "--external") == (errors, found + summary)


def test_nothing_is_asked_without_the_option(check: Check, server: ThreadingHTTPServer) -> None:
    status, output = check(links(server, "status"))
    assert (status, server.asked) == (1, {})  # type: ignore[attr-defined]
    assert "points at the reader's own computer" in output


@pytest.mark.parametrize("host", ["no-such-host.invalid", "two..dots.invalid", f"{'a' * 64}.com"])
def test_host_that_does_not_exist(check: Check, host: str) -> None:
    status, output = check({"site/index.html": f"<a href=http://{host}/>"}, "site", "--external")
    found = f'site/index.html:1: <a href="http://{host}/">: there is no host {host}'
    assert (status, output.splitlines()[0]) == (1, found)


def test_case_12_certificate_that_is_not_valid(check: Check) -> None:
    """The server speaks TLS with a certificate that nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        url = f"https://127.0.0.1:{running.server_port}/"
        status, output = check({"site/index.html": f"<a href={url}>"}, "site", "--external")
        running.shutdown()
    assert status == 0
    assert f'<a href="{url}">: could not tell: its certificate is not valid: self' in output


def test_each_address_is_asked_once(check: Check, server: ThreadingHTTPServer) -> None:
    files = links(server, "status", "status#part", "status#no", "status", "status/404")
    assert check(files, "site", "--external", "--ignore", "/404")[0] == 0
    assert server.asked == {"HEAD /status": 1}  # type: ignore[attr-defined]


def test_a_host_gets_two_requests_at_a_time(check: Check, server: ThreadingHTTPServer) -> None:
    files = links(server, *(f"slow/{number}" for number in range(8)))
    assert check(files, "site", "--external")[0] == 0
    assert server.asked["most"] == 2  # type: ignore[attr-defined]


def test_findings_name_the_markdown(check: Check, server: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{server.server_port}/status/404"
    files = {"site/index.html": f"<p><a href={url}>x</a>", "docs/index.md": f"# T\n\n[x]({url})\n"}
    found = f"docs/index.md:3: broken link to {url}: the host says 404 Not Found\n"
    assert check(files, "site", "--external")[1].startswith(found)
