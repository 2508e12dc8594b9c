"""Damage workbooks and archives as copying, programs and people do: the same for the same seed."""

import io
import random
import re
import zipfile
from datetime import datetime

import openpyxl

_PARTS = re.compile(r"xl/(worksheets/.*|workbook\.xml|sharedStrings\.xml|styles\.xml|_rels/.*)")
_NAMES = ("../a.pdf", "/a.pdf", "C:\\a.pdf", "a\x00b.pdf", "TLKC/a.pdf", "x" * 300 + ".pdf", "")
_SNIPPETS = (
    b'<!DOCTYPE a [<!ENTITY b "c">]>',
    b"</row>",
    b"<c r='ZZZ9999999'><v>1</v></c>",
    b"<v>1e999</v>",
    b"<v>nan</v>",
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<hyperlink ref="E9" r:id="rId99"/>',
    b"&#0;",
    b"\xff\xfe",
    b"",
)
_JUNK = (
    None,
    "",
    " ",
    "x",
    -1,
    0.3333333333,
    1e300,
    10**18,
    True,
    datetime(2026, 5, 1),
    "=1+1",
    "=1/0",
    "#REF!",
    "1,5",
    "12/2026",
    "01/02/2026",
    "Không",
    "1.1.1",
    "TỔNG CỘNG",
    "a\nb" * 50,
    "Ề" * 5_000,
    "_x0000_",
    "CCHC1;1-0;C;1",
)
_TARGETS = (
    "../../etc/passwd",
    "file:///C:/a.pdf",
    "#A1",
    "TLKC/",
    "TLKC/13.PDF",
    "http://[",
    "%zz",
)


def damage(data: bytes, seed: int) -> bytes:
    """Return ``data``, a ZIP, damaged in one to three ways that follow from ``seed``."""
    dice = random.Random(seed)
    for _time in range(dice.randint(1, 3)):
        way = dice.choice(
            (_cut, _flip, _splice, _drop_part, _edit_part, _edit_part, _add_entry, _swap)
        )
        data = way(data, dice)
    return data


def scramble(workbook: bytes, seed: int) -> bytes:
    """Return ``workbook`` as somebody may fill it in who understood nothing of it."""
    dice = random.Random(seed)
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    for _time in range(dice.choice((1, 5, 30))):
        row, column = dice.randint(1, sheet.max_row), dice.randint(1, sheet.max_column + 1)
        cell = sheet.cell(row, column)
        if isinstance(cell, openpyxl.cell.MergedCell):
            continue
        cell.value = dice.choice(_JUNK)
        if dice.random() < 0.3:
            cell.hyperlink = dice.choice(_TARGETS)
    change = dice.choice(("", "insert_rows", "delete_rows", "insert_cols", "delete_cols"))
    if change:
        getattr(sheet, change)(dice.randint(1, sheet.max_row if "row" in change else 8))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _cut(data: bytes, dice: random.Random) -> bytes:
    return (
        data[: dice.randrange(len(data) + 1)] if dice.random() < 0.7 else data[dice.randrange(50) :]
    )


def _flip(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _time in range(dice.choice((1, 1, 4, 50))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _splice(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + dice.randbytes(dice.randrange(200)) + data[start + dice.randrange(200) :]


def _drop_part(data: bytes, dice: random.Random) -> bytes:
    def drop(entries):
        if entries:
            entries.pop(dice.randrange(len(entries)))

    return _repack(data, drop)


def _edit_part(data: bytes, dice: random.Random) -> bytes:
    """Break the XML inside a part, which the checksum of an archive would otherwise tell."""

    def edit(entries):
        places = [i for i, (name, _content) in enumerate(entries) if _PARTS.fullmatch(name)]
        if not places:
            return
        place = dice.choice(places)
        name, content = entries[place]
        start = dice.randrange(len(content) + 1)
        end = start + dice.choice((0, 0, 1, 20, 400))
        if dice.random() < 0.5:
            tags = [found.start() for found in re.finditer(b"<", content)]
            start = end = dice.choice(tags) if tags else 0
        entries[place] = (name, content[:start] + dice.choice(_SNIPPETS) + content[end:])

    return _repack(data, edit)


def _add_entry(data: bytes, dice: random.Random) -> bytes:
    def add(entries):
        name = dice.choice((*_NAMES, *(name for name, _content in entries)))
        entries.append((name, dice.randbytes(dice.randrange(300))))

    return _repack(data, add)


def _swap(data: bytes, dice: random.Random) -> bytes:
    def swap(entries):
        if len(entries) > 1:
            one, other = dice.sample(range(len(entries)), 2)
            entries[one], entries[other] = (
                (entries[one][0], entries[other][1]),
                (entries[other][0], entries[one][1]),
            )

    return _repack(data, swap)


def _repack(data: bytes, change) -> bytes:
    """Return the archive with its entries changed; what is none any more stays as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 whatever was broken before stays broken
        return data
    change(entries)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo()
            info.filename = info.orig_filename = name
            archive.writestr(info, content)
    return buffer.getvalue()
