"""Tesseract, which reads scans."""

import shutil

from . import console, debian

PACKAGES = ("tesseract-ocr", "tesseract-ocr-vie", "tesseract-ocr-osd")


def ensure():
    """Install Tesseract where it is missing."""
    if not shutil.which("tesseract"):
        debian.install("Tesseract", PACKAGES, "Reading scans needs")


def offer():
    """Install Tesseract where it is missing and that can be done; else say what is left out without it."""
    try:
        ensure()
    except console.Failure as failure:
        console.say(f"Scans wait and are not read. {failure}")
