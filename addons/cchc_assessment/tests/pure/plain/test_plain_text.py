"""Texts as people type them, tidied and made comparable in one way everywhere."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plain import text
from core.plain.dates import long_date, place_and_date, short_date
from core.plain.digests import sha256_of, sha256_of_bytes


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        (None, ""),
        (12.5, "12.5"),
        ("  Ba\u0301o \u00a0 ca\u0301o\t1 ", "Báo cáo 1"),
        ("một\r\nhai\rba\n\n \nbốn", "một\nhai\nba\nbốn"),
        ("\ufeff1.\u200b2\u00ad", "1.2"),
        ("\u200e1.2\u202c", "1.2"),
        ("một\x07\x0bhai", "một hai"),
        ("bullet\uf0b7", "bullet"),
    ],
)
def test_cells_are_cleaned(cell, cleaned):
    """Nothing that is not seen stays, a direction mark out of another program's cell least of all."""
    assert text.clean(cell) == cleaned


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Điểm\n tối đa (*)", "diem toi da"),
        ("ĐIỂM\u00a0TỐI\u200b ĐA", "diem toi da"),
        ("Lĩnh vực/Tiêu chí", "linh vuc tieu chi"),
        ("\u200eTL\u00adKC\u202c", "tlkc"),
        ("1.250.000₫", "1 250 000d"),
    ],
)
def test_words_are_folded(written, folded):
    """Headings are the same whatever their capitals, marks, blanks and punctuation."""
    assert text.fold(written) == folded


@given(st.text())
def test_what_is_seen_is_kept_to(written):
    """No character that shows nothing is left; what is tidy stays as it is; places stay places."""
    for tidy in (text.clean, text.one_visible_line, text.visible):
        once = tidy(written)
        assert not any(map(text.is_unseen, once.replace("\n", "")))
        assert tidy(once) == once
    assert len(text.fold_in_place(written)) == len(written)


def test_what_is_unseen_may_leave_a_mark_or_stay():
    """A place may keep line breaks, and show where something stood."""
    assert text.visible("a\u202eb\nc") == "abc"
    assert text.visible("a\u202eb\nc", keep="\n") == "ab\nc"
    assert text.visible("a\u202eb\nc", instead=" ") == "a b c"


def test_texts_are_compared_as_they_are_read():
    """Blanks, capitals and the form of accents are no difference; marks are."""
    assert text.comparable(" Sở  NỘI vụ\n") == text.comparable("so\u031b\u0309 nội vụ")
    assert text.comparable("Sở") != text.comparable("So")


def test_lengths_are_counted_as_excel_counts_them():
    """A letter beyond the first 65,536 takes two, and is not cut in half."""
    assert text.code_units("a\N{GRINNING FACE}ế") == 4
    assert text.fitting("a\N{GRINNING FACE}ế", 0, 2) == 1
    assert text.fitting("a\N{GRINNING FACE}ế", 0, 3) == 2
    assert text.fitting("a\N{GRINNING FACE}ế", 1, 9) == 2


def test_what_is_too_long_for_a_sentence_is_cut():
    """Sixty letters stand as they are; of more, the last one shows that there was more."""
    assert text.shorten("a" * 60) == "a" * 60
    assert text.shorten("a" * 61) == "a" * 59 + "…"
    assert text.shorten("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2027, 2, 5), "Lào Cai, ngày 05 tháng 02 năm 2027"),
        (date(2026, 3, 10), "Lào Cai, ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 31), "Lào Cai, ngày 31 tháng 12 năm 2026"),
        (None, "Lào Cai, ngày …… tháng …… năm ……"),
        (False, "Lào Cai, ngày …… tháng …… năm ……"),
    ],
)
def test_long_dates(day, written):
    """Days below 10 and months 1 and 2 have a leading zero, as Decree 30 asks; what is open is left for the pen."""
    assert place_and_date("Lào Cai", day) == written
    assert written.endswith(long_date(day))


def test_what_is_not_known_is_left_for_the_pen():
    """An agency without a place has room for one."""
    assert place_and_date(False, None) == "……, ngày …… tháng …… năm ……"
    assert [short_date(date(2027, 2, 5)), short_date(False)] == ["05/02/2027", ""]


def test_digests():
    """The known sum of three bytes, and that of a file of more than one piece, wherever it stands."""
    assert sha256_of_bytes(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")
    content = b"abc" * 500_000
    file = io.BytesIO(content)
    file.seek(5)
    assert sha256_of(file) == sha256_of_bytes(content)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("SỞ NỘI VỤ 1", (True, True)),
        ("SO NOI VU", (True, False)),
        ("Sở Nội vụ", (False, True)),
        ("12/5", (False, False)),
        ("¿º", (True, False)),
        ("À", (True, True)),
    ],
)
def test_what_a_line_is_written_in(written, found):
    """Capitals need a letter; diacritics are those of letters."""
    assert (text.is_capitals(written), text.has_diacritics(written)) == found


def test_letters_are_found_where_they_stand():
    """Each folded letter keeps its place, and what is set widely is the same as what is not."""
    assert text.fold_in_place("Đạt ŉ ﬁ") == "DAT ŉ ﬁ"
    assert text.squeeze("Q u y ế t  định: 12") == "QUYETDINH"
    assert [text.capitalized("sở Nội vụ"), text.capitalized("")] == ["Sở Nội vụ", ""]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        (
            "BỘ TIÊU CHÍ ĐÁNH GIÁ CCHC CÁC SỞ, NGÀNH TỈNH LẠNG SƠN NĂM 2026",
            "Bộ tiêu chí đánh giá CCHC các sở, ngành tỉnh Lạng Sơn năm 2026",
        ),
        (
            "CHỈ SỐ CCHC CỦA UBND CÁC XÃ, PHƯỜNG THUỘC THÀNH PHỐ HỒ CHÍ MINH (PHỤ LỤC II)",
            "Chỉ số CCHC của UBND các xã, phường thuộc thành phố Hồ Chí Minh (phụ lục II)",
        ),
        ("TIÊU CHÍ CHẤM ĐIỂM SỞ NỘI VỤ", "Tiêu chí chấm điểm Sở Nội vụ"),
        (
            "THEO QUYẾT ĐỊNH SỐ 12/QĐ-UBND CỦA ỦY BAN NHÂN DÂN",
            "Theo quyết định số 12/QĐ-UBND của Ủy ban nhân dân",
        ),
        ("Bộ tiêu chí CẤP SỞ", "Bộ tiêu chí CẤP SỞ"),
        ("TIÊU CHÍ CÁC XÃ, PHƯỜNG TỈNH LẠNG SƠN", "Tiêu chí các xã, phường tỉnh Lạng Sơn"),
        ("XÃ HỘI HÓA DỊCH VỤ CÔNG", "Xã hội hóa dịch vụ công"),
        ("CƠ SỞ DỮ LIỆU TẠI TRỤ SỞ LÀM VIỆC", "Cơ sở dữ liệu tại trụ sở làm việc"),
        ("ĐÁNH GIÁ CẤP XÃ HÀNG NĂM", "Đánh giá cấp xã hàng năm"),
        ("TIÊU CHÍ CÁC XÃ TRÊN ĐỊA BÀN TỈNH", "Tiêu chí các xã trên địa bàn tỉnh"),
        ("", ""),
        ("2026", "2026"),
    ],
)
def test_a_heading_in_capitals_is_written_as_a_sentence(heading, sentence):
    """Abbreviations, numbers and names keep their capitals; what is no heading in capitals is left alone."""
    assert text.from_capitals(heading) == sentence
