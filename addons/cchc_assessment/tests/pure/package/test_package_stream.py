"""The archive: what lies where, what is missing, and that it is the length it was said to be."""

import hashlib
import io
import subprocess
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from core.package.data import Attachment, Criterion, Document, StoredFile
from core.package.layout import lay_out
from core.package.stream import Dossier, Package
from core.package.texts import MANIFEST_NAME, MISSING_NAME

CRITERIA = [
    Criterion("1.1.1", "Ban hành kế hoạch", [7, 8]),
    Criterion("1.1.2", "Hoàn thành kế hoạch"),
    Criterion("1.2", "Sáng kiến: đổi mới / cải tiến", [8, 9]),
]


def make_document(folder, key, content=None, name="báo cáo.pdf"):
    content = b"%PDF" + bytes([key]) * 1000 if content is None else content
    path = folder / str(key)
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    source = StoredFile(str(path), len(content))
    return Document(key, f"{key}/BC-STN: Báo cáo", name, len(content), sha256, source)


def look(document):
    """Return ``document`` as it is found in the store now."""
    path = Path(document.source.path)
    size = path.stat().st_size if path.exists() else None
    return replace(document, source=replace(document.source, size=size))


@pytest.fixture
def documents(tmp_path):
    return [make_document(tmp_path, key) for key in (7, 8, 9, 10)]


def make_package(documents, criteria=CRITERIA, top=""):
    shelf = lay_out(criteria, [look(each) for each in documents], top)
    attachments = [Attachment("Phụ lục 01.xlsx", b"workbook"), Attachment("Báo cáo.docx", b"word")]
    return Package([Dossier("Sở Thử nghiệm", attachments, shelf, top)])


def unpack(package):
    content = b"".join(package)
    assert len(content) == package.size
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_folder_for_each_criterion_and_each_document_once(documents):
    """Documents lie in the folder of the first criterion they prove, what proves none in the last."""
    archive = unpack(make_package(documents))
    assert archive.namelist() == [
        "Phụ lục 01.xlsx",
        "Báo cáo.docx",
        MANIFEST_NAME,
        "TLKC/01. 1.1.1 Ban hành kế hoạch/báo cáo.pdf",
        "TLKC/01. 1.1.1 Ban hành kế hoạch/báo cáo (2).pdf",
        "TLKC/03. 1.2 Sáng kiến - đổi mới - cải tiến/báo cáo.pdf",
        "TLKC/04. Tài liệu chưa gắn với tiêu chí/báo cáo.pdf",
    ]
    assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
    assert all(
        entry.flag_bits & 0x800 for entry in archive.infolist() if not entry.filename.isascii()
    )
    assert archive.testzip() is None


@pytest.mark.parametrize(("criteria", "number"), [(8, "09"), (98, "99"), (99, "100")])
def test_folders_are_sorted_as_the_rubric_is(documents, criteria, number):
    """Their numbers have as many digits as that of the last, which is behind all criteria."""
    archive = unpack(make_package(documents, [Criterion("1", "Kế hoạch", [7])] * criteria))
    folders = list(dict.fromkeys(name.split("/")[1] for name in archive.namelist() if "/" in name))
    assert folders == [
        "1".zfill(len(number)) + ". 1 Kế hoạch",
        f"{number}. Tài liệu chưa gắn với tiêu chí",
    ]


def test_texts_that_come_with_a_package():
    """A note for whoever unpacks it stands at the top, before the units' own files."""
    note = Attachment("ĐỌC TRƯỚC.txt", b"note")
    archive = unpack(Package([Dossier("Sở A", [], lay_out([], []), "A/")], [note]))
    assert archive.namelist() == ["ĐỌC TRƯỚC.txt", f"A/{MANIFEST_NAME}"]
    assert archive.read("ĐỌC TRƯỚC.txt") == b"note"


def test_archives_get_a_bag(documents, tmp_path):
    """In one folder, with what people read below ``data/``: sums of every file, and of the files that say so."""
    plain = make_package(documents)
    note = Attachment("100% đọc trước.txt", b"note")
    package = Package(plain.dossiers, [note], "Hồ sơ - 2026", "2026-12-31")
    unpack(package).extractall(tmp_path)
    [bag] = tmp_path.glob("Hồ sơ*")
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    names = {path.relative_to(bag / "data").as_posix() for path in payload}
    assert names == {*unpack(plain).namelist(), note.name}
    octets = sum(path.stat().st_size for path in payload)
    assert (bag / "bag-info.txt").read_text().splitlines() == [
        "Bag-Software-Agent: CCHC Assessment",
        "Bagging-Date: 2026-12-31",
        f"Payload-Oxum: {octets}.{len(payload)}",
    ]
    assert (bag / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    for manifest, count in (("manifest-sha256.txt", len(payload)), ("tagmanifest-sha256.txt", 3)):
        lines = (bag / manifest).read_text().splitlines()
        assert len(lines) == count
        for line in lines:
            digest, _blank, name = line.partition("  ")
            content = (bag / name.replace("%25", "%")).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest
    assert any("100%25 " in line for line in (bag / "manifest-sha256.txt").read_text().splitlines())


def test_sha256sum_accepts_the_manifest(documents, tmp_path):
    """Unpacked in another folder, ``sha256sum -c`` finds every file as it was."""
    folder = tmp_path / "nơi khác"
    unpack(make_package(documents)).extractall(folder)
    check = subprocess.run(
        ["sha256sum", "-c", "--strict", MANIFEST_NAME],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(check.stdout.splitlines()) == 6
    assert not check.stderr


def test_what_stands_beside_a_missing_file_is_there(documents):
    """A criterion whose first document is gone has its others; what was made is named as it is."""
    (Path(documents[0].source.path)).unlink()
    archive = unpack(make_package(documents))
    assert "TLKC/01. 1.1.1 Ban hành kế hoạch/báo cáo.pdf" in archive.namelist()
    assert archive.read("Báo cáo.docx") == b"word"


def test_a_file_that_is_gone_is_named(documents, tmp_path):
    """What the store lost stands in a list and in the manifest, and the manifest still checks."""
    (tmp_path / "8").unlink()
    (tmp_path / "9").write_bytes(b"cut")
    loose = make_document(tmp_path, 6)
    package = make_package([*documents, loose])
    assert [(fault.document.key, fault.kind) for fault in package.faults] == [
        (8, "gone"),
        (9, "size"),
    ]
    archive = unpack(package)
    assert "TLKC/04. Tài liệu chưa gắn với tiêu chí/báo cáo (2).pdf" in archive.namelist()
    missing = archive.read(MISSING_NAME).decode("utf-8-sig")
    assert "1. 8/BC-STN" in missing
    assert "2. 9/BC-STN" in missing
    assert "1.2 Sáng kiến" in missing
    assert "không còn trong kho" in missing
    assert "có 3 byte" in missing
    assert f"# THIẾU: {documents[1].sha256}" in archive.read(MANIFEST_NAME).decode()
    archive.extractall(tmp_path / "x")
    subprocess.run(["sha256sum", "-c", "--strict", MANIFEST_NAME], cwd=tmp_path / "x", check=True)


def find_failed(archive, folder):
    """Unpack ``archive`` and return the paths that ``sha256sum -c`` refuses."""
    archive.extractall(folder)
    check = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", MANIFEST_NAME],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.removesuffix(": FAILED") for line in check.stdout.splitlines()]


def test_the_manifest_states_what_was_filed(documents, tmp_path):
    """A file of the right size with other bytes than those that were filed fails the check, it alone."""
    (tmp_path / "8").write_bytes(b"x" * documents[1].size)
    archive = unpack(make_package(documents))
    assert f"{documents[1].sha256}  TLKC/" in archive.read(MANIFEST_NAME).decode()
    assert find_failed(archive, tmp_path / "x") == [
        "TLKC/01. 1.1.1 Ban hành kế hoạch/báo cáo (2).pdf"
    ]


def test_a_file_that_vanishes_while_it_is_sent_spoils_nothing(documents, tmp_path, caplog):
    """The archive keeps its announced length and stays readable; log and check tell of the file."""
    package = make_package(documents)
    chunks = iter(package)
    content = next(chunks)
    (tmp_path / "7").write_bytes(b"cut")
    (tmp_path / "9").unlink()
    content += b"".join(chunks)
    assert len(content) == package.size
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    failed = find_failed(archive, tmp_path / "x")
    assert [path.split("/")[1][:2] for path in failed] == ["01", "03"]
    assert all(path in caplog.text for path in failed)


def test_a_file_that_has_grown_is_not_what_was_filed(documents, tmp_path):
    """One byte more than was filed: the document is named as missing, with the size it has now."""
    grown = b"%PDF" + b"\x07" * 1000 + b"!"
    (tmp_path / "7").write_bytes(grown)
    package = make_package(documents)
    assert [(fault.document.key, fault.kind, fault.found) for fault in package.faults] == [
        (7, "size", len(grown))
    ]
    assert "có 1005 byte" in unpack(package).read(MISSING_NAME).decode("utf-8-sig").replace(".", "")


@pytest.mark.parametrize("size", [1, 1004, (1 << 19) - 1, 1 << 19, (1 << 19) + 1])
def test_a_file_that_grows_while_it_is_sent_spoils_nothing(tmp_path, size):
    """What was added after the length was announced stays out, whatever the size of what was there."""
    document = make_document(tmp_path, 7, b"x" * size)
    package = make_package([document], [Criterion("1", "Kế hoạch", [7])])
    with (tmp_path / "7").open("ab") as handle:
        handle.write(b"y" * (1 << 19))
    archive = unpack(package)
    assert archive.testzip() is None
    (path,) = [name for name in archive.namelist() if name.startswith("TLKC/")]
    assert archive.read(path) == b"x" * size
    assert not find_failed(archive, tmp_path / "x")


def test_a_download_that_is_broken_off_closes_its_file(documents):
    """Whoever closes the connection midway leaves no file open."""
    opened = []

    class Watched(StoredFile):
        def open(self):
            opened.append(super().open())
            return opened[-1]

    watched = [
        replace(document, source=Watched(document.source.path, None)) for document in documents
    ]
    chunks = iter(make_package(watched))
    while not opened:
        next(chunks)
    assert not opened[0].closed
    chunks.close()
    assert opened[0].closed


def test_more_than_four_gigabytes(tmp_path):
    """A package beyond 4 GB has the length that was announced and a readable directory; memory stays small."""
    size = 2**32 + 1
    path = tmp_path / "lớn"
    with path.open("wb") as handle:
        handle.truncate(size)
    document = Document(7, "Bản quét", "bản quét.zip", size, "0" * 64, StoredFile(str(path), size))
    small = make_document(tmp_path, 8)
    package = make_package([document, small], [Criterion("1", "Kế hoạch", [7, 8])])
    tail, total, kept = b"", 0, 1 << 16
    tracemalloc.start()
    for chunk in package:
        total += len(chunk)
        # only what is short is put to what came before: 4 GB would be copied twice
        tail = (chunk if len(chunk) >= kept else tail + chunk)[-kept:]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == package.size > size
    assert peak < 4 * 2**20

    class Whole(io.BytesIO):
        """The archive's end, at the place it has in the whole."""

        def seek(self, offset, whence=0):
            return super().seek(offset if whence == 2 else offset - (total - len(tail)), whence)

        def tell(self):
            return super().tell() + total - len(tail)

    entries = zipfile.ZipFile(Whole(tail)).infolist()
    assert [entry.file_size for entry in entries if entry.filename.endswith(".zip")] == [size]


def test_packages_of_several_units_in_one_archive(documents, tmp_path):
    """Each unit's folder has its manifest, which checks within that folder; long names stay short."""
    tops = ["01. Sở, ban, ngành/01. Sở A/", "01. Sở, ban, ngành/02. Sở B/"]
    criteria = [Criterion("1.1.1", "Ban hành " * 40, [7, 8, 9])]
    long = [make_document(tmp_path, key, name="trích yếu " * 30 + ".pdf") for key in (7, 8, 9)]
    package = Package(
        [
            Dossier(top, [Attachment("Phụ lục.xlsx", b"1")], lay_out(criteria, long, top), top)
            for top in tops
        ]
    )
    archive = unpack(package)
    assert max(map(len, archive.namelist())) < 200
    archive.extractall(tmp_path / "x")
    for top in tops:
        subprocess.run(
            ["sha256sum", "-c", "--strict", MANIFEST_NAME], cwd=tmp_path / "x" / top, check=True
        )


def test_papers_of_the_store_stand_at_the_top(tmp_path):
    """A signed copy keeps its name beside what was made, and its sum, of when it was filed, is in the manifest."""
    paper = make_document(tmp_path, 1, b"%PDF signed", "Phụ lục.xlsx")
    made = Attachment("Phụ lục.xlsx", b"workbook")
    shelf = lay_out([], [], "A/")
    archive = unpack(Package([Dossier("Sở A", [made], shelf, "A/", papers=[paper])]))
    assert archive.namelist() == [
        "A/Phụ lục.xlsx",
        f"A/{MANIFEST_NAME}",
        "A/Phụ lục (2).xlsx",
    ]
    assert archive.read("A/Phụ lục (2).xlsx") == b"%PDF signed"
    manifest = archive.read(f"A/{MANIFEST_NAME}").decode()
    assert f"{paper.sha256}  Phụ lục (2).xlsx\n" in manifest
