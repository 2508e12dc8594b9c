"""``python -m templates [FOLDER]``: write the standard templates, into the addon unless another folder is named."""

import sys
from pathlib import Path

from core.word.annex_data import Annex
from core.word.minute_data import Minute
from core.word.report_data import Report
from core.word.writer import STANDARD_TEMPLATES

from .annex import build_annex
from .minute import build_minute
from .report import build_report

BUILDERS = {Report: build_report, Minute: build_minute, Annex: build_annex}

if __name__ == "__main__":
    for kind, shipped in STANDARD_TEMPLATES.items():
        BUILDERS[kind]().save(Path(*sys.argv[1:], shipped.name) if sys.argv[1:] else shipped)
