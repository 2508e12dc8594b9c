"""Files that ask for far more work than they are long, made by this script: one of each kind.

Whoever takes files of a type answers each of them by a sentence, or takes no more from it than is there.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADINGS = (
    "STT",
    "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
    "Điểm tối đa",
    "Điểm tự đánh giá",
    "Tài liệu kiểm chứng",
    "Giải trình",
    "Đơn vị",
)


def packed(parts: Mapping[str, bytes | str], level: int = 6) -> bytes:
    """Return a ZIP of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _heading_row(row: int = 1) -> str:
    cells = "".join(_cell(f"{'ABCDEFG'[i]}{row}", text) for i, text in enumerate(HEADINGS))
    return f'<row r="{row}">{cells}</row>'


def _sheet(rows: str = "", behind: str = "", before: str = "") -> str:
    return (
        f'<worksheet {_MAIN} xmlns:r="{_OFFICE}">{before}<sheetData>{_heading_row()}{rows}'
        f"</sheetData>{behind}</worksheet>"
    )


def book(sheet: str | bytes | None = None, **changes) -> bytes:
    """Return a workbook of one sheet; ``changes`` replace or add parts by their short names."""
    sheets = changes.pop("sheets", '<sheet name="Phụ lục" sheetId="1" r:id="rId1"/>')
    level = changes.pop("level", 0)  # stored: what is packed too well is refused for that alone
    kinds = {"rId1": ("worksheet", "worksheets/sheet1.xml")}
    kinds |= {"rId8": ("sharedStrings", "sharedStrings.xml"), "rId9": ("styles", "styles.xml")}
    kinds |= changes.pop("relations", {})
    parts = {
        "[Content_Types].xml": "<Types "
        'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {_RELATIONS}>"
        + "".join(
            f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for key, (kind, target) in kinds.items()
        )
        + "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}><si><t>a</t></si></sst>",
        "xl/styles.xml": f'<styleSheet {_MAIN}><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": _sheet() if sheet is None else sheet,
    }
    names = {"workbook": "xl/workbook.xml", "strings": "xl/sharedStrings.xml"}
    names |= {"styles": "xl/styles.xml", "sheet_relations": "xl/worksheets/_rels/sheet1.xml.rels"}
    for name, content in changes.pop("more", {}).items():
        parts[name] = content
    for name, content in changes.items():
        parts[names[name]] = content
    return packed(parts, level)


def _rows(count: int, cells: Callable[[int], str], first: int = 2) -> str:
    return "".join(f'<row r="{row}">{cells(row)}</row>' for row in range(first, first + count))


def _far_cell() -> bytes:
    return book(
        f'<worksheet {_MAIN}><dimension ref="A1:XFD1048576"/><sheetData><row r="1">{_cell("A1", "x")}</row>'
        f'<row r="1048576">{_cell("XFD1048576", "x")}</row></sheetData></worksheet>'
    )


def _far_cell_in_an_appendix() -> bytes:
    rows = f'<row r="2">{_cell("A2", "1")}{_cell("B2", "Một")}<c r="C2"><v>2</v></c></row>'
    return book(
        _sheet(f'{rows}<row r="1048576">{_cell("XFD1048576", "x")}</row>'),
    )


def _filled(count: int) -> bytes:
    return book(
        _sheet(
            _rows(
                count, lambda row: f'<c r="A{row}"><v>{row}</v></c>{_cell(f"B{row}", "Nội dung")}'
            )
        )
    )


def _deep(depth: int = 10_000) -> str:
    return "<a>" * depth + "</a>" * depth


def _entity_bomb() -> str:
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    return (
        f'<!DOCTYPE worksheet [<!ENTITY e0 "ha">{lines}]>{_sheet("<row><c><v>&e11;</v></c></row>")}'
    )


def _overlapping(parts: Mapping[str, bytes]) -> bytes:
    """Return a ZIP in which each name of the directory leads to the bytes of the first file."""
    data = bytearray(packed(parts))
    position = data.find(b"PK\x01\x02")
    while position >= 0:
        struct.pack_into("<L", data, position + 42, 0)
        position = data.find(b"PK\x01\x02", position + 4)
    return bytes(data)


def _header_everywhere() -> bytes:
    def cells(row: int) -> str:
        return "".join(
            _cell(f"{column}{row}", f"Điểm tự chấm {row} {column}")
            for column in map(_letters, range(1, 100))
        )

    return book(f"<worksheet {_MAIN}><sheetData>{_rows(1_500, cells, 1)}</sheetData></worksheet>")


def _letters(column: int) -> str:
    return (chr(64 + (column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def _many_sheets(count: int, rows: int) -> bytes:
    sheets = "".join(f'<sheet name="S{i}" sheetId="{i}" r:id="rId1"/>' for i in range(1, count + 1))
    cells = "<c><v>1</v></c>" * 30
    return book(_sheet(_rows(rows, lambda row: cells)), sheets=sheets)


_WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "far cell": _far_cell,
    "far cell in an appendix": _far_cell_in_an_appendix,
    "far cells in each row": lambda: book(
        _sheet(_rows(4_000, lambda row: f'<c r="XFD{row}"><v>1</v></c>'))
    ),
    "60,000 rows": lambda: _filled(60_000),
    "as many rows as allowed": lambda: _filled(4_900),
    "a million rows without a cell": lambda: book(_sheet("<row/>" * 1_000_000)),
    "a million cells without a value": lambda: book(_sheet(f"<row>{'<c/>' * 1_000_000}</row>")),
    "10,000 merges over each other": lambda: book(
        _sheet(
            _rows(90, lambda row: _cell(f"A{row}", "x")),
            "<mergeCells>" + '<mergeCell ref="A1:J90"/>' * 10_000 + "</mergeCells>",
        )
    ),
    "100,000 merges in the headings": lambda: book(
        _sheet(behind="<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 99_999 + "</mergeCells>")
    ),
    "a merge over all rows": lambda: book(
        _sheet(
            f'<row r="1048576">{_cell("A1048576", "x")}</row>',
            '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>',
        )
    ),
    "a million shared strings": lambda: book(
        strings=f"<sst {_MAIN} count='9'>{'<si/>' * 1_000_000}</sst>"
    ),
    "a shared string of 8 MB": lambda: book(
        _sheet('<row r="2"><c r="B2" t="s"><v>0</v></c></row>'),
        strings=f"<sst {_MAIN}><si><t>{'Kế hoạch số 12/KH-UBND. ' * 300_000}</t></si></sst>",
    ),
    "a shared string of two million lines": lambda: book(
        _sheet('<row r="2"><c r="B2" t="s"><v>0</v></c></row>'),
        strings=f"<sst {_MAIN}><si><t>%s</t></si></sst>" % ("x;\n" * 2_000_000),
    ),
    "a shared string in every cell": lambda: book(
        _sheet(
            _rows(
                4_000,
                lambda row: f'<c r="B{row}" t="s"><v>0</v></c><c r="F{row}" t="s"><v>0</v></c>',
            )
        ),
        strings=f"<sst {_MAIN}><si><t>{'Giải trình ' * 3_000}</t></si></sst>",
    ),
    "700,000 styles": lambda: book(
        styles=f"<styleSheet {_MAIN}><cellXfs>{'<xf/>' * 700_000}</cellXfs></styleSheet>"
    ),
    "100,000 number formats": lambda: book(
        styles=f"<styleSheet {_MAIN}><numFmts>"
        + "".join(f'<numFmt numFmtId="{i}" formatCode="{"[" * 40}"/>' for i in range(100_000))
        + "</numFmts></styleSheet>"
    ),
    "a text of 20 MB": lambda: book(
        _sheet(f'<row r="2">{_cell("B2", "Nội dung. " * 1_500_000)}</row>')
    ),
    "a number of 5 MB": lambda: book(
        _sheet(f'<row r="2"><c r="C2"><v>{"1" * 5_000_000}</v></c></row>')
    ),
    "XML 10,000 deep in the sheet": lambda: book(_sheet(_deep())),
    "XML 10,000 deep in the strings": lambda: book(strings=f"<sst {_MAIN}>{_deep()}</sst>"),
    "XML 10,000 deep in the book": lambda: book(workbook=f"<workbook {_MAIN}>{_deep()}</workbook>"),
    "100,000 attributes": lambda: book(
        _sheet(f"<row {' '.join(f'a{i}={chr(34)}{chr(34)}' for i in range(100_000))}/>")
    ),
    "100,000 namespaces": lambda: book(
        _sheet("".join(f'<a xmlns:n{i}="u{i}"/>' for i in range(100_000)))
    ),
    "entities of entities": lambda: book(_entity_bomb()),
    "an entity of a file": lambda: book(
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_sheet()}'
    ),
    "entities in UTF-16": lambda: book(
        f'<?xml version="1.0" encoding="UTF-16"?>{_entity_bomb()}'.encode("utf-16")
    ),
    "a sheet that unpacks a thousandfold": lambda: book(_sheet(" " * 40_000_000), level=9),
    "60 MB of sheet below the ratio": lambda: book(
        _sheet("".join(f"<row><c><f>{i:x}</f></c></row>" for i in range(600_000))),
        level=1,
    ),
    "5,000 sheets of one part": lambda: _many_sheets(5_000, 1),
    "150 sheets of one full part": lambda: _many_sheets(150, 3_000),
    "200,000 links": lambda: book(
        _sheet(
            behind="<hyperlinks>" + '<hyperlink ref="A1" r:id="rId1"/>' * 200_000 + "</hyperlinks>"
        )
    ),
    "200,000 relations": lambda: book(
        _sheet(behind='<hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>'),
        sheet_relations=f"<Relationships {_RELATIONS}>"
        + '<Relationship Id="rId1"/>' * 200_000
        + "</Relationships>",
    ),
    "a formula of 20 MB": lambda: book(
        _sheet(f'<row r="2"><c r="A2"><f>HYPERLINK("{"a" * 20_000_000}</f></c></row>')
    ),
    "a comment of 15 MB before the sheet": lambda: book(
        "<!--" + "Ghi chú 0123. " * 1_000_000 + f"-->{_sheet()}"
    ),
    "10,000 parts": lambda: book(more={f"xl/media/{i}.bin": "" for i in range(10_000)}),
    "parts that share their bytes": lambda: _overlapping(
        {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>", "xl/a.xml": b"<a/>"}
    ),
    "headings everywhere": _header_everywhere,
    "rows that go back": lambda: book(_sheet('<row r="9"/><row r="3"/>' * 100_000)),
}


def _of_workbook(content: bytes, more: Mapping[str, bytes] | None = None) -> bytes:
    return packed({"Phụ lục.xlsx": content, **(more or {})})


def _claimed_size(size: int) -> bytes:
    """Return a ZIP whose only file says that it unpacks to ``size``."""
    data = bytearray(packed({"a.pdf": b"x" * 100}))
    struct.pack_into("<L", data, data.find(b"PK\x01\x02") + 24, size)
    return bytes(data)


def _long_directory(count: int) -> bytes:
    entry = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0
    )
    directory = b"".join(entry + b"%06d" % number for number in range(count))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 30, 0)
    return b"PK\x03\x04" + bytes(26) + directory + end


_ARCHIVES: dict[str, Callable[[], bytes]] = {
    "10,000 files": lambda: packed({f"TLKC/{i}.pdf": b"" for i in range(10_000)}),
    "200,000 files in the list": lambda: _long_directory(200_000),
    "a file that unpacks a thousandfold": lambda: packed({"a.pdf": bytes(60_000_000)}, 9),
    "a file that says it has 4 GB": lambda: _claimed_size(0xFFFF_FFF0),
    "files that share their bytes": lambda: _overlapping(
        {f"{i}.pdf": b"%PDF-" + bytes(100) for i in range(50)}
    ),
    "an archive in an archive": lambda: packed({"a.zip": packed({"b.zip": packed({"c": b"c"})})}),
    "a thousand workbooks": lambda: packed(
        dict.fromkeys(map("{}.xlsx".format, range(1_000)), book())
    ),
    "40 workbooks that are as large as allowed": lambda: packed(
        dict.fromkeys(map("{}.xlsx".format, range(40)), _many_sheets(1, 4_000))
    ),
    "a way out of the folder": lambda: packed({"../../a.xlsx": book()}),
    "2,000 folders deep": lambda: packed({"a/" * 400 + "a.xlsx": book()}),
    "links to a folder of 4,000 files": lambda: packed(
        {
            "a.xlsx": book(
                _sheet(
                    _rows(
                        1_000,
                        lambda row: _cell(f"A{row}", f"{row}") + _cell(f"E{row}", "TLKC"),
                    ),
                    "<hyperlinks>"
                    + "".join(f'<hyperlink ref="E{row}" r:id="rId1"/>' for row in range(2, 1_002))
                    + "</hyperlinks>",
                ),
                sheet_relations=f"<Relationships {_RELATIONS}>"
                '<Relationship Id="rId1" Type="hyperlink" Target="TLKC"/></Relationships>',
            ),
            **{f"TLKC/{i}.pdf": b"" for i in range(4_000)},
        }
    ),
}


def pdf(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, with its table."""
    stream = io.BytesIO()
    stream.write(b"%PDF-1.5\n")
    places = {}
    for number, content in objects.items():
        places[number] = stream.tell()
        stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, size = stream.tell(), max(objects) + 1
    stream.write(b"xref\n0 %d\n" % size)
    for number in range(size):
        stream.write(
            b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        )
    stream.write(b"trailer <</Size %d/Root %d 0 R%s>>\n" % (size, root, trailer))
    stream.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return stream.getvalue()


def _stream(content: bytes, more: bytes = b"", flates: int = 1) -> bytes:
    for _time in range(flates):
        content = zlib.compress(content, 9)
    filters = b"[" + b"/FlateDecode" * flates + b"]"
    return b"<</Length %d/Filter %s%s>>stream\n%s\nendstream" % (
        len(content),
        filters,
        more,
        content,
    )


def _page(
    contents: bytes, resources: bytes = b"", more: Mapping[int, bytes] | None = None
) -> bytes:
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<%s>>>>"
            % resources,
            4: contents,
            **(more or {}),
        }
    )


def _hundred_thousand_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 100_003))
    page = b"<</Type/Page/Parent 2 0 R>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids,
            **dict.fromkeys(range(3, 100_003), page),
        }
    )


def _tree_of_pages(depth: int) -> bytes:
    nodes = {
        number: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1) for number in range(2, depth)
    }
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", **nodes, depth: b"<</Type/Page>>"})


def _wide_tree() -> bytes:
    """Ten branches on each of twelve levels, all the same objects: a million million pages."""
    nodes = {
        number: b"<</Type/Pages/Count 9/Kids[%s]>>" % (b"%d 0 R " % (number + 1) * 10)
        for number in range(2, 14)
    }
    return pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", **nodes, 14: b"<</Type/Page>>"})


def _object_stream() -> bytes:
    """The root lies in an object stream that unpacks to 200 MB."""
    inside = (
        b"1 0 2 40 "
        + b"<</Type/Catalog/Pages 2 0 R>>".ljust(40)
        + b"<</Type/Pages/Count 1/Kids[]>>"
    )
    content = inside + b" " * 200_000_000
    return _with_table_stream(
        {5: _stream(content, b"/Type/ObjStm/N 2/First 9")}, {1: (5, 0), 2: (5, 1)}
    )


def _with_table_stream(
    objects: Mapping[int, bytes], packed_in: Mapping[int, tuple[int, int]], size: int | None = None
) -> bytes:
    stream = io.BytesIO()
    stream.write(b"%PDF-1.5\n")
    places = {}
    for number, content in objects.items():
        places[number] = stream.tell()
        stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    number, start = max({*objects, *packed_in}) + 1, stream.tell()
    places[number] = start
    rows = b""
    for each in range(number + 1):
        if each in packed_in:
            rows += struct.pack(">BIH", 2, *packed_in[each])
        else:
            rows += struct.pack(">BIH", 1 if each in places else 0, places.get(each, 0), 0)
    content = rows if size is None else rows + bytes(7) * size
    more = b"/Type/XRef/W[1 4 2]/Root 1 0 R/Size %d" % (number + 1 + (size or 0))
    stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, _stream(content, more)))
    stream.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return stream.getvalue()


def _forms() -> bytes:
    """Drawings in drawings: ten levels of ten each."""
    levels = {}
    for level in range(10):
        own = b"/F%d Do " % (level - 1) * 10 if level else b"BT (x) Tj ET"
        used = b"/Resources<</XObject<</F%d %d 0 R>>>>" % (level - 1, 9 + level) if level else b""
        levels[10 + level] = _stream(own, b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]" + used)
    return _page(_stream(b"/F9 Do"), b"/XObject<</F9 19 0 R>>", levels)


def _font(to_unicode: bytes) -> bytes:
    return _page(
        _stream(b"BT /F 9 Tf (abc) Tj ET"),
        b"/Font<</F 5 0 R>>",
        {5: b"<</Type/Font/Subtype/Type1/BaseFont/A/ToUnicode 6 0 R>>", 6: to_unicode},
    )


def _looping_tables() -> bytes:
    data = pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[]>>"})
    start = int(data.rpartition(b"startxref\n")[2].split()[0])
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def _signature_fields() -> bytes:
    count = 30_000
    fields = b" ".join(b"%d 0 R" % number for number in range(3, count))
    field = b"<</FT/Sig/T(a)/V<</Type/Sig/Contents<00>/ByteRange[0 1 2 3]>>>>"
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[%s]>>>>" % fields,
            2: b"<</Type/Pages/Count 1/Kids[]>>",
            **dict.fromkeys(range(3, count), field),
        }
    )


_PDFS: dict[str, Callable[[], bytes]] = {
    "100,000 pages": _hundred_thousand_pages,
    "a claim of two thousand million pages": lambda: pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 2147483647/Kids[]>>"}
    ),
    "pages in a circle": lambda: pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 5/Kids[3 0 R 2 0 R]>>",
            3: b"<</Type/Pages/Count 5/Kids[2 0 R 3 0 R]>>",
        }
    ),
    "a tree of pages 20,000 deep": lambda: _tree_of_pages(20_000),
    "a tree of a million million pages": _wide_tree,
    "a page that unpacks to 300 MB": lambda: _page(_stream(b"q Q " * 75_000_000)),
    "a page packed twice": lambda: _page(_stream(b" " * 250_000_000, flates=2)),
    "a page of two million marks": lambda: _page(_stream(b"q Q " * 120_000)),
    "objects that unpack to 200 MB": _object_stream,
    "a table of ten million objects": lambda: _with_table_stream(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Count 1/Kids[]>>"}, {}, 10_000_000
    ),
    "tables in a circle": _looping_tables,
    "drawings in drawings": _forms,
    "a font that unpacks to 200 MB": lambda: _font(_stream(b"begincmap " + b" " * 200_000_000)),
    "a font of 65,000 ranges": lambda: _font(
        _stream(
            b"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            + b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\n" * 2_000
            + b"endcmap"
        )
    ),
    "arrays 50,000 deep": lambda: pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/A %s%s>>" % (b"[" * 50_000, b"]" * 50_000),
            2: b"<</Type/Pages/Count 1/Kids[]>>",
        }
    ),
    "30,000 signatures": _signature_fields,
}


def _png(width: int, height: int, chunks: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + header
        + chunks
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


def _jpeg(width: int, height: int, more: bytes = b"") -> bytes:
    frame = struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)
    return (
        b"\xff\xd8" + more + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame
        + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + b"\0\xff\xd9"
    )  # fmt: skip


def _tiff(width: int, height: int, directories: int = 1, *, circle: bool = False) -> bytes:
    entries = (
        struct.pack("<HHII", 256, 4, 1, width)
        + struct.pack("<HHII", 257, 4, 1, height)
        + struct.pack("<HHII", 273, 4, 1, 8)
        + struct.pack("<HHII", 279, 4, 1, 1)
    )
    length = 2 + len(entries) + 4
    pieces = [b"II*\0", struct.pack("<I", 8)]
    for number in range(directories):
        following = 8 + (number + 1) * length
        if number == directories - 1:
            following = 8 if circle else 0
        pieces.append(struct.pack("<H", 4) + entries + struct.pack("<I", following))
    return b"".join(pieces)


_IMAGES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a PNG of 60,000 × 60,000": ("a.png", lambda: _png(60_000, 60_000)),
    "a PNG of a million pieces": (
        "a.png",
        lambda: _png(9, 9, (bytes(4) + b"tEXt" + bytes(4)) * 1_000_000),
    ),
    "a JPEG of 60,000 × 60,000": ("a.jpg", lambda: _jpeg(60_000, 60_000)),
    "a JPEG of a million pieces": ("a.jpg", lambda: _jpeg(9, 9, b"\xff\xe1\0\x02" * 1_000_000)),
    "a TIFF of 60,000 × 60,000": ("a.tif", lambda: _tiff(60_000, 60_000)),
    "a TIFF of pages in a circle": ("a.tif", lambda: _tiff(9, 9, 5, circle=True)),
    "a TIFF of 60,000 pages": ("a.tif", lambda: _tiff(9, 9, 60_000)),
}


def document(body: str, level: int = 6) -> bytes:
    """Return a Word document with this in its body."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return packed(
        {
            "[Content_Types].xml": "<Types "
            'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships {_RELATIONS}><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        },
        level,
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


_TEMPLATES: dict[str, Callable[[], bytes]] = {
    "2,000 {{ that nothing closes": lambda: document(paragraph("{{" * 2_000)),
    "100,000 {{ that nothing closes": lambda: document(paragraph("{{" * 100_000)),
    "50,000 {{ in paragraphs of their own": lambda: document(paragraph("{{") * 50_000),
    "100,000 { and %": lambda: document(paragraph("{%" * 100_000)),
    "20,000 marks": lambda: document(paragraph("{{ unit_name }}") * 20_000),
    "loops in loops in loops": lambda: document(
        "".join(paragraph(f"{{%p for a{i} in domains %}}") for i in range(500))
        + paragraph("x")
        + paragraph("{%p endfor %}") * 500
    ),
    "2,000 conditions in each other": lambda: document(
        paragraph("{%p if unit_name %}") * 2_000 + paragraph("{%p endif %}") * 2_000
    ),
    "20,000 brackets": lambda: document(
        paragraph("{{ " + "(" * 20_000 + "unit_name" + ")" * 20_000 + " }}")
    ),
    "20,000 times not": lambda: document(paragraph("{{ " + "not " * 20_000 + "unit_name }}")),
    "a number of 10 digits to the power": lambda: document(paragraph("{{ 9**9**9**9 }}")),
    "a text a thousand million times": lambda: document(paragraph('{{ "a" * 1000000000 }}')),
    "a document 10,000 deep": lambda: document("<w:r>" * 10_000 + "</w:r>" * 10_000),
    "a document that unpacks a thousandfold": lambda: document(paragraph(" " * 40_000_000)),
    "a document of 400,000 runs": lambda: document("<w:r/>" * 400_000),
    "a document with entities": lambda: packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        }
    ),
    "a document of 2,000 parts": lambda: packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": "<a/>",
            **{f"word/{i}.xml": "<a/>" for i in range(2_000)},
        }
    ),
}


_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def _spreadsheet(tables: str, level: int = 6) -> bytes:
    """Return an .ods file of these tables."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": "<office:document-content "
            + " ".join(
                f'xmlns:{name}="{_OPEN_DOCUMENT}:{name}:1.0"'
                for name in ("office", "table", "text")
            )
            + f"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        },
        level,
    )


def _table(rows: str, name: str = "Phụ lục") -> str:
    headings = "".join(
        f"<table:table-cell><text:p>{h}</text:p></table:table-cell>" for h in HEADINGS
    )
    return (
        f'<table:table table:name="{name}"><table:table-row>{headings}</table:table-row>{rows}'
        "</table:table>"
    )


def _table_row(cells: str = "", more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


def _table_cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def _word_row(*texts: str, more: str = "") -> str:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts)
    return f"<w:tr>{more}{cells}</w:tr>"


def _word_table(*rows: str) -> str:
    return f"<w:tbl>{_word_row(*HEADINGS)}{''.join(rows)}</w:tbl>"


_VERTICAL = "<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>"


def _lines(count: int) -> bytes:
    heading = ";".join(HEADINGS)
    return "\n".join((heading, *("1;Tiêu chí;1;1;;;" for _line in range(count)))).encode()


# what a rubric may come in besides workbooks of Excel's
_TABLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a cell repeated over a whole sheet": (
        "a.ods",
        lambda: _spreadsheet(
            _table(
                _table_row(
                    _table_cell("x", 'table:number-columns-repeated="16384"'),
                    'table:number-rows-repeated="1048576"',
                )
            )
        ),
    ),
    "a row 10 to the 4,000 below": (
        "a.ods",
        lambda: _spreadsheet(
            _table(
                _table_row(more=f'table:number-rows-repeated="1{"0" * 4_000}"')
                + _table_row(_table_cell("1") + _table_cell("Kế hoạch") + _table_cell("2"))
            )
        ),
    ),
    "a cell over a whole sheet": (
        "a.ods",
        lambda: _spreadsheet(
            _table(
                _table_row(
                    _table_cell(
                        "x",
                        'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"',
                    )
                )
            )
        ),
    ),
    "140,000 blank rows of 16,384 cells": (
        "a.ods",
        lambda: _spreadsheet(
            _table(
                _table_row('<table:table-cell table:number-columns-repeated="16384"/>') * 140_000
            ),
            level=1,
        ),
    ),
    "numbers that are none": (
        "a.ods",
        lambda: _spreadsheet(
            _table(
                "".join(
                    _table_row(
                        _table_cell(str(row))
                        + _table_cell("Kế hoạch")
                        + _table_cell(value, f'office:value-type="float" office:value="{value}"')
                    )
                    for row, value in enumerate(("NaN", "Infinity", "1e999", "-1e308", "1e-400"), 1)
                )
            )
        ),
    ),
    "a thousand million spaces": (
        "a.ods",
        lambda: _spreadsheet(_table(_table_row(_table_cell('<text:s text:c="1000000000"/>x') * 3))),
    ),
    "10,000 tables": (
        "a.ods",
        lambda: _spreadsheet("".join(_table("", f"Bảng {i}") for i in range(10_000))),
    ),
    "150 wide tables": (
        "a.ods",
        lambda: _spreadsheet(
            "".join(
                _table(
                    _table_row(
                        '<table:table-cell table:number-columns-repeated="120"/>' + _table_cell("x")
                    )
                    * 600,
                    f"Bảng {i}",
                )
                for i in range(150)
            ),
            level=1,
        ),
    ),
    "tables 10,000 deep": (
        "a.ods",
        lambda: _spreadsheet("<table:table>" * 10_000 + "</table:table>" * 10_000),
    ),
    "a spreadsheet with entities": (
        "a.ods",
        lambda: packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": _entity_bomb(),
            }
        ),
    ),
    "a spreadsheet that unpacks a thousandfold": (
        "a.ods",
        lambda: _spreadsheet(_table(_table_row(_table_cell(" " * 40_000_000))), level=9),
    ),
    "a text of 20 MB in a spreadsheet": (
        "a.ods",
        lambda: _spreadsheet(_table(_table_row(_table_cell("Nội dung. " * 1_500_000))), level=0),
    ),
    "a row of cells that go on without end": (
        "a.docx",
        lambda: document(
            _word_table(
                "<w:tr>"
                + '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr></w:tc>' * 40_000
                + "</w:tr>",
                *[_word_row("1")] * 8_000,
            ),
            0,
        ),
    ),
    "a table that begins a million columns to the right": (
        "a.docx",
        lambda: document(
            _word_table(
                _word_row("1", more='<w:gridBefore w:val="63"/>' * 100_000),
                *[_word_row("1")] * 10_000,
            ),
            0,
        ),
    ),
    "200,000 rows without a cell": (
        "a.docx",
        lambda: document(
            _word_table(
                _word_row("1", more='<w:gridBefore w:val="63"/>' * 3), *["<w:tr/>"] * 200_000
            ),
            0,
        ),
    ),
    "70,000 rows of a blank cell": (
        "a.docx",
        lambda: document(
            _word_table(
                *['<w:tr><w:gridBefore w:val="63"/><w:gridBefore w:val="63"/><w:tc/></w:tr>']
                * 70_000
            ),
            0,
        ),
    ),
    "30,000 merged cells over 100,000 rows": (
        "a.docx",
        lambda: document(
            _word_table(
                f"<w:tr>{_VERTICAL * 30_000}</w:tr>",
                *["<w:tr/>"] * 100_000,
                f"<w:tr>{_VERTICAL * 30_000}</w:tr>",
            ),
            0,
        ),
    ),
    "9,000 tables that go on in mid-sentence": (
        "a.docx",
        lambda: document(
            _word_table(_word_row("1", "Kế hoạch"))
            + f"<w:tbl>{_word_row('', 'và tiếp ' * 60, *[''] * 5)}</w:tbl>" * 9_000,
            0,
        ),
    ),
    "cells outside of rows": (
        "a.docx",
        lambda: document("<w:tbl><w:tc><w:p/></w:tc></w:tbl>" + _word_table(_word_row("1", "x"))),
    ),
    "cells in cells": (
        "a.docx",
        lambda: document(
            _word_table(f"<w:tr>{'<w:tc>' * 40}{'</w:tc>' * 40}</w:tr>", _word_row("1", "x"))
        ),
    ),
    "rows in rows": (
        "a.docx",
        lambda: document(_word_table("<w:tr><w:tr><w:tc/></w:tr><w:tc/></w:tr>")),
    ),
    "40,000 rows in a document": (
        "a.docx",
        lambda: document(_word_table(*[_word_row("1")] * 40_000), 0),
    ),
    "tables in tables in tables": (
        "a.docx",
        lambda: document("<w:tbl><w:tr><w:tc>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 1_000),
    ),
    "60,000 lines": ("a.csv", lambda: _lines(60_000)),
    "ten million separators in a line": (
        "a.csv",
        lambda: ";".join(HEADINGS).encode() + b"\n" + b";" * 9_500_000,
    ),
    "three million values in a line": (
        "a.csv",
        lambda: ";".join(HEADINGS).encode() + b"\n" + b"abc;" * 2_300_000,
    ),
    "a quotation mark that is never closed": (
        "a.csv",
        lambda: ";".join(HEADINGS).encode() + b'\n1;"' + b"x;\n" * 3_000_000,
    ),
    "nothing but quotation marks": (
        "a.csv",
        lambda: ";".join(HEADINGS).encode() + b"\n" + b'""""' * 2_000_000,
    ),
    "20 MB of letters that no encoding knows": (
        "a.csv",
        lambda: b"1;2;3\n" + b"\x81\xd2;\xff" * 5_000_000,
    ),
    "UTF-16 with zeros": (
        "a.csv",
        lambda: "\n".join(
            (";".join(HEADINGS), "1;Chỉ đạo\0 điều hành;2;;;;", "1.1;Kế\0hoạch;2;;;;")
        ).encode("utf-16"),
    ),
    "half a letter in UTF-16": (
        "a.csv",
        lambda: b"\xff\xfe" + (";".join(HEADINGS) + "\n1;x").encode("utf-16-le") + b"\xd8",
    ),
    "zeros behind the beginning": (
        "a.csv",
        lambda: _lines(200) + "\n2;Chỉ\0 số;1;;;;".encode() + b"\0" * 100_000,
    ),
}


@cache
def make(name: str) -> bytes:
    """Return the bytes of a hostile file."""
    return _MAKERS[name]()


WORKBOOKS = tuple(_WORKBOOKS)
ARCHIVES = tuple(_ARCHIVES)
PDFS = tuple(_PDFS)
IMAGES = tuple(_IMAGES)
TEMPLATES = tuple(_TEMPLATES)
TABLES = tuple(_TABLES)
_MAKERS = {
    **_WORKBOOKS,
    **_ARCHIVES,
    **_PDFS,
    **{name: make for name, (_file_name, make) in _IMAGES.items()},
    **_TEMPLATES,
    **{name: make for name, (_file_name, make) in _TABLES.items()},
}
#: What each is called when it is filed as evidence.
FILE_NAMES = {
    **dict.fromkeys(WORKBOOKS, "a.xlsx"),
    **dict.fromkeys(ARCHIVES, "a.zip"),
    **dict.fromkeys(PDFS, "a.pdf"),
    **{name: file_name for name, (file_name, _make) in _IMAGES.items()},
    **dict.fromkeys(TEMPLATES, "a.docx"),
    **{name: file_name for name, (file_name, _make) in _TABLES.items()},
}


def in_archive(name: str) -> bytes:
    """Return a workbook packed with a document, as units send both."""
    return _of_workbook(make(name), {"TLKC/a.pdf": b"%PDF-1.4"})


def under_its_name(name: str) -> bytes:
    """Return an archive of this file and nothing else, in place of a workbook."""
    return packed({f"Phụ lục{FILE_NAMES[name][1:]}": make(name)})


def among_documents(name: str, form: bytes) -> bytes:
    """Return a form that a unit filled in, packed with this file as one of its documents."""
    return _of_workbook(form, {f"TLKC/{FILE_NAMES[name]}": make(name)})
