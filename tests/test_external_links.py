"""Links to other hosts, asked of a real server on the loopback interface."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import check_links
import pytest
from conftest import Check


class Handler(BaseHTTPRequestHandler):
    """Answers by path: `/status/418`, `/to/ADDRESS`, and odd things."""

    asked: Counter[str]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        kind, _, rest = self.path[1:].partition("/")
        getattr(self, f"on_{kind}")(rest)

    def on_status(self, rest: str, **headers: str) -> None:
        self.send_response(int(rest))
        for name, value in {"Content-Length": "0", "Retry-After": "3600", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def on_to(self, rest: str) -> None:
        self.on_status("302", Location=rest)

    def on_loop(self, rest: str) -> None:
        self.on_to("/loop")

    def on_later(self, rest: str) -> None:
        self.on_status("503" if self.asked[self.path] == 1 else "200")

    def on_hang(self, rest: str) -> None:
        time.sleep(2)

    def on_cut(self, rest: str) -> None:
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the server, with all waits of the checker made short."""
    monkeypatch.setattr(check_links, "TIMEOUT", 1.0)
    monkeypatch.setattr(check_links, "PAUSES", (0, 0.01))
    monkeypatch.setattr(Handler, "asked", Counter(), raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def links(*urls: str) -> dict[str, str]:
    """A site with a link to each URL, one a line."""
    return {"site/index.html": "\n".join(f"<a href='{url}'></a>" for url in urls)}


#: What is asked for, and what is said of it: nothing, an error, or that it is not sure.
ANSWERS = {
    "/status/200": "",
    "/status/404": "the host says 404 Not Found",
    "/status/410": "the host says 410 Gone",
    "/status/403": "could not tell: the host says 403 Forbidden",
    "/status/429": "could not tell: the host says 429 Too Many Requests",
    "/to//status/200": "",
    "/to//status/404": "the host says 404 Not Found",
    "/to/http://gone.invalid/": "there is no host gone.invalid",
    "/loop": "could not tell: redirects without end",
    "/later": "",
    "/hang": "could not tell: no answer in time",
    "/cut": "could not tell: no connection (ConnectionError)",
}


def test_answers(check: Check, host: str) -> None:
    urls = {f"{host}{path}": said for path, said in ANSWERS.items()}
    files = {**links(*urls), "content/index.md": "".join(f"[x]({url})\n" for url in urls)}
    status, output = check(files, "site", "--external", "--sources", "content")
    *findings, summary = output.splitlines()
    assert findings == [
        f"content/index.md:{line}: {'warning: ' if 'tell' in said else 'broken '}"
        f"link to {url}: {said}"
        for line, (url, said) in enumerate(urls.items(), 1)
        if said
    ]
    assert status == 1
    assert summary == "1 pages, 12 links, 12 external addresses: 4 broken, 5 warnings"


def test_each_address_is_asked_once_and_with_the_option_only(check: Check, host: str) -> None:
    paths = ("/status/200", "/status/200#part", "/status/200#no", "/status/404")
    files = links(*(host + path for path in paths))
    assert "points at the reader's own computer" in check(files)[1]
    assert Handler.asked == {}
    assert check(files, "site", "--external", "--ignore", "/404")[0] == 0
    assert Handler.asked == {"/status/200": 1}
    unsure = links(f"{host}/status/403")
    for options, status in (((), 0), (("--strict",), 1)):
        assert check(unsure, "site", "--external", *options)[0] == status
