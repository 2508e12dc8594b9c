"""Asking a web server on this machine, which answers well or badly."""

import socket
import time

import pytest
from authority import (
    Server,
    fails,
    redirects_to,
    send_without_end,
    sends,
)

from core.timestamps import LONGEST_ANSWER, TimestampError, ask, check_address
from core.timestamps import service as room


def _fault(answer, **options):
    with Server(answer) as server, pytest.raises(TimestampError) as caught:
        ask(server.address, b"?", private=True, **options)
    return caught.value.kind


def test_a_request_and_its_answer():
    """The request goes to the address as RFC 3161 says, and the answer comes back as it is, as long as may be."""
    with Server(sends(lambda query: query * LONGEST_ANSWER)) as server:
        assert ask(f"{server.address}?a=1", b"?", private=True) == b"?" * LONGEST_ANSWER
        assert server.asked == [("/tsr?a=1", "application/timestamp-query", b"?")]


def test_too_long():
    """One byte more than the greatest length is refused, and what never ends is not read to its end."""
    assert _fault(sends(lambda query: query * (LONGEST_ANSWER + 1))) == "too_long"
    assert _fault(send_without_end) == "too_long"


@pytest.mark.parametrize("name", ["send_slowly", "send_head_slowly"])
def test_slow(name):
    """A letter now and then is broken off at the time that was given, in the head and in the text."""
    with Server(None) as server:
        server.answer = getattr(server, name)
        begun = time.monotonic()
        with pytest.raises(TimestampError) as caught:
            ask(server.address, b"?", private=True, seconds=0.5)
        assert caught.value.kind == "slow"
        assert time.monotonic() - begun < 10


def test_silent():
    """Who takes the connection and says nothing is broken off, too, when it should speak TLS as well."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        for scheme in ("http", "https"):
            address = f"{scheme}://127.0.0.1:{listening.getsockname()[1]}/"
            begun = time.monotonic()
            with pytest.raises(TimestampError) as caught:
                ask(address, b"?", private=True, seconds=0.3)
            assert caught.value.kind == "slow"
            assert time.monotonic() - begun < 10


def test_led_elsewhere():
    """Nothing that is answered leads to another address."""
    with Server(sends(lambda _query: b"!")) as other:
        assert _fault(redirects_to(other.address)) == "redirect"
        assert not other.asked


def test_errors():
    """An error of the server, no server, and one that speaks something else."""
    assert _fault(fails) == "status"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(TimestampError) as caught:
        ask(f"http://127.0.0.1:{port}/", b"?", private=True)
    assert caught.value.kind == "unreachable"
    assert _fault(lambda handler, _query: handler.wfile.write(b"hello\r\n\r\n")) == "unreachable"
    with Server(fails) as server, pytest.raises(TimestampError) as caught:
        ask(server.address.replace("http", "https"), b"?", private=True)
    assert caught.value.kind == "unreachable"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "10.1.2.3",
        "169.254.169.254",
        "[::ffff:10.0.0.1]",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_private_addresses(host):
    """Nothing is sent into a private network unless the administrator says so."""
    with pytest.raises(TimestampError) as caught:
        ask(f"http://{host}:1/", b"?")
    assert caught.value.kind == "private"


def test_public_addresses():
    """What is not private is let through, IPv6 as well."""
    assert room._is_public("203.162.1.1")
    assert room._is_public("2001:4860:4860::8888")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "tsa.mau.gov.vn",
        "ftp://tsa.mau.gov.vn",
        "file:///etc/passwd",
        "http://",
        "http://a:x/",
        "http://a:0/",
        "http://a:99999/",
        "http://name:password@a/",
        "http://a/\r\nX: y",
        "http://a/b c",
        "http://[::1/",
        "http://ả.vn/",
        f"http://a/{'b' * 500}",
        "http://tsa..gov.vn/",
        "https://.example/",
        f"http://{'a' * 64}.vn/",
    ],
)
def test_addresses_that_are_none(address):
    """Refused before anything is looked up."""
    with pytest.raises(TimestampError) as caught:
        check_address(address)
    assert caught.value.kind == "address"
