"""What stands on paper of seal and log."""

import io

from PIL import Image

from core.plain.seal_mark import CODE_MILLIMETRES, make_mark

ROOT = "CXltqge8TVf2/+lTyWe5PaGI8Oc6VDuukixgD4U22Dc="
NOTE = f"cchc/0123\n12\n{ROOT}\ntime 2026-11-29T08:00:00Z\n\n\u2014 tinh-mau.example {'A' * 91}=\n"


def test_what_is_sealed_shows_the_log_before_it():
    """Without a seal it says so; with one it names it; the code holds the whole signed text."""
    before, after = make_mark(NOTE), make_mark(NOTE, "DKU7I-YABCD")
    assert before.lines[0] == (
        f"Điểm kiểm tra nhật ký trước khi niêm phong: {ROOT} · 12 · 2026-11-29T08:00:00Z"
    )
    assert after.lines[:2] == [
        "Niêm phong: DKU7I-YABCD",
        f"Điểm kiểm tra nhật ký: {ROOT} · 12 · 2026-11-29T08:00:00Z",
    ]
    assert before.text == after.text == NOTE
    assert "sổ của tỉnh: " in make_mark(NOTE, "A", "sổ của tỉnh").lines[1]
    assert make_mark("") is None
    assert make_mark("cchc/0123\n12\n") is None


def test_the_code_is_a_square_of_its_size_on_paper():
    """A white border of four squares, the three corners that a reader looks for, and half a millimetre a square."""
    image = Image.open(io.BytesIO(make_mark(NOTE).make_code()))
    wide, high = image.size
    assert wide == high
    dots, _same = image.info["dpi"]
    assert abs(wide / dots * 25.4 - CODE_MILLIMETRES) < 0.1
    squares = wide // 6
    assert 0.4 < CODE_MILLIMETRES / squares < 0.6

    def is_dark(column, row):
        return image.convert("1").getpixel((column * 6 + 3, row * 6 + 3)) == 0

    assert not any(is_dark(place, edge) for edge in range(4) for place in range(squares))
    far = squares - 5
    for corner in ((4, 4), (far - 6, 4), (4, far - 6)):
        finder = [[is_dark(corner[0] + x, corner[1] + y) for x in range(7)] for y in range(7)]
        ring, core = finder[0], finder[3]
        assert all(ring) and core == [True, False, True, True, True, False, True]
