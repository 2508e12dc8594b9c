"""A Chromium without a window, led by its DevTools protocol: https://chromedevtools.github.io/devtools-protocol/."""

import base64
import contextlib
import itertools
import json
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

START_SECONDS = 60
# A first screen may wait for its assets to be put together.
SCREEN_SECONDS = 90
POLL_SECONDS = 0.2
# Menus and dialogs fade in.
SETTLE_SECONDS = 0.7

VISIBLE = "(() => { const node = document.querySelector(%s); return !!node && node.getClientRects().length > 0 })()"
QUIET = "!document.querySelector('.o_loading_indicator') && [...document.images].every((image) => image.complete)"


class BrowserError(Exception):
    """The page is not as the screen's description says."""


@contextlib.contextmanager
def browser(program, kind=None):
    """A Browser, or one of ``kind``, for as long as the block lasts, with a profile of its own that goes with it."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield (kind or Browser)(_find_page(Path(profile)))
        finally:
            child.terminate()
            child.wait(20)


def _find_page(profile):
    """Return the address of the browser's first page, once it has written down where it listens."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, IndexError, StopIteration):
            port = (profile / "DevToolsActivePort").read_text().split()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as answer:
                pages = json.load(answer)
            return next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        time.sleep(POLL_SECONDS)
    raise BrowserError("Chromium does not start.")


class Browser:
    def __init__(self, address):
        self._socket = websocket.create_connection(address, timeout=60, suppress_origin=True)
        self._numbers = itertools.count(1)
        # what the demonstration's people have on their clocks
        self._send("Emulation.setTimezoneOverride", timezoneId="Asia/Ho_Chi_Minh")

    def _send(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            self._notice(answer)
            if answer.get("id") == number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def _notice(self, message):
        """Hear what the browser tells, besides the answers."""

    def evaluate(self, expression):
        """The value of a JavaScript expression, or of what it promises."""
        result = self._send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            reason = details.get("exception", {}).get("description", details["text"])
            raise BrowserError(f"{expression}: {reason}")
        return result["result"].get("value")

    def resize(self, width, height):
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def forget(self, origin):
        """Log out from this site, and forget everything else that it has stored, such as who was logged in."""
        self._send("Storage.clearDataForOrigin", origin=origin, storageTypes="all")

    def open(self, address):
        self._send("Page.navigate", url=address)

    def wait_for(self, selector):
        """Wait until something visible matches ``selector`` and nothing is loading."""
        self._wait_until(f"{VISIBLE % json.dumps(selector)} && {QUIET}", selector)

    def click(self, selector):
        self.wait_for(selector)
        self.evaluate(f"void document.querySelector({json.dumps(selector)}).click()")

    def take(self):
        """The page as a PNG."""
        time.sleep(SETTLE_SECONDS)
        # what has settled may have begun to load once more
        self._wait_until(QUIET, "a page that is quiet")
        return base64.b64decode(self._send("Page.captureScreenshot", format="png")["data"])

    def _wait_until(self, expression, name):
        deadline = time.monotonic() + SCREEN_SECONDS
        while time.monotonic() < deadline:
            # between two pages there is nothing to ask
            with contextlib.suppress(BrowserError):
                if self.evaluate(expression):
                    return
            time.sleep(POLL_SECONDS)
        text = self.evaluate("document.body.innerText")[:500]
        raise BrowserError(f"Nothing on the page matches {name}. It says: {text}")
