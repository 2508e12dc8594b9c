import io
import struct

import documents_fixtures as fixtures
import hostile
import pypdf
import pytest
from PIL import Image, PngImagePlugin

from core.documents import DocumentError, JoinLimits, inspect, join_pictures


def photo(colour, size=(40, 20), kind="JPEG", turn=None, **options):
    exif = Image.Exif()
    if turn:
        exif[0x0112] = turn
    stream = io.BytesIO()
    mode = "RGBA" if len(colour) == 4 else "RGB"
    Image.new(mode, size, colour).save(stream, kind, exif=exif, **options)
    return stream.getvalue()


def join(*contents, turns=(), **limits):
    target = io.BytesIO()
    pictures = [
        (f"{i}.png" if c.startswith(b"\x89PNG") else f"{i}.jpg", io.BytesIO(c))
        for i, c in enumerate(contents)
    ]
    join_pictures(pictures, target, JoinLimits(**limits), turns)
    return target.getvalue()


def pages(content):
    return [
        page.images[0].image.convert("RGB") for page in pypdf.PdfReader(io.BytesIO(content)).pages
    ]


def test_pictures_become_pages_in_their_order():
    """A whole PDF, one page each, that may be filed; the same pictures give the same bytes."""
    parts = [photo((250, 0, 0)), photo((0, 250, 0), kind="PNG"), photo((0, 0, 250))]
    content = join(*parts)
    assert inspect(io.BytesIO(content), "a.pdf").page_count == 3
    strongest = [max(range(3), key=page.getpixel((5, 5)).__getitem__) for page in pages(content)]
    assert strongest == [0, 1, 2]
    assert join(*parts) == content


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_pages_are_upright(turn):
    """As the telephone was held, whatever way its pixels lie."""
    turned = {6: (20, 40), 8: (20, 40)}.get(turn, (40, 20))
    assert pages(join(photo((9, 9, 9), turn=turn)))[0].size == turned


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, (2, 2)), (90, (17, 2)), (180, (37, 17)), (270, (2, 37))]
)
def test_pages_are_turned_by_hand(turn, corner):
    """Clockwise, each by itself, after what the camera noted: the black corner goes where people see it go."""
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("black", (0, 0, 6, 6))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    plain, page = pages(join(stream.getvalue(), stream.getvalue(), turns=(0, turn)))
    assert max(plain.getpixel((2, 2))) < 60
    assert page.size == ((40, 20) if turn % 180 == 0 else (20, 40))
    assert max(page.getpixel(corner)) < 60
    # and the camera's own word first
    (page,) = pages(join(photo((9, 9, 9), turn=6), turns=(turn,)))
    assert page.size == ((20, 40) if turn % 180 == 0 else (40, 20))


@pytest.mark.parametrize(
    "tags",
    [
        # a resolution and a width in letters, as programs for pictures write them
        {0x0112: 6, 0x011A: "abc"},
        {0x0112: 6, 0x0100: "abc"},
        {0x0112: "6"},
        {0x0112: 99},
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_odd_notes_of_a_camera(tags, kind):
    """What is written wrongly beside the orientation is in nobody's way; an orientation that is none turns nothing."""
    directory = [struct.pack(">H", len(tags))]
    for tag, value in sorted(tags.items()):
        form, count, said = (
            (3, 1, struct.pack(">H", value)) if isinstance(value, int) else (2, 4, value.encode())
        )
        directory.append(struct.pack(">HHI4s", tag, form, count, said.ljust(4, b"\0")))
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + b"".join(directory) + bytes(4)
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(stream, kind, exif=exif)
    (page,) = pages(join(stream.getvalue()))
    assert page.size == ((20, 40) if tags[0x0112] == 6 else (40, 20))


@pytest.mark.parametrize("turn", [2, 4, 5, 7])
def test_mirrored_pages(turn):
    """As an own lens shows it: each of the eight ways has its corner."""
    picture = Image.new("RGB", (40, 20), "white")
    picture.paste("black", (0, 0, 6, 6))
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = turn
    picture.save(stream, "PNG", exif=exif)
    (page,) = pages(join(stream.getvalue()))
    corner = {2: (37, 2), 4: (2, 17), 5: (2, 2), 7: (17, 37)}[turn]
    assert max(page.getpixel(corner)) < 60


def test_turns_are_those_of_the_pictures():
    one = photo((9, 9, 9))
    with pytest.raises(ValueError, match="zip"):
        join(one, one, turns=(90,))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_but_the_picture_goes_into_it(kind):
    """Neither place, time nor camera, nor what somebody wrote into the file: only what is seen."""
    exif = Image.Exif()
    exif[0x010F] = "KeptCamera"
    exif[0x0132] = "2026:11:30 08:00:00"
    exif.get_ifd(0x8825)[0x0001] = "KeptNorth"
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "KeptRemark")
    options = {"PNG": {"pnginfo": told}, "JPEG": {"comment": b"KeptRemark", "xmp": b"KeptPlace"}}
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(stream, kind, exif=exif, **options[kind])
    content = stream.getvalue()
    # first, that there is something to find
    assert content.count(b"Kept") >= 3
    joined = join(content)
    reader = pypdf.PdfReader(io.BytesIO(joined))
    (picture,) = reader.pages[0].images
    assert b"Kept" not in joined
    assert b"Kept" not in picture.data
    assert b"2026:11:30" not in joined + picture.data
    assert not (reader.metadata or {}).get("/Author")


def test_photos_of_printers_and_the_web():
    """CMYK, as some scanners write it, is a page; of an animated PNG the first picture; a GIF is none at all."""
    stream = io.BytesIO()
    Image.new("CMYK", (40, 20), (0, 255, 255, 0)).save(stream, "JPEG")
    (page,) = pages(join(stream.getvalue()))
    red, green, blue = page.getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 60
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("black", "white")]
    moving = io.BytesIO()
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    (page,) = pages(join(moving.getvalue()))
    assert max(page.getpixel((5, 5))) < 60
    moving = io.BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    # what phones of one maker take, by its beginning
    for content in (moving.getvalue(), b"\0\0\0\x18ftypheic" + bytes(40)):
        with pytest.raises(DocumentError) as refused:
            join(content)
        assert refused.value.kind == "not_allowed"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_says_that_it_is_huge(kind):
    """60,000 by 60,000 pixels are refused by what the head of the file says: nothing is unpacked."""
    content = bytearray(photo((9, 9, 9), kind=kind))
    if kind == "PNG":
        content[16:24] = struct.pack(">II", 60_000, 60_000)
    else:
        frame = content.index(b"\xff\xc0") + 5
        content[frame : frame + 4] = struct.pack(">HH", 60_000, 60_000)
    with pytest.raises(DocumentError) as refused:
        join(bytes(content))
    assert (refused.value.kind, refused.value.params["width"]) == ("pixels", 60_000)


def test_hundreds_of_photos():
    one = photo((9, 9, 9))
    with pytest.raises(DocumentError) as refused:
        join(*[one] * 500)
    assert refused.value.kind == "too_many_pages"


def test_what_is_transparent_is_white():
    assert min(pages(join(photo((0, 0, 0, 0), kind="PNG")))[0].getpixel((5, 5))) > 250


def test_what_is_written_is_seen():
    """Black on sixteen-bit grey, on paper that is transparent, on a palette: black on white in the PDF, as turned."""
    grey = Image.new("I;16", (40, 20), 65535)
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    palette = Image.new("P", (40, 20), 1)
    palette.putpalette([0, 0, 0, 255, 255, 255])
    for picture, black in ((grey, 0), (clear, (0, 0, 0, 255)), (palette, 0)):
        picture.paste(black, (0, 0, 20, 20))
        stream = io.BytesIO()
        picture.save(stream, "PNG")
        (page,) = pages(join(stream.getvalue()))
        assert max(page.getpixel((5, 10))) < 60, picture.mode
        assert min(page.getpixel((35, 10))) > 195, picture.mode


def test_pages_are_no_larger_than_needed():
    (page,) = pages(join(photo((9, 9, 9), size=(400, 200)), side=100))
    assert page.size == (100, 50)


def test_bounds():
    """On each bound it goes, one beyond it doesn't: pictures, pixels of one, pixels of all."""
    one = photo((9, 9, 9))
    for within, beyond in (
        ({"pictures": 2}, {"pictures": 1}),
        ({"picture": 800, "unpacked": 0}, {"picture": 799}),
        ({"area": 1600}, {"area": 1599}),
    ):
        assert join(one, one, **within)
        with pytest.raises(DocumentError) as refused:
            join(one, one, **beyond)
        assert refused.value.kind == ("too_many_pages" if "pictures" in beyond else "pixels")
        assert refused.value.params["name"]


def test_what_is_unpacked_whole_has_a_bound_of_its_own():
    one = photo((9, 9, 9), kind="PNG")
    assert join(one, unpacked=800, picture=0)
    with pytest.raises(DocumentError) as refused:
        join(one, unpacked=799)
    assert refused.value.kind == "pixels"


def test_what_is_no_picture_is_refused_by_its_name():
    one = photo((9, 9, 9))
    # twelve bits for each colour, which Pillow does not know
    frame = one.index(b"\xff\xc0") + 4
    strange = one[:frame] + b"\x0c" + one[frame + 1 :]
    for content, kind in (
        (fixtures.pdf(), "not_allowed"),
        (one[:200], "truncated"),
        (b"", "empty"),
        (strange, "damaged"),
    ):
        with pytest.raises(DocumentError) as refused:
            join(one, content)
        assert (refused.value.kind, refused.value.params["name"]) == (kind, "1.jpg")


@pytest.mark.parametrize("name", [name for name in hostile.IMAGES if "TIFF" not in name])
def test_hostile_pictures_are_refused(name):
    with pytest.raises(DocumentError):
        join_pictures([(hostile.FILE_NAMES[name], io.BytesIO(hostile.make(name)))], io.BytesIO())
