"""What the head of an e-mail says: read from letters as they come in, forged ones among them."""

import base64
import email
import email.policy
from email.message import EmailMessage

import pytest

from core.plain.letters import find_files, find_sender, is_automatic, is_proven


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
        # as mail programs write names, well or badly
        (['From: "lan@mau.gov.vn" <lan@mau.gov.vn>'], "lan@mau.gov.vn"),
        (["From: So TNMT. Lan <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (["From: Lê Lan <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (["From: =?UTF-8?B?TMOqIExhbg==?=<lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (['From: "=?utf-8?Q?L=C3=AA_Lan?=" <lan@mau.gov.vn>'], "lan@mau.gov.vn"),
        (["From: =?UTF-8?B?TMOqIExhbg?= <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (["From: =?x-none?B?TMOqIExhbg?= <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (["From: Lan (So TNMT) <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        (['From: "Lan, So TNMT" <lan@mau.gov.vn>'], "lan@mau.gov.vn"),
        # as long as nobody's name is
        ([f"From: {'Lan ' * 400}<lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        ([f"From: {'=?a?q?' * 400}<lan@mau.gov.vn>"], ""),
        (["From: Lan", " <lan@mau.gov.vn>"], "lan@mau.gov.vn"),
        # another address hides in a name
        (["From: =?UTF-8?B?bGFuQG1hdS5nb3Yudm4=?= <la@example.com>"], ""),
        (['From: "=?UTF-8?B?bGFuQG1hdS5nb3Yudm4=?=" <la@example.com>'], ""),
        (['From: "a" <lan@mau.gov.vn>, "b" <la@example.com>'], ""),
        (['From: "a\\" <lan@mau.gov.vn>, " <la@example.com>'], ""),
        (['From: "a\\" b, " <la@example.com>'], "la@example.com"),
        (['From: ("a) <lan@mau.gov.vn>, "b) <la@example.com>'], ""),
        (["From: (lan@mau.gov.vn) <la@example.com>"], ""),
        (["From: <lan@mau.gov.vn> <la@example.com>"], ""),
        (['From: "lan <la@example.com>'], ""),
        (["From: lan@@mau.gov.vn"], ""),
        (["From: lan@mau.gov.vn."], ""),
        (["From: lan@mau.gov.vn\x00"], ""),
        (["From: lân@mau.gov.vn"], ""),
        (["From: lan@mau.gov.vn la"], ""),
    ],
)
def test_who_wrote_it(heads, sender):
    """One address, plainly said, or none: where two programs would read two, nobody wrote it."""
    assert find_sender(_letter(*heads)) == sender
    # parsing it first, as whoever receives it does, changes nothing
    letter = _letter(*heads)
    str(letter["From"])
    assert find_sender(letter) == sender


def _compose(*parts):
    """A letter with these parts, as (kind, name, content, heads), as it comes in."""
    letter = EmailMessage()
    letter["From"] = "lan@mau.gov.vn"
    letter.set_content("Xin gui")
    letter.add_alternative(
        '<p>Xin gui <img src="cid:logo"> <img src="CID:bia"> cid:nhac cid:logo2</p>', subtype="html"
    )
    for kind, name, content, heads in parts:
        main, sub = kind.split("/")
        letter.add_attachment(content, maintype=main, subtype=sub, filename=name, **heads)
    return email.message_from_bytes(letter.as_bytes(), policy=email.policy.SMTP)


def test_files_of_a_letter():
    """Each comes with the bytes that were sent; pictures of the text alone stay away."""
    letter = _compose(
        ("application/pdf", "a.pdf", b"%PDF-1", {}),
        # it stands in the text, and is a document all the same
        ("application/pdf", "trong thư.pdf", b"%PDF-2", {"cid": "<bia>", "disposition": "inline"}),
        ("image/png", "logo.png", b"logo", {"cid": "<logo>", "disposition": "inline"}),
        ("image/png", "anh.png", b"anh", {"cid": "<log>", "disposition": "inline"}),
        ("image/png", "nhac.png", b"nhac", {"cid": "<nhac>", "disposition": "inline"}),
        ("application/pkcs7-signature", "smime.p7s", b"seal", {}),
    )
    assert find_files(letter) == [
        ("a.pdf", b"%PDF-1"),
        ("trong thư.pdf", b"%PDF-2"),
        ("anh.png", b"anh"),
        ("nhac.png", b"nhac"),
    ]
    outer = EmailMessage()
    outer.set_content("Chuyen tiep")
    outer.add_attachment(letter)
    outer = email.message_from_bytes(outer.as_bytes(), policy=email.policy.SMTP)
    assert find_files(outer) == find_files(letter)
    assert not find_files(_letter("From: lan@mau.gov.vn"))
    assert not find_files(_letter("Content-Type: text/plain", "Content-Disposition: attachment"))


@pytest.mark.parametrize("kind", ["text/csv", "text/plain; charset=utf-16", "text/xml; charset=x"])
def test_bytes_of_texts(kind):
    """A text that is attached is not read as letters: what was sent is what is filed, in whatever code."""
    content = "Số, Điểm\r\n".encode("utf-16") + bytes(range(256))
    encoded = email.message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="b.csv"\r\n\r\n' + base64.encodebytes(content),
        policy=email.policy.SMTP,
    )
    assert find_files(encoded) == [("b.csv", content)]


@pytest.mark.parametrize(
    ("html", "is_shown"),
    [
        ("<img src='cid:LOGO'>", True),
        ("<img alt=x src=cid:logo>", True),
        ("<img src=cid:logo alt=x>", True),
        ("<td style='background: url(cid:logo)'>", True),
        ('<img src = "cid:logo"/>', True),
        ("<![x <img src='cid:logo", True),
        ("<p>cid:logo</p>", False),
        ("<a href='cid:logo'>x</a>", False),
        ("<img src='cid:logo2'>", False),
        ("<img src='cid:lo'>", False),
        ("", False),
    ],
)
def test_pictures_that_stand_in_a_text(html, is_shown):
    """Each is known by its whole number, where it is shown; a text that is broken leaves out no document."""
    letter = EmailMessage()
    letter.set_content(html, subtype="html")
    letter.add_related(b"x", "image", "png", cid="<logo>", filename="logo.png")
    letter = email.message_from_bytes(letter.as_bytes(), policy=email.policy.SMTP)
    assert find_files(letter) == ([] if is_shown else [("logo.png", b"x")])


def test_names_and_contents_that_are_broken():
    """A file without a name has none, one in raw bytes is read as well as can be, and no content is empty."""
    raw = email.message_from_bytes(
        'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="Số.pdf"\r\n\r\n'.encode(),
        policy=email.policy.SMTP,
    )
    [(name, content)] = find_files(raw)
    assert name.encode() and name.endswith(".pdf")
    assert content == b""
    unnamed = email.message_from_bytes(
        b"Content-Type: application/pdf\r\n\r\nx", policy=email.policy.SMTP
    )
    assert find_files(unnamed) == [("", b"x")]


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
