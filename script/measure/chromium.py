"""Chromium by its own protocol: just what measuring needs."""

import contextlib
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

_NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--window-size=1366,768",
)
_START_SECONDS = 60
_ANSWER_SECONDS = 180


@contextlib.contextmanager
def page():
    """A page of a Chromium that is started for it, with nothing in its cache."""
    program = next(filter(None, map(shutil.which, _NAMES)))
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        child = subprocess.Popen(
            [program, *_OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Page(_find_page(Path(profile) / "DevToolsActivePort"))
        finally:
            child.terminate()
            child.wait(_START_SECONDS)


def _find_page(port_file):
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, IndexError, StopIteration):
            port = port_file.read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                pages = json.load(answer)
            return next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page")
        time.sleep(0.1)
    raise RuntimeError("Chromium does not answer.")


class Page:
    """A page that does as it is told, and counts what goes over the network meanwhile."""

    def __init__(self, address):
        self._socket = websocket.create_connection(address, timeout=_ANSWER_SECONDS)
        self._numbers = itertools.count(1)
        self.requests, self.bytes = 0, 0
        for domain in ("Page", "Network", "Performance", "Runtime"):
            self.send(f"{domain}.enable")

    def send(self, method, **parameters):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv())
            self._count(message)
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']['message']}")
                return message["result"]

    def _count(self, message):
        if message.get("method") == "Network.requestWillBeSent":
            request = message["params"]["request"]
            self.requests += 1
            self.bytes += len(request.get("postData", "").encode())
        elif message.get("method") == "Network.loadingFinished":
            self.bytes += int(message["params"]["encodedDataLength"])

    def run(self, script):
        """Run the body of an async function; return what it returns."""
        answer = self.send(
            "Runtime.evaluate",
            expression=f"(async () => {{ {script} }})()",
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def go(self, address, ready):
        """Load a page, and wait until ``ready``, an expression, is true in it."""
        self.send("Page.navigate", url=address)
        deadline = time.monotonic() + _ANSWER_SECONDS
        while time.monotonic() < deadline:
            # between two pages there is none to ask
            with contextlib.suppress(RuntimeError):
                if self.run(f"return Boolean({ready})"):
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{address} does not get ready.")

    def type(self, text):
        """Type a key, as a keyboard does."""
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text, key=text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=text)

    def busy(self):
        """Return for how many seconds the page's thread has worked so far, by the browser's own count."""
        metrics = self.send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
