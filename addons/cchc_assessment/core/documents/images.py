"""Images: whether they are whole, and nothing else is behind them. Nothing is decoded."""

import re
import struct
from typing import BinaryIO

from .errors import DocumentError
from .limits import LIMITS
from .magic import check_tail
from .reading import read_at, size_of

_CHUNK = 256 * 1024
# In JPEG data, FF is a marker unless 00 (an FF that is meant), FF (filling) or a restart follows.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
# The markers that say how large the image is: all of C0 to CF but three that are something else.
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MAX_PARTS = 100_000
# In TIFF, where pieces of the image start: how long they are. The last is a whole JPEG.
_STRIPS = {273: 279, 324: 325, 513: 514}
_TIFF_SIZE = (256, 257)
_NOTHING = (4, 1, bytes(4))
_INTEGERS = {3: "H", 4: "I"}


def _check_size(width: int, height: int) -> None:
    """Refuse an image that nobody could open, from what its header says."""
    if not (width and height):
        raise DocumentError("damaged")
    limits = LIMITS.image
    if max(width, height) > limits.side or width * height > limits.area:
        raise DocumentError("pixels", width=width, height=height)


def check_png(file: BinaryIO) -> None:
    position, size = 8, size_of(file)
    for index in range(_MAX_PARTS):
        header = read_at(file, position, 8)
        if len(header) < 8:
            raise DocumentError("truncated")
        length, kind = struct.unpack(">I4s", header)
        if (index == 0) != (kind == b"IHDR") or length >= 1 << 31:
            raise DocumentError("damaged")
        if index == 0:
            _check_size(*_unpack(file, ">II", position + 8))
        position += length + 12
        if position > size:
            raise DocumentError("truncated")
        if kind == b"IEND":
            check_tail(file, position)
            return
    raise DocumentError("damaged")


def check_jpeg(file: BinaryIO) -> None:
    position, has_frame = 2, False
    for _part in range(_MAX_PARTS):
        marker, position = _next_marker(file, position)
        if marker == _END_OF_IMAGE:
            check_tail(file, position)
            return
        length = read_at(file, position, 2)
        if len(length) < 2:
            raise DocumentError("truncated")
        if marker in _FRAMES:
            height, width = _unpack(file, ">HH", position + 3)
            _check_size(width, height)
            has_frame = True
        elif marker == _START_OF_SCAN and not has_frame:
            raise DocumentError("damaged")
        position += struct.unpack(">H", length)[0]
        if marker == _START_OF_SCAN:
            position = _skip_data(file, position)
    raise DocumentError("damaged")


def _next_marker(file: BinaryIO, position: int) -> tuple[int, int]:
    """Return the marker at ``position`` and where it ends."""
    data = read_at(file, position, 64)
    code = data.lstrip(b"\xff")
    if not code:
        raise DocumentError("truncated")
    if len(code) == len(data):
        raise DocumentError("damaged")
    return code[0], position + len(data) - len(code) + 1


def _skip_data(file: BinaryIO, position: int) -> int:
    """Return where the compressed data that start at ``position`` end."""
    file.seek(position)
    pending = b""
    while chunk := file.read(_CHUNK):
        data = pending + chunk
        if match := _MARKER.search(data):
            return position + match.start()
        pending = data[-1:]
        position += len(data) - len(pending)
    raise DocumentError("truncated")


def check_tiff(file: BinaryIO) -> None:
    """Follow the directories of a TIFF: each page's data has to lie within the file."""
    size = size_of(file)
    order = "<" if read_at(file, 0, 2) == b"II" else ">"
    end = 8
    seen: set[int] = set()
    offset = _unpack(file, order + "I", 4)[0]
    if not offset:
        raise DocumentError("damaged")
    while offset:
        if offset in seen or len(seen) > LIMITS.image.pages:
            raise DocumentError("damaged")
        seen.add(offset)
        (count,) = _unpack(file, order + "H", offset)
        directory = _unpack(file, f"{order}{'HHI4s' * count}", offset + 2)
        (following,) = _unpack(file, order + "I", offset + 2 + 12 * count)
        end = max(end, offset + 6 + 12 * count, _end_of_data(file, order, directory))
        if end > size:
            raise DocumentError("truncated")
        offset = following
    check_tail(file, end)


def _end_of_data(file: BinaryIO, order: str, directory: tuple) -> int:
    """Return where the image that ``directory`` describes ends, the directory's values included.

    :raises DocumentError: when it describes none.
    """
    end = 0
    entries = {}
    for tag, kind, count, value in zip(*[iter(directory)] * 4, strict=True):
        entries[tag] = (kind, count, value)
    _check_size(*(_integers(file, order, *entries.get(tag, _NOTHING))[0] for tag in _TIFF_SIZE))
    for starts, lengths in _STRIPS.items():
        if starts in entries and lengths in entries:
            pairs = zip(
                _integers(file, order, *entries[starts]),
                _integers(file, order, *entries[lengths]),
                strict=False,
            )
            end = max([end, *(start + length for start, length in pairs if length)])
    if not end:
        raise DocumentError("damaged")
    return end


def _integers(file: BinaryIO, order: str, kind: int, count: int, value: bytes) -> tuple[int, ...]:
    code = _INTEGERS.get(kind)
    if not code or not 0 < count <= _MAX_PARTS:
        raise DocumentError("damaged")
    width = struct.calcsize(order + code) * count
    if width <= 4:
        return struct.unpack(f"{order}{count}{code}", value[:width])
    return _unpack(file, f"{order}{count}{code}", struct.unpack(order + "I", value)[0])


def _unpack(file: BinaryIO, form: str, offset: int) -> tuple:
    data = read_at(file, offset, struct.calcsize(form))
    try:
        return struct.unpack(form, data)
    except struct.error as error:
        raise DocumentError("truncated") from error
