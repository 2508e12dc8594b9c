"""The pages of a PDF or of an image file, one after the other: their text, or a picture of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from .limits import ScanLimits
from .picture import LONG_SIDE

# A page of fewer letters that a picture covers by half is a scan: they are marks of a scanner or a signature.
_FEW_LETTERS = 300
_COVERED = 0.5
_MOST_OBJECTS = 200


class TooManyPixelsError(ValueError):
    """A picture is larger than what is unpacked."""


@dataclass(frozen=True)
class RawPage:
    """What a file holds of a page: ``picture`` is None where it has text of its own."""

    picture: Image.Image | None


def count_pages(path: str) -> int:
    """Return how many pages the file says that it has.

    :raises ValueError: when it is none that can be read.
    """
    if _is_pdf(path):
        with _open_pdf(path) as document:
            return len(document)
    with Image.open(path) as image:
        return getattr(image, "n_frames", 1)


def read_pages(path: str, limits: ScanLimits) -> Iterator[RawPage | Exception]:
    """Yield the first pages of the file at ``path``; what went wrong with one instead of it.

    :raises Exception: whatever the libraries raise when the file as a whole cannot be read.
    """
    pages = _pdf_pages(path) if _is_pdf(path) else _image_pages(path, limits)
    for _index, page in zip(range(limits.pages), pages, strict=False):
        yield page


def _is_pdf(path: str) -> bool:
    with Path(path).open("rb") as file:
        return file.read(5) == b"%PDF-"


def _open_pdf(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from error


def _pdf_pages(path: str) -> Iterator[RawPage | Exception]:
    with _open_pdf(path) as document:
        for index in range(len(document)):
            try:
                page = document[index]
                yield RawPage(None if _has_text(page) else _render(page))
                page.close()
            except Exception as error:  # noqa: BLE001 (pages after a broken one are read all the same)
                yield error


def _has_text(page: pypdfium2.PdfPage) -> bool:
    letters = page.get_textpage().count_chars()
    return letters >= _FEW_LETTERS or (letters > 0 and _share_of_picture(page) < _COVERED)


def _share_of_picture(page: pypdfium2.PdfPage) -> float:
    """Return how much of the page its largest picture covers."""
    whole = page.get_width() * page.get_height() or 1
    pictures = page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    share = 0.0
    for _index, picture in zip(range(_MOST_OBJECTS), pictures, strict=False):
        left, bottom, right, top = picture.get_bounds()
        share = max(share, abs(right - left) * abs(top - bottom) / whole)
    return share


def _render(page: pypdfium2.PdfPage) -> Image.Image:
    scale = LONG_SIDE / max(page.get_width(), page.get_height(), 1)
    return page.render(scale=scale).to_pil()


def _image_pages(path: str, limits: ScanLimits) -> Iterator[RawPage | Exception]:
    # the limit here is held before anything is unpacked, by what the file says of itself
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as image:
        for index in range(getattr(image, "n_frames", 1)):
            try:
                image.seek(index)
                yield RawPage(_unpack(image, limits))
            except (EOFError, OSError, SyntaxError, ValueError, MemoryError) as error:
                yield error


def _unpack(image: Image.Image, limits: ScanLimits) -> Image.Image:
    """Return the picture at hand, upright as its camera noted it.

    :raises TooManyPixelsError: when it is too large.
    """
    # a JPEG is unpacked at a half or a quarter of its size where that is enough
    image.draft("RGB", (LONG_SIDE, LONG_SIDE))
    if image.width * image.height > limits.pixels:
        raise TooManyPixelsError
    return ImageOps.exif_transpose(image)
