"""Three browsers with one interface, cut off from the network: they get files and nothing else.

Chromium is required. Firefox and WebKit take part where they are installed (Debian: firefox-esr;
webkit2gtk-driver with xvfb). Each wait for one of them ends after LIMIT seconds with an error.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import websocket
from playwright.sync_api import Browser, Error, Page

LIMIT = 60
# Nothing listens on the discard port (RFC 863): a proxy there is a cut cable.
NO_PROXY_PORT = 9


def wait_until(condition: Callable[[], Any], what: str, seconds: float = LIMIT) -> Any:
    """Wait until a condition is true and return its value. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not so after {seconds} s: {what}")
        time.sleep(0.05)
    return value


@contextmanager
def limited(what: str) -> Iterator[None]:
    """Say what was waited for when a connection timed out. Raises TimeoutError."""
    try:
        yield
    except (TimeoutError, websocket.WebSocketTimeoutException):
        raise TimeoutError(f"no answer after {LIMIT} s from {what}") from None


class Chromium:
    """Chromium, driven by Playwright. The other two have the same methods."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.page.goto(url)

    def run(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        try:
            return self.page.evaluate(expression)
        except Error as error:
            if "context was destroyed" in error.message:  # the page is on its way to another
                return None
            raise

    def press(self, text: str) -> None:
        """Press the keys of a text."""
        self.page.keyboard.type(text)

    def point(self, x: float, y: float) -> None:
        """Click at a point of the window, in CSS px."""
        self.page.mouse.click(x, y)


class WithActions:
    """What Firefox and WebKit have in common: the actions of the WebDriver standard."""

    def act(self, source: dict[str, Any]) -> None:
        raise NotImplementedError

    def press(self, text: str) -> None:
        kinds = ("keyDown", "keyUp")
        actions = [{"type": kind, "value": key} for key in text for kind in kinds]
        self.act({"type": "key", "id": "keys", "actions": actions})

    def point(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act({"type": "pointer", "id": "mouse", "actions": [move, *presses]})


class Firefox(WithActions):
    """Firefox, driven by WebDriver BiDi, which needs no driver program."""

    def __init__(self, url: str) -> None:
        self.socket = websocket.create_connection(url, timeout=LIMIT, suppress_origin=True)
        self.count = 0
        self.send("session.new", capabilities={})
        # Only a window in front gets focus events, and the first window stays behind.
        self.context = self.send("browsingContext.create", type="window")["context"]
        self.send("browsingContext.activate", context=self.context)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result. Raises RuntimeError with Firefox's message."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        answer: dict[str, Any] = {}
        with limited(f"Firefox: {method} {parameters}"):
            while answer.get("id") != self.count:
                answer = json.loads(self.socket.recv())
        if answer["type"] == "error":
            raise RuntimeError(answer["message"])
        return answer["result"]

    def open(self, url: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        answer = self.send(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self.context},
            awaitPromise=False,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def act(self, source: dict[str, Any]) -> None:
        self.send("input.performActions", context=self.context, actions=[source])


class WebKit(WithActions):
    """WebKitGTK's small browser, driven by WebDriver."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self.port = port
        self.path = "/session"
        session = self.send("", capabilities={"alwaysMatch": capabilities})
        self.path += f"/{session['sessionId']}"

    def send(self, command: str, method: str = "POST", **parameters: Any) -> Any:
        """Send a command and return its result. Raises RuntimeError with WebKit's message."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        with limited(f"WebKit: {command} {parameters}"):
            connection.request(method, self.path + command, json.dumps(parameters))
            answer = connection.getresponse()
            value = json.load(answer)["value"]
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{value['error']}: {value['message']}")
        return value

    def open(self, url: str) -> None:
        self.send("/url", url=url)

    def run(self, expression: str) -> Any:
        return self.send("/execute/sync", script=f"return {expression}", args=[])

    def act(self, source: dict[str, Any]) -> None:
        self.send("/actions", actions=[source])


@contextmanager
def running(order: list[str], **options: Any) -> Iterator[None]:
    """Run a program meanwhile, and end it with all that it has started."""
    process = subprocess.Popen(order, start_new_session=True, **options)
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def chromium(browser: Browser, _: Path) -> Iterator[Chromium]:
    context = browser.new_context(offline=True)
    yield Chromium(context.new_page())
    context.close()


@contextmanager
def firefox(_: Browser, profile: Path) -> Iterator[Firefox]:
    settings = {"network.proxy.type": 1, "network.proxy.allow_hijacking_localhost": True}
    for kind in ("http", "ssl"):
        settings[f"network.proxy.{kind}"] = "127.0.0.1"
        settings[f"network.proxy.{kind}_port"] = NO_PROXY_PORT
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in settings.items()]
    (profile / "user.js").write_text("".join(lines))
    order = [FIREFOX, "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
    file, log = profile / "WebDriverBiDiServer.json", profile / "firefox.log"
    with log.open("w") as output, running(order, stderr=output, stdout=output):
        wait_until(lambda: file.is_file() and file.stat().st_size, f"Firefox: see {log}")
        server = json.loads(file.read_text())
        driver = Firefox(f"ws://{server['ws_host']}:{server['ws_port']}/session")
        try:
            yield driver
        finally:
            driver.socket.close(timeout=1)


@contextmanager
def webkit(_: Browser, profile: Path) -> Iterator[WebKit]:
    screen = [XVFB, "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    dead = f"127.0.0.1:{NO_PROXY_PORT}"
    capabilities = {
        "webkitgtk:browserOptions": {"binary": MINI_BROWSER, "args": ["--automation"]},
        "proxy": {"proxyType": "manual", "httpProxy": dead, "sslProxy": dead},
    }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    number, log = profile / "display", profile / "webkit.log"
    with (
        number.open("w") as output,
        log.open("w") as errors,
        running(screen, stdout=output, stderr=errors),
    ):
        display = wait_until(lambda: number.read_text().strip(), f"Xvfb: see {log}")
        settings = {"DISPLAY": f":{display}", "HOME": str(profile), "GDK_BACKEND": "x11"}
        order = [WEBKIT_DRIVER, f"--port={port}"]
        with running(order, env=os.environ | settings, stdout=errors, stderr=errors):
            wait_until(lambda: is_listening(port), f"WebKitWebDriver: see {log}")
            driver = WebKit(port, capabilities)
            yield driver
            driver.send("", "DELETE")


def is_listening(port: int) -> bool:
    """Whether a program of this machine listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next(filter(None, map(shutil.which, names)), None)


FIREFOX = find("firefox-esr", "firefox")
WEBKIT_DRIVER, XVFB = find("WebKitWebDriver"), find("Xvfb")
MINI_BROWSER = next(map(str, Path("/usr").glob("lib*/*/webkit2gtk-4*/MiniBrowser")), None)

Driver = Chromium | Firefox | WebKit
Start = Callable[[Browser, Path], AbstractContextManager[Driver]]
INSTALLED: dict[str, Start] = {"chromium": chromium}
if FIREFOX:
    INSTALLED["firefox"] = firefox
if WEBKIT_DRIVER and XVFB and MINI_BROWSER:
    INSTALLED["webkit"] = webkit


def wait_for(driver: Driver, expression: str) -> Any:
    """Wait until a JavaScript expression is true on a loaded page, and return its value."""
    script = f"document.readyState === 'complete' && {expression}"
    return wait_until(lambda: driver.run(script), expression, 20)


def click(driver: Driver, selector: str) -> None:
    """Click in the middle of the first visible element of a selector, once nothing covers it."""
    found = f"[...document.querySelectorAll({json.dumps(selector)})].find(e => e.checkVisibility())"
    wait_for(driver, f"!!{found}")
    driver.run(f"{found}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    middle = """(element => {
      const box = element.getBoundingClientRect()
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
      const top = document.elementFromPoint(x, y)
      return top && element.contains(top) && [x, y]
    })"""
    driver.point(*wait_for(driver, f"{middle}({found})"))
