"""A browser's half of a conversation with Odoo: signing in, calling a method, listening to what is pushed."""

import copy
import json
import socket
import time

import requests
import websocket

ANSWER_SECONDS = 180


class Client:
    """Someone who has signed in."""

    def __init__(self, address, database, login, verify=True):
        self.address = address
        self._verify = verify
        self._http = requests.Session()
        credentials = {"db": database, "login": login, "password": login}
        self.user = self._post("/web/session/authenticate", credentials)

    def call(self, model, method, *arguments, **options):
        """Call a method as the web client does; returns what it returns."""
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": options}
        return self._post(f"/web/dataset/call_kw/{model}.{method}", parameters)

    def at(self, address):
        """Return the same person, in the same session, who asks at another address."""
        other = copy.copy(self)
        other.address = address
        return other

    def listen(self, port, *channels):
        """Return a websocket on ``port`` that has asked for ``channels``."""
        scheme, host = (
            ("wss", "localhost") if self.address.startswith("https") else ("ws", "127.0.0.1")
        )
        connection = websocket.create_connection(
            f"{scheme}://{host}:{port}/websocket",
            sslopt={"ca_certs": str(self._verify)},
            cookie="; ".join(f"{cookie.name}={cookie.value}" for cookie in self._http.cookies),
            origin=self.address,
            timeout=ANSWER_SECONDS,
        )
        data = {"channels": channels, "last": 0}
        connection.send(json.dumps({"event_name": "subscribe", "data": data}))
        return connection

    def get(self, address):
        """Return the answer to a plain request with this person's session."""
        cookies = {cookie.name: cookie.value for cookie in self._http.cookies}
        return requests.get(address, cookies=cookies, verify=self._verify, timeout=ANSWER_SECONDS)

    def _post(self, path, parameters):
        answer = self._http.post(
            self.address + path,
            json={"jsonrpc": "2.0", "method": "call", "params": parameters},
            # said each time: the environment's own certificates would go before a session's
            verify=self._verify,
            timeout=ANSWER_SECONDS,
        ).json()
        assert "error" not in answer, answer
        # nothing, where the method returns nothing
        return answer.get("result")


def messages_until(connection, kind):
    """Return the payloads of this kind in the first delivery that has one."""
    while True:
        found = [
            message["message"]["payload"]
            for message in json.loads(connection.recv())
            if message["message"]["type"] == kind
        ]
        if found:
            return found


def listens(port):
    """Whether something answers on this port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition):
    """Ask again and again until something is so; what does not become so fails."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.1)
    raise AssertionError("waited in vain")
