"""Names that any system stores, told from what people type."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.package.names import MAX_PATH, Folder, code_units, safe_name

RESERVED = ["CON", "prn", "Aux", "nul", "COM1", "lpt9", "COM¹", "CONIN$"]


@given(st.text(max_size=300), st.integers(12, 120))
def test_any_text_becomes_a_name_that_windows_takes(text, limit):
    """Whatever is typed, the name is short enough, composed, and holds nothing that is forbidden."""
    name = safe_name(text, limit)
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
    assert safe_name(f"{word}.pdf") == f"_{word}.pdf"
    assert safe_name(word) == f"_{word}"


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
    assert safe_name(typed) == name


def test_a_cut_name_keeps_its_ending():
    """A long subject loses its tail, not what tells Windows which program opens it."""
    name = safe_name("Quyết định ban hành kế hoạch " * 20 + ".docx", 80)
    assert name.endswith(".docx")
    assert len(name) <= 80
    assert safe_name("Tỷ lệ phòng, đơn vị trực thuộc", 22) == "Tỷ lệ phòng, đơn vị"


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
    assert len(safe_name(text, limit).encode()) <= 240


def test_a_name_of_many_bytes_is_cut_by_bytes():
    """80 letters of three bytes fill the 240 that are taken; the 81st has no room."""
    assert safe_name("ế" * 80, 200) == "ế" * 80
    assert safe_name("ế" * 81, 200) == "ế" * 80
