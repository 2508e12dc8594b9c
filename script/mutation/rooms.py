"""What may be changed, and the tests that ought to notice: the pure rooms, and what decides in ``models``."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import tomllib

REFUSALS = {"AccessError", "LockError", "UserError", "ValidationError"}
EQUIVALENT = Path(__file__).with_name("equivalent.toml")

# Methods that say who may do what, from which state, until when, and what has been sealed; so does whatever refuses.
DECIDES = re.compile(
    r"_check_|_exclude_|_settle|_find_unsettled|_obstacles_|_unlink_|_is_|_are_|_may_|is_system|get_asker|_transition$|_lock|_do_"
    r"|_get_open_fields|_get_creation_fields|_refuse_fields|_following|get_open_fields|use_creation"
    r"|is_creation_open|open_(fields|creation)|_get$|_(write|create)_as_system"
    r"|_can_|_filtered|(write|create|unlink|copy|copy_data|_search|_check)$"
    r"|_make_manifest|_make_seal|_seal|_find_seal|_compare_|_get_uncovered|_append$|_find_breaks|_examine"
)
# For each file below ``models`` that holds such methods: parts of the names of its tests' files.
GUARDS = {
    "assessment/cchc_assessment.py": "workflow workflow_table deadlines attacks take_back set_aside assessment_guards "
    "together",
    "assessment/cchc_assessment_line.py": "workflow attacks deadlines scoring assessment_guards",
    "assessment/cchc_note.py": "notes",
    "assessment/cchc_revised_mixin.py": "sheet sheet_council closed_records assessment_guards",
    "assessment/cchc_scored_mixin.py": "scoring sheet_council",
    "assessment/cchc_submission.py": "evidence_check evidence_rights assessment_guards council_mail signed_file seal",
    "assessment/cchc_submission_check.py": "evidence_check assessment_guards seal",
    "assessment/cchc_totals_mixin.py": "totals concurrency",
    "common/columns.py": "results correction",
    "common/cchc_closed_mixin.py": "closed_records workflow attacks council_attacks odoo_guards",
    "common/cchc_limited_texts_mixin.py": "text_lengths",
    "common/cchc_lock_mixin.py": "concurrency odoo_guards",
    "common/cchc_piece_mixin.py": "work concurrency",
    "common/cchc_owned_mixin.py": "provinces odoo_guards",
    "common/cchc_signed_mixin.py": "signed_file freeze",
    "common/cchc_single_line_mixin.py": "text_lengths messages",
    "common/cchc_templated_mixin.py": "word_report",
    "common/cchc_thread_mixin.py": "attacks messages people odoo_guards",
    "common/named.py": "provinces rows_of_odoo odoo_guards",
    "common/opening.py": "closed_records odoo_guards",
    "common/reading.py": "messages provinces",
    "common/system_voice.py": "messages attacks odoo_guards",
    "council/cchc_appraisal.py": "appraisal council_attacks ways_out council_guards relative council_queries",
    "council/cchc_assessment.py": "appraisal council_attacks results ways_out set_aside freeze council_guards",
    "council/cchc_assignment.py": "appraisal council_rights council_guards",
    "council/cchc_evidence.py": "evidence_rights appraisal council_attacks council_guards",
    "council/cchc_period.py": "results period consolidated council_guards freeze relative",
    "council/cchc_unit.py": "results",
    "tray/cchc_due_date.py": "due_dates",
    "tray/cchc_tray_document.py": "tray",
    "tray/cchc_unit.py": "tray",
    "team/cchc_assessment.py": "team_rights team_guards team",
    "team/cchc_assessment_line.py": "team_rights team_guards team",
    "team/cchc_division.py": "team_rights team_guards team",
    "team/cchc_evidence.py": "team_rights team_guards team",
    "team/cchc_mark.py": "team_rights team_guards team",
    "team/cchc_note.py": "team_rights team_guards notes",
    "team/cchc_task.py": "team_rights team_guards team",
    "team/cchc_unit.py": "team_rights team_guards team",
    "figures/cchc_assessment.py": "figures figure_guards",
    "figures/cchc_assessment_line.py": "figures figure_guards",
    "figures/cchc_common_figure.py": "figures figure_guards figure_notices",
    "figures/cchc_figure.py": "figures figure_guards figure_notices",
    "figures/cchc_figure_batch.py": "figures figure_guards figure_notices",
    "exchange/cchc_common_figure.py": "figure_guards figure_notices exchange",
    "assessment/cchc_work.py": "long_steps",
    "council/cchc_work.py": "long_steps",
    "dashboard/cchc_work.py": "long_steps",
    "figures/cchc_work.py": "figure_notices",
    "dashboard/cchc_assessment.py": "board deadlines reminders concurrency",
    "dashboard/cchc_reminder.py": "reminders concurrency",
    "evidence/cchc_evidence.py": "evidence evidence_filing evidence_rights evidence_guards deadlines log",
    "exchange/cchc_assessment.py": "exchange",
    "exchange/cchc_rubric.py": "exchange",
    "exchange/shapes.py": "exchange",
    "filing/cchc_evidence.py": "evidence_filing evidence_rights closed_records evidence_guards",
    "gathering/cchc_evidence.py": "gathering",
    "log/cchc_checked_mixin.py": "seal evidence_check assessment_guards log_guards review",
    "log/cchc_ledger.py": "tlog log log_guards",
    "log/cchc_log.py": "log attacks log_guards",
    "log/cchc_sealed_mixin.py": "seal evidence_check log_guards",
    "odoo/base.py": "hostile evidence_rights odoo_guards provinces rows_of_odoo",
    "odoo/ir_attachment.py": "evidence_rights deadlines evidence_filing evidence_guards storage",
    "odoo/ir_config_parameter.py": "link_address",
    "odoo/ir_http.py": "remote_calls hostile",
    "odoo/mail_followers.py": "attacks messages people odoo_guards rows_of_odoo",
    "odoo/mail_mail.py": "attacks messages people odoo_guards",
    "odoo/mail_message.py": "attacks messages people odoo_guards",
    "odoo/mail_scheduled_message.py": "attacks messages people text_lengths odoo_guards",
    "odoo/mail_template.py": "provinces council_mail messages odoo_guards",
    "odoo/mail_thread.py": "messages receiving",
    "odoo/mail_tracking_value.py": "attacks messages people odoo_guards",
    "odoo/res_company.py": "receiving",
    "odoo/res_config_settings.py": "evidence link_address odoo_guards",
    "odoo/res_lang.py": "language odoo_guards",
    "period/cchc_period.py": "period deadlines remote_calls work messages reminders rating_scale concurrency",
    "period/cchc_work.py": "work long_steps",
    "period/cchc_work_part.py": "work long_steps",
    "receiving/cchc_unit.py": "receiving",
    "receiving/cchc_work.py": "receiving",
    "reporting/cchc_assessment.py": "workflow attacks word_report",
    "result/cchc_publication.py": "results seal freeze correction publication_guards concurrency relative",
    "result/cchc_result.py": "results result_notice seal publication_guards",
    "result/cchc_result_domain.py": "results",
    "result/cchc_seal_review.py": "review",
    "result/cchc_submission.py": "signed_file",
    "result/cchc_work.py": "work",
    "rubric/cchc_criterion.py": "rubric rubric_guards rubric_steps timeliness",
    "rubric/cchc_criterion_option.py": "rubric rubric_guards rubric_import rubric_steps",
    "rubric/cchc_criterion_part.py": "rubric rubric_guards rubric_steps",
    "rubric/cchc_rating_class.py": "rating_scale met_or_not",
    "rubric/cchc_rating_scale.py": "rating_scale met_or_not",
    "rubric/cchc_rubric.py": "rubric rubric_guards rubric_version rubric_publish rubric_steps",
    "rubric/rubric_checks.py": "rubric rubric_publish rubric_steps",
    "rubric/rubric_comparison.py": "rubric_version",
    "sheet/cchc_assessment.py": "sheet council_attacks sheet_rows",
    "sorting/cchc_evidence.py": "sorting",
    "unit/cchc_unit.py": "people provinces team_guards concurrency",
    "unit/cchc_unit_deputy.py": "deputy",
}
# The same for each addon, below the ``models`` of its own.
GUARDS_OF = {
    "cchc_assessment": GUARDS,
    "cchc_assessment_ocr": {"cchc_evidence.py": "scans scan_rights"},
    "cchc_assessment_plan": {
        "cchc_assessment.py": "plan_sheet plan_rights",
        "cchc_plan.py": "plan plan_rights",
        "cchc_plan_line.py": "plan plan_rights",
        "cchc_plan_measure.py": "plan plan_rights",
        "ir_attachment.py": "plan plan_rights",
    },
    "cchc_assessment_records": {
        "cchc_assessment_line.py": "record_figures record_rights record_remote",
        "cchc_criterion.py": "record_figures record_rights",
        "cchc_record_figure.py": "record_figures record_rights",
        "cchc_record_source.py": "record_figures record_rights conditions",
        "cchc_submission.py": "record_figures",
        "conditions.py": "conditions",
        "question.py": "conditions record_figures",
        "takable.py": "conditions record_figures",
    },
    "cchc_assessment_signature": {
        "cchc_evidence_signature.py": "evidence_signature signature_rights",
        "cchc_submission.py": "signed_file handover",
        "cchc_trusted_certificate.py": "trusted_certificate signature_rights",
    },
    "cchc_assessment_survey": {
        "cchc_survey.py": "survey_answers survey_rights survey_points survey_guards survey_paper",
        "cchc_survey_batch.py": "survey_paper survey_rights",
        "cchc_survey_count.py": "survey_answers survey_rights survey_guards",
        "cchc_survey_invitation.py": "survey_answers survey_rights survey_guards",
        "cchc_survey_option.py": "survey_answers survey_rights",
        "cchc_survey_part_mixin.py": "survey_answers survey_rights survey_guards",
        "cchc_survey_question.py": "survey_answers survey_rights",
        "survey_survey.py": "survey_answers survey_rights survey_guards",
        "survey_user_input.py": "survey_answers survey_rights survey_guards",
    },
    "cchc_assessment_timestamp": {
        "cchc_ledger.py": "timestamp",
        "res_config_settings.py": "timestamp_settings",
    },
}


@dataclass(frozen=True)
class Room:
    """What is changed in one run.

    :ivar files: the files, each with the names of the functions that count; none: all of it
    :ivar tests: the files of tests
    :ivar aim: the percentage of changes that have to be noticed
    """

    tests: list[Path]
    aim: int
    files: dict[Path, list[str]] = field(default_factory=dict)
    in_odoo: bool = False


def find(addons, only=()):
    """Return the rooms of the addons in these folders, by name; guards are those of all of them.

    :param only: names of files, of their folders or of addons; no other file is changed, and guards are tried on
        their own tests alone
    """
    rooms = {}
    for addon in addons:
        rooms |= _pure(addon / "core", addon / "tests", only)
    rooms["guards"] = _guards(addons, only)
    return rooms


def _pure(core, tests, only):
    rooms = {}
    for package in sorted(core.glob("*/__init__.py")):
        folder = package.parent
        own = sorted((tests / "pure" / folder.name).glob("test_*.py"))
        # what several rooms share is tested where it is used
        rooms[folder.name] = Room(
            own or sorted((tests / "pure").rglob("test_*.py")),
            95 if folder.name == "scoring" else 90,
            {path: [] for path in sorted(folder.rglob("*.py")) if _is_wanted(path, only)},
        )
    return rooms


def _guards(addons, only):
    files, tests = {}, []
    for addon in addons:
        wanted = set()
        for place, parts in GUARDS_OF.get(addon.name, {}).items():
            path = addon / "models" / place
            if addon.name in only or _is_wanted(path, only):
                files[path] = decisive(path.read_text(encoding="utf-8"))
                wanted |= {f"test_{part}.py" for part in parts.split()}
        named = {path.name: path for path in (addon / "tests").rglob("test_*.py")}
        tests += [named[name] for name in sorted(wanted)]
    return Room(tests, 90, files, in_odoo=True)


def _is_wanted(path, only):
    return not only or path.name in only or path.parent.name in only


def decisive(source):
    """Return the names of a module's methods that decide: by their name, or since they refuse."""
    return sorted(
        {
            node.name
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and (DECIDES.match(node.name) or _refuses(node))
        }
    )


def undeclared(addon):
    """Return the files below an addon's ``models`` that hold methods that decide and have no tests in the table."""
    models = addon / "models"
    return [
        place
        for path in sorted(models.rglob("*.py"))
        if (place := path.relative_to(models).as_posix()) not in GUARDS_OF.get(addon.name, {})
        and decisive(path.read_text(encoding="utf-8"))
    ]


def _refuses(function):
    return any(
        isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and getattr(node.exc.func, "id", "") in REFUSALS
        for node in ast.walk(function)
    )


def equivalents():
    """Return the changes that make no difference: (file's name, text before, text after, method) → reason.

    Without a method it is the same wherever the text stands in the file.
    """
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    return {
        (one["file"], one["was"], one["becomes"], one.get("method", "")): one["reason"]
        for one in entries
    }
