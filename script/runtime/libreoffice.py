"""LibreOffice, which shows what our documents look like when they are printed."""

import shutil

from . import debian, process

NAMES = ("soffice", "libreoffice")
PACKAGES = (
    "libreoffice-writer-nogui",
    "libreoffice-calc-nogui",
    "fonts-liberation",
    "poppler-utils",
)
CONVERT_SECONDS = 300


def ensure():
    """Install LibreOffice and the tools that read its PDF files where they are missing."""
    if not (find() and shutil.which("pdftotext") and shutil.which("pdfinfo")):
        debian.install("LibreOffice", PACKAGES, "The tests of what is printed need")


def find():
    """The path of the program, or None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def convert(files, folder, profile):
    """Make a PDF file of each of ``files`` in ``folder``, all in one start of the program.

    :param profile: a folder for its settings, so that it minds no other that is running
    """
    options = [
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
    ]
    process.run(["timeout", str(CONVERT_SECONDS), find(), *options, *files])
