"""A real Odoo with several workers, and people who call it over HTTP."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests

_START_SECONDS = 180
_ANSWER_SECONDS = 300
# What the servers say, in Odoo's folder of data.
LOG = "odoo.log"
NO_ANSWER = "no answer in JSON"


def free_ports(count):
    """Return ports of this machine that nobody listens on now."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _number in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def is_chosen(title, only):
    """Whether a title has one of these in it, which commas part; every title has the empty text."""
    return any(part.strip() in title for part in only.split(","))


@contextlib.contextmanager
def serve(options, workers):
    """Run Odoo with this many workers for as long as the block lasts; gives its address and process."""
    port, gevent_port = free_ports(2)
    command = [sys.executable, Path(__file__).with_name("prefork_odoo.py")]
    command += ["-c", options.c, "-d", options.d, "-D", options.D]
    command += [f"--workers={workers}", f"--http-port={port}", f"--gevent-port={gevent_port}"]
    command += ["--max-cron-threads=0", "--limit-time-real=600", "--limit-time-cpu=600"]
    log = Path(options.D) / LOG
    with log.open("ab") as output:
        child = subprocess.Popen(
            [*map(str, command)], stdout=output, stderr=output, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_up(address)
        yield address, child
    finally:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            # it is the leader of a group of its own
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def wait_until_up(address):
    """Wait until Odoo answers, as it does again some time after one of its processes was killed."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{address}/web/login", timeout=_START_SECONDS).ok:
                return
        time.sleep(0.2)
    raise RuntimeError(f"Odoo did not answer at {address}.")


class Refused(Exception):
    """Odoo answered with an error."""


def _read(response):
    try:
        return response.json()
    except ValueError as error:
        # a worker whose connections have ended has nothing but a page to say
        raise Refused(f"{NO_ANSWER} ({response.status_code})") from error


class Nobody:
    """Somebody who is not signed in."""

    def __init__(self, address):
        self.address, self._browser, self._token = address, requests.Session(), None

    def post(self, path, **params):
        """Send what a page of the web client or of the site sends there, and return the answer.

        :raises Refused: when Odoo answers with an error.
        :raises requests.RequestException: when it does not answer.
        """
        response = self._browser.post(
            f"{self.address}{path}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=_ANSWER_SECONDS,
        )
        answer = _read(response)
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise Refused(f"{data.get('name')}: {data.get('message')}")
        return answer.get("result")


class Person(Nobody):
    """Somebody who is signed in."""

    def __init__(self, address, database, login, password):
        super().__init__(address)
        self.uid = self.post(
            "/web/session/authenticate", db=database, login=login, password=password
        )["uid"]

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does, and return its answer.

        :raises Refused: when Odoo answers with an error.
        :raises requests.RequestException: when it does not answer.
        """
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def upload(self, content, name, **fields):
        """File a document as the score sheet does, and return the answer."""
        for _once_more in range(2):
            answer = self._browser.post(
                f"{self.address}/cchc/evidence/upload",
                data={**fields, "csrf_token": self._token or ""},
                files={"file": (name, content, "application/pdf")},
                timeout=_ANSWER_SECONDS,
            )
            said = _read(answer)
            if "csrf_token" not in said:
                break
            self._token = said["csrf_token"]
        if "error" in said:
            raise Refused(said["error"])
        return said

    def get(self, path):
        """Return what lies at a path."""
        answer = self._browser.get(f"{self.address}{path}", timeout=_ANSWER_SECONDS)
        if not answer.ok:
            raise Refused(f"{answer.status_code}")
        return answer.content


def at_once(*works, lags=()):
    """Do these works at the same moment; return what each returned, or the error that it met.

    :param lags: after how many seconds each starts.
    """

    def do(work, lag):
        time.sleep(lag)
        try:
            return work()
        except (Refused, requests.RequestException) as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works, lags or [0] * len(works)))
