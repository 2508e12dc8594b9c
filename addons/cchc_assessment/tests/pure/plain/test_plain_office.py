"""What an Office document leads to: its parts, relations and fields, and how far away a target lies."""

import io
import zipfile

import pytest

from core.plain.budget import Budget
from core.plain.office import OfficePackage, Relation, field_name, reach_of
from core.plain.xml import XmlError, XmlLimits
from core.plain.zips import SafeZip, ZipLimits

_W = 'xmlns:w="urn:w" xmlns:r="urn:r"'
_TYPES = """<Types>
  <Default Extension="XML" ContentType=" Application/XML "/>
  <Default Extension="bin" ContentType="application/bin"/>
  <Override PartName="/word/M%E1%BA%ABu.bin" ContentType="application/a+xml"/>
  <Other PartName="/a" Extension="png" ContentType="b"/>
</Types>"""

HERE = [
    "Normal.dotm",
    "media/image1.png",
    "file:///C:\\Users\\an\\AppData\\Normal.dotm",
    "file:///C:/Users/an/Normal.dotm",
    "file://C:/a.dotm",
    "file:C:/a.dotm",
    "C:\\a.dotm",
    "/C:/a.dotm",
    "file:///home/an/a.dotm",
    "file:///D:%5CM%E1%BA%ABu%5Ca.dotm",
]
NEAR = [
    "\\\\srv\\mau\\a.dotm",
    "//srv/a.dotm",
    "file://srv/a.dotm",
    "file:///\\\\srv\\mau\\a.dotm",
    "file:////srv/a.dotm",
    "http://srv/a.dotm",
    "https://10.1.2.3/a",
    "\\\\192.168.1.5\\a",
    "http://[fd00::1]/a",
    "http://localhost/a",
]
FAR = [
    "http://example.vn/a",
    "HTTPS://example.vn",
    "https://an@example.vn/",
    "\\\\example.vn\\a",
    "\\\\example.vn@80\\a",
    "file://example.vn/a",
    "file:///\\\\example.vn\\a",
    "//8.8.8.8/a",
    "http://134744072/a",
    "http://0x08080808/a",
    "//./pipe/a",
    "mhtml:http://srv/a!x-usc:http://srv/a",
    "ms-word:ofe|u|http://srv/a",
    "javascript:1",
    "http://[::1",
    "http:///a",
    "%68ttp://example.vn",
]


@pytest.mark.parametrize(
    ("target", "reach"),
    [(t, "here") for t in HERE] + [(t, "near") for t in NEAR] + [(t, "far") for t in FAR],
)
def test_how_far_a_target_lies(target, reach):
    """On this machine, in the office's network, or anywhere in the world: however it is written."""
    assert reach_of(target) == reach
    assert reach_of(f"  {target}") == reach


@pytest.mark.parametrize(
    ("instruction", "name"),
    [
        (" PAGE \\* MERGEFORMAT", "PAGE"),
        ("ddeauto c:\\a", "DDEAUTO"),
        ('DDE"a"', "DDE"),
        ("=SUM(A1)", "="),
        ("", ""),
        ("\ufffc a", ""),
        ("INCL\ufffcUDE", ""),
    ],
)
def test_what_kind_of_field_an_instruction_makes(instruction, name):
    """Its first word; none where another field would say it."""
    assert field_name(instruction) == name


def _open(files, **options):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        for name, content in files.items():
            archive.writestr(name, content)
    return OfficePackage(SafeZip(stream.getvalue(), ZipLimits()), **options)


def _read(body, **options):
    """Return what is found in a part of this body."""
    package = _open({"word/document.xml": f"<w:body {_W}>{body}</w:body>"}, **options)
    return package.read(package.parts[1])


def _mark(change):
    return f'<w:fldChar w:fldCharType="{change}"/>'


def _told(text):
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_parts_are_known_by_their_types():
    """By their own entry before their ending's, whatever capitals and percent signs are in either."""
    package = _open(
        {
            "word/Mẫu.bin": b"\0\1",
            "word/other.BIN": b"\0\1",
            "a.bin.rels": b"\0",
            "a.vml": b"\0",
            "picture": b"\xef\xbb\xbf \n<svg/>" + b" " * 600,
            "b.xml": b"\0",
            "c.png": b"c" * 600,
        }
    )
    found = {part.name: (part.content_type, part.is_xml) for part in package.parts}
    assert found == {
        "[Content_Types].xml": ("application/xml", True),
        "word/Mẫu.bin": ("application/a+xml", True),
        "word/other.BIN": ("application/bin", False),
        "a.bin.rels": ("", True),
        "a.vml": ("", True),
        "picture": ("", True),
        "b.xml": ("application/xml", True),
        "c.png": ("", False),
    }
    assert package.parts[-1].head == b"c" * 512
    assert package.content_types == {"application/xml", "application/bin", "application/a+xml"}


def test_relations_say_where_a_part_leads():
    """Outside is what says so, and what is an address whatever it says; in the files of relations only."""
    rows = [
        ('Type="http://x/y/image" Target="media/a.png"', "image", "media/a.png", False),
        ('Type="u/image/" Target="b.png" TargetMode="Internal"', "image", "b.png", False),
        ('Type="u/attachedTemplate" Target="c" TargetMode=" &#69;xternal"', None, "c", True),
        ('Type="hyperlink" Target="http://d"', "hyperlink", "http://d", True),
        ('Target=" \\\\srv\\e"', "", " \\\\srv\\e", True),
        ("", "", "", False),
    ]
    body = "".join(f"<Relationship {attributes}/>" for attributes, *_rest in rows)
    package = _open({"_RELS/.RELS": f"<R>{body}</R>", "a.xml": f"<R>{body}</R>"})
    assert list(package.relations()) == [
        Relation("_RELS/.RELS", kind if kind is not None else "attachedTemplate", target, outside)
        for _attributes, kind, target, outside in rows
    ]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (f'<w:fldSimple w:other="a" w:instr=" PAGE "/>{_told("")}', [" PAGE "]),
        (_mark("begin") + _told("DD") + _told("E a") + _mark("end"), ["DDE a"]),
        (_mark("begin") + _told("A") + _mark("separate") + _told("B") + _mark("end"), ["A"]),
        (_mark("begin") + _told("A"), ["A"]),
        (_told("LOOSE") + _mark("separate") + _mark("end") + "shown", ["LOOSE"]),
        ("<w:delInstrText>GONE</w:delInstrText>shown", ["GONE"]),
        (
            _mark("begin") + _told("I") + _mark("begin") + _told("Q") + _mark("end") + _told("F")
            + _mark("separate") + _mark("begin") + _told("P") + _mark("end") + _mark("end"),
            ["Q", "I\ufffcF", "P"],
        ),
        (
            _mark("begin") + _told("A") + _mark("begin") + _told("B") + _mark("begin") + _told("C"),
            ["C", "B\ufffc", "A\ufffc"],
        ),
        (_mark("begin") + _told("A") + _mark("end") + _told("B"), ["A", "B"]),
        (_mark("begin") + _told(" ") + _mark("end"), []),
    ],
)  # fmt: skip
def test_fields_are_put_together(body, fields):
    """From pieces, out of each other, and without what a field shows."""
    assert _read(body).fields == fields


def test_a_very_long_instruction_is_cut():
    """What a field is told is read to 4,096 letters."""
    assert _read(_told("a" * 4_095) + _told("bc") + _told("d")).fields == ["a" * 4_095 + "b"]
    assert _read(f'<w:fldSimple w:instr="{"a" * 5000}"/>').fields == ["a" * 4_096]


def test_elements_that_fetch():
    """Mail merge, links of old, and pictures that lie elsewhere, whatever attribute says it."""
    content = _read(
        "<w:mailMerge/><w:ddeLink/><w:p/>"
        '<w:imagedata r:src="http://a" w:other="http://b"/><w:image w:href="media/c.png"/>'
        '<w:fill w:althref="//d"/><w:stroke src="https://e"/><w:p src="http://f"/>'
    )
    assert content.marked == {"mailMerge", "ddeLink"}
    assert content.places == ["http://a", "//d", "https://e"]


def test_fields_in_fields_have_a_bound():
    """64 within each other are read, one more is not."""
    assert len(_read((_mark("begin") + _told("A")) * 64).fields) == 64
    with pytest.raises(XmlError) as caught:
        _read((_mark("begin") + _told("A")) * 65)
    assert (caught.value.kind, caught.value.measure) == ("too_much", "depth")


def test_what_is_found_has_a_bound():
    """20,000 fields are kept, one more is not."""
    field = '<w:fldSimple w:instr="A"/>'
    assert len(_read(field * 20_000).fields) == 20_000
    with pytest.raises(XmlError) as caught:
        _read(field * 20_001)
    assert (caught.value.kind, caught.value.measure) == ("too_much", "elements")


def test_all_parts_share_what_may_be_read():
    """Elements are counted over all parts, in a budget that other documents may share."""
    body = "<w:p/>" * 9
    budget = Budget(elements=15)
    assert _read(body, budget=budget).fields == []
    assert budget.left("elements") == 0, "five of the types, ten of the part"
    with pytest.raises(XmlError) as caught:
        _read(body, budget=Budget(elements=14))
    assert caught.value.measure == "elements"
    with pytest.raises(XmlError):
        _read(body, limits=XmlLimits(elements=14))
    _read(body, limits=XmlLimits(elements=15))


def test_what_fails_is_counted_as_well():
    """Whoever sends many files that are too large has used up what there is with the first."""
    many, broken = Budget(elements=4), Budget(elements=15)
    with pytest.raises(XmlError):
        _open({}, budget=many)
    assert many.left("elements") == 0
    with pytest.raises(XmlError) as caught:
        list(_open({"a.rels": "<R><R/>"}, budget=broken).relations())
    assert caught.value.kind == "malformed"
    assert broken.left("elements") == 10, "what was malformed is not told from nothing"
    with pytest.raises(XmlError):
        _read("<w:p/><w:p>", budget=(read := Budget(elements=15)))
    assert read.left("elements") == 7
