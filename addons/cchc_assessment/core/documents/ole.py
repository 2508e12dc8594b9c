"""The container of Word and Excel 97-2003, and of Office files that are locked."""

import re
import struct
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple

from .errors import DocumentError
from .magic import DOC, XLS
from .reading import read_at, size_of

_FREE, _LAST_REGULAR = 0xFFFFFFFF, 0xFFFFFFFA
_HEADER_TABLES = 109  # entries of the table of tables that stand in the header
_MAX_SECTORS = 4096  # of the directory; a document has some dozens
_STREAM, _SMALL = 2, 4096
_MACROS = {"macros", "_vba_project_cur", "_vba_project", "vba"}
_WORD_ENCRYPTED = 0x0100
_EXCEL_LOCK, _EXCEL_SHEET, _EXCEL_END = 0x2F, 0x85, 0x0A
_MACRO_SHEET = 1
_MAX_GLOBALS = 2048  # sectors before the first sheet: formats and shared strings
_EXCEL_OBJECT = re.compile(r"mbd[0-9a-f]{8}$")
# A field's beginning in Word's text, in bytes or in UTF-16.
_STARTING_FIELD = re.compile(
    rb"\x13[ \t]*DDE(?:AUTO)?[ \t\"\\]|\x13\0(?:[ \t]\0)*D\0D\0E\0(?:A\0U\0T\0O\0)?[ \t\"\\]\0",
    re.I,
)
# Names of files that were put in; an address that ends in .com or .html is no such name.
_PROGRAM_NAME = re.compile(
    rb"\.(?:exe|dll|bat|cmd|scr|pif|msi|lnk|reg|hta|jse?|vb[es]|ws[fh]|ps1|jar|docm|xlsm|xlsb)\0",
    re.I,
)
_CHUNK, _OVERLAP = 1024 * 1024, 256


class _Entry(NamedTuple):
    name: str
    kind: int
    start: int
    size: int


def inspect_ole(file: BinaryIO) -> tuple[str, frozenset[str]]:
    """Return the type of document in an OLE container, and which of ``KINDS`` are in it.

    :raises DocumentError: when it is cut off, broken, locked, or holds what is refused.
    """
    container = _Container(file)
    entries = list(container.entries())
    names = {entry.name.lower() for entry in entries}
    if "encryptedpackage" in names:
        raise DocumentError("password")
    kind = next((kind for name, kind in _MAIN_STREAMS if name in names), None)
    if not kind:
        return "application/x-ole-storage", frozenset()
    container.check_whole()
    _check_names(names)
    _search(file, names)
    main = next(e for e in entries if e.name.lower() in _MAIN_NAMES[kind] and e.kind == _STREAM)
    if main.size >= _SMALL:
        _check_stream(kind, container.sector(main.start))
        if kind == XLS:
            _check_sheets(container, main)
    has_objects = any(name == "objectpool" or _EXCEL_OBJECT.match(name) for name in names)
    return kind, frozenset({"object"} if has_objects else ())


def look_into_ole(file: BinaryIO) -> None:
    """Look into an object that lies in another document.

    :raises DocumentError: when it holds macros or a program, or is broken.
    """
    names = {entry.name.lower() for entry in _Container(file).entries()}
    _check_names(names)
    _search(file, names)


def _check_names(names: Collection[str]) -> None:
    if _MACROS & set(names):
        raise DocumentError("macros")


def _search(file: BinaryIO, names: Collection[str]) -> None:
    """Look through the bytes for fields that start a program, and for the names of files that were put in."""
    has_files = any(name.endswith("ole10native") for name in names)
    file.seek(0)
    tail = b""
    while chunk := file.read(_CHUNK):
        data = tail + chunk
        if _STARTING_FIELD.search(data):
            raise DocumentError("starts_program")
        if has_files and _PROGRAM_NAME.search(data):
            raise DocumentError("program")
        tail = data[-_OVERLAP:]


def _check_sheets(container: "_Container", main: _Entry) -> None:
    """Refuse a workbook with a sheet of macros, as Excel had them before Visual Basic."""
    data = b"".join(container.chain(main.start, _MAX_GLOBALS))
    position = 0
    while position + 10 <= len(data):
        record, length = struct.unpack_from("<HH", data, position)
        if record == _EXCEL_SHEET and data[position + 9] == _MACRO_SHEET:
            raise DocumentError("macros")
        if record == _EXCEL_END:
            return
        position += 4 + length


_MAIN_STREAMS = (("worddocument", DOC), ("workbook", XLS), ("book", XLS))
_MAIN_NAMES = {DOC: {"worddocument"}, XLS: {"workbook", "book"}}


def _check_stream(kind: str, start: bytes) -> None:
    if kind == DOC:
        if struct.unpack_from("<H", start, 10)[0] & _WORD_ENCRYPTED:
            raise DocumentError("password")
        return
    position = 0
    while position + 8 <= len(start):
        record, length = struct.unpack_from("<HH", start, position)
        if record == _EXCEL_LOCK:
            raise DocumentError("password")
        position += 4 + length


class _Container:
    def __init__(self, file: BinaryIO):
        self._file = file
        self._size = size_of(file)
        header = read_at(file, 0, 512)
        if len(header) < 512:
            raise DocumentError("truncated")
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12):
            raise DocumentError("damaged")
        self._sector_size = 1 << shift
        (self._table_count,) = struct.unpack_from("<I", header, 44)
        (self._directory,) = struct.unpack_from("<I", header, 48)
        self._more_tables, self._more_count = struct.unpack_from("<II", header, 68)
        self._tables = self._locate_tables(struct.unpack_from(f"<{_HEADER_TABLES}I", header, 76))

    def sector(self, number: int) -> bytes:
        data = read_at(self._file, (number + 1) * self._sector_size, self._sector_size)
        if number >= _LAST_REGULAR or not data:
            raise DocumentError("truncated")
        return data.ljust(self._sector_size, b"\0")

    def chain(self, number: int, most: int) -> Iterator[bytes]:
        """Yield the sectors of a stream, ``most`` of them."""
        for _sector in range(most):
            if number >= _LAST_REGULAR:
                return
            yield self.sector(number)
            number = self._following(number)

    def entries(self) -> Iterator[_Entry]:
        """Yield what the directory lists."""
        number = self._directory
        for _sector in range(_MAX_SECTORS):
            if number >= _LAST_REGULAR:
                return
            data = self.sector(number)
            for offset in range(0, len(data), 128):
                name, length, kind = struct.unpack_from("<64sHB", data, offset)
                if kind:
                    start, size = struct.unpack_from("<II", data, offset + 116)
                    text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
                    yield _Entry(text, kind, start, size)
            number = self._following(number)
        raise DocumentError("damaged")

    def check_whole(self) -> None:
        """The last sector that is in use has to be in the file."""
        per_table = self._sector_size // 4
        for index in range(len(self._tables) - 1, -1, -1):
            table = struct.unpack(f"<{per_table}I", self.sector(self._tables[index]))
            for position in range(per_table - 1, -1, -1):
                if table[position] != _FREE:
                    last = index * per_table + position
                    if (last + 1) * self._sector_size >= self._size:
                        raise DocumentError("truncated")
                    return

    def _locate_tables(self, first: tuple[int, ...]) -> list[int]:
        tables = [number for number in first if number < _LAST_REGULAR]
        number, per_sector = self._more_tables, self._sector_size // 4
        for _sector in range(min(self._more_count, _MAX_SECTORS)):
            if number >= _LAST_REGULAR:
                break
            *numbers, number = struct.unpack(f"<{per_sector}I", self.sector(number))
            tables.extend(n for n in numbers if n < _LAST_REGULAR)
        return tables[: self._table_count]

    def _following(self, number: int) -> int:
        index, position = divmod(number, self._sector_size // 4)
        if index >= len(self._tables):
            raise DocumentError("damaged")
        return struct.unpack_from("<I", self.sector(self._tables[index]), position * 4)[0]
