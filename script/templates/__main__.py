"""``python -m templates [FOLDER]``: write the standard templates, into the addon unless another folder is named."""

import sys
from pathlib import Path

from core.word.annex_data import Annex
from core.word.minute_data import Minute
from core.word.papers_data import (
    CouncilMinute,
    Decision,
    Proposal,
    ReminderDispatch,
    RequestDispatch,
    ResultsReport,
    StartDispatch,
)
from core.word.report_data import Report
from core.word.writer import STANDARD_TEMPLATES

from .annex import build_annex
from .dispatches import build_reminder, build_request, build_start
from .minute import build_minute
from .plan import build_plan
from .report import build_report
from .results import build_council_minute, build_decision, build_proposal, build_results

BUILDERS = {
    Report: build_report,
    Minute: build_minute,
    Annex: build_annex,
    StartDispatch: build_start,
    ReminderDispatch: build_reminder,
    RequestDispatch: build_request,
    CouncilMinute: build_council_minute,
    Proposal: build_proposal,
    Decision: build_decision,
    ResultsReport: build_results,
}

# What other addons ship, beside this folder's own.
OF_ADDONS = {
    Path(__file__).parents[2] / "addons/cchc_assessment_plan/plan_template.docx": build_plan,
}

if __name__ == "__main__":
    for kind, shipped in STANDARD_TEMPLATES.items():
        BUILDERS[kind]().save(Path(*sys.argv[1:], shipped.name) if sys.argv[1:] else shipped)
    for shipped, build in OF_ADDONS.items():
        build().save(Path(*sys.argv[1:], shipped.name) if sys.argv[1:] else shipped)
