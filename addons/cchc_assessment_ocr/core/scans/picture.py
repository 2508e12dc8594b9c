"""A picture of a page, made ready for reading: one tone, even light, straight, without the red of stamps.

Pillow alone does it. Nothing here looks at what is written.
"""

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

#: The longer side that letters of a printed page are read best at, in pixels: 250 dots per inch of A4.
LONG_SIDE = 2_900
# Smaller ones are made larger, but not by more than this.
_MOST_ENLARGED = 2
_GRAIN = 2.5
_REDNESS, _LIGHT = 50, 150
_SMALL = 700
_ANGLES = 5.0
_COARSE, _FINE = 0.5, 0.1


def make_ready(picture: Image.Image) -> Image.Image:
    """Return ``picture`` as letters are read best in it: in grey, of one size, evenly lit, straight."""
    page = fit(without_stamps(picture))
    page = even_light(without_grain(page))
    return straighten(page)


def without_stamps(picture: Image.Image) -> Image.Image:
    """Return ``picture`` in grey, seen through red: what is red vanishes, what is black or blue stays."""
    if picture.mode.startswith("I"):
        # of sixteen bits the upper eight: Pillow would take whatever is above 255 for white
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info:
        # what is transparent is paper
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer)
    if picture.mode in ("1", "L", "F"):
        return picture.convert("L")
    red, green, blue = picture.convert("RGB").split()
    stamp = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    # seen through red it is a little darker than paper; letters below it are dark in red, too, also where their
    # colour was blurred by packing
    is_red = stamp.point(lambda value: 255 if value > _REDNESS else 0)
    is_light = red.point(lambda value: 255 if value > _LIGHT else 0)
    red.paste(255, mask=ImageChops.darker(is_red, is_light))
    return red


def fit(page: Image.Image) -> Image.Image:
    scale = min(LONG_SIDE / max(page.size), _MOST_ENLARGED)
    size = tuple(max(round(side * scale), 1) for side in page.size)
    return page if size == page.size else page.resize(size, Image.Resampling.BICUBIC)


def without_grain(page: Image.Image) -> Image.Image:
    """Return ``page`` without the grain of bad copies; a clean page stays as it is."""
    softer = page.filter(ImageFilter.MedianFilter(3))
    grain = ImageStat.Stat(ImageChops.difference(page, softer)).mean[0]
    return softer if grain > _GRAIN else page


def even_light(page: Image.Image) -> Image.Image:
    """Return ``page`` as if paper were equally bright everywhere: without shadows and dark corners."""
    paper = page.reduce(8).filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.GaussianBlur(6))
    paper = paper.resize(page.size, Image.Resampling.BILINEAR)
    return ImageOps.autocontrast(ImageOps.invert(ImageChops.subtract(paper, page)), cutoff=(0.5, 0))


def straighten(page: Image.Image) -> Image.Image:
    angle = find_skew(page)
    if not angle:
        return page
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def find_skew(page: Image.Image) -> float:
    """Return by how many degrees ``page`` has to be turned so that its lines lie level, at most five either way.

    Lines lie level where the sums of the rows differ most.
    """
    small = page.copy()
    small.thumbnail((_SMALL, _SMALL))
    small = ImageOps.invert(small)

    def unevenness(angle: float) -> float:
        turned = small.rotate(angle, Image.Resampling.BILINEAR)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX)
        return ImageStat.Stat(rows).var[0]

    coarse = max(_steps(-_ANGLES, _ANGLES, _COARSE), key=unevenness)
    fine = max(_steps(coarse - _COARSE, coarse + _COARSE, _FINE), key=unevenness)
    return fine if abs(fine) > _FINE else 0.0


def _steps(first: float, last: float, step: float) -> list[float]:
    return [first + step * index for index in range(round((last - first) / step) + 1)]
