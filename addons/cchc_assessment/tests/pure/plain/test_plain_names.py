"""Names that any system stores, told from what people type and send."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.plain.names import MAX_PATH, Folder, as_name, safe_name, same_name
from core.plain.text import code_units

RESERVED = ["CON", "prn", "Aux", "nul", "COM1", "lpt9", "COM¹", "CONIN$"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo số 12-BC-SNV.pdf", "Báo cáo số 12-BC-SNV.pdf"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\A\\12-BC.pdf", "12-BC.pdf"),
        ("folder/", "folder"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie - x=1.pdf"),
        ("bao\u202efdp.exe", "baofdp.exe"),
        ("a\u2028b\u200b.pdf", "a b.pdf"),
        ('1<2>3:4"5|6?7*.pdf', "1_2_3 -4'5_6_7_.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul", "_nul"),
        ("com1 .tar.gz", "_com1 .tar.gz"),
        ("console.pdf", "console.pdf"),
        ("a. pdf . ", "a.pdf"),
        ("12. Báo cáo năm", "12. Báo cáo năm"),
        (".htaccess", "tai-lieu.htaccess"),
        ("", "tai-lieu"),
        ("...", "tai-lieu"),
        ("\0", "tai-lieu"),
        ("\ud800.pdf", "tai-lieu.pdf"),
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


@given(st.text(max_size=300), st.integers(12, 120))
def test_any_text_becomes_a_name_that_windows_takes(text, limit):
    """Whatever is typed, the name is short enough, composed, and holds nothing that is forbidden."""
    name = as_name(text, limit, linked=True)
    assert name
    assert code_units(name) <= limit
    assert len(name.encode()) <= 255
    assert not set('<>:"/\\|?*#%') & set(name)
    assert not any(unicodedata.category(char)[0] == "C" for char in name)
    assert name == name.strip(" ").rstrip(".")
    assert name.split(".")[0].strip().upper() not in {one.upper() for one in RESERVED}


@pytest.mark.parametrize("word", RESERVED)
def test_names_of_devices_are_changed(word):
    """Windows opens a device for "con.pdf"; the package has "_con.pdf"."""
    assert as_name(f"{word}.pdf") == f"_{word}.pdf"
    assert as_name(word) == f"_{word}"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("12/BC-STN: kế hoạch.pdf", "12-BC-STN - kế hoạch.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("Tỷ lệ > 50%?.pdf", "Tỷ lệ _ 50__.pdf"),
        ("báo cáo. . .", "báo cáo"),
        ("  -rf .pdf", "rf.pdf"),
        ("dòng\nhai\tba.pdf", "dòng hai ba.pdf"),
        ("", "tai-lieu"),
        (" ... ", "tai-lieu"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
    ],
)
def test_names_stay_readable(typed, name):
    """What is safe stays, Vietnamese letters above all."""
    assert as_name(typed, linked=True) == name


def test_a_cut_name_keeps_its_ending():
    """A long subject loses its tail, not what tells Windows which program opens it."""
    name = as_name("Quyết định ban hành kế hoạch " * 20 + ".docx", 80)
    assert name.endswith(".docx")
    assert len(name) <= 80
    assert as_name("Tỷ lệ phòng, đơn vị trực thuộc", 22) == "Tỷ lệ phòng, đơn vị"


@given(
    st.lists(st.sampled_from(["a.pdf", "A.pdf", "á.pdf", "a (2).pdf", "á.pdf", "ß", "SS", "ss"]))
)
def test_no_two_files_of_a_folder_collide(names):
    """Files that differ in case or in the form of their accents only get names that differ in more."""
    folder = Folder("TLKC/")
    paths = [folder.place(name) for name in names]
    assert len({unicodedata.normalize("NFC", path).casefold() for path in paths}) == len(names)


@given(st.text(min_size=1, max_size=200), st.integers(0, 120))
@example("x" * 200, 98)  # the folder leaves as much as a name may have
@example("x" * 200, 99)  # and here one less
@example("x" * 200, 120)
@example("\N{GRINNING FACE}" * 100, 119)  # two units each
def test_whole_paths_stay_short(text, depth):
    """The deeper a folder lies, the shorter the names in it: no path has 200 characters or more."""
    folder = Folder("d" * depth + "/")
    for _copy in range(3):
        assert code_units(folder.place(text, 100)) <= MAX_PATH


def test_the_longest_path_is_as_long_as_it_may_be():
    """In a deep folder a name is cut to the very limit, which leaves 60 for where it is unpacked on Windows."""
    assert MAX_PATH == 259 - 60
    deep, shallow = Folder("d" * 120 + "/"), Folder("d" * 98 + "/")
    assert code_units(deep.place("x" * 200)) == MAX_PATH
    assert code_units(deep.place("x" * 200)) == MAX_PATH, "the number of a second one included"
    assert shallow.place("x" * 200) == "d" * 98 + "/" + "x" * 100


@given(st.text(max_size=300), st.integers(12, 120))
@example("ế" * 120, 120)
def test_no_name_is_longer_than_file_systems_hold(text, limit):
    """Linux counts bytes, of which a Vietnamese letter takes three."""
    assert len(as_name(text, limit).encode()) <= 240


def test_a_name_of_many_bytes_is_cut_by_bytes():
    """80 letters of three bytes fill the 240 that are taken; the 81st has no room."""
    assert as_name("ế" * 80, 200) == "ế" * 80
    assert as_name("ế" * 81, 200) == "ế" * 80


def test_what_only_links_cannot_hold_stays_in_other_names():
    """A subject with a percentage keeps it where it is stored and downloaded, not in a link of Excel."""
    assert as_name("Đạt 100% #2.pdf") == "Đạt 100% #2.pdf"
    assert as_name("Đạt 100% #2.pdf", linked=True) == "Đạt 100_ _2.pdf"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("TLKC/Báo cáo.PDF", "tlkc/BÁO CÁO.pdf", True),
        ("Ba\u0301o.pdf", "Báo.pdf", True),
        ("ß.pdf", "SS.pdf", True),
        ("m².pdf", "m2.pdf", False),
        ("bao.pdf", "báo.pdf", False),
    ],
)
def test_names_are_compared_as_windows_and_macos_do(one, other, same):
    """Capitals and the form of accents make no other file; accents and small figures do."""
    assert (same_name(one) == same_name(other)) is same


def test_a_cut_does_not_make_the_name_of_a_device():
    """What is left when a word is dropped is looked at again."""
    assert as_name("con abcdefghij.abcdefghij", 16) == "_con.abcdefghij"


def test_further_files_of_a_name_are_numbered():
    """As people number them themselves: from 2 on."""
    folder = Folder("TLKC/", taken=("B.pdf",))
    assert [folder.place("a.pdf") for _time in range(3)] == [
        "TLKC/a.pdf",
        "TLKC/a (2).pdf",
        "TLKC/a (3).pdf",
    ]
    assert folder.place("b.pdf") == "TLKC/b (2).pdf"


@pytest.mark.parametrize("count", [20, 200])
def test_files_of_one_name_are_not_tried_one_by_one(count, monkeypatch):
    """However many scans of one name lie in a folder, each further one is named in as many steps."""
    named, folder = [], Folder("TLKC/")

    def note(*args, **options):
        named.append(args)
        return as_name(*args, **options)

    monkeypatch.setattr("core.plain.names.as_name", note)
    paths = [folder.place("bản quét.pdf") for _number in range(count)]
    assert paths[-1] == f"TLKC/bản quét ({count}).pdf"
    assert len(named) == 2 * count - 1
