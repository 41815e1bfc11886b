"""Three browsers with one interface, cut off from the network: they get files and nothing else.

Chromium is required. Firefox and WebKit take part where they are installed (Debian: firefox-esr;
webkit2gtk-driver with xvfb). Each wait for one of them ends after LIMIT seconds with an error, and
a test that fails while one runs shows what that browser has written to its log.
"""

import json
import os
import re
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

import websocket
from playwright.sync_api import Browser, Error, Page

LIMIT = 60
# Nothing listens on the discard port (RFC 863): a proxy there is a cut cable.
CUT = {"proxy": {"proxyType": "manual", "httpProxy": "127.0.0.1:9", "sslProxy": "127.0.0.1:9"}}


def find(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next(filter(None, map(shutil.which, names)), None)


FIREFOX = find("firefox-esr", "firefox")
WEBKIT_DRIVER, XVFB = find("WebKitWebDriver"), find("Xvfb")
MINI_BROWSER = next(map(str, Path("/usr").glob("lib*/*/webkit2gtk-4*/MiniBrowser")), None)


def wait_until(condition: Callable[[], Any], what: str, seconds: float = LIMIT) -> Any:
    """Wait until a condition is true and return its value. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not so after {seconds} s: {what}")
        time.sleep(0.05)
    return value


@contextmanager
def running(
    command: list[str], log: Path, is_ready: Callable[[], Any], **options: Any
) -> Iterator[Any]:
    """Run a program, with all that it starts, from when it is ready; gives the value of that.

    An error meanwhile gets a note with the end of the program's log."""

    def has_started() -> Any:
        if process.poll() is not None:
            raise RuntimeError(f"{command[0]} ended with status {process.returncode}")
        return is_ready()

    with log.open("w") as output:
        process = subprocess.Popen(
            command, start_new_session=True, stdout=output, stderr=output, **options
        )
    try:
        yield wait_until(has_started, f"{command[0]} is ready")
    except BaseException as error:
        written = log.read_text(errors="replace")[-2000:]
        error.add_note(f"{command[0]} (status {process.poll()}) has written:\n{written}")
        raise
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, sign)
                process.wait(5)


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
    """What Firefox and WebKit have in common: the actions of WebDriver, which `act` sends."""

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
        self.send("session.new", capabilities={"alwaysMatch": CUT})
        # Only a window in front gets focus events, and the first window stays behind.
        self.context = self.send("browsingContext.create", type="window")["context"]
        self.send("browsingContext.activate", context=self.context)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result. Raises RuntimeError with Firefox's message."""
        self.socket.send(json.dumps({"id": 1, "method": method, "params": parameters}))
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

    def __init__(self, port: int) -> None:
        self.port, self.path = port, "/session"
        program = {"binary": MINI_BROWSER, "args": ["--automation"]}
        wanted = CUT | {"webkitgtk:browserOptions": program}
        session = self.send("", capabilities={"alwaysMatch": wanted})
        self.path += f"/{session['sessionId']}"

    def send(self, command: str, seconds: float = LIMIT, **parameters: Any) -> Any:
        """Send a command and return its result. Raises RuntimeError with WebKit's message."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        connection.request("POST", self.path + command, json.dumps(parameters))
        answer = connection.getresponse()
        value = json.load(answer)["value"]
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{value['error']}: {value['message']}")
        return value

    def open(self, url: str) -> None:
        self.send("/url", url=url)

    def run(self, expression: str) -> Any:
        # When the page is left meanwhile, WebKit says so or, once in about 60 times, never answers.
        try:
            return self.send("/execute/sync", 10, script=f"return {expression}", args=[])
        except TimeoutError:
            return None
        except RuntimeError as error:
            if "no such frame" in str(error):
                return None
            raise

    def act(self, source: dict[str, Any]) -> None:
        self.send("/actions", actions=[source])


@contextmanager
def chromium(browser: Browser, _: Path) -> Iterator[Chromium]:
    with browser.new_context(offline=True) as context:
        yield Chromium(context.new_page())


@contextmanager
def firefox(_: Browser, profile: Path) -> Iterator[Firefox]:
    setting = 'user_pref("network.proxy.allow_hijacking_localhost", true);'
    (profile / "user.js").write_text(setting)
    command = [FIREFOX, "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
    log = profile / "firefox.log"
    address = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
    with running(command, log, lambda: address.search(log.read_text())) as found:
        yield Firefox(f"{found[1]}/session")


@contextmanager
def webkit(_: Browser, profile: Path) -> Iterator[WebKit]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = profile / "screen.log"
    number = re.compile(r"^(\d+)\n", re.MULTILINE)

    def is_listening() -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", port)) == 0

    command = [XVFB, "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    with running(command, log, lambda: number.search(log.read_text())) as found:
        settings = {"DISPLAY": f":{found[1]}", "HOME": str(profile), "GDK_BACKEND": "x11"}
        command = [WEBKIT_DRIVER, f"--port={port}"]
        with running(command, profile / "webkit.log", is_listening, env=os.environ | settings):
            yield WebKit(port)


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
    return wait_until(lambda: driver.run(script), expression)


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
