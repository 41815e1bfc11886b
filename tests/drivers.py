"""Three browsers with one set of orders, each cut off from the network: files are all they get.

Chromium is required of everybody. Firefox and WebKit take part where they are installed (Debian:
firefox-esr; webkit2gtk-driver with xvfb).
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import websocket
from playwright.sync_api import Browser, Error, Page
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.webkitgtk.service import Service

# Nothing listens on the discard port (RFC 863): a proxy there is a cut cable.
NO_PROXY_PORT = 9


class Chromium:
    """Chromium by Playwright. The other two take the same orders."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.page.goto(url)

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
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


class Firefox:
    """Firefox by WebDriver BiDi (W3C), which it speaks without a driver program."""

    def __init__(self, connection: websocket.WebSocket) -> None:
        self.connection, self.count = connection, 0
        self.send("session.new", capabilities={})
        # Only a window brought to the front gets focus events; the first one stays behind.
        self.context = self.send("browsingContext.create", type="window")["context"]
        self.send("browsingContext.activate", context=self.context)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; raises RuntimeError with what Firefox says."""
        self.count += 1
        command = {"id": self.count, "method": method, "params": parameters}
        self.connection.send(json.dumps(command))
        while (answer := json.loads(self.connection.recv())).get("id") != self.count:
            pass
        if answer["type"] == "error":
            raise RuntimeError(answer["message"])
        return answer["result"]

    def open(self, url: str) -> None:
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        target, made = {"context": self.context}, f"JSON.stringify({expression})"
        answer = self.send("script.evaluate", expression=made, target=target, awaitPromise=False)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self.send("input.performActions", context=self.context, actions=[source])

    def press(self, text: str) -> None:
        kinds = ("keyDown", "keyUp")
        self.act("key", [{"type": kind, "value": key} for key in text for kind in kinds])

    def point(self, x: float, y: float) -> None:
        presses = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act("pointer", [{"type": "pointerMove", "x": round(x), "y": round(y)}, *presses])


class WebKit:
    """WebKitGTK's small browser by WebDriver."""

    def __init__(self, driver: WebKitGTK) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        self.driver.get(url)

    def run(self, expression: str) -> Any:
        return self.driver.execute_script(f"return {expression}")

    def press(self, text: str) -> None:
        ActionChains(self.driver).send_keys(text).perform()

    def point(self, x: float, y: float) -> None:
        actions = ActionBuilder(self.driver)
        actions.pointer_action.move_to_location(round(x), round(y)).click()
        actions.perform()


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
    (profile / "user.js").write_text(
        "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in settings.items())
    )
    order = [FIREFOX, "--headless", "--remote-debugging-port=0", "--profile", str(profile)]
    with subprocess.Popen(order, stderr=subprocess.PIPE, text=True) as process:
        said = next(line for line in process.stderr if "WebDriver BiDi listening" in line)
        address = f"{said.split()[-1]}/session"
        connection = websocket.create_connection(address, suppress_origin=True)
        try:
            yield Firefox(connection)
        finally:
            connection.close()
            process.terminate()


@contextmanager
def webkit(_: Browser, profile: Path) -> Iterator[WebKit]:
    screen = [XVFB, "-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    silent = subprocess.DEVNULL
    with subprocess.Popen(screen, stdout=subprocess.PIPE, stderr=silent, text=True) as xvfb:
        display = f":{xvfb.stdout.readline().strip()}"
        options = WebKitGTKOptions()
        options.binary_location = MINI_BROWSER
        options.add_argument("--automation")
        dead = f"127.0.0.1:{NO_PROXY_PORT}"
        proxy = {"proxyType": "manual", "httpProxy": dead, "sslProxy": dead}
        options.set_capability("proxy", proxy)
        surroundings = os.environ | {"DISPLAY": display, "HOME": str(profile), "GDK_BACKEND": "x11"}
        driver = WebKitGTK(options, Service(WEBKIT_DRIVER, env=surroundings))
        try:
            yield WebKit(driver)
        finally:
            driver.quit()
            xvfb.terminate()


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
    """Wait for a JavaScript expression to be true, and return its value; give up after 20 s."""
    last = time.monotonic() + 20
    while not (value := driver.run(f"document.readyState === 'complete' && {expression}")):
        if time.monotonic() > last:
            raise TimeoutError(f"never true: {expression}")
        time.sleep(0.05)
    return value


def click(driver: Driver, selector: str) -> None:
    """Click in the middle of the first element that a selector finds and that nothing covers."""
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
