"""Binary workbooks: LibreOffice makes usual ones of them, held to its bounds, and leaves nothing behind."""

import io
import os
import re
import struct
import sys
import tempfile
import time
import zipfile

import pytest
from openpyxl import Workbook

from runtime import libreoffice, paths

ADDON = paths.ADDONS / paths.ADDON
sys.path.insert(0, str(ADDON))

from core.workbook.office_process import OFFICE_LIMITS, OfficeLimits, modernise  # noqa: E402
from core.workbook.rubric.old_files import read_rubric_of_any_form  # noqa: E402
from core.workbook.rubric.reader import WorkbookError, read_rubric  # noqa: E402

ROWS = (
    ("STT", "Tiêu chí", "Điểm tối đa", "Cách chấm"),
    ("1", "Chỉ đạo, điều hành", 4, None),
    ("1.1", "Ban hành kế hoạch", 3, "Kịp thời: 3\nChậm: 1\nKhông ban hành: 0"),
    ("1.2", "Báo cáo định kỳ", 1, "Đủ: 1\nThiếu: 0"),
)


@pytest.fixture(scope="module")
def binary():
    """A workbook of Excel's binary form with a rubric."""
    libreoffice.ensure()
    return make_binary_workbook(ROWS)


def _record(kind, data=b""):
    def number(value):
        while value > 127:
            yield value & 127 | 128
            value >>= 7
        yield value

    return bytes([*number(kind), *number(len(data))]) + data


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def make_binary_workbook(rows):
    """The rows as a workbook of Excel's binary form, which nothing here writes."""
    sheet = b""
    for number, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += _record(6, head + _wide(value))
            elif value is not None:
                sheet += _record(5, head + struct.pack("<d", value))
    book = _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Phụ lục"))
    schema = "http://schemas.openxmlformats.org"
    relation = f"{schema}/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{schema}/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Override PartName='/xl/workbook.bin' ContentType='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/>"
        "<Override PartName='/xl/worksheets/sheet1.bin' ContentType='application/vnd.ms-excel.worksheet'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{schema}/package/2006/relationships'><Relationship Id='rId1' "
        f"Type='{relation}/officeDocument' Target='xl/workbook.bin'/></Relationships>",
        "xl/_rels/workbook.bin.rels": f"<Relationships xmlns='{schema}/package/2006/relationships'><Relationship "
        f"Id='rId1' Type='{relation}/worksheet' Target='worksheets/sheet1.bin'/></Relationships>",
        "xl/workbook.bin": _record(131) + book + _record(144) + _record(132),
        "xl/worksheets/sheet1.bin": _record(129)
        + _record(145)
        + sheet
        + _record(146)
        + _record(130),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _left():
    """What conversions have left on the disk, and which of their processes are still there."""
    folders = [
        name for name in os.listdir(tempfile.gettempdir()) if name.startswith("cchc-office-")
    ]
    running = [
        name
        for name in filter(str.isdigit, os.listdir("/proc"))
        if "cchc-office-" in _command_line(name)
    ]
    return folders + running


def _command_line(number):
    try:
        with open(f"/proc/{number}/cmdline", encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def _substance(rubric):
    return [
        (
            node.code,
            node.name,
            node.max_score,
            [(option.name, option.score) for option in node.options],
        )
        for node in rubric.nodes
    ]


def test_a_binary_workbook_is_read(binary):
    """The same criteria, options and points as in a workbook of the usual form, and nothing left behind."""
    with pytest.raises(WorkbookError, match="xlsb"):
        read_rubric(binary)
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    expected = _substance(read_rubric(stream.getvalue()))
    assert len(expected) == 3
    assert _substance(read_rubric_of_any_form(binary)) == expected
    assert not _left()


def _hostile(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in (
        ("xl/workbook.bin", b""),
        ("xl/workbook.bin", parts["xl/workbook.bin"][:40]),
        ("xl/worksheets/sheet1.bin", b"\xff" * 5000),
        ("_rels/.rels", b"<a"),
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for each, whole in parts.items():
                archive.writestr(each, content if each == name else whole)
        yield stream.getvalue()
    yield data[: len(data) // 2]


def test_what_cannot_be_read_says_what_it_is(binary):
    """A damaged file is what it was called before, however it is broken; nothing is left of it."""
    for data in _hostile(binary):
        try:
            read_rubric_of_any_form(data)
        except WorkbookError as error:
            assert re.fullmatch("[a-z_]+", error.kind)
    assert not _left()


@pytest.mark.parametrize(
    "limits",
    [
        OfficeLimits(wall=1),
        OfficeLimits(seconds=1),
        OfficeLimits(memory=64 * 1024 * 1024),
        OfficeLimits(output=1000),
        OfficeLimits(file=1000),
    ],
    ids=("time", "processor", "memory", "output", "file"),
)
def test_it_is_held_to_its_bounds(binary, limits):
    """Whoever takes more is ended, with all that was started: what comes of it is nothing."""
    began = time.monotonic()
    assert modernise(binary, "xlsb", limits) is None
    assert time.monotonic() - began < OFFICE_LIMITS.wall
    assert not _left()


def test_without_it_the_sentence_stays(binary, monkeypatch):
    """Where LibreOffice is not installed, it is called what it is."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(WorkbookError) as refused:
        read_rubric_of_any_form(binary)
    assert refused.value.params == {"format": "xlsb"}
