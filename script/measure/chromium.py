"""A page that counts what it costs."""

from pictures.browser import Browser

_PATIENCE = 240


class Page(Browser):
    """Chromium's page, with what went over the network, and how long its thread has worked."""

    def __init__(self, address):
        super().__init__(address)
        # a page that is slowed down on a busy machine answers late
        self._socket.settimeout(_PATIENCE)
        self.requests, self.bytes = 0, 0
        for domain in ("Network", "Performance"):
            self._send(f"{domain}.enable")

    def _notice(self, message):
        if message.get("method") == "Network.requestWillBeSent":
            self.requests += 1
            self.bytes += len(message["params"]["request"].get("postData", "").encode())
        elif message.get("method") == "Network.loadingFinished":
            self.bytes += int(message["params"]["encodedDataLength"])

    def run(self, script):
        """Run the body of an async function; return what it returns."""
        return self.evaluate(f"(async () => {{ {script} }})()")

    def type(self, text):
        """Type a key, as a keyboard does."""
        self._send("Input.dispatchKeyEvent", type="keyDown", text=text, key=text)
        self._send("Input.dispatchKeyEvent", type="keyUp", key=text)

    def press(self, key):
        """Press a key that counts as a person's."""
        code = {"ArrowUp": 38, "ArrowDown": 40, "Escape": 27}.get(key) or ord(key.upper())
        values = {"key": key, "windowsVirtualKeyCode": code}
        text = {"text": key} if len(key) == 1 else {}
        kind = "keyDown" if text else "rawKeyDown"
        self._send("Input.dispatchKeyEvent", type=kind, **values, **text)
        self._send("Input.dispatchKeyEvent", type="keyUp", **values)

    def before_each(self, script):
        """Run a script at the beginning of each page that is opened from now on."""
        self._send("Page.enable")
        self._send("Page.addScriptToEvaluateOnNewDocument", source=script)

    def keep_focus(self):
        """Let the page be the one in front: else it hears of a focus together with the first key."""
        self._send("Emulation.setFocusEmulationEnabled", enabled=True)

    def bypass_service_worker(self):
        """Fetch everything from the server itself, as on a first visit."""
        self._send("Network.setBypassServiceWorker", bypass=True)

    def emulate(self, slower, line):
        """Slow the processor down, and the line."""
        self._send("Emulation.setCPUThrottlingRate", rate=slower)
        self._send("Network.emulateNetworkConditions", offline=False, **line)

    def wait_until(self, expression):
        self._wait_until(expression, expression)

    def busy(self):
        """Return for how many seconds the page's thread has worked so far, by the browser's own count."""
        metrics = self._send("Performance.getMetrics")["metrics"]
        return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
