import io
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import documents_fixtures as fixtures
import hostile
import pypdf
import pytest
import scan_pages
from PIL import Image

from core.documents import guess
from core.scans import (
    LIMITS,
    REMARKS,
    ScanLimits,
    find_missing,
    read_scan,
    reading,
    remove_left,
    tesseract,
)
from core.scans.letterhead import mend
from core.scans.picture import find_skew, without_stamps

# Of these no page comes to an end, however long it is given.
ENDLESS = (
    "a TIFF of 60,000 pages",
    "a page that unpacks to 300 MB",
    "a table of ten million objects",
)
# Why nothing is read of each file; of those that are not named nothing is wrong, and nothing is written on them.
SAID = {
    "100,000 pages": "more_pages",
    "a claim of two thousand million pages": "damaged",
    "pages in a circle": "unreadable",
    "a tree of pages 20,000 deep": "unreadable",
    "a page that unpacks to 300 MB": "time",
    "a table of ten million objects": "time",
    "tables in a circle": "unreadable",
    "drawings in drawings": "memory",
    "objects that unpack to 200 MB": "unreadable",
    "arrays 50,000 deep": "unreadable",
    "30,000 signatures": "unreadable",
    "a PNG of 60,000 × 60,000": "damaged",
    "a PNG of a million pieces": "damaged",
    "a JPEG of 60,000 × 60,000": "damaged",
    "a JPEG of a million pieces": "unreadable",
    "a TIFF of 60,000 × 60,000": "damaged",
    "a TIFF of pages in a circle": "unreadable",
    "a TIFF of 60,000 pages": "time",
}
BLANK = Image.new("RGB", (scan_pages.WIDTH, scan_pages.HEIGHT), "white")


def read(content, **limits):
    return read_scan(io.BytesIO(content), ScanLimits(**limits))


def image_of(state, index=0):
    return scan_pages.make_page(state, scan_pages.SAMPLES[index]).image


def test_the_program_is_there():
    """The tests are nothing without it; the runtime installs it."""
    assert find_missing() == ""


def test_what_is_missing_is_told_apart(monkeypatch, tmp_path):
    """Without the program, and with one that does not know Vietnamese."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_missing() == "program"
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    assert find_missing() == "language"
    program.write_text("#!/bin/sh\nexit 3\n")
    assert find_missing() == "program"


@pytest.mark.parametrize("state", ["skewed", "stamped", "photographed"])
def test_a_letterhead_is_read(state):
    """Number, day, type and subject stand in the text of one page as scanners bring it."""
    sample = scan_pages.SAMPLES[0]
    found = read(scan_pages.as_file(image_of(state).convert("RGB"), "JPEG", quality=80))
    guessed = guess("", mend(found.first))
    assert (guessed.number, guessed.date, guessed.type_code, guessed.subject) == (
        sample.number,
        sample.date,
        sample.type_code,
        sample.subject,
    )
    assert (found.scanned, found.remarks) == (1, {})


def test_pages_of_a_pdf():
    """Pages with text are left alone, blank ones are none, the others are read; one that is upside down too."""
    upside_down = image_of("clean", 1).transpose(Image.Transpose.ROTATE_180)
    scans = scan_pages.as_pdf(BLANK, upside_down)
    writer = pypdf.PdfWriter()
    for content in (fixtures.pdf(lines=["A page that has text of its own."]), scans):
        writer.append(io.BytesIO(content))
    stream = io.BytesIO()
    writer.write(stream)
    found = read(stream.getvalue())
    assert (found.scanned, found.first, found.remarks) == (1, "", {})
    assert scan_pages.SAMPLES[1].number in found.text
    assert "text of its own" not in found.text


def test_a_page_with_a_mark_on_it_is_a_scan():
    """A few words over a picture, as of a scanner's program or a signature, are not the page's text."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    sheet = canvas.Canvas(stream, pagesize=(595, 842))
    sheet.drawImage(ImageReader(image_of("faxed", 8).convert("L")), 0, 0, 595, 842)
    sheet.drawString(20, 20, "Scanned with a sample of a scanner")
    sheet.save()
    assert read(stream.getvalue()).scanned == 1
    assert read(fixtures.pdf(lines=["Few words, no picture."])).scanned == 0


def test_pages_that_cannot_be_read_are_named():
    """A picture of nothing that is written is said so, by its page; more pages than are read are counted."""
    noise = Image.effect_noise((300, 400), 120).convert("RGB")
    found = read(scan_pages.as_pdf(noise, BLANK, BLANK), pages=2)
    assert found.remarks == {"more_pages": {"read": 2, "total": 3}, "unreadable": {"pages": [1]}}
    assert (found.text, found.scanned) == ("", 1)


def test_bounds_of_what_is_unpacked():
    """A file, and a picture, above its bound is not read, and one on it is."""
    content = scan_pages.as_file(BLANK, "PNG")
    assert read(content, file=len(content)).remarks == {}
    assert read(content, file=len(content) - 1).remarks == {"too_large": {}}
    pixels = BLANK.width * BLANK.height
    assert read(content, pixels=pixels).remarks == {}
    assert read(content, pixels=pixels - 1).remarks == {"pixels": {"pages": [1]}}


def test_time_and_memory():
    """What takes too long or too much is ended, and what was read before stands."""
    pages = scan_pages.as_pdf(image_of("clean"), BLANK, BLANK)
    found = read(pages, seconds=1)
    assert found.remarks.keys() == {"time"}
    assert read(pages, wall=1).remarks.keys() == {"time"}
    found = read(pages, memory=64 * 1024 * 1024)
    # the program that recognises a page may be the first to have too little
    assert {"memory"} <= found.remarks.keys() <= {"memory", "unreadable"}
    assert found.text == ""


@pytest.mark.parametrize("name", [*hostile.PDFS, *hostile.IMAGES])
def test_hostile_files(name):
    """None takes more than it is given, raises, or is read as something; what was wrong is what is said of it."""
    found = read(hostile.make(name), seconds=3 if name in ENDLESS else 10, page_seconds=5)
    assert not found.text
    assert list(found.remarks) == ([SAID[name]] if name in SAID else [])


def test_each_reason_is_that_of_a_file():
    """No name stands in the table that none of the files has, and each remark is one that can be worded."""
    assert SAID.keys() <= {*hostile.PDFS, *hostile.IMAGES}
    assert set(SAID.values()) <= REMARKS.keys()


def test_what_never_ends_is_ended():
    """These names are those of files that are there, whose pages no time is enough for."""
    assert set(ENDLESS) <= {*hostile.PDFS, *hostile.IMAGES}


def test_a_page_of_one_tone_is_blank_without_being_looked_at(monkeypatch, tmp_path):
    """Paper without a mark costs no start of the program; a single dot is something to look at."""
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert read(scan_pages.as_pdf(BLANK, BLANK)).remarks == {}
    dotted = BLANK.copy()
    dotted.paste("black", (800, 1000, 810, 1010))
    assert read(scan_pages.as_pdf(BLANK, dotted)).remarks == {"unreadable": {"pages": [2]}}


def test_nothing_is_left(tmp_path, monkeypatch):
    """Neither a process nor a file of it remains, also where it was ended in the middle."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read(scan_pages.as_pdf(image_of("clean"), image_of("clean", 1)), wall=1)
    assert not list(tmp_path.iterdir())
    assert not _children(os.getpid())


def test_what_a_killed_server_left_is_removed(tmp_path, monkeypatch):
    """A day later, and nothing else of what lies there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("cchc-scan-old", "cchc-scan-new", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "document").write_bytes(b"x")
    for name in ("cchc-scan-old", "other"):
        os.utime(tmp_path / name, (0, 0))
    remove_left()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cchc-scan-new", "other"]


def test_what_is_written_is_seen():
    """Black on sixteen-bit grey, and on paper that is transparent."""
    grey = Image.new("I;16", (40, 20), 65535)
    clear = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    faded = Image.new("LA", (40, 20), (0, 0))
    for picture, black in ((grey, 0), (clear, (0, 0, 0, 255)), (faded, (0, 255))):
        picture.paste(black, (0, 0, 20, 20))
        page = without_stamps(picture)
        assert (page.getpixel((5, 10)), page.getpixel((35, 10))) == (0, 255), picture.mode


def test_the_process_ends_with_whoever_started_it(tmp_path, monkeypatch):
    """``kill -9`` of the one that waits ends the one that reads, and the program that it called."""
    begun, program = tmp_path / "begun", tmp_path / "tesseract"
    os.mkfifo(begun)
    program.write_text(f"#!/bin/sh\necho $$ $PPID > {begun}\nexec tail -f /dev/null\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    document = tmp_path / "scan.jpg"
    page = Image.new("RGB", (300, 400), "white")
    # a page without a mark is read without the program
    page.paste("black", (100, 100, 200, 120))
    document.write_bytes(scan_pages.as_file(page, "JPEG"))
    script = (
        f"import sys; sys.path.insert(0, {str(Path(reading.__file__).parents[1])!r})\n"
        f"from scans import read_scan\nread_scan(open({str(document)!r}, 'rb'))"
    )
    waiting = subprocess.Popen([sys.executable, "-c", script])
    family = [os.pidfd_open(int(one)) for one in begun.read_text().split()]
    waiting.send_signal(signal.SIGKILL)
    waiting.wait()
    for process in family:
        assert select.select([process], [], [], 60)[0], "it is at work still"
        os.close(process)


def test_passwords_of_the_environment_are_not_handed_on(monkeypatch):
    """The program sees what it needs of the environment, and nothing of the server's."""
    monkeypatch.setenv("PGPASSWORD", "secret")
    assert "PGPASSWORD" not in tesseract.environment()
    assert tesseract.environment()["PATH"]


def test_the_picture_is_made_ready():
    """Red vanishes and black stays; a slant is found to a tenth of a degree."""
    two = Image.new("RGB", (2, 1), (214, 40, 48))
    two.putpixel((1, 0), (20, 20, 20))
    assert [without_stamps(two).getpixel((x, 0)) for x in (0, 1)] == [255, 20]
    page = image_of("clean").convert("L")
    assert find_skew(page) == 0
    assert abs(find_skew(page.rotate(2.5, fillcolor=255)) + 2.5) < 0.3


def test_the_letterhead_is_mended():
    """What stands on every letterhead is known, also where a stamp lies over it; no other line is touched."""
    read_ = """UBNP TỈNH MẪU XÃ.HỘTCHỦ-NGHĨA
UBND TỈNH A CỘNG HÒA XÃ.HỘTCHỦ-NGHĨA VIỆT NAM
SỞ B Độc lập.< Tự do - Hạnh phúc"""
    assert mend(read_).splitlines() == [
        "UBNP TỈNH MẪU XÃ.HỘTCHỦ-NGHĨA",
        "UBND TỈNH A CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ B Độc lập - Tự do - Hạnh phúc",
    ]
    body = "một\n" * 20 + "CỘNG HÒA XÃ.HỘTCHỦ-NGHĨA VIỆT NAM"
    assert mend(body) == body


def test_limits_of_a_document():
    """What stands in the documentation."""
    assert (LIMITS.pages, LIMITS.seconds, LIMITS.page_seconds) == (20, 120, 30)
    assert (LIMITS.pixels, LIMITS.memory) == (60_000_000, 1024**3)


def _children(pid):
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in path.read_text().split()] if path.exists() else []
