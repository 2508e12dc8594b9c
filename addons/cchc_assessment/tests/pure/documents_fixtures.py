"""Small files of every kind, whole and broken."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pypdf
import xlwt
from PIL import Image
from reportlab.pdfgen import canvas


def pdf(pages=1, lines=("Sample",), compress=1) -> bytes:
    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pageCompression=compress, invariant=True)
    for _page in range(pages):
        for index, line in enumerate(lines):
            sheet.drawString(60, 780 - 16 * index, line)
        sheet.showPage()
    sheet.save()
    return stream.getvalue()


def locked_pdf(password: str, algorithm="AES-256") -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf()))
    writer.encrypt(password, "owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def picture(kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image = Image.frombytes("L", (64, 64), zlib.compress(bytes(range(256)) * 64)[:64] * 64)
    image.save(stream, kind, **options)
    return stream.getvalue()


def word(text="Sample") -> bytes:
    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def excel(*rows) -> bytes:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for row in rows or (("Sample", 1),):
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def old_excel() -> bytes:
    stream = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, "Sample")
    book.save(stream)
    return stream.getvalue()


def archive(files=None, compression=zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, content in (files or {"bao-cao.pdf": pdf()}).items():
            target.writestr(name, content)
    return stream.getvalue()


def repacked(data: bytes, change) -> bytes:
    """Return the archive ``data`` with ``change`` made to its files, a dict of name to content."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    change(files)
    return archive(files)


def patched_directory(data: bytes, offset: int, form: str, *values) -> bytes:
    """Return the archive ``data`` with a field of its first directory entry overwritten."""
    start = data.index(b"PK\x01\x02") + offset
    return data[:start] + struct.pack(form, *values) + data[start + struct.calcsize(form) :]


def declared(data: bytes, size: int) -> bytes:
    """Return the one-file archive ``data``, whose directory says (ZIP64) that it unpacks to ``size``."""
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = bytearray(data[start:end])
    name_length = struct.unpack_from("<H", entry, 28)[0]
    struct.pack_into("<I", entry, 24, 0xFFFFFFFF)
    extra = struct.pack("<HHQ", 1, 8, size)
    struct.pack_into("<H", entry, 30, len(extra))
    directory = bytes(entry[: 46 + name_length]) + extra + bytes(entry[46 + name_length :])
    record = bytearray(data[end:])
    struct.pack_into("<I", record, 12, len(directory))
    return data[:start] + directory + bytes(record)


def ole(*streams: tuple[str, bytes], storages=()) -> bytes:
    """Return an OLE container of 512-byte sectors: table, directory, then the streams' data."""
    names = ["Root Entry", *storages, *(name for name, _data in streams)]
    directory_sectors = (len(names) + 3) // 4
    following = 1 + directory_sectors
    table = [0xFFFFFFFD, *range(2, 1 + directory_sectors), 0xFFFFFFFE]
    body, entries = b"", []
    for index, name in enumerate(names):
        kind, start, data = 5 if not index else 1, 0xFFFFFFFE, b""
        if index > len(storages):
            kind, start = 2, following
            data = streams[index - len(storages) - 1][1]
            count = (len(data) + 511) // 512
            table += [*range(start + 1, start + count), 0xFFFFFFFE]
            following += count
            body += data.ljust(count * 512, b"\0")
        text = name.encode("utf-16-le") + b"\0\0"
        entries.append(
            struct.pack("<64sHBB12s", text, len(text), kind, 1, b"\xff" * 12)
            + bytes(36)
            + struct.pack("<IQ", start, len(data))
        )
    directory = b"".join(entries).ljust(directory_sectors * 512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table += [0xFFFFFFFF] * (128 - len(table))
    return header + struct.pack("<128I", *table) + directory + body


def old_word(flags=0) -> bytes:
    stream = struct.pack("<H8xH", 0xA5EC, flags).ljust(4096, b"\0")
    return ole(("WordDocument", stream))


def vietnamese_pdf(text: str) -> bytes:
    """Return a PDF that says which letter each glyph of its font is: no font of the machine is needed."""
    letters = sorted(set(text))
    named = "".join(f"<{code:02x}> <{ord(letter):04x}>\n" for code, letter in enumerate(letters, 1))
    drawn = "".join(f"{letters.index(letter) + 1:02x}" for letter in text)
    drawing = f"BT /F1 12 Tf 9 50 Td <{drawn}> Tj ET"
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sample def\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{named}endbfchar\nendcmap end end"
    )
    content, names = (
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in (drawing, table)
    )
    face = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
    page = "/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    return acting_pdf(page=page, objects=(content, face, names))


def acting_pdf(catalogue="", page="", objects=(), *, packed=False) -> bytes:
    """Return a PDF of one page with more entries in its catalogue and page, and more objects, numbered from 4.

    :param packed: whether the objects lie in a stream of objects, as newer programs write them.
    """
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] {page} >>",
        *objects,
    ]
    bodies = [body.encode("latin-1") for body in bodies]
    return _packed_pdf(bodies) if packed else _plain_pdf(bodies)


def _plain_pdf(bodies: list[bytes]) -> bytes:
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(places) + 1)
    return data + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(data)


def _packed_pdf(bodies: list[bytes]) -> bytes:
    head, content = b"", b""
    for number, body in enumerate(bodies, 1):
        head += b"%d %d " % (number, len(content))
        content += body + b"\n"
    packed = zlib.compress(head + content)
    stream, table = len(bodies) + 1, len(bodies) + 2
    data = b"%PDF-1.7\n"
    place = len(data)
    data += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\n" % (
        stream,
        len(bodies),
        len(head),
        len(packed),
    )
    data += b"stream\n" + packed + b"\nendstream\nendobj\n"
    rows = struct.pack(">BIH", 0, 0, 65535)
    rows += b"".join(struct.pack(">BIH", 2, stream, index) for index in range(len(bodies)))
    rows += struct.pack(">BIH", 1, place, 0) + struct.pack(">BIH", 1, len(data), 0)
    end = b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Length %d >>\n" % (
        table,
        table + 1,
        len(rows),
    )
    end += b"stream\n" + rows + b"\nendstream\nendobj\n"
    return data + end + b"startxref\n%d\n%%%%EOF\n" % len(data)


def related(data: bytes, part: str, kind: str, target: str, mode="", extra=None) -> bytes:
    """Return an Office document in which ``part`` leads to ``target``; ``extra`` are more files in it."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels".lstrip("/")
    space = "http://schemas.openxmlformats.org"
    relation = (
        f'<Relationship Id="rId99" Type="{space}/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" {mode}/>'
    )

    def change(files):
        old = files.get(relations, b"</Relationships>").decode()
        inner = old.partition("<Relationships")[2].partition(">")[2] or "</Relationships>"
        files[relations] = (
            f'<Relationships xmlns="{space}/package/2006/relationships">{relation}{inner}'
        ).encode()
        files.update(extra or {})

    return repacked(data, change)


def tiff(*entries, data=b"x" * 64) -> bytes:
    """Return a TIFF of one page with these tags, its data from byte 8 on."""
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0" + struct.pack("<I", 8 + len(data)) + data + directory + bytes(4)
