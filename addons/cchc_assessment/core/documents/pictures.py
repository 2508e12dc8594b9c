"""Several pictures become one PDF, a page each, upright as their cameras noted it."""

from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image, ImageOps

from .errors import DocumentError
from .inspection import inspect
from .limits import LIMITS, JoinLimits
from .magic import JPEG, PNG

_QUALITY = 82
_DPI = 200


def join_pictures(
    pictures: Sequence[tuple[str, BinaryIO]], target: BinaryIO, limits: JoinLimits = LIMITS.join
) -> None:
    """Write a PDF of ``pictures``, in their order, into ``target``: the same pictures give the same bytes.

    :param pictures: name and file of each, JPEG or PNG. Pages are no larger than ``limits.side`` in pixels.
    :raises DocumentError: naming the first that is no such picture, broken or too large; or when there are too many.
    """
    if len(pictures) > limits.pictures:
        raise DocumentError("too_many_pages", limit=limits.pictures, name=pictures[0][0])
    area = limits.area
    for index, (name, file) in enumerate(pictures):
        inspect(file, name, allowed=(JPEG, PNG))
        file.seek(0)
        with Image.open(file) as picture:
            area -= picture.width * picture.height
            if area < 0 or picture.width * picture.height > limits.picture:
                width, height = picture.size
                raise DocumentError("pixels", width=width, height=height, name=name)
            try:
                page = _make_page(picture, limits.side)
            except (
                OSError,
                SyntaxError,
                ValueError,
            ) as error:  # what Pillow raises for a broken one
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


def _make_page(picture: Image.Image, side: int) -> Image.Image:
    # a JPEG is unpacked at a half or a quarter of its size where that is enough
    picture.draft("RGB", (side, side))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((side, side))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        upright = Image.new("RGB", layer.size, "white")
        upright.paste(layer, mask=layer)
    return upright.convert("RGB")
