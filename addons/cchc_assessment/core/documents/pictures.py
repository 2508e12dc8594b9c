"""Several pictures become one PDF, a page each, upright as their cameras noted it."""

import struct
from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image

from .errors import DocumentError
from .inspection import inspect
from .limits import LIMITS, JoinLimits
from .magic import JPEG, PNG

_QUALITY = 82
_DPI = 200
# How far a page may be turned by hand, in degrees.
QUARTERS = (0, 90, 180, 270)


# What Pillow raises for a picture that is broken, or of a kind that it does not know.
_BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_ORIENTATION = 0x0112
# What makes a picture upright, by what its camera noted.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def join_pictures(
    pictures: Sequence[tuple[str, BinaryIO]],
    target: BinaryIO,
    limits: JoinLimits = LIMITS.join,
    turns: Sequence[int] = (),
) -> None:
    """Write a PDF of ``pictures``, in their order, into ``target``: the same pictures give the same bytes.

    Nothing goes into it but what is seen: neither where and when a photo was taken nor with what.

    :param pictures: name and file of each, JPEG or PNG. Pages are no larger than ``limits.side`` in pixels.
    :param turns: how far each is turned besides, of :data:`QUARTERS`, clockwise; none: as the cameras noted it.
    :raises DocumentError: naming the first that is no such picture, broken or too large; or when there are too many.
    """
    if len(pictures) > limits.pictures:
        raise DocumentError("too_many_pages", limit=limits.pictures, name=pictures[0][0])
    area = limits.area
    turns = turns or (0,) * len(pictures)
    for index, ((name, file), turn) in enumerate(zip(pictures, turns, strict=True)):
        inspect(file, name, allowed=(JPEG, PNG))
        file.seek(0)
        try:
            with Image.open(file) as picture:
                # only what a JPEG's smaller size needs of it is unpacked
                most = limits.picture if picture.format == "JPEG" else limits.unpacked
                area -= picture.width * picture.height
                if area < 0 or picture.width * picture.height > most:
                    width, height = picture.size
                    raise DocumentError("pixels", width=width, height=height, name=name)
                page = _make_page(picture, limits.side, turn)
        except DocumentError:
            raise
        except _BROKEN as error:
            raise DocumentError("damaged", name=name) from error
        page.save(
            target,
            "PDF",
            append=index > 0,
            resolution=_DPI,
            quality=_QUALITY,
            creationDate=None,
            modDate=None,
        )


def _make_page(picture: Image.Image, side: int, turn: int) -> Image.Image:
    """Return a picture as its camera's owner sees it, on white paper, no side longer than ``side``."""
    upright = _UPRIGHT.get(_read_orientation(picture))
    # a JPEG is unpacked at a half or a quarter of its size where that is enough
    picture.draft("RGB", (side, side))
    if picture.mode.startswith("I"):
        picture = picture.convert("I")
    elif picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((side, side))
    if upright is not None:
        picture = picture.transpose(upright)
    if picture.mode == "I":
        # of sixteen bits the upper eight: Pillow would take whatever is above 255 for white
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA"):
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer)
    picture = picture.convert("RGB")
    if turn:
        # Pillow counts the other way round
        picture = picture.rotate(-turn, expand=True)
    # a camera's remarks and descriptions would be written into the page
    picture.info.clear()
    return picture


def _read_orientation(picture: Image.Image) -> int | None:
    """Return how the camera was held; None where nothing that can be read says it. Nothing else of the EXIF is read."""
    try:
        said = picture.getexif().get(_ORIENTATION)
    except _BROKEN:
        return None
    return said if isinstance(said, int) else None
