"""What may touch many units in one request: each door says how long it takes at the largest size, or that it is behind.

A door is whatever somebody may call: a button, an action of a list, a remote call, a route. A new one on a model that
stands for many units, or on a model that is not named here, fails until it is said.
"""

import ast
import re
from collections import defaultdict

import pytest
from rooms import ADDON

#: The largest period, and how long anybody waits, in milliseconds.
MOST_UNITS = 3_400
LONGEST = 10_000
#: Records of one unit's work, and dialogs about one: what is done with them is of one unit's size.
OF_ONE_UNIT = """
    cchc.appraisal.withdraw cchc.assessment.answer cchc.assessment.approve cchc.assessment.ask
    cchc.assessment.import cchc.assessment.line cchc.assessment.merge cchc.assessment.object
    cchc.assessment.recall cchc.assessment.reopen cchc.assessment.return cchc.assessment.return.to.unit
    cchc.due.date cchc.evidence cchc.evidence.take cchc.figure cchc.figure.step cchc.package.download cchc.plan
    cchc.plan.line cchc.plan.measure cchc.plan.step cchc.plan.task cchc.submission cchc.submission.sign cchc.task
    cchc.task.nudge cchc.tray.document project.task
"""
#: What is said of the rubric, of the system, or of one other thing, however many units there are.
OF_NO_UNIT = """
    cchc.checked.mixin cchc.checkpoint cchc.checkpoint.compare cchc.criterion cchc.packaged.mixin cchc.reminder
    cchc.result.domain cchc.rubric cchc.rubric.comparison cchc.rubric.finding cchc.rubric.import
    cchc.rubric.publish cchc.record.source cchc.score.report cchc.signed.mixin cchc.thread.mixin cchc.work
    ir.attachment ir.http ir.module.module mail.thread res.config.settings web_tour.tour
    report.cchc_assessment.offline_form report.cchc_assessment.rubric_comparison
    report.cchc_assessment.rubric_export
"""
#: Above so many units it is a long work; what that is begun by is looked for below.
BEHIND = "behind"
#: Opens a window, a dialog or a download; those have rows of their own.
WINDOW = "a window"
#: Of one record, which is one unit's.
ONE = "one"
#: Refused above some number, or done with so many at most.
BOUNDED = "bounded"

#: Figures of all units, brought in as one version, whole or not at all.
FIGURES = "one version"
#: Still in the request, however many there are: people who are asked, or points of surveys in one dialog.
LEFT = "left"

# Numbers are milliseconds for each unit at a load of three, as ``script/bench --only measure_bulk`` tells them.
DOORS = {
    "cchc.assessment": {
        BEHIND: """
            action_agree action_ask_figures action_check_files action_check_log action_conclude
            action_download_appendices action_download_minutes action_download_papers action_print_results
            action_start_appraisal
        """,
        WINDOW: """
            action_answer_objection action_approve action_close_explanation action_count_elsewhere
            action_declare_absent action_exempt action_extend action_import_appendix action_nudge action_object
            action_print_appendix action_recall action_reopen action_request_explanation action_resume
            action_return_to_officer action_return_to_unit action_send_questions action_take_back
            action_withdraw_request
        """,
        ONE: """
            action_check_off action_download_minute action_download_report action_export_offline action_hand_back
            action_plan action_print_result action_send_explanation action_send_to_leader action_sort_documents
            action_take_over_tasks get_fitting_documents get_sheet get_sheet_rows get_standing get_team save_rows
            write_exchange
        """,
        # nothing but a refusal
        0: "action_publish",
        BOUNDED: "read_exchange",
    },
    "cchc.appraisal": {
        BOUNDED: """
            action_agree action_ask_figures action_clear action_confirm_not_applicable action_keep action_score_again
        """,
        WINDOW: "action_open_form action_open_next action_open_previous",
        ONE: "action_withdraw save_row",
    },
    # 3.4 ms a unit of 136 criteria: what is taken away from a member is gone at once
    "cchc.assignment": {LEFT: "create unlink write"},
    "cchc.assessment.ask.all": {BEHIND: "action_send"},
    "cchc.assessment.conclude": {BEHIND: "action_conclude", WINDOW: "action_send"},
    "cchc.assessment.extend": {BEHIND: "action_extend"},
    "cchc.assessment.nudge": {BEHIND: "action_nudge"},
    "cchc.assessment.step": {BEHIND: "action_confirm"},
    "cchc.common.figure": {
        WINDOW: "action_bring_in action_download_form",
        FIGURES: "write_exchange",
        0.3: "read_exchange",
    },
    "cchc.dashboard": {2.5: "get_dashboard"},
    "cchc.figure.batch": {WINDOW: "action_download", FIGURES: "action_withdraw"},
    "cchc.figure.import": {WINDOW: "action_download_form"},
    "cchc.period": {
        BEHIND: """
            action_add_missing_units action_check_files action_compute_results action_confirm_relative
            action_download_papers action_open action_open_review action_print_consolidated
        """,
        WINDOW: """
            action_download_annex_template action_download_minute_template action_download_paper_template
            action_download_plan_template action_prepare_opening action_send_questions
        """,
        # who appraises what alone
        0: "action_copy_to_next_year action_close_review create",
        1.1: "action_settle_relative",
    },
    "cchc.period.open": {BEHIND: "action_open"},
    "cchc.publication": {
        BEHIND: """
            action_compute action_download_annex action_freeze action_print_consolidated action_publish
        """,
        WINDOW: "action_unfreeze",
        0: "action_chair_approve",
        0.2: "read_exchange",
        0.5: "action_send_notices action_stop_notices",
    },
    "cchc.publication.return": {0: "action_return"},
    "cchc.publication.sign": {BEHIND: "action_publish"},
    "cchc.result": {WINDOW: "action_print_sheet mail_allowed_qweb_expressions"},
    "cchc.seal.review": {
        WINDOW: "action_download_report action_download_stamps",
        BEHIND: "action_renew",
    },
    "cchc.survey": {
        WINDOW: "action_import_paper action_invite action_preview",
        0: "action_close action_open action_repeat_answers",
        LEFT: "action_remind",
    },
    "cchc.survey.batch": {0: "action_withdraw"},
    "cchc.survey.import": {WINDOW: "action_download_form"},
    "cchc.survey.invitation": {LEFT: "action_remind"},
    "cchc.survey.invite": {BOUNDED: "action_invite"},
    "cchc.survey.paper": {WINDOW: "action_download_form"},
    "cchc.survey.take": {LEFT: "action_reckon action_show action_take"},
    "cchc.table.import.mixin": {BEHIND: "action_import"},
    "cchc.unit": {
        BEHIND: "action_give_mailboxes",
        ONE: "name_coordinators",
        0.3: "create unlink write",
    },
    "cchc.unit.import": {WINDOW: "action_download_template"},
    "report.cchc_assessment.appendix": {BOUNDED: "generate_xlsx_report"},
    "report.cchc_assessment.consolidated": {BOUNDED: "generate_xlsx_report"},
    "report.cchc_assessment.result_sheet": {BOUNDED: "generate_xlsx_report"},
}
#: Models of which making, writing and deleting records touches many units as well.
WRITTEN = ("cchc.assignment", "cchc.period", "cchc.unit")
#: Of records of others, and said by no button.
_NO_DOORS = {
    "copy",
    "copy_data",
    "create",
    "default_get",
    "get_workbook_options",
    "onchange",
    "unlink",
    "write",
}
#: What begins a long work, or refuses more than a request takes.
_BEGINS = re.compile(r"\._begin(?:_behind|_renewal)?\(|_do_or_begin\(|\._is_long\(")
_REFUSES = re.compile(
    r"_check_not_too_many\(|_check_is_short\(|_is_long\(|check_readable\(|MOST_\w+"
)


def _read():
    """Yield ``(model, method, its source, whether others may call it)`` of this addon and of those beside it."""
    for path in sorted(ADDON.parent.glob("cchc_assessment*/**/*.py")):
        if not {"models", "report", "wizard"} & {*path.parts}:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not (isinstance(node, ast.ClassDef) and (model := _find_model(node))):
                continue
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    is_closed = method.name.startswith("_") or any(
                        "private" in ast.unparse(one) for one in method.decorator_list
                    )
                    yield model, method.name, ast.unparse(method), not is_closed


def _find_model(node):
    """Return the name of the model that a class makes or extends; None of a class that is none."""
    names = {
        target.id: ast.literal_eval(statement.value)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
    }
    inherited = names.get("_inherit")
    return names.get("_name") or (inherited[0] if isinstance(inherited, list) else inherited)


SOURCES = [*_read()]


def _find_doors():
    doors = defaultdict(set)
    for model, name, _source, is_open in SOURCES:
        is_written = model in WRITTEN and name in ("create", "unlink", "write")
        if (
            is_open
            and (is_written or name not in _NO_DOORS)
            and not name.startswith("action_view_")
        ):
            doors[model].add(name)
    return doors


def _get_rows():
    return {
        model: {name: way for way, names in ways.items() for name in names.split()}
        for model, ways in DOORS.items()
    }


def test_each_door_has_a_row():
    """What is new says whether it touches many units, and what it does then."""
    doors, rows = _find_doors(), _get_rows()
    assert len(doors["cchc.assessment"]) > 40, "nothing found"
    passed = {*OF_ONE_UNIT.split(), *OF_NO_UNIT.split()}
    assert not passed & rows.keys()
    assert passed <= doors.keys(), "nothing is left to say of these"
    found = {model: names for model, names in doors.items() if model not in passed}
    assert found == {model: set(names) for model, names in rows.items()}


@pytest.mark.parametrize("model", DOORS)
def test_what_is_measured_is_short(model):
    """At the largest size nobody waits for longer than ten seconds."""
    numbers = [way for way in DOORS[model] if isinstance(way, float | int)]
    assert all(number * MOST_UNITS <= LONGEST for number in numbers)


def _follow(model, name, pattern, seen):
    """Whether a method, or what it calls of its own model or of the long works, says what ``pattern`` looks for."""
    for of_model, method, source, _is_open in SOURCES:
        if method != name or (of_model != model and not _is_shared(of_model)):
            continue
        if pattern.search(source):
            return True
        calls = set(re.findall(r"\.(_?\w+)\(", source)) - seen - {name} - _NO_DOORS
        if any(_follow(model, call, pattern, seen | {name, *calls}) for call in calls):
            return True
    return False


def _is_shared(model):
    return model in (
        "cchc.assessment",
        "cchc.publication",
        "cchc.period",
        "cchc.checked.mixin",
        "cchc.seal.review",
    )


@pytest.mark.parametrize(
    ("model", "name", "way"),
    [
        (model, name, way)
        for model, names in _get_rows().items()
        for name, way in names.items()
        if way in (BEHIND, BOUNDED)
    ],
)
def test_what_is_long_is_begun_or_refused(model, name, way):
    """Somewhere on its way it asks how many there are."""
    assert not _follow("cchc.unit", "write", _BEGINS, set()), "everything is found"
    assert _follow(model, name, _BEGINS if way == BEHIND else _REFUSES, set()), (model, name)
