"""Which document lies where: a folder per criterion, in the rubric's order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..plain.names import Folder
from .data import Criterion, Document, Fault

EVIDENCE_FOLDER = "TLKC"
_LOOSE = Criterion("", "Tài liệu chưa gắn với tiêu chí")
_FOLDER_LENGTH = 50
_FILE_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where each document lies below the package's top, and those that could not be put there."""

    paths: Mapping[int, str]
    documents: Sequence[Document]
    faults: Sequence[Fault]


def lay_out(criteria: Sequence[Criterion], documents: Sequence[Document], top: str = "") -> Shelf:
    """Give each document a place, unless the store no longer has it.

    A document that proves several criteria is stored once, in the folder of the first; what proves
    none lies in a folder of its own, the last. Folders bear the criterion's place among all, so that
    a criterion has the same number in each unit's package.

    :param criteria: every leaf of the rubric, in order
    :param documents: all documents, in any order
    :param top: the folder of this package in a larger one, with a slash at its end; paths are below it
    """
    waiting = {document.key: document for document in documents}
    proves: dict[int, list[Criterion]] = {key: [] for key in waiting}
    for criterion in criteria:
        for key in criterion.documents:
            proves[key].append(criterion)
    loose = [key for key, proven in proves.items() if not proven]
    digits = max(2, len(str(len(criteria) + 1)))
    paths, placed, faults = {}, [], []
    shelf = Folder(f"{top}{EVIDENCE_FOLDER}/")
    for number, (criterion, keys) in enumerate(
        [*((criterion, criterion.documents) for criterion in criteria), (_LOOSE, loose)], start=1
    ):
        folder = None
        for document in [waiting.pop(key) for key in dict.fromkeys(keys) if key in waiting]:
            if fault := find_fault(document, proves[document.key]):
                faults.append(fault)
                continue
            if not folder:
                label = f"{number:0{digits}}. {criterion.label}"
                folder = Folder(shelf.place(label, _FOLDER_LENGTH) + "/")
            path = folder.place(document.file_name, _FILE_LENGTH)
            paths[document.key] = path.removeprefix(top)
            placed.append(document)
    return Shelf(paths, placed, faults)


def find_fault(document: Document, criteria: Sequence[Criterion]) -> Fault | None:
    """Return why the store no longer has the document as it was filed; None where it has."""
    found = document.source.size
    if found is None:
        return Fault(document, criteria, "gone")
    return None if found == document.size else Fault(document, criteria, "size", found)
