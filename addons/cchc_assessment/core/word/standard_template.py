"""Makes the standard templates, laid out as Decree 30/2020/NĐ-CP asks (appendix I).

    python -m core.word.standard_template

writes them anew beside this file; a test holds the two together.
"""

import io

from .annex_data import Annex
from .annex_template import build_annex
from .minute_data import Minute
from .minute_template import build_minute
from .report_data import Report
from .report_template import build_report
from .writer import STANDARD_TEMPLATES

_BUILDERS = {Report: build_report, Minute: build_minute, Annex: build_annex}


def build_template(kind: type) -> bytes:
    """Return the standard template of a kind of document as a .docx file."""
    result = io.BytesIO()
    _BUILDERS[kind]().save(result)
    return result.getvalue()


if __name__ == "__main__":
    for kind, path in STANDARD_TEMPLATES.items():
        path.write_bytes(build_template(kind))
