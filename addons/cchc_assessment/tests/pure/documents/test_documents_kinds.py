"""What may be inside a document: refused where it does harm, filed and said where officials have it every day."""

import io
import struct
import time
import tracemalloc
from dataclasses import replace
from functools import partial

import documents_fixtures as fixtures
import pypdf
import pytest

from core.documents import KINDS, LIMITS, NOT_SHOWN, DocumentError, inspect
from core.documents.archives import inspect_zip
from core.documents.effort import Effort
from core.documents.pdf import inspect_pdf

WORD = fixtures.word()
EXCEL = fixtures.excel()
DOCUMENT, SETTINGS, BOOK = "word/document.xml", "word/settings.xml", "xl/workbook.xml"
OUTSIDE = 'TargetMode="External"'
FAR = "https://example.vn/x"
word = partial(fixtures.related, WORD, DOCUMENT)
settings = partial(fixtures.related, WORD, SETTINGS)
excel = partial(fixtures.related, EXCEL, BOOK)
pdf = fixtures.acting_pdf


def field(*pieces):
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    text = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    return fixtures.repacked(
        WORD,
        lambda f: f.update(
            {DOCUMENT: f[DOCUMENT].replace(b"<w:sectPr", text.encode() + b"<w:sectPr", 1)}
        ),
    )


def added(data=WORD, **parts):
    """An Office document with more parts; the double underscore stands for a slash, the single for a dot."""
    names = {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
    return fixtures.repacked(data, lambda f: f.update(names))


def ole(*names, data=b""):
    return fixtures.ole(*((name, data.ljust(4096, b"\0")) for name in names))


def excel_97(*records):
    body = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in records)
    return fixtures.ole(("Workbook", body.ljust(9000, b"\0")))


def header(kind, width, height):
    """A whole image whose header says another size."""
    data = fixtures.picture(kind)
    if kind == "PNG":
        return data[:16] + struct.pack(">II", width, height) + data[24:]
    if kind == "JPEG":
        place = data.index(b"\xff\xc0") + 5
        return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]
    for tag, value in ((256, width), (257, height)):
        for code in ("H", "I"):
            old = struct.pack("<HH", tag, 3 if code == "H" else 4) + struct.pack("<I", 1)
            if (place := data.find(old)) > 0:
                data = data[:place] + struct.pack("<HHII", tag, 4, 1, value) + data[place + 12 :]
    return data


JS = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
LAUNCH = "<< /S /Launch /F (a.xlsx) >>"
LINK = "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {} >>]"
BUTTON = "/Annots [<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /AA << /{} {} >> >>]"
CALL = "<< /S /{} /F (\\\\\\\\example.vn\\\\a) /URI (https://example.vn) /D [0 /Fit] >>"
FILE = "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F ({}) /EF << /F 4 0 R >> >>] >> >>"
STREAM = "<< /Type /EmbeddedFile /Length 3 >>\nstream\nabc\nendstream"

REFUSED = {
    "macros": [
        ("a.docx", word("vbaProject", "theme/theme1.xml")),
        (
            "a.docx",
            word("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "a.bin"),
        ),
        ("a.docx", added(word__a_bin=ole("VBA"))),
        ("a.docx", added(word__media__a_png=ole("_VBA_PROJECT"))),
        ("a.docx", added(word__embeddings__a_xlsx=added(EXCEL, xl__vbaProject_bin=b"x"))),
        ("a.xlsx", excel("xlMacrosheet", "macros.xml")),
        ("a.xls", excel_97((0x809, bytes(16)), (0x85, bytes(4) + b"\0\1" + b"\1\0A"), (0x0A, b""))),
        ("a.zip", fixtures.archive({"b.docx": word("vbaProject", "a.bin")})),
        (
            "a.zip",
            fixtures.archive(
                {"b.doc": fixtures.ole(("WordDocument", bytes(4096)), storages=["VBA"])}
            ),
        ),
    ],
    "program": [
        ("a.docx", added(word__embeddings__a_bin=b"MZ" + bytes(99))),
        ("a.docx", added(word__embeddings__a_exe=b"x")),
        ("a.docx", added(word__embeddings__a_bin=ole("\1Ole10Native", data=b"C:\\a\\b.EXE\0"))),
        ("a.doc", ole("WordDocument", "\1Ole10Native", data=b"x.js\0")),
        ("a.pdf", pdf(FILE.format("a.exe"), objects=[STREAM])),
        ("a.pdf", pdf(FILE.format("a.pdf.JS "), objects=[STREAM], packed=True)),
        (
            "a.pdf",
            pdf(
                page="/Annots [<< /Subtype /FileAttachment /FS << /UF (b.vbs) /EF << /F 4 0 R >> >> >>]"
            ),
        ),
    ],
    "starts_program": [
        ("a.docx", field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"')),
        ("a.docx", field("DD", "E ", "a b")),
        (
            "a.docx",
            added(word__header9_xml=b'<w:hdr xmlns:w="u"><w:fldSimple w:instr="dde a b"/></w:hdr>'),
        ),
        (
            "a.docx",
            added(
                word__a_xml='<?xml version="1.0" encoding="utf-16"?><fldSimple instr="DDE a"/>'.encode(
                    "utf-16"
                )
            ),
        ),
        (
            "a.xlsx",
            added(
                EXCEL,
                xl__externalLinks__a_xml=b'<x:e xmlns:x="u"><x:ddeLink ddeService="cmd"/></x:e>',
            ),
        ),
        ("a.doc", ole("WordDocument", data=bytes(600) + b"\x13 DDEAUTO c:\\\\a")),
        ("a.doc", ole("WordDocument", data=bytes(600) + "\x13DDE a".encode("utf-16-le"))),
        ("a.pdf", pdf(f"/OpenAction {LAUNCH}")),
        ("a.pdf", pdf(page=f"/AA << /O {LAUNCH} >>")),
        ("a.pdf", pdf(page=LINK.format("<< /S /Launch /F (a.exe) >>"))),
        ("a.pdf", pdf(page=LINK.format("<< /S /Launch /Win << /F (cmd) /P (/c calc) >> >>"))),
        ("a.pdf", pdf(page=LINK.format("<< /S /L#61unch /F << /UF (a.BAT) >> >>"))),
        (
            "a.pdf",
            pdf(
                "/OpenAction 4 0 R",
                objects=["<< /S /GoTo /D [3 0 R /Fit] /Next [5 0 R] >>", LAUNCH],
            ),
        ),
        ("a.pdf", pdf("/OpenAction 4 0 R", objects=[LAUNCH], packed=True)),
    ],
    "calls_out": [
        ("a.docx", settings("attachedTemplate", FAR, OUTSIDE)),
        ("a.docx", settings("attachedTemplate", FAR, 'TargetMode="&#69;xternal"')),
        ("a.docx", settings("attachedTemplate", "file://example.vn/a.dotm", OUTSIDE)),
        ("a.docx", settings("attachedTemplate", "\\\\8.8.8.8\\a.dotm")),
        (
            "a.docx",
            word("oleObject", "mhtml:https://example.vn/a!x-usc:https://example.vn/a", OUTSIDE),
        ),
        ("a.docx", word("frame", FAR, OUTSIDE)),
        ("a.docx", word("aFChunk", FAR, OUTSIDE)),
        ("a.docx", word("subDocument", FAR, OUTSIDE)),
        ("a.zip", fixtures.archive({"b/c.docx": settings("attachedTemplate", FAR, OUTSIDE)})),
        *(
            ("a.pdf", pdf(f"/OpenAction {CALL.format(kind)}"))
            for kind in ("URI", "GoToR", "GoToE", "SubmitForm", "ImportData", "Thread")
        ),
        *(("a.pdf", pdf(page=f"/AA << /{event} {CALL.format('GoToE')} >>")) for event in "OC"),
        ("a.pdf", pdf(page=BUTTON.format("PV", CALL.format("URI")))),
        ("a.pdf", pdf("/AA 4 0 R", objects=["<< /WC 5 0 R >>", CALL.format("URI")], packed=True)),
    ],
    "pixels": [
        ("a.png", header("PNG", 40_000, 10)),
        ("a.png", header("PNG", 15_000, 15_000)),
        ("a.png", header("PNG", 2**31 - 1, 2**31 - 1)),
        ("a.jpg", header("JPEG", 40_000, 40_000)),
        ("a.jpg", header("JPEG", 10, 30_001)),
        ("a.tif", header("TIFF", 40_000, 64)),
        ("a.tif", fixtures.tiff((256, 60_000), (257, 60_000), (273, 8), (279, 64))),
    ],
}

REMARKED = {
    "pdf_script": [
        ("a.pdf", pdf(f"/OpenAction {JS}")),
        ("a.pdf", pdf(f"/Names << /JavaScript << /Names [(a) {JS}] >> >>")),
        ("a.pdf", pdf(page=LINK.format(JS))),
        (
            "a.pdf",
            pdf(
                page=LINK.format(JS.replace("/JavaScript", "/J#61vaScript").replace("/JS", "/J#53"))
            ),
        ),
        *(("a.pdf", pdf(page=BUTTON.format(event, JS))) for event in ("D", "U", "V", "K", "PO")),
        (
            "a.pdf",
            pdf("/AcroForm << /Fields [4 0 R] >>", objects=[f"<< /T (a) /Kids [<< /A {JS} >>] >>"]),
        ),
        (
            "a.pdf",
            pdf("/Outlines 4 0 R", objects=["<< /First 5 0 R >>", f"<< /Title (a) /A {JS} >>"]),
        ),
        (
            "a.pdf",
            pdf(
                "/OpenAction 4 0 R",
                objects=["<< /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>", JS],
                packed=True,
            ),
        ),
    ],
    "pdf_form": [
        (
            "a.pdf",
            pdf(
                "/AcroForm << /Fields [] /XFA 4 0 R >>",
                objects=["<< /Length 0 >>\nstream\n\nendstream"],
            ),
        )
    ],
    "pdf_sends": [
        ("a.pdf", pdf(page=LINK.format(CALL.format("SubmitForm")))),
        ("a.pdf", pdf(page=BUTTON.format("U", CALL.format("ImportData")))),
    ],
    "pdf_opens": [("a.pdf", pdf(page=LINK.format(LAUNCH)))],
    "pdf_media": [
        ("a.pdf", pdf(page=f"/Annots [<< /Subtype /{kind} /Rect [0 0 9 9] >>]"))
        for kind in ("RichMedia", "3D", "Movie", "Sound", "Screen", "R#69chMedia")
    ],
    "pdf_attachment": [
        ("a.pdf", pdf(FILE.format("hoa-don.xml"), objects=[STREAM])),
        ("a.pdf", pdf(FILE.format("a.pdf"), objects=[STREAM], packed=True)),
    ],
    "object": [
        ("a.docx", added(word__embeddings__oleObject1_bin=ole("Equation Native"))),
        (
            "a.docx",
            added(word__embeddings__oleObject1_bin=ole("\1Ole10Native", data=b"C:\\bao cao.pdf\0")),
        ),
        ("a.docx", word("aFChunk", "a.html", extra={"word/a.html": b"<html><p>x</html>"})),
        ("a.doc", fixtures.ole(("WordDocument", bytes(4096)), storages=["ObjectPool"])),
        ("a.xls", fixtures.ole(("Workbook", bytes(4096)), storages=["MBD0012AB34"])),
        ("a.zip", fixtures.archive({"b.docx": added(word__a_bin=ole("CONTENTS"))})),
    ],
    "control": [
        ("a.docx", word("control", "activeX/activeX1.xml")),
        ("a.docx", fixtures.related(WORD, "", "webextensiontaskpanes", "a.xml")),
    ],
    "template": [
        (
            "a.docx",
            settings(
                "attachedTemplate", "file:///C:\\Users\\an\\AppData\\Roaming\\Normal.dotm", OUTSIDE
            ),
        ),
        ("a.docx", settings("attachedTemplate", "\\\\MAYCHU\\Mau\\cong van.dotx", OUTSIDE)),
        ("a.docx", settings("attachedTemplate", "file://10.1.2.3/mau.dotm", OUTSIDE)),
    ],
    "linked": [
        ("a.docx", word("image", "https://example.vn/logo.png", OUTSIDE)),
        ("a.docx", word("oleObject", "file:///D:\\so lieu.xlsx!Sheet1!R1C1", OUTSIDE)),
        ("a.docx", field('INCLUDEPICTURE "https://example.vn/a.png" \\* MERGEFORMATINET')),
        ("a.docx", added(word__a_xml=b'<v:imagedata xmlns:v="u" src="https://example.vn/a.png"/>')),
        (
            "a.xlsx",
            fixtures.related(
                EXCEL,
                "xl/externalLinks/externalLink1.xml",
                "externalLinkPath",
                "B%20cao.xlsx",
                OUTSIDE,
            ),
        ),
    ],
    "unsearched": [],
}

# What officials file, with nothing to be said of it.
PLAIN = [
    ("a.docx", WORD),
    ("a.xlsx", EXCEL),
    ("a.doc", fixtures.old_word()),
    ("a.xls", fixtures.old_excel()),
    (
        "a.zip",
        fixtures.archive(
            {"a.docx": WORD, "b.pdf": fixtures.pdf(), "c.doc": fixtures.old_word(), "d.txt": b"x"}
        ),
    ),
    (
        "a.zip",
        fixtures.archive(
            {"broken.pdf": fixtures.pdf()[:-60], "locked.pdf": fixtures.locked_pdf("secret")}
        ),
    ),
    ("a.docx", word("hyperlink", FAR, OUTSIDE)),
    ("a.docx", word("hyperlink", "file:///D:\\a.pdf", OUTSIDE)),
    # a chart's figures are a workbook in the document
    ("a.docx", added(word__embeddings__Microsoft_Excel_Worksheet_xlsx=EXCEL)),
    ("a.docx", field(" PAGE ")),
    ("a.docx", field('HYPERLINK "https://example.vn"')),
    ("a.docx", field("TOC ", '\\o "1-3"')),
    ("a.docx", added(xl__drawings__vmlDrawing1_vml=b"<xml><br></xml>")),
    ("a.pdf", fixtures.pdf(pages=3)),
    # to begin at a page, at a zoom
    ("a.pdf", pdf("/OpenAction [3 0 R /XYZ null null 1]")),
    ("a.pdf", pdf("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")),
    (
        "a.pdf",
        pdf(
            "/OpenAction 4 0 R",
            objects=["[3 0 R /Fit]"],
            page=LINK.format(CALL.format("URI")),
            packed=True,
        ),
    ),
    ("a.pdf", pdf("/OpenAction << /S /Named /N /FirstPage >>")),
    ("a.pdf", pdf(page=LINK.format(CALL.format("URI")))),
    ("a.pdf", pdf(page=LINK.format(CALL.format("GoToR")))),
    (
        "a.pdf",
        pdf(
            "/AcroForm << /Fields [4 0 R] /SigFlags 3 >>",
            objects=["<< /FT /Sig /T (a) /V 5 0 R >>", "<< /Type /Sig >>"],
        ),
    ),
    ("a.png", header("PNG", 29_000, 6_000)),
    ("a.jpg", header("JPEG", 9_921, 14_032)),
    ("a.tif", header("TIFF", 64, 64)),
    ("a.tif", fixtures.tiff((256, 8), (257, 8), (273, 8), (279, 64))),
    ("a.tif", fixtures.tiff((256, 8), (257, 8), (513, 8), (514, 64))),
]


def cases(table):
    return [
        pytest.param(kind, name, data, id=f"{kind}-{index}-{name}")
        for kind, rows in table.items()
        for index, (name, data) in enumerate(rows)
    ]


@pytest.mark.parametrize(("kind", "name", "data"), cases(REFUSED))
def test_what_does_harm_is_refused(kind, name, data):
    """However it is spelled, packed or named, within an archive too, whose entry is named."""
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(data), name)
    assert caught.value.kind == kind
    shown, _, entry = caught.value.params["name"].partition(" › ")
    assert shown == name
    assert bool(entry) == (name == "a.zip")
    assert caught.value.params.keys() >= {*KINDS[kind].params}


@pytest.mark.parametrize(("kind", "name", "data"), cases(REMARKED))
def test_what_only_might_is_filed_and_said(kind, name, data):
    """The document is told from its bytes as always, and one remark says what is inside."""
    assert inspect(io.BytesIO(data), name).remarks == (kind,)


@pytest.mark.parametrize(("name", "data"), PLAIN)
def test_what_officials_file_bears_no_remark(name, data):
    """Links that are clicked, pages to begin at, charts, signatures, and large scans are nothing to talk of."""
    assert inspect(io.BytesIO(data), name).remarks == ()


def test_the_table_is_whole():
    """Each kind is met by a test here, and each is either refused or remarked."""
    assert KINDS.keys() == REFUSED.keys() | REMARKED.keys()
    assert all(KINDS[kind].refused for kind in REFUSED)
    for kind in REMARKED:
        assert not KINDS[kind].refused
    assert "pdf_attachment" not in NOT_SHOWN
    assert {"pdf_script", "unsearched"} <= NOT_SHOWN


@pytest.mark.parametrize(
    "data",
    [
        fixtures.tiff(),
        fixtures.tiff((256, 8), (257, 8)),
        fixtures.tiff((256, 8), (257, 8), (273, 8), (279, 0)),
        fixtures.tiff((256, 0), (257, 8), (273, 8), (279, 64)),
        fixtures.tiff((273, 8), (279, 64)),
        b"II*\0" + struct.pack("<I", 8) + bytes(60),
    ],
)
def test_a_tiff_without_an_image_is_junk(data):
    """It has to say how large it is and where its data lie, in each of its pages."""
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(data), "a.tif")
    assert caught.value.kind == "damaged"


def test_a_jpeg_without_a_frame_is_junk():
    """Nothing says how large it is before its data begin."""
    data = fixtures.picture("JPEG")
    with pytest.raises(DocumentError) as caught:
        inspect(io.BytesIO(data.replace(b"\xff\xc0", b"\xff\xee")), "a.jpg")
    assert caught.value.kind == "damaged"


def test_a_large_pdf_is_looked_at_as_far_as_the_work_goes():
    """What is not looked at is said to be so; what acts by itself is looked at before the pages."""
    links = "/Annots [" + " ".join(["<< /Subtype /Link /A << /S /GoTo >> >>"] * 2) + "]"
    pages = [f"<< /Type /Page /Parent 2 0 R {links} >>"] * 100
    kids = " ".join(f"{number} 0 R" for number in range(4, 104)).encode()

    def look(catalogue, **limits):
        data = pdf(catalogue, objects=pages).replace(b"/Kids [3 0 R]", b"/Kids [%s]" % kids)
        effort = Effort(replace(LIMITS.search, **limits))
        # the table is wrong now, as in many files
        return inspect_pdf(io.BytesIO(_rebuilt(data)), effort)[2], effort.objects

    assert look("")[0] == frozenset()
    assert look("", objects=50) == ({"unsearched"}, 51)
    with pytest.raises(DocumentError):
        look(f"/OpenAction {LAUNCH}", objects=50)


def _rebuilt(data):
    stream = io.BytesIO()
    pypdf.PdfWriter(clone_from=io.BytesIO(data)).write(stream)
    return stream.getvalue()


def test_objects_that_unpack_a_thousandfold_are_not_read():
    """Objects of which too many lie packed are not parsed; the file is filed as not looked through."""
    bomb = pdf(objects=[f"<< /A {JS} >>", "(" + "x" * 6_000_000 + ")"], packed=True)
    assert len(bomb) < 50_000
    started = time.process_time()
    tracemalloc.start()
    assert inspect(io.BytesIO(bomb), "a.pdf").remarks == ("unsearched",)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * 2**20
    assert time.process_time() - started < 5


def test_cycles_end():
    """Pages, fields and actions that lead back to themselves are looked at once."""
    data = pdf(
        "/OpenAction 4 0 R /AcroForm << /Fields [5 0 R] >>",
        objects=[
            "<< /S /GoTo /Next [4 0 R 4 0 R] >>",
            "<< /Kids [5 0 R 5 0 R 2 0 R] /AA << /K 4 0 R >> >>",
        ],
    )
    effort = Effort(LIMITS.search)
    assert inspect_pdf(io.BytesIO(data), effort)[2] == frozenset()
    assert effort.objects < 60


def test_files_within_files_are_looked_into_as_deep_as_is_given():
    """A workbook in a document in a document …: what lies deeper is said not to be looked at."""
    data, macros = EXCEL, added(EXCEL, xl__vbaProject_bin=b"x")
    for _level in range(LIMITS.search.nested):
        data, macros = (added(word__embeddings__a_docx=inner) for inner in (data, macros))
    assert inspect(io.BytesIO(data), "a.docx").remarks == ()
    with pytest.raises(DocumentError):
        inspect(io.BytesIO(macros), "a.docx")
    deeper = added(word__embeddings__a_docx=macros)
    assert inspect(io.BytesIO(deeper), "a.docx").remarks == ("unsearched",)


def test_a_large_document_is_looked_at_as_far_as_the_work_goes():
    """XML of more elements than are counted is filed, and said not to be looked through; all parts count together."""
    part = b'<w:document xmlns:w="u">' + b"<w:p/>" * 60_000 + b"</w:document>"
    one, both = added(word__a_xml=part), added(word__a_xml=part, word__b_xml=part)
    limits = replace(LIMITS.archive, ratio=10**6)
    for data, found in ((one, frozenset()), (both, {"unsearched"})):
        effort = Effort(replace(LIMITS.search, elements=100_000))
        assert inspect_zip(io.BytesIO(data), limits, effort)[2] == found


def test_what_is_unpacked_is_counted_for_all_files_together():
    """Many embedded files, each within the bounds, come to no more than the one budget."""
    blob = ole("CONTENTS").ljust(200_000, b"\1")
    parts = {f"word/embeddings/{number}.bin": blob for number in range(4)}
    data = fixtures.repacked(WORD, lambda f: f.update(parts))
    for unpacked, found in ((800_000, {"object"}), (799_999, {"object", "unsearched"})):
        effort = Effort(replace(LIMITS.search, unpacked=unpacked))
        assert inspect_zip(io.BytesIO(data), LIMITS.archive, effort)[2] == found
        assert effort.unpacked == 800_000
