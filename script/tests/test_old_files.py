"""Binary workbooks: LibreOffice makes usual ones of them, held to its bounds, and leaves nothing behind."""

import io
import os
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

import pytest
from openpyxl import Workbook

from runtime import libreoffice, paths

ADDON = paths.ADDONS / paths.ADDON
sys.path.insert(0, str(ADDON))

from core.workbook.office_process import OFFICE_LIMITS, OfficeLimits, find_office, modernise  # noqa: E402
from core.workbook.rubric.old_files import OldFiles, read_rubric_of_any_form  # noqa: E402
from core.workbook.rubric.reader import WorkbookError, read_rubric  # noqa: E402

ROWS = (
    ("STT", "Tiêu chí", "Điểm tối đa", "Cách chấm"),
    ("1", "Chỉ đạo, điều hành", 4, None),
    ("1.1", "Ban hành kế hoạch", 3, "Kịp thời: 3\nChậm: 1\nKhông ban hành: 0"),
    ("1.2", "Báo cáo định kỳ", 1, "Đủ: 1\nThiếu: 0"),
)


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What an earlier test had made is not taken for what this one makes."""
    OldFiles._made.clear()


@pytest.fixture(scope="module")
def binary():
    """A workbook of Excel's binary form with a rubric."""
    libreoffice.ensure()
    return make_binary_workbook(ROWS)


@pytest.fixture(scope="module")
def convertible(binary):
    """The same, of which a workbook is made where nothing is in the way."""
    assert modernise(binary, "xlsb")
    return binary


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
    sheet = []
    for number, row in enumerate(rows):
        sheet.append(_record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0)))
        for column, value in enumerate(row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet.append(_record(6, head + _wide(value)))
            elif value is not None:
                sheet.append(_record(5, head + struct.pack("<d", value)))
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
        + b"".join(sheet)
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
    """Files that are broken, or tell LibreOffice to fetch what no rubric holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outside = parts["xl/_rels/workbook.bin.rels"].replace(
        b"Target='worksheets/sheet1.bin'", b"Target='file:///etc/passwd' TargetMode='External'"
    )
    assert outside != parts["xl/_rels/workbook.bin.rels"]
    for name, content in (
        ("xl/workbook.bin", b""),
        ("xl/workbook.bin", parts["xl/workbook.bin"][:40]),
        ("xl/worksheets/sheet1.bin", b"\xff" * 5000),
        ("xl/_rels/workbook.bin.rels", outside),
        ("_rels/.rels", b"<a"),
    ):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for each, whole in parts.items():
                archive.writestr(each, content if each == name else whole)
        yield stream.getvalue()
    yield data[: len(data) // 2]


def test_what_cannot_be_read_says_what_it_is(binary):
    """A damaged file is refused, however it is broken; nothing is left of it, and nothing is read besides it."""
    with open("/etc/passwd", encoding="utf-8") as file:
        secret = file.readline().strip()
    assert secret
    for data in _hostile(binary):
        with pytest.raises(WorkbookError) as refused:
            read_rubric_of_any_form(data)
        assert re.fullmatch("[a-z_]+", refused.value.kind)
        assert secret not in str(refused.value.params)
        made = modernise(data, "xlsb")
        if made:
            with zipfile.ZipFile(io.BytesIO(made)) as archive:
                texts = [archive.read(name) for name in archive.namelist()]
            assert not any(secret.encode() in text for text in texts)
    assert not _left()


def test_a_file_is_converted_once(binary, monkeypatch, tmp_path):
    """Another sheet or other corrections need no other conversion, nor does a file of which nothing can be made."""
    calls = tmp_path / "calls"
    office = tmp_path / "soffice"
    office.write_text(f'#!/bin/sh\necho >> "{calls}"\nexec {find_office()} "$@"\n', "utf-8")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    def count():
        return len(calls.read_text("utf-8").split("\n")) - 1 if calls.exists() else 0

    for corrections in ({}, {"row:3": "remark"}):
        assert read_rubric_of_any_form(binary, old_files=OldFiles(), corrections=corrections).nodes
    assert count() == 1
    OldFiles._made.clear()
    office.write_text(f'#!/bin/sh\necho >> "{calls}"\n', "utf-8")
    old_files = OldFiles()
    for _each in range(4):
        with pytest.raises(WorkbookError):
            read_rubric_of_any_form(binary, old_files=old_files)
    assert count() == 2
    assert OldFiles(seconds=0).convert(binary) is None and count() == 2


@pytest.mark.parametrize(
    ("limits", "times"),
    [
        # on a quick machine the few rows take less than a second
        (OfficeLimits(wall=1), 5_000),
        (OfficeLimits(seconds=1), 5_000),
        (OfficeLimits(memory=64 * 1024 * 1024), 1),
        (OfficeLimits(output=1000), 1),
        (OfficeLimits(file=1000), 1),
    ],
    ids=("time", "processor", "memory", "output", "file"),
)
@pytest.mark.usefixtures("convertible")
def test_it_is_held_to_its_bounds(limits, times):
    """Whoever takes more is ended, with all that was started: what comes of it is nothing."""
    content = make_binary_workbook(ROWS * times)
    began = time.monotonic()
    assert modernise(content, "xlsb", limits) is None
    assert time.monotonic() - began < OFFICE_LIMITS.wall
    assert not _left()


def test_it_ends_with_the_server(binary, tmp_path):
    """Whoever kills the process that waits for it ends all of it, and takes away what it worked on."""
    source = tmp_path / "file.xlsb"
    source.write_bytes(binary)
    program = (
        "import pathlib, sys; sys.path.insert(0, sys.argv[1])\n"
        "from core.workbook.office_process import modernise\n"
        "while True: modernise(pathlib.Path(sys.argv[2]).read_bytes(), 'xlsb')\n"
    )
    server = subprocess.Popen([sys.executable, "-c", program, str(ADDON), str(source)])
    try:
        assert _wait_until(lambda: any(_is_office(each) for each in _left())), "it did not start"
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    assert _wait_until(lambda: not _left()), _left()


def _is_office(number):
    return number.isdigit() and "soffice.bin" in _command_line(number).split("\0")[0]


def _wait_until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        select.select([], [], [], 0.05)
    return True


def test_without_it_the_sentence_stays(binary, monkeypatch):
    """Where LibreOffice is not installed, it is called what it is."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(WorkbookError) as refused:
        read_rubric_of_any_form(binary)
    assert refused.value.params == {"format": "xlsb"}
