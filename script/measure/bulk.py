"""What somebody does for many units at once within a request: how long it takes for each tells for how many it may."""

from datetime import timedelta

from odoo.fields import Command, Datetime

from odoo.addons.cchc_assessment.core.workbook.people.reader import PersonRow

from .stopwatch import Result
from .year import Year

# Criteria whose points are relative to the best unit.
_RELATIVE = 5


def measure_bulk(province, stopwatch):
    """Units with their people from a workbook, the logs of many forms, points relative to the best."""
    units = province.options.units

    def step(name, work, count=units):
        once = stopwatch.once(work)
        each, own = once.seconds / count * 1000, once.processor / count * 1000
        note = f"{each:.1f} ms/unit, processor {own:.1f} ms"
        return Result(f"{name}, {count} units", once.seconds, None, "10 s", once.queries, note)

    year = Year(province)
    year.period.rubric_ids = _make_relative(province)
    year.period.action_open()
    forms = year.period.assessment_ids
    _declare(province, forms)
    of_secretary = forms.with_user(year.secretary)
    of_secretary.action_start_appraisal()
    of_secretary.action_agree()
    yield step("check the logs", of_secretary.action_check_log)
    period = year.period.with_user(year.secretary)
    assignment = {"period_id": period.id, "appraiser_id": year.secretary.id}
    yield step("assign all to a member", lambda: period.env["cchc.assignment"].create(assignment))
    yield step("points relative to the best, shown", period.action_settle_relative)
    yield step("and settled", period.action_confirm_relative)
    yield step("looked for before all are concluded", period._get_outdated)
    yield step("looked for before twenty are", lambda: period._get_outdated(forms[:20]))
    yield from _measure_doors(province, year, step)
    # last: the new units are of the same group
    yield from _measure_people(province, step)


def _measure_doors(province, year, step):
    """What else somebody may do for all units at once within a request."""
    env, period = province.env, year.period.with_user(year.secretary)
    # as they are chosen in a list
    forms = period.env["cchc.assessment"].browse(period.assessment_ids.ids)
    appraisals = period.env["cchc.appraisal"]
    criterion = forms[:1].line_ids[-1:].criterion_id
    each = appraisals.search([("criterion_id", "=", criterion.id), ("period_id", "=", period.id)])
    yield step("take one decision of each back", each.action_clear)
    yield step("agree with one criterion of each", each.action_agree)
    asked = {"explanation_requested": True, "request": "Giải trình thêm."}
    yield step("mark a question for each", lambda: each.write(asked))
    yield step("the dialog of questions not sent", forms.action_conclude)
    yield step("take them back", lambda: each.write({"explanation_requested": False}))
    yield step("ask for figures", forms.action_ask_figures)
    assignment = period.env["cchc.assignment"].search([("period_id", "=", period.id)])
    chosen = [Command.set(province.units[:1].ids)]
    yield step("change who appraises what", lambda: assignment.write({"unit_ids": chosen}))
    dialog = period.env["cchc.period.open"].create({"period_id": period.id})
    yield step("the dialog of opening", lambda: dialog.problem_count)
    deadline = {"self_deadline": Datetime.now() + timedelta(days=60)}
    yield step("move the period's deadline", lambda: period.write(deadline))
    yield step("dashboard", period.env["cchc.dashboard"].get_dashboard)
    draft = period._get_draft_publication()
    yield step("what stands in the way of publishing", lambda: draft.obstacles)
    yield step("compute results", draft.action_compute)
    reports = period.env["ir.actions.report"]
    results = forms._get_newest_results().ids
    sheets = "cchc_assessment.result_sheet_report"
    yield step("result sheets", lambda: reports._render(sheets, results))
    yield step("annex", lambda: period.env["report.cchc_assessment.annex"]._render(draft))
    yield step("results for other programs", draft.read_exchange)
    units = province.units.with_user(year.secretary)
    service = "cchc_assessment.mail_authentication_service"
    env["ir.config_parameter"].set_param(service, "mx.example.com")
    env.company.alias_domain_id = env["mail.alias.domain"].create({"name": "cchc.example.com"})
    yield step("give mailboxes", units.action_give_mailboxes)
    yield step("archive units", units.action_archive)
    yield step("and take them back", units.action_unarchive)


def _measure_people(province, step):
    units = province.options.units
    dialog = province.env["cchc.unit.import"].create({"file": "eA==", "invite": False})
    rows = [
        PersonRow(
            number=number,
            unit_code=f"MOI{number}",
            unit=f"Xã số {number}",
            group=province.group.name,
            person=f"Nguyễn Văn {number}",
            login=f"{role}{number}@example.gov.vn",
            role=role,
        )
        for number in range(1, units + 1)
        for role in ("officer", "leader")
    ]
    yield step(
        "import new units, two people each", lambda: dialog._write_plan(dialog._plan_rows(rows))
    )
    yield step("the same file again, shown", lambda: dialog._plan_rows(rows))
    others = [
        PersonRow(
            number=number,
            unit_code=f"MOI{number % units + 1}",
            person=f"Nguyễn Văn {number}",
            login=f"officer{number}@example.gov.vn",
            role="officer",
        )
        for number in range(1, units + 1)
    ]
    yield step("people into other units", lambda: dialog._write_plan(dialog._plan_rows(others)))


def _make_relative(province):
    """A rubric like the province's, in which some points are relative to the best."""
    rubric = province.make_rubric()
    leaves = rubric.criterion_ids.filtered("is_leaf")[:_RELATIVE]
    leaves.option_ids.unlink()
    leaves.write({"rule_type": "relative", "band_basis": "quantity"})
    rubric._write_state("published")
    return rubric


def _declare(province, forms):
    """Let each unit score itself, and submit, past the obstacles that a draft has."""
    for form in forms.with_user(province.officer):
        # each reads its own lines, not those of a thousand others once more
        form = form.with_prefetch()
        relative = form.line_ids.filtered(lambda line: not line.criterion_id.option_ids)
        values = {line: {"quantity": province.dice.randint(1, 100)} for line in relative}
        for line in form.line_ids - relative:
            values[line] = {"option_id": line.criterion_id.option_ids[0].id}
        form.line_ids._write_each(values)
        province.env.flush_all()
    province.env.cr.execute(
        "UPDATE cchc_assessment SET state = 'submitted' WHERE id IN %s", [tuple(forms.ids)]
    )
    province.env.invalidate_all()


WORKS = (measure_bulk,)
