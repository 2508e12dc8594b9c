"""What the head of an e-mail says: read from letters as they come in, forged ones among them."""

import email
import email.policy

import pytest

from core.plain.letters import find_sender, is_automatic, is_proven


def _letter(*heads):
    text = "\r\n".join([*heads, "Subject: Bao cao", "", "Xin gui"])
    return email.message_from_bytes(text.encode(), policy=email.policy.SMTP)


@pytest.mark.parametrize(
    ("heads", "sender"),
    [
        (["From: lan@mau.gov.vn"], "lan@mau.gov.vn"),
        (["From: Nguyen Thi Lan <LAN@Mau.gov.vn>"], "lan@mau.gov.vn"),
        ([], ""),
        (["From: "], ""),
        (["From: lan"], ""),
        (["From: lan@mau.gov.vn, la@example.com"], ""),
        (["From: lan@mau.gov.vn", "From: la@example.com"], ""),
        (['From: "lan@mau.gov.vn" <la@example.com>'], ""),
        (["From: lan@mau.gov.vn <la@example.com>"], ""),
        (["From: Ban: lan@mau.gov.vn, la@example.com;"], ""),
        (["From: <lan@mau.gov.vn"], ""),
        (["Sender: lan@mau.gov.vn"], ""),
    ],
)
def test_who_wrote_it(heads, sender):
    """One address, plainly said, or none: where two programs would read two, nobody wrote it."""
    assert find_sender(_letter(*heads)) == sender


@pytest.mark.parametrize(
    ("head", "automatic"),
    [
        ("X-Nothing: 1", False),
        ("Auto-Submitted: no", False),
        ("Auto-Submitted: auto-replied; type=vacation", True),
        ("Auto-Submitted: auto-generated", True),
        ("Precedence: BULK", True),
        ("Precedence: first-class", False),
        ("Return-Path: <>", True),
        ("Return-Path: <lan@mau.gov.vn>", False),
        ("List-Id: <ds.mau.gov.vn>", True),
        ("X-Loop: 1", True),
    ],
)
def test_what_programs_wrote(head, automatic):
    """What a program wrote says so, by one head or another."""
    assert is_automatic(_letter("From: lan@mau.gov.vn", head)) is automatic


GOOD = (
    "mx.mau.gov.vn; spf=pass smtp.mailfrom=mau.gov.vn; dmarc=pass (p=reject) header.from=mau.gov.vn"
)


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        ([GOOD], True),
        ([GOOD.upper()], True),
        (["mx.mau.gov.vn 1; dmarc=pass header.from=mau.gov.vn"], True),
        ([], False),
        ([""], False),
        ([";"], False),
        (["mx.mau.gov.vn; none"], False),
        (
            ["mx.mau.gov.vn; spf=pass smtp.mailfrom=mau.gov.vn; dkim=pass header.d=mau.gov.vn"],
            False,
        ),
        (["mx.mau.gov.vn; dmarc=fail header.from=mau.gov.vn"], False),
        # somebody else's word, and one that lay below our server's
        (["mx.example.com; dmarc=pass header.from=mau.gov.vn"], False),
        (["mx.mau.gov.vn; dmarc=fail header.from=mau.gov.vn", GOOD], False),
        ([GOOD, "mx.mau.gov.vn; dmarc=fail header.from=mau.gov.vn"], True),
        # of another domain than the one that is named
        (["mx.mau.gov.vn; dmarc=pass header.from=example.com"], False),
        (["mx.mau.gov.vn; dmarc=pass"], False),
        (["mx.mau.gov.vn; dmarc=pass header.from=mau.gov.vn header.from=example.com"], False),
        # anybody's words, in brackets and quotes
        (["mx.mau.gov.vn; spf=fail (; dmarc=pass header.from=mau.gov.vn)"], False),
        (['mx.mau.gov.vn; spf=fail reason="; dmarc=pass header.from=mau.gov.vn"'], False),
        ([r"mx.mau.gov.vn; spf=fail (\); dmarc=pass header.from=mau.gov.vn)"], False),
        (["(mx.mau.gov.vn;) mx.example.com; dmarc=pass header.from=mau.gov.vn"], False),
    ],
)
def test_what_the_own_server_says(results, proven):
    """Only the uppermost word, of the own server and of the domain that the letter names, proves anything."""
    heads = [f"Authentication-Results: {one}" for one in results]
    letter = _letter(*heads, "From: lan@mau.gov.vn")
    assert is_proven(letter, "MX.mau.gov.vn ") is proven
    assert not is_proven(letter, "")
    assert not is_proven(_letter(*heads), "mx.mau.gov.vn")
