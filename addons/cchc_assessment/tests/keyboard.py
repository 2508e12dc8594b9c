"""Keyboards as people have them, led through the browser's own input: https://chromedevtools.github.io/devtools-protocol/."""

import contextlib
import itertools
import json
import threading
import time
import urllib.request

try:
    import websocket
except ImportError:
    websocket = None

# What the operating system calls the keys that are no letters; a letter that a program sends is called PACKET.
KEYS = {
    "Backspace": 8,
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "ArrowDown": 40,
    "Delete": 46,
    "F2": 113,
}
PACKET, COMPOSING = 231, 229
_SECONDS = 60

# How UniKey and EVKey write a word: each key as it is pressed, and what they send for those that change a letter,
# Backspaces first.
DIEU_KIEN = (
    "d",
    (1, "đ"),
    "i",
    "e",
    (1, "ê"),
    (1, "ề"),
    "u",
    " ",
    "k",
    "i",
    "e",
    (1, "ê"),
    "n",
    (2, "ện"),
)


class Keyboard:
    """The keys of one page, pressed while a test of ``HttpCase`` waits for it."""

    def __init__(self, port):
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/json/list", timeout=_SECONDS
        ) as pages:
            address = next(
                page["webSocketDebuggerUrl"] for page in json.load(pages) if page["type"] == "page"
            )
        self._socket = websocket.create_connection(address, timeout=_SECONDS, suppress_origin=True)
        self._numbers = itertools.count(1)

    def close(self):
        self._socket.close()

    def send(self, method, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, expression):
        answer = self.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def wait_for(self, expression):
        """Wait until a JavaScript expression is true, asking each time the page has been drawn."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            # between two pages there is nothing to ask
            with contextlib.suppress(AssertionError):
                if self.evaluate(f"!!({expression})"):
                    return
                self.evaluate("new Promise(requestAnimationFrame)")
        where = self.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        raise AssertionError(f"In vain: {expression}\nThe focus is at {where}")

    def throttle(self, rate):
        """Slow the page's processor down."""
        self.send("Emulation.setCPUThrottlingRate", rate=rate)

    def press(self, key, code=None, text=None):
        """Press a key; ``code`` is what the operating system calls it."""
        code = code or KEYS.get(key) or (ord(key.upper()) if len(key) == 1 and key.isalnum() else 0)
        text = text or {"Enter": "\r"}.get(key) or (key if len(key) == 1 else "")
        values = {"key": key, "windowsVirtualKeyCode": code}
        if code == COMPOSING:  # the keyboard keeps it
            self.send("Input.dispatchKeyEvent", type="rawKeyDown", **values)
        else:
            kind = "keyDown" if text else "rawKeyDown"
            self.send(
                "Input.dispatchKeyEvent", type=kind, **values, **({"text": text} if text else {})
            )
        self.send("Input.dispatchKeyEvent", type="keyUp", **values)

    def type_by_program(self, steps, delay):
        """Type as a program does that takes letters back and sends others, ``delay`` milliseconds apart."""
        pause = threading.Event().wait
        for step in steps:
            if isinstance(step, str):
                self.press(step)
                continue
            count, text = step
            for key in ["Backspace"] * count + list(text):
                pause(delay / 1000)
                self.press(key, code=KEYS.get(key, PACKET))

    def compose(self, *stages):
        """Put a word together as a system keyboard does; it is not handed over yet."""
        for stage in stages:
            self.press("Process", COMPOSING)
            self.send(
                "Input.imeSetComposition",
                text=stage,
                selectionStart=len(stage),
                selectionEnd=len(stage),
            )

    def hand_over(self, text):
        self.send("Input.insertText", text=text)


class KeyboardCase:
    """An ``HttpCase`` whose page is typed in by a ``Keyboard``."""

    _typist = None

    def authenticate(self, user, password, *, browser=None, **kwargs):
        result = super().authenticate(user, password, browser=browser, **kwargs)
        if browser and self._typist:
            self._typist(browser.devtools_port)
        return result

    def _type(self, url, ready, user, typing, timeout=300):
        """Open ``url`` as ``user`` and let ``typing(keyboard)`` type in it once ``ready`` is true.

        :raises Exception: what ``typing`` raised, besides what the page itself complains of.
        """
        failures = []

        def work(port):
            keyboard = Keyboard(port)
            try:
                keyboard.wait_for("window.cchcIsDone")
                typing(keyboard)
            except Exception as error:  # noqa: BLE001 (in a thread nobody else would hear of it)
                failures.append(error)
            finally:
                keyboard.evaluate("void window.cchcIsDone?.()")
                keyboard.close()

        def begin(port):
            threads.append(threading.Thread(target=work, args=(port,)))
            threads[-1].start()

        threads = []
        self._typist = begin
        self.browser_js(
            url,
            """
                void new Promise((resolve) => {
                    window.cchcIsDone = resolve;
                }).then(() => console.log("test successful"));
            """,
            ready=ready,
            login=user.login,
            timeout=timeout,
        )
        for thread in threads:
            thread.join(_SECONDS)
        for failure in failures:
            raise failure
