"""Counts what filing a year's documents takes, by hand and sorted: ``python interactions.py ZIP [--renamed]``.

The ZIP is one as agencies fill it in by hand: a workbook whose cells lead to the documents beside it. By hand each
document is dropped onto its criterion, which is counted as one; looking for the criterion, and looking at what is
proposed, is not counted. ``--renamed`` takes the codes out of the files' names.
"""

import io
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parents[1])]

import openpyxl

from core.documents import criterion_code, folder_codes
from core.sorting import Criterion, Paper, Sorter


@dataclass(frozen=True)
class Count:
    """How many interactions filing ``documents`` takes: by hand, and sorted."""

    documents: int
    sure: int
    sure_but_wrong: int
    first: int
    among_three: int
    by_hand: int
    sorted_: int

    @property
    def saved(self) -> float:
        """The part of the interactions by hand that sorting saves."""
        return 1 - self.sorted_ / self.by_hand


def count(criteria: Iterable[Criterion], filed: Iterable[tuple[Paper, set[int]]]) -> Count:
    """Count for documents, each with the keys of the criteria that it proves.

    Sorted, all are dropped at once and what is sure is filed by one press. The others are filed as proposed by two,
    which choose them all and file them; each whose first proposal is wrong takes two presses before, where another one
    is right, and three where none is: opening the choice, typing, choosing.
    """
    sorter = Sorter(criteria)
    documents = sure = wrong = first = three = by_hand = pressed = 0
    for paper, right in filed:
        proposals = sorter.propose(paper)
        is_sure = bool(proposals) and proposals[0].is_sure
        keys = [one.key for one in proposals[:3]]
        is_right, is_among = bool(keys) and keys[0] in right, not right.isdisjoint(keys)
        documents, by_hand = documents + 1, by_hand + len(right)
        sure, wrong = sure + is_sure, wrong + (is_sure and not is_right)
        first, three = first + is_right, three + is_among
        # further criteria of one document are chosen as they are by hand
        pressed += len(right) - 1 + (0 if is_right else 2 if is_among else 3)
    pressed += 1 + bool(sure) + 2 * (sure < documents)
    return Count(documents, sure, wrong, first, three, by_hand, pressed)


def read_filled_zip(path: Path) -> tuple[list[Criterion], list[tuple[Paper, set[int]]]]:
    """Return the criteria of a workbook that lies in a ZIP, and its documents with what they were filed for."""
    with zipfile.ZipFile(path) as archive:
        [name] = [one for one in archive.namelist() if one.endswith(".xlsx")]
        sheet = openpyxl.load_workbook(io.BytesIO(archive.read(name))).active
        files = [one for one in archive.namelist() if one.lower().endswith(".pdf")]
    criteria, proven, names = [], {}, {}
    for row in sheet.iter_rows():
        code, title = str(row[0].value or "").strip(), str(row[1].value or "").strip()
        if code and code.replace(".", "").isdigit():
            key = len(criteria) + 1
            names[code] = title
            above = names.get(code.rpartition(".")[0], "")
            criteria.append(Criterion(key, code, title, above))
        for cell in row:
            if criteria and cell.hyperlink and cell.hyperlink.target:
                target = unquote(cell.hyperlink.target).replace("\\", "/")
                proven.setdefault(Path(target).name, set()).add(criteria[-1].key)
    leaves = [
        one
        for one in criteria
        if not any(other.code.startswith(f"{one.code}.") for other in criteria)
    ]
    filed = [
        (make_paper(file), proven[Path(file).name]) for file in files if Path(file).name in proven
    ]
    return leaves, filed


def make_paper(file: str) -> Paper:
    """Return what a file's name and folder say of a document, as the upload reads it."""
    name, folder = Path(file).name, str(Path(file).parent)
    subject = Path(name).stem.replace("-", " ").replace("_", " ")
    return Paper(subject, code=criterion_code(name), folder_codes=folder_codes(folder))


def rename(paper: Paper) -> Paper:
    """Return a document whose file is named by its subject alone, and lay in no folder."""
    return Paper(paper.subject.lstrip("0123456789. "))


if __name__ == "__main__":
    criteria, filed = read_filled_zip(Path(sys.argv[1]))
    if "--renamed" in sys.argv:
        filed = [(rename(paper), right) for paper, right in filed]
    found = count(criteria, filed)
    sys.stdout.write(f"{found}\nsaved: {found.saved:.1%}\n")
