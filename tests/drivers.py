"""Three browsers with one interface, cut off from the network: they get files and nothing else.

Chromium is required. Firefox and WebKit take part where they are installed (Debian: firefox-esr;
webkit2gtk-driver with xvfb and xauth). Each wait for one of them ends with an error, and a test
that fails while one runs shows what that browser has written to its log.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

LIMIT = 60
# Nothing listens on the discard port (RFC 863): a proxy there is a cut cable.
PROXY = {"proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9"}
# A free port, which Firefox writes to a file, and the proxy for this machine's own servers too.
PREFERENCES = """user_pref("marionette.port", 0);
user_pref("network.proxy.allow_hijacking_localhost", true);
"""


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next(filter(None, map(shutil.which, names)), None)


def wait_until(condition: Callable[[], Any], what: str) -> Any:
    """Wait until a condition is true and return its value. Meanwhile it may also fail, as the
    questions to a page do that is on its way to another. Raises TimeoutError."""
    end = time.monotonic() + LIMIT
    failure = None
    while time.monotonic() < end:
        try:
            if value := condition():
                return value
        except Exception as error:
            failure = error
        time.sleep(0.05)
    raise TimeoutError(f"not so after {LIMIT} s: {what}") from failure


class Chromium:
    """Chromium, driven by Playwright. The other two have the same methods."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.page.goto(url)

    def run(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        return self.page.evaluate(expression)

    def press(self, text: str) -> None:
        """Press the keys of a text."""
        self.page.keyboard.type(text)

    def click(self, selector: str) -> None:
        """Click in the middle of the first element of a selector, which nothing may cover."""
        self.page.locator(selector).first.click()


class WebDriver:
    """What Firefox and WebKit have in common: the commands of WebDriver, which `send` sends."""

    send: Callable[..., Any]

    def open(self, url: str) -> None:
        self.send("Navigate", url=url)

    def run(self, expression: str) -> Any:
        return self.send("ExecuteScript", script=f"return {expression}", args=[])

    def press(self, text: str) -> None:
        kinds = ("keyDown", "keyUp")
        actions = [{"type": kind, "value": key} for key in text for kind in kinds]
        self.send("PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def click(self, selector: str) -> None:
        found = self.send("FindElement", using="css selector", value=selector)
        self.send("ElementClick", id=next(iter(found.values())))


class Firefox(WebDriver):
    """Firefox, driven by its own protocol Marionette, which needs no driver program."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=LIMIT)
        self.stream = self.socket.makefile("rb")
        self.receive()  # its greeting
        self.send("NewSession", proxy=PROXY)

    def send(self, command: str, **parameters: Any) -> Any:
        """Send a command and return its result. Raises RuntimeError with Firefox's message."""
        message = json.dumps([0, 1, f"WebDriver:{command}", parameters])
        self.socket.sendall(f"{len(message)}:{message}".encode())
        _, _, error, result = self.receive()
        if error:
            raise RuntimeError(f"{error['error']}: {error['message']}")
        return result.get("value")

    def receive(self) -> Any:
        """Read a message: its length, a colon, and JSON."""
        length = b""
        while (digit := self.stream.read(1)).isdigit():
            length += digit
        return json.loads(self.stream.read(int(length)))


PATHS = {
    "NewSession": "",
    "Navigate": "/url",
    "ExecuteScript": "/execute/sync",
    "FindElement": "/element",
    "ElementClick": "/element/{id}/click",
    "PerformActions": "/actions",
}


class WebKit(WebDriver):
    """WebKitGTK's small browser, driven by WebDriver's own protocol, which is HTTP."""

    def __init__(self, port: int) -> None:
        self.port, self.session = port, "/session"
        wanted = {"alwaysMatch": {"proxy": PROXY}}
        self.session += "/" + self.send("NewSession", capabilities=wanted)["sessionId"]

    def send(self, command: str, **parameters: Any) -> Any:
        """Send a command and return its result. Raises RuntimeError with WebKit's message."""
        # Once in about 60 times, it never answers when the page is left meanwhile.
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LIMIT / 4)
        path = self.session + PATHS[command].format(**parameters)
        connection.request("POST", path, json.dumps(parameters))
        answer = connection.getresponse()
        value = json.load(answer)["value"]
        if answer.status != 200:
            raise RuntimeError(f"{value['error']}: {value['message']}")
        return value


@contextmanager
def running(
    command: list[str], folder: Path, connect: Callable[[], WebDriver], **settings: str
) -> Iterator[WebDriver]:
    """Run a browser, with all that it starts; an error meanwhile gets the end of its log."""
    log = folder / "browser.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, env=os.environ | settings, start_new_session=True, stdout=output, stderr=output
        )
    try:
        yield wait_until(connect, f"{command[0]} is ready")
    except BaseException as error:
        written = log.read_text(errors="replace")[-2000:]
        error.add_note(f"{command[0]} (status {process.poll()}) has written:\n{written}")
        raise
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, sign)
                process.wait(5)


@contextmanager
def chromium(browser: Browser, _: Path) -> Iterator[Chromium]:
    with browser.new_context(offline=True) as context:
        yield Chromium(context.new_page())


def firefox(_: Browser, profile: Path) -> AbstractContextManager[WebDriver]:
    (profile / "user.js").write_text(PREFERENCES)
    port = profile / "MarionetteActivePort"
    command = [FIREFOX, "--headless", "--marionette", "--profile", str(profile)]
    return running(command, profile, lambda: Firefox(int(port.read_text())))


def webkit(_: Browser, profile: Path) -> AbstractContextManager[WebDriver]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [XVFB, "--auto-servernum", WEBKIT_DRIVER, f"--port={port}"]
    settings = {"HOME": str(profile), "GDK_BACKEND": "x11"}
    return running(command, profile, lambda: WebKit(port), **settings)


Driver = Chromium | WebDriver
INSTALLED: dict[str, Callable[[Browser, Path], AbstractContextManager[Driver]]]
INSTALLED = {"chromium": chromium}
if FIREFOX := find("firefox-esr", "firefox"):
    INSTALLED["firefox"] = firefox
if (WEBKIT_DRIVER := find("WebKitWebDriver")) and (XVFB := find("xvfb-run")):
    INSTALLED["webkit"] = webkit


def wait_for(driver: Driver, expression: str) -> Any:
    """Wait until a JavaScript expression is true on a loaded page, and return its value."""
    script = f"document.readyState === 'complete' && {expression}"
    return wait_until(lambda: driver.run(script), expression)


def click(driver: Driver, selector: str) -> None:
    """Click on the first element of a selector, once nothing covers it."""
    wait_until(lambda: driver.click(selector) or True, f"{selector} is clicked")
