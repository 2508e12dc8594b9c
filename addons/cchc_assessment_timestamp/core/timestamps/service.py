"""Asking an authority: one request, directly, of bounded size and time; it is led nowhere else."""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import closing, suppress
from urllib.parse import SplitResult, urlsplit

from .errors import TimestampError

#: How long an answer may be, in bytes: it is kept with a text that is read up to 20,000 letters.
LONGEST_ANSWER = 10_000
#: How long each of reaching, encrypting and answering may take.
SECONDS = 15.0
_LONGEST_ADDRESS = 500
# How many addresses of one name are tried: each may take that long.
_MOST_PLACES = 3
_PORTS = {"http": 80, "https": 443}
_HEADERS = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
    "Connection": "close",
}


def check_address(address: str) -> SplitResult:
    """Return the parts of an authority's address.

    :raises TimestampError: when it is no address of http or https, or holds a name and a password.
    """
    try:
        parts = urlsplit(address)
        good = bool(parts.scheme in _PORTS and parts.hostname and parts.port != 0)
        # as it is looked up: no part of the name is empty or too long
        (parts.hostname or "").rstrip(".").encode("idna")
    except ValueError as error:
        raise TimestampError("address", error) from error
    is_plain = address.isascii() and not any(one <= " " for one in address)
    if not good or not is_plain or "@" in parts.netloc or len(address) > _LONGEST_ADDRESS:
        raise TimestampError("address")
    return parts


def ask(address: str, request: bytes, private: bool = False, seconds: float = SECONDS) -> bytes:
    """Return what the authority at this address answers to a request.

    :param private: whether it may be in a network of one's own, or on this machine
    :param seconds: how long each part of it may take
    :raises TimestampError: when there is no answer that can be read as one.
    """
    parts = check_address(address)
    connection = _Connection(parts, private, seconds)
    try:
        connection.connect()
        # whoever sends a byte now and then meets no limit of a socket's
        alarm = threading.Timer(seconds, connection.break_off)
        alarm.start()
        try:
            return _exchange(connection, parts, request)
        finally:
            alarm.cancel()
    except (OSError, ValueError, http.client.HTTPException) as error:
        is_slow = connection.is_broken_off or isinstance(error, TimeoutError)
        raise TimestampError("slow" if is_slow else "unreachable", error) from error
    finally:
        connection.end()


def _exchange(connection, parts, request):
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    connection.request("POST", path, request, _HEADERS)
    with closing(connection.getresponse()) as response:
        return _read(response, connection)


def _read(response, connection):
    if 300 <= response.status < 400:
        raise TimestampError("redirect", response.status)
    if response.status != 200:
        raise TimestampError("status", response.status)
    content = response.read(LONGEST_ANSWER + 1)
    if connection.is_broken_off:
        raise TimestampError("slow")
    if len(content) > LONGEST_ANSWER:
        raise TimestampError("too_long", response.length)
    return content


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at first, so that its name cannot lead elsewhere meanwhile."""

    def __init__(self, parts, private, seconds):
        self.default_port = _PORTS[parts.scheme]
        super().__init__(parts.hostname, parts.port or self.default_port, timeout=seconds)
        self._is_encrypted = parts.scheme == "https"
        self._private = private
        self.is_broken_off = False
        self._reached = None

    def connect(self):
        # an answer goes on when the connection knows of its socket no more
        self._reached = self.sock = self._reach()
        if self._is_encrypted:
            context = ssl.create_default_context()
            self._reached = self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def break_off(self):
        self.is_broken_off = True
        with suppress(OSError):
            # the plain socket's: what is encrypted would say goodbye first
            socket.socket.shutdown(self._reached, socket.SHUT_RDWR)

    def end(self):
        self.close()
        if self._reached:
            self._reached.close()

    def _reach(self):
        places = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[:_MOST_PLACES]
        for _family, _kind, _protocol, _name, (host, *_rest) in places:
            if not self._private and not _is_public(host):
                raise TimestampError("private", host)
        failed = OSError("it has no address")
        for family, kind, protocol, _name, place in places:
            reached = socket.socket(family, kind, protocol)
            reached.settimeout(self.timeout)
            try:
                reached.connect(place)
            except OSError as error:
                reached.close()
                failed = error
            else:
                return reached
        raise failed


def _is_public(text):
    address = ipaddress.ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast
