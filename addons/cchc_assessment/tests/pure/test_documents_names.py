"""Names of files, made safe."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.documents import safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo số 12-BC-SNV.pdf", "Báo cáo số 12-BC-SNV.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\A\\12-BC.pdf", "12-BC.pdf"),
        ("folder/", "folder"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("bao\u202efdp.exe", "baofdp.exe"),
        ("a\u2028b\u200b.pdf", "a b.pdf"),
        ('1<2>3:4"5|6?7*.pdf', "1_2_3_4_5_6_7_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1 .tar.gz", "_com1 .tar.gz"),
        ("console.pdf", "console.pdf"),
        ("a. pdf . ", "a.pdf"),
        ("12. Báo cáo năm", "12. Báo cáo năm"),
        (".htaccess", "document.htaccess"),
        ("", "document"),
        ("...", "document"),
        ("\0", "document"),
        ("\ud800.pdf", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    """Names come out as a person would expect them."""
    assert safe_name(name) == safe


def test_name_fits_where_bytes_are_counted():
    """A long name of letters with diacritics fits into the 255 bytes of a file system."""
    name = safe_name("ế" * 300 + ".docx")
    assert name.endswith(".docx")
    assert len(name.encode()) <= 255


_RISKY = st.text(
    st.sampled_from('aA ./\\:*?"<>|\n\r\t\0\u202e\u2066\u200b\u0301ế.conulprx19\ud800\U0001f600')
)


@given(st.one_of(st.text(), _RISKY), st.integers(16, 200))
@example("NUL" + " " * 20 + "a.pdf", 16)
@example("CON", 16)
def test_safe_names_are_safe(name, max_length):
    """No name, however made, breaks one of the rules; a safe name stays as it is."""
    safe = safe_name(name, max_length)
    assert safe
    assert len(safe) <= max_length
    assert len(safe.encode()) <= 255
    assert unicodedata.is_normalized("NFC", safe)
    assert not re.search(r'[/\\:*?"<>|]', safe)
    assert not {unicodedata.category(char)[0] for char in safe} & {"C"}
    assert not {"\u2028", "\u2029"} & set(safe)
    assert safe == safe.strip(" .")
    assert safe.partition(".")[0].rstrip().lower() not in {
        "con",
        "prn",
        "aux",
        "nul",
        "com1",
        "lpt9",
    }
    assert safe_name(safe, max_length) == safe


@given(_RISKY, st.sampled_from(["pdf", "docx", "JPG", "zip"]))
def test_ending_is_kept(name, ending):
    """Whatever is cut, the ending stays."""
    assert safe_name(f"{name}.{ending}", 16).endswith(f".{ending}")
