"""Each kind of document and workbook that the addon makes: its form is right for Office, and so is what is printed."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from runtime import instance, libreoffice, paths, process, virtualenv

ADDON = paths.ADDONS / paths.ADDON
PURE = ADDON / "tests" / "pure"
REQUIREMENTS = paths.SCRIPT / "requirements-audit.txt"
# The oldest Office that agencies have, and the newest.
FORMATS = ("office2010", "microsoft365")
# How many pages each has at most and at least; what is said of 40 units.
PAGES = {
    "report": (1, 4),
    "minute": (2, 4),
    "annex": (2, 5),
    "StartDispatch": (1, 3),
    "ReminderDispatch": (1, 2),
    "RequestDispatch": (1, 2),
    "CouncilMinute": (3, 6),
    "ResultsReport": (3, 6),
    "Proposal": (1, 4),
    "Decision": (1, 3),
    "appendix": (1, 8),
    "form": (1, 12),
    "consolidated": (50, 300),
    "result": (1, 4),
    "comparison": (2, 12),
    "blank": (2, 4),
    "rubric": (1, 12),
}
# A table over pages: the document, what a row of it has, and words of its heading.
REPEATED = (
    ("annex", "Ban Quản lý", "Đơn vị Xếp loại"),
    ("CouncilMinute", r"Sở Thử nghiệm số [0-9]", "Đơn vị Xếp loại"),
    ("ResultsReport", r"Sở Thử nghiệm số [0-9]", "Đơn vị Xếp loại"),
    ("comparison", "Từ 1 sang 2", "STT"),
    ("blank", r"Sở Thử nghiệm số [0-9]", "Vai trò"),
)
# Who signs what.
SIGNED = (
    ("report", "Nơi nhận:"),
    ("minute", "Phạm Văn Mẫu"),
    ("StartDispatch", "Nơi nhận:"),
    ("ReminderDispatch", "Nơi nhận:"),
    ("RequestDispatch", "Nơi nhận:"),
    ("CouncilMinute", "THƯ KÝ HỘI ĐỒNG"),
    ("ResultsReport", "Nơi nhận:"),
    ("Proposal", "Nơi nhận:"),
    ("Decision", "Nơi nhận:"),
    ("appendix", "Lê Thị Bình"),
    ("consolidated", "(Ký, ghi rõ họ tên)"),
    ("result", "(Ký, ghi rõ họ tên)"),
)
# Fewer words of the text than these beside a signature are none.
FEWEST_WORDS = 8


@dataclass(frozen=True)
class Made:
    """A file that was made, and what stands on each of its printed pages."""

    path: Path
    pages: list

    @property
    def words(self):
        return [set(page.split()) for page in self.pages]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one file of each kind."""
    folder = tmp_path_factory.mktemp("made")
    search = [ADDON, PURE, PURE / "word", PURE / "workbook", PURE / "package"]
    process.run(
        [sys.executable, Path(__file__).with_name("made_samples.py"), folder],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, search))},
    )
    assert {path.stem for path in folder.iterdir()} == set(PAGES)
    return folder


@pytest.fixture(scope="module")
def made(folder, tmp_path_factory):
    """All of them printed by LibreOffice, by their names."""
    libreoffice.ensure()
    printed = tmp_path_factory.mktemp("printed")
    files = sorted(folder.iterdir())
    libreoffice.convert(files, printed, tmp_path_factory.mktemp("profile"))
    return {
        path.stem: Made(path, _read_pages(printed / f"{path.stem}.pdf", path.suffix))
        for path in files
    }


def _read_pages(path, suffix):
    text = process.output(["pdftotext", "-layout", path, "-"])
    return text.split("\f")[:-1]


@pytest.mark.parametrize("version", FORMATS)
def test_office_finds_nothing_to_mend(folder, version):
    """By the schemas of this version of Office each file is as it should be."""
    beside = virtualenv.beside(
        instance.runtime().environment, REQUIREMENTS, "what judges documents"
    )
    answer = subprocess.run(
        [sys.executable, "-m", "openxml_audit", "-f", version, "-r", "-o", "json", folder],
        env={**os.environ, "PYTHONPATH": str(beside)},
        capture_output=True,
        text=True,
        check=False,
    )
    judged = json.loads(answer.stdout)
    assert {Path(one["file"]).stem for one in judged} == set(PAGES)
    found = {Path(one["file"]).name: one["errors"] for one in judged if one["errors"]}
    assert found == {}
    assert not any(one["warning_count"] for one in judged)


@pytest.mark.parametrize("name", PAGES)
def test_it_is_printed_on_as_many_pages_as_it_needs(made, name):
    fewest, most = PAGES[name]
    assert fewest <= len(made[name].pages) <= most


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_empty(made, name):
    """Each has more than its number and what each page repeats."""
    for number, words in enumerate(made[name].words, start=1):
        # a chart has few
        assert len(words) > 5, number


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_left_out(made, name):
    """Whatever word a document has, and a sheet has within what is printed, stands on some page."""
    one = made[name]
    printed = _squeeze("".join(one.pages))
    words = {word for text in _texts_of(one.path) for word in text.split()}
    assert words
    assert sorted(word for word in words if word not in printed) == []


@pytest.mark.parametrize(("name", "row", "heading"), REPEATED)
def test_each_page_of_a_table_repeats_its_heading(made, name, row, heading):
    """On whatever page a row of the table stands, what its columns are stands too."""
    pages = [page for page in map(_squeeze, made[name].pages) if re.search(_squeeze(row), page)]
    assert len(pages) > 1
    for page in pages:
        assert [word for word in heading.split() if word not in page] == []


@pytest.mark.parametrize(("name", "signer"), SIGNED)
def test_no_page_has_a_signature_alone(made, name, signer):
    """Beside whoever signs stands some of what is signed."""
    one = made[name]
    (page,) = [page for page in one.pages if _squeeze(signer) in _squeeze(page)][-1:]
    around = set(page.split())
    if one.path.suffix == ".docx":
        around -= {
            word
            for row in Document(one.path).tables[-1].rows
            for cell in row.cells
            for word in cell.text.split()
        }
    assert len(around) >= FEWEST_WORDS


def _squeeze(text):
    """Return a text without the blanks, which a printed page has also within words."""
    return re.sub(r"\s+", "", text)


def _texts_of(path):
    if path.suffix == ".docx":
        document = Document(path)
        yield from (paragraph.text for paragraph in document.paragraphs)
        for table in document.tables:
            yield from (cell.text for row in table.rows for cell in row.cells)
        return
    sheets = [one for one in openpyxl.load_workbook(path) if one.sheet_state == "visible"]
    # where none says what of it is printed, all is
    for sheet in [one for one in sheets if one.print_area] or sheets:
        area = "".join(sheet.print_area or "").rpartition("!")[2]
        for row in sheet[area.replace("$", "") or sheet.dimensions]:
            yield from (cell.value for cell in row if isinstance(cell.value, str))
