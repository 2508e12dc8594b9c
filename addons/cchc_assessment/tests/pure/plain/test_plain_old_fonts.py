"""Vietnamese of fonts before Unicode."""

import pytest

from core.plain.old_fonts import find_old_font, read_old_font


@pytest.mark.parametrize(
    ("written", "font", "read"),
    [
        ("B¸o c¸o kÕt qu¶ n¨m", "tcvn3", "Báo cáo kết quả năm"),
        ("QuyÕt ®Þnh ban hµnh", "tcvn3", "Quyết định ban hành"),
        ("Baùo caùo keát quaû", "vni", "Báo cáo kết quả"),
        ("Quyeát ñònh ban haønh", "vni", "Quyết định ban hành"),
        ("ÑIEÅM TOÁI ÑA", "vni", "ĐIỂM TỐI ĐA"),
    ],
)
def test_old_texts_are_known_by_their_syllables(written, font, read):
    assert find_old_font([written]) == font
    assert read_old_font(written, font) == read


@pytest.mark.parametrize(
    "text",
    ["Báo cáo, có, không, kèm", "Quyết định ban hành", "Café à la carte, résumé", "abc", "", "µ±³"],
)
def test_other_texts_are_left_alone(text):
    assert find_old_font([text, text]) is None


def test_a_text_in_unicode_beside_old_ones_stays():
    assert read_old_font("Điểm tối đa", "tcvn3") == "Điểm tối đa"
