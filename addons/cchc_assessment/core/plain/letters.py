"""What an e-mail says of itself: who wrote it, whether a program did, whether anybody proves it, and its files.

Anybody may write anything into a head. Only what the agency's own mail server put there says who sent it.
"""

import string
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import EmailMessage
from itertools import pairwise

_PASSED = "dmarc=pass"
_FROM = "header.from="
_BULK = frozenset({"auto_reply", "bulk", "junk", "list"})
_PROGRAMS = ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop")
_LETTERS = frozenset(string.ascii_letters + string.digits)
_IN_DOMAIN = _LETTERS | frozenset("-.")
_IN_USER = _LETTERS | frozenset("!#$%&'*+-./=?^_`{|}~")
# A longer head names nobody: what reads names goes over it once for each word in another script.
_LONGEST_HEAD = 2_000
# Outside quotes, each of these may begin another address.
_PARTING = frozenset(",;:<>@\\")
# In a text in HTML, what the number of a picture follows.
_BEFORE_A_PICTURE = ("src=", "src =", "url(")
# What proves a letter to mail programs is no document.
_SEALS = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    }
)


def find_sender(letter: EmailMessage) -> str:
    """Return the one address that a letter says to come from, in small letters; "" where it says none or several.

    The head is read as it came: a name may be written badly, as long as nothing in it may be taken for an address.
    """
    heads = [str(value) for name, value in letter.raw_items() if name.lower() == "from"]
    if len(heads) != 1 or len(heads[0]) > _LONGEST_HEAD:
        return ""
    head = "".join(heads[0].splitlines()).strip()
    name, address = "", head
    if head.endswith(">"):
        name, _mark, address = head[:-1].rpartition("<")
    address = address.lower()
    if not _is_address(address) or not _is_one_name(name):
        return ""
    said = _decode_name(name)
    # a name that is an address is that of the letter, or lies
    return address if "@" not in said or said.lower() == address else ""


def _is_address(text: str) -> bool:
    user, _mark, domain = text.rpartition("@")
    return (
        bool(user and domain)
        and _IN_USER.issuperset(user)
        and _IN_DOMAIN.issuperset(domain)
        and all(domain.split("."))
        and all(user.split("."))
    )


def _is_one_name(text: str) -> bool:
    """Whether nothing in the words before an address parts one address from another, whoever reads them."""
    plain, is_quoted, is_escaped = [], False, False
    for char in text:
        if is_escaped:
            is_escaped = False
        elif is_quoted and char == "\\":
            is_escaped = True
        elif char == '"':
            is_quoted = not is_quoted
        elif not is_quoted:
            plain.append(char)
    # a quote in brackets is none, and programs differ over it
    has_both = '"' in text and not set("()").isdisjoint(plain)
    return not is_quoted and not has_both and _PARTING.isdisjoint(plain)


def _decode_name(text: str) -> str:
    text = text.strip().strip('"').strip()
    try:
        parts = decode_header(text)
        said = "".join(
            part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
            for part, charset in parts
        )
    except (HeaderParseError, LookupError, ValueError):
        # nobody can say what it says
        said = text
    return said.strip()


def find_files(letter: EmailMessage) -> list[tuple[str, bytes]]:
    """Return name and content of the files that are attached to a letter, and to those that are attached to it.

    The bytes are those that were sent. Pictures that stand in the text, as those of a signature, are left out.
    """
    leaves = [part for part in letter.walk() if not part.is_multipart()]
    shown: set[str] = set()
    for part in leaves:
        if part.get_content_type() == "text/html" and not _is_file(part):
            shown |= _find_shown(_read(part).decode("utf-8", "replace"))
    files = []
    for part in leaves:
        kind = part.get_content_type()
        number = str(part.get("Content-Id") or "").strip().strip("<>").lower()
        is_shown = part.get_content_maintype() == "image" and number in shown
        if not _is_file(part) or is_shown or kind in _SEALS:
            continue
        name = (part.get_filename() or "").encode("utf-8", "surrogateescape")
        files.append((name.decode("utf-8", "replace"), _read(part)))
    return files


def _is_file(part: EmailMessage) -> bool:
    # a text that nobody named is one of a letter
    return bool(part.get_filename() or part.get_content_maintype() != "text")


def _read(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _find_shown(html: str) -> set[str]:
    """Return the numbers of the pictures that stand in a text in HTML, however broken that is."""
    shown = set()
    for before, behind in pairwise(html.lower().split("cid:")):
        if before[-9:].rstrip("\"' ").endswith(_BEFORE_A_PICTURE):
            shown.add(_up_to_any(behind, "\"'<>() \t\r\n"))
    return shown


def _up_to_any(text: str, marks: str) -> str:
    return next((text[:place] for place, char in enumerate(text) if char in marks), text)


def is_automatic(letter: EmailMessage) -> bool:
    """Whether a program wrote a letter, to which no answer may go: it would be answered again."""
    submitted = str(letter.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(letter.get("Precedence", "")).strip().lower() in _BULK
        or str(letter.get("Return-Path", "")).strip() == "<>"
        or any(name in letter for name in _PROGRAMS)
    )


def is_proven(letter: EmailMessage, service: str) -> bool:
    """Whether a mail server says that a letter comes from the domain that it names.

    Only the uppermost result counts: what stands below may have been there when the letter came in.

    :param service: by which name that server signs its results (RFC 8601), as "mx.mau.gov.vn".
    """
    results = letter.get_all("Authentication-Results", [])
    domain = find_sender(letter).rpartition("@")[2]
    if not results or not service or not domain:
        return False
    signed_by, *parts = _without_comments(str(results[0])).split(";")
    if signed_by.split()[:1] != [service.strip().lower()]:
        return False
    for part in parts:
        words = part.split()
        if words[:1] == [_PASSED]:
            named = [word.removeprefix(_FROM) for word in words if word.startswith(_FROM)]
            return named == [domain]
    return False


def _without_comments(text: str) -> str:
    """Return a head in small letters without what stands in brackets and quotes, in which anybody's words may stand."""
    kept, depth, is_quoted, is_escaped = [], 0, False, False
    for char in text.lower():
        if is_escaped:
            is_escaped = False
        elif char == "\\":
            is_escaped = True
        elif is_quoted or (char == '"' and not depth):
            is_quoted = not is_quoted if char == '"' else is_quoted
        elif char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(char)
    return "".join(kept)
