"""Timestamps of an authority that the test makes, by OpenSSL."""

import random
import subprocess
from datetime import datetime, timedelta, timezone

import pytest
from authority import TSA_NAME, Authority

from core.timestamps import (
    FAULTS,
    TimestampError,
    check_signer,
    make_request,
    read_roots,
    read_stamp,
)

TEXT = b"cchc/1\n3\nAAAA\ntime 2026-12-05T03:10:00Z\n"


@pytest.fixture(scope="module")
def authority():
    made = Authority()
    yield made
    made.close()


@pytest.fixture(scope="module")
def stranger():
    made = Authority("Gốc mẫu")
    yield made
    made.close()


def _ask(reply, text=TEXT):
    request, nonce = make_request(text)
    return reply(request), nonce


def _fault(work, *args):
    with pytest.raises(TimestampError) as caught:
        work(*args)
    assert caught.value.kind in FAULTS
    return caught.value.kind


def test_good_stamp(authority):
    """It says when and who, in UTC, and the authority between is found in what the answer brings along."""
    answer, nonce = _ask(authority.reply)
    stamp = read_stamp(answer, TEXT, nonce)
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    assert timedelta(seconds=-2) < now - stamp.moment < timedelta(minutes=2)
    assert stamp.moment.microsecond == 0
    assert stamp.authority == f"CN={TSA_NAME}"
    check_signer(answer, read_roots(authority.pem))


def test_certificates_in_any_order(authority):
    """Whatever order DER would ask for of the two certificates, the answer is read: four authorities send both."""
    for _each in range(4):
        another = Authority()
        answer, nonce = _ask(another.reply)
        assert read_stamp(answer, TEXT, nonce).authority == f"CN={TSA_NAME}"
        check_signer(answer, read_roots(another.pem))
        another.close()


def test_openssl_reads_what_is_kept(authority, tmp_path):
    """What was answered is what ``openssl ts -verify`` takes, with the text and the root alone."""
    answer, _nonce = _ask(authority.reply)
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.tsr").write_bytes(answer)
    options = ["-data", "a.txt", "-in", "a.tsr", "-CAfile", authority.folder / "root.pem"]
    command = ["openssl", "ts", "-verify", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout


def test_another_question(authority):
    """An answer to another question, or of another text, is none; a kept one is not asked for its number."""
    answer, nonce = _ask(authority.reply_with_another_nonce)
    assert _fault(read_stamp, answer, TEXT, nonce) == "nonce"
    assert read_stamp(answer, TEXT).authority
    answer, nonce = _ask(authority.reply_with_another_digest)
    assert _fault(read_stamp, answer, TEXT, nonce) == "digest"
    answer, nonce = _ask(authority.reply)
    assert _fault(read_stamp, answer, TEXT + b"x", nonce) == "digest"


def test_another_signer(authority, stranger):
    """One of the same name with another key is not trusted; nobody is where no roots are given."""
    answer, nonce = _ask(stranger.reply)
    assert read_stamp(answer, TEXT, nonce)
    assert _fault(check_signer, answer, read_roots(authority.pem)) == "signer"
    check_signer(answer, read_roots(authority.pem + stranger.pem))
    assert _fault(check_signer, answer, []) == "no_roots"


def test_refused(authority):
    """What the authority refuses is told as that, without a token to read."""
    answer, nonce = _ask(authority.reply_refusing)
    assert _fault(read_stamp, answer, TEXT, nonce) == "refused"
    assert _fault(check_signer, answer, read_roots(authority.pem)) == "signer"


@pytest.mark.parametrize(
    "answer", [b"", b"x", b"<html>", bytes(5000), b"\x30\x80" * 4000, b"\xff" * 99]
)
def test_garbage(answer):
    """Any bytes are told apart from an answer, deeply nested ones too."""
    assert _fault(read_stamp, answer, TEXT, 1) == "garbage"


def test_changed_bytes(authority):
    """Of 300 answers with bytes changed by chance each is refused, or says the same as before."""
    answer, nonce = _ask(authority.reply)
    good, roots, dice = read_stamp(answer, TEXT, nonce), read_roots(authority.pem), random.Random(3)
    kinds = set()
    for _each in range(300):
        changed = bytearray(answer)
        for _byte in range(dice.randint(1, 3)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        try:
            stamp = read_stamp(bytes(changed), TEXT, nonce)
            check_signer(bytes(changed), roots)
        except TimestampError as error:
            kinds.add(error.kind)
        else:
            assert stamp == good
    assert {"garbage", "signer", "digest"} <= kinds


@pytest.mark.parametrize(
    "text",
    ["", "x", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "\u2014", "\x00" * 9],
)
def test_no_roots(text):
    """A text without a certificate, or with half of one, is refused."""
    assert _fault(read_roots, text) == "no_roots"


def test_several_roots(authority, stranger):
    """One after the other is read."""
    assert len(read_roots(authority.pem + stranger.pem)) == 2
