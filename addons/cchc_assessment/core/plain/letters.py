"""What the head of an e-mail says of it: who wrote it, whether a program did, and whether anybody proves it.

Anybody may write anything into a head. Only what the agency's own mail server put there says who sent it.
"""

from email.message import EmailMessage

_PASSED = "dmarc=pass"
_FROM = "header.from="
_BULK = frozenset({"auto_reply", "bulk", "junk", "list"})
_PROGRAMS = ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop")


def find_sender(letter: EmailMessage) -> str:
    """Return the one address that a letter says to come from, in small letters; "" where it says none or several."""
    heads = letter.get_all("From", [])
    addresses = getattr(heads[0], "addresses", ()) if len(heads) == 1 else ()
    if len(addresses) != 1 or heads[0].defects:
        return ""
    [address] = addresses
    if not address.username or not address.domain or "@" in address.display_name:
        return ""
    return f"{address.username}@{address.domain}".lower()


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
