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

    asked: Counter[str]

    def answer(self) -> None:
        self.asked[f"{self.command} {self.path}"] += 1
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"on_{kind}")(rest or "200")

    do_HEAD = do_GET = answer

    def on_status(self, rest: str, **headers: str) -> None:
        self.send_response(int(rest))
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def on_to(self, rest: str) -> None:
        self.on_status("302", Location=rest)

    def on_loop(self, rest: str) -> None:
        self.on_to("/loop")

    def on_later(self, rest: str) -> None:
        is_first = self.asked[f"GET {self.path}"] < 2
        self.on_status(rest if is_first else "200", Retry_After="0")

    def on_hang(self, rest: str) -> None:
        time.sleep(3)

    def on_cut(self, rest: str) -> None:
        self.close_connection = True

    def on_get(self, rest: str) -> None:
        """Answer GET alone as it should be, and HEAD as something else."""
        self.on_status("200") if self.command == "GET" else getattr(self, f"on_{rest}")("403")

    def on_says(self, rest: str) -> None:
        self.wfile.write(b"HTTP/1.1 500 \x1b[31mred\r\nContent-Length: 0\r\n\r\n")

    def on_slow(self, rest: str) -> None:
        self.asked["now"] += 1
        self.asked["most"] = max(self.asked["most"], self.asked["now"])
        time.sleep(0.05)
        self.asked["now"] -= 1
        self.on_status("200")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server, with all waits of the checker made short."""
    monkeypatch.setattr(check_links, "PAUSE", 0.01)
    monkeypatch.setattr(check_links, "TIMEOUTS", {"HEAD": 0.5, "GET": 1.0})
    monkeypatch.setattr(Handler, "asked", Counter(), raising=False)
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads, running.block_on_close = True, False
    threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def links(host: str, *paths: str) -> dict[str, str | bytes]:
    """A site with a link to each path of the server, one a line."""
    return {"site/index.html": "\n".join(f'<a href="{host}/{path}"></a>' for path in paths)}


UNSURE = "warning: could not tell: "
#: What is asked for, and what is said of it: nothing, an error or a warning.
ANSWERS = {
    "status": "",
    "status#L10": "",
    "status/404": "the host says 404 Not Found",
    "status/410": "the host says 410 Gone",
    "status/403": f"{UNSURE}the host says 403 Forbidden",
    "status/429": f"{UNSURE}the host says 429 Too Many Requests",
    "status/500": f"{UNSURE}the host says 500 Internal Server Error",
    "get/status": "",
    "get/hang": "",
    "get/cut": "",
    "to//status": "",
    "to//status/404": "the host says 404 Not Found",
    "to/ftp://x.example/": f"{UNSURE}no connection (InvalidSchema)",
    "loop": f"{UNSURE}redirects without end",
    "later/503": "",
    "hang": f"{UNSURE}no answer in time",
    "cut": f"{UNSURE}no connection (ConnectionError)",
    "says": f"{UNSURE}the host says 500 \\x1b[31mred",
}


@pytest.mark.parametrize(("path", "said"), ANSWERS.items())
def test_answers(check: Check, host: str, path: str, said: str) -> None:
    warnings = int(said.startswith("warning: "))
    errors = int(bool(said)) - warnings
    level, reason = "warning: " * warnings, said.removeprefix("warning: ")
    found = f'site/index.html:1: {level}<a href="{host}/{path}">: {reason}\n' if said else ""
    summary = f"1 pages, 1 links, 1 external addresses: {errors} broken, {warnings} warnings\n"
    assert check(links(host, path), "site", "--external") == (errors, found + summary)


def test_nothing_is_asked_without_the_option(check: Check, host: str) -> None:
    status, output = check(links(host, "status"))
    assert (status, Handler.asked) == (1, {})
    assert "points at the reader's own computer" in output


@pytest.mark.parametrize("host", ["no-such-host.invalid", "two..dots.invalid", f"{'a' * 64}.com"])
def test_host_that_does_not_exist(check: Check, host: str) -> None:
    status, output = check({"site/index.html": f"<a href=http://{host}/>"}, "site", "--external")
    found = f'site/index.html:1: <a href="http://{host}/">: there is no host {host}'
    assert (status, output.splitlines()[0]) == (1, found)


def test_certificate_that_is_not_valid(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server speaks TLS with a certificate that nobody signed."""
    monkeypatch.setattr(Handler, "asked", Counter(), raising=False)
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


def test_each_address_is_asked_once_and_two_of_a_host_at_a_time(check: Check, host: str) -> None:
    slow = [f"slow/{number}" for number in range(8)]
    files = links(host, "status", "status#part", "status#no", "status", "status/404", *slow)
    assert check(files, "site", "--external", "--ignore", "/404")[0] == 0
    once = {f"HEAD /{path}": 1 for path in ("status", *slow)}
    assert Handler.asked == {**once, "now": 0, "most": 2}


def test_findings_name_the_markdown(check: Check, host: str) -> None:
    url = f"{host}/status/404"
    files = {"site/index.html": f"<p><a href={url}>x</a>", "docs/index.md": f"# T\n\n[x]({url})\n"}
    found = f"docs/index.md:3: broken link to {url}: the host says 404 Not Found\n"
    assert check(files, "site", "--external")[1].startswith(found)
