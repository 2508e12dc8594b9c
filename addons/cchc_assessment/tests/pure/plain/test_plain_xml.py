"""The one guard of XML: no document types, no other files, and every measure has its bound."""

import io
import tracemalloc

import pytest

from core.plain.xml import XmlDone, XmlError, XmlLimits, local_name, parse, walk


def _refusal(source, **limits):
    with pytest.raises(XmlError) as caught:
        parse(source, XmlLimits(**limits))
    return caught.value


def test_what_is_read():
    """Names carry their namespaces whatever the prefixes; character references become what they stand for."""
    root = parse(
        b'<?xml version="1.0" encoding="UTF-8"?>'
        b'<a:r xmlns:a="urn:1" xmlns:b="urn:2" b:mode="&#69;xternal" plain="1">x<b:c/>&lt;y</a:r>'
    )
    assert root.tag == "{urn:1}r"
    assert root.attrib == {"{urn:2}mode": "External", "plain": "1"}
    assert [root.text, root[0].tag, root[0].tail] == ["x", "{urn:2}c", "<y"]
    assert local_name(root[0].tag) == "c"
    assert local_name("plain") == "plain"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "us-ascii"])
def test_encodings_that_every_reader_knows(encoding):
    """Each is read to the same text, by its mark or by its declaration."""
    text = "\u00e9" if encoding != "us-ascii" else "e"
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    data = f'<?xml version="1.0" encoding="{declared}"?><a>{text}</a>'.encode(encoding)
    assert parse(data).text == text


@pytest.mark.parametrize(
    "encoding", ["utf-7", "utf-32", "cp037", "windows-1252", "rot13", "no-such"]
)
def test_encodings_that_only_some_readers_know(encoding):
    """Two readers could see two documents: refused."""
    body = f'<?xml version="1.0" encoding="{encoding}"?><a/>'
    data = body.encode(encoding) if encoding in ("utf-7", "utf-32", "cp037") else body.encode()
    assert _refusal(data).kind == "malformed"


@pytest.mark.parametrize(
    "source",
    [
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]><a/>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(
            "utf-16"
        ),
        b"<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE a><a/>",
    ],
)
def test_document_types_are_refused(source):
    """Whatever is declared in one: it is the only door to entities and to other files."""
    assert _refusal(source).kind == "doctype"


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"   ",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>&b;</a>",
        b"\0<a/>",
        b"<x:a/>",
        b'<a b="1" b="2"/>',
    ],
)
def test_what_is_no_xml(source):
    """It gets the one exception, with its line."""
    refusal = _refusal(source)
    assert (refusal.kind, refusal.line >= 1) == ("malformed", True)


@pytest.mark.parametrize(
    ("measure", "most", "make"),
    [
        ("size", 100, lambda n: b"<a>" + b"x" * (n - 7) + b"</a>"),
        ("depth", 50, lambda n: b"<a>" * n + b"</a>" * n),
        ("elements", 50, lambda n: b"<a>" + b"<b/>" * (n - 1) + b"</a>"),
        ("attributes", 50, lambda n: b"<a %s/>" % b" ".join(b'a%d="1"' % i for i in range(n))),
        (
            "namespaces",
            50,
            lambda n: b"<a %s/>" % b" ".join(b'xmlns:a%d="u"' % i for i in range(n)),
        ),
    ],
)
def test_every_measure_has_its_bound(measure, most, make):
    """What stands on the bound is read, one more is not, and the refusal names the measure."""
    parse(make(most), XmlLimits(**{measure: most}))
    refusal = _refusal(make(most + 1), **{measure: most})
    assert (refusal.kind, refusal.measure) == ("too_much", measure)


def test_a_stream_is_read_only_as_far_as_the_bound():
    """A part that unpacks to a gigabyte costs what the bound allows, not what it unpacks to."""

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            assert size > 0
            self.given += size
            return (b"<a>" if self.given == size else b"").ljust(size, b"x")

    stream = Endless()
    tracemalloc.start()
    with pytest.raises(XmlError):
        walk(stream, limits=XmlLimits(size=8 * 2**20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert stream.given <= 9 * 2**20
    assert peak < 20 * 2**20


def test_a_handler_ends_the_reading():
    """What is behind the place where a handler knew enough isn't looked at, nor are names left out."""
    seen = []

    def start(tag, attributes):
        seen.append((tag, attributes))
        if tag == "{u}b":
            raise XmlDone

    walk(b'<a xmlns="u" c="1"><b/><broken', start=start)
    assert seen == [("{u}a", {"c": "1"}), ("{u}b", {})]


@pytest.mark.parametrize("ends", [(b"<!--", b"--><a/>"), (b"<a b='", b"'/>"), (b"<?x ", b"?><a/>")])
def test_a_long_token_is_scanned_a_few_times(ends):
    """Parsers begin anew at what no piece has ended: pieces grow meanwhile, so that all scanning is linear."""
    taken = []

    class Pieces(io.BytesIO):
        def read(self, size=-1):
            piece = super().read(size)
            taken.append(len(piece))
            return piece

    data = ends[0] + b"x" * 15_000_000 + ends[1]
    walk(Pieces(data), limits=XmlLimits(size=20_000_000))
    assert sum(taken) == len(data)
    assert sum(sum(taken[: place + 1]) for place in range(len(taken))) < 4 * len(data)


def test_names_are_spelled_as_they_are_asked_for():
    """Whole, or without their namespaces: of elements and of attributes, at their beginning and at their end."""
    source = b'<a:x xmlns:a="u" xmlns:b="v" a:k="1" b:l="2" m="3"><y/></a:x>'
    for spell, names, keys in (
        (None, ["{u}x", "y"], {"{u}k": "1", "{v}l": "2", "m": "3"}),
        (local_name, ["x", "y"], {"k": "1", "l": "2", "m": "3"}),
    ):
        begun, ended, attributes = [], [], {}
        walk(
            source,
            start=lambda name, found, b=begun, a=attributes: (b.append(name), a.update(found)),
            end=ended.append,
            spell=spell,
        )
        assert (begun, ended, attributes) == (names, names[::-1], keys)
