"""The year's calendar of criteria: by which days their documents are due, and who is reminded of it."""

from collections import defaultdict
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...compat import get_window
from ...core.sorting import find_settled
from ..assessment.assessment_workflow import DRAFT
from ..common.cchc_lock_mixin import try_again
from ..common.screens import open_form

# So many days before a date those are reminded who are charged with its criterion.
DAYS_AHEAD = 7
_UNITS_AT_ONCE = 20


class CchcDueDate(models.Model):
    """A day by which a unit's documents for a criterion are due.

    The job makes them of the deadlines that the unit's rubric states, from the first of January of the assessed year
    on. Of several dates of one criterion each is settled by a document of its time.
    """

    _name = "cchc.due.date"
    _description = "Date of a Criterion"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _stays = False
    _order = "day, unit_id, id"
    _rec_name = "criterion_id"

    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    year = fields.Integer("Year Assessed", required=True, readonly=True, aggregator=None)
    criterion_id = fields.Many2one(
        "cchc.criterion",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    day = fields.Date("Due", required=True, readonly=True, index=True)
    is_muted = fields.Boolean("No Reminder", help="Nobody is reminded of this date.")
    reminded_on = fields.Date(readonly=True)
    is_done = fields.Boolean("Documented", compute="_compute_is_done", search="_search_is_done")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")

    _once = models.UniqueIndex(
        "(unit_id, year, criterion_id, day)", "This date is in the calendar already."
    )

    @api.depends("criterion_id")
    def _compute_display_name(self):
        for due in self:
            due.display_name = due.criterion_id.display_name

    # not of lines and documents: whoever files one would look for dates
    @api.depends("day", "criterion_id")
    def _compute_is_done(self):
        settled = self._find_settled()
        for due in self:
            due.is_done = due._origin.id in settled

    def _search_is_done(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", self.search(self._get_recent_domain()).filtered("is_done").ids)]

    @api.depends("is_done")
    def _compute_is_late(self):
        lines = self._find_lines()
        for due in self:
            line = lines.get(due._get_key())
            is_past = due.day < due.company_id._cchc_today()
            due.is_late = is_past and self._is_at_work(line) and not due.is_done

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cchc_today()
        passed = self.search([*self._get_recent_domain(), ("day", "<", today)])
        return [("id", "in", passed.filtered("is_late").ids)]

    @api.model
    def _get_recent_domain(self):
        """Return the domain of the dates that are looked through: of this year and the one before."""
        return [("year", ">=", self.env.company._cchc_today().year - 1)]

    @api.model
    def _get_open_fields(self):
        return {**super()._get_open_fields(), "is_muted": None}

    @api.model
    def _get_creation_fields(self):
        """Dates follow from the rubric."""
        return set()

    def action_open(self):
        """Open the form that the criterion is part of; what was gathered ahead where there is none yet."""
        self.ensure_one()
        self.check_access("read")
        if line := self._find_lines().get(self._get_key()):
            assessment = line.assessment_id.sudo(False)
            return open_form(assessment, name=assessment.display_name)
        if not self.env["cchc.tray.document"].has_access("read"):
            raise UserError(
                self.env._(
                    "The period is not open yet: the unit's officers gather documents for it."
                )
            )
        return get_window(self.env, "cchc_assessment.cchc_tray_document_action")

    def _get_key(self):
        return self.unit_id.id, self.year, self.criterion_id.id

    def _find_lines(self):
        """Return ``{key: line}`` of the forms that are there already, as the system sees them."""
        # sudo: whether it is there is what the unit's own people see of it
        lines = (
            self.env["cchc.assessment.line"]
            .sudo()
            .search(
                [
                    ("unit_id", "in", self.unit_id.ids),
                    ("criterion_id", "in", self.criterion_id.ids),
                    ("assessment_id.year", "in", self.mapped("year")),
                ]
            )
        )
        return {
            (line.unit_id.id, line.assessment_id.year, line.criterion_id.id): line for line in lines
        }

    def _find_settled(self):
        """Return the ids of the dates for which a document is filed, or gathered ahead, or which do not apply."""
        # sudo: the others are of the same unit; contributors see how far it is, and not its tray
        dates = self.sudo().search(
            [("unit_id", "in", self.unit_id.ids), ("criterion_id", "in", self.criterion_id.ids)],
            order="day, id",
        )
        lines, issued = dates._find_lines(), dates._find_issued()
        settled = set()
        for key, own in dates.grouped(lambda due: due._get_key()).items():
            if (line := lines.get(key)) and line.not_applicable:
                settled.update(own.ids)
                continue
            found = find_settled(own.mapped("day"), issued[key])
            settled.update(due.id for due, is_there in zip(own, found, strict=True) if is_there)
        return settled

    def _find_issued(self):
        """Return ``{key: days}``: of what documents are there for each criterion, by their dates.

        One without a date counts by the day on which it came in.
        """
        issued = defaultdict(list)

        def note(key, document):
            issued[key].append(document.document_date or document.create_date.date())

        for key, line in self._find_lines().items():
            for document in line._get_proof():
                note(key, document)
        by_lineage = defaultdict(set)
        for due in self:
            by_lineage[due.unit_id, due.year, due.criterion_id.lineage_id].add(due._get_key())
        for document in self.env["cchc.tray.document"].search(
            [("unit_id", "in", self.unit_id.ids), ("year", "in", list(set(self.mapped("year"))))]
        ):
            for lineage in document.criterion_ids.lineage_id:
                for key in by_lineage.get((document.unit_id, document.year, lineage), ()):
                    note(key, document)
        return issued

    @api.model
    def _cron_follow(self):
        """Let the calendar be as the rubrics are now, and remind once of what is due within a week."""
        units = self.env["cchc.unit"].sudo().search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(units))
        for ids in split_every(_UNITS_AT_ONCE, units.ids):
            batch = units.browse(ids)
            try_again(self.env, partial(self.sudo()._follow, batch))
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                return

    @api.model
    def _follow(self, units):
        units._lock_for_update()
        wanted = {}
        for unit in units:
            for year, rubric in self._find_rubrics(unit):
                for criterion in rubric.criterion_ids:
                    if criterion.is_leaf and criterion.scored_by == "unit" and criterion.deadlines:
                        for day in criterion._get_due_dates(year):
                            wanted[unit.id, year, criterion.id, day] = year
        years = {unit.company_id._cchc_today().year for unit in units} | set(wanted.values())
        present = self.search([("unit_id", "in", units.ids), ("year", "in", sorted(years))])
        gone = present.filtered(lambda due: (*due._get_key(), due.day) not in wanted)
        gone.unlink()
        known = {(*due._get_key(), due.day) for due in present - gone}
        names = ("unit_id", "year", "criterion_id", "day")
        self._create_as_system(
            [dict(zip(names, key, strict=True)) for key in wanted if key not in known]
        )
        self.search([("unit_id", "in", units.ids)])._remind()

    @api.model
    def _find_rubrics(self, unit):
        """Return ``(year, rubric)`` of the forms that a unit fills in, and of this year's where it has none yet."""
        assessments = self.env["cchc.assessment"].search([("unit_id", "=", unit.id)])
        found = [(one.year, one.rubric_id) for one in assessments if one.state == DRAFT]
        year = unit.company_id._cchc_today().year
        this_years = assessments.filtered(lambda one: one.year == year)
        found += [(year, one.rubric_id) for one in this_years if one.state != DRAFT]
        if not this_years:
            planned = self.env["cchc.tray.document"]._search_rubric(unit, year)
            found += [(year, one) for one in planned]
        return found

    def _remind(self):
        """See to it that who is charged with what is due within a week has one activity for it, once."""
        activities = self.env["mail.activity"]
        present = activities.search([("cchc_due_id", "in", self.ids)])
        lines = self._find_lines()
        waiting = self.filtered(
            lambda due: (
                not (due.is_muted or due.is_done) and self._is_at_work(lines.get(due._get_key()))
            )
        )
        # what is late stays with those who were reminded
        present.filtered(lambda one: one.cchc_due_id not in waiting).unlink()
        soon = waiting.filtered(
            lambda due: 0 <= (due.day - due.company_id._cchc_today()).days <= DAYS_AHEAD
        )
        new = soon.filtered(lambda due: not due.reminded_on)
        # quick update: nobody is written to beside it
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "cchc_due_id": due.id,
                    "user_id": user.id,
                    "summary": due._describe(user)[:200],
                    "date_deadline": due.day,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "automated": True,
                }
                for due in new
                for user in due._get_charged(lines.get(due._get_key()))
            ]
        )
        told = new.filtered(lambda due: due._get_charged(lines.get(due._get_key())))
        for company, dates in told.grouped("company_id").items():
            dates._write_as_system({"reminded_on": company._cchc_today()})

    @api.model
    def _is_at_work(self, line):
        return not line or line.assessment_id.state == DRAFT

    def _get_charged(self, line):
        """Return who is charged with the criterion: to whom it was given, else the unit's officers, or its leaders."""
        given = line.assignee_ids if line else self.env["res.users"]
        people = given or self.unit_id.officer_ids or self.unit_id.leader_ids
        return people.filtered("active")

    def _describe(self, user):
        return self.with_context(lang=user.lang).env._(
            "Due by %(date)s: %(criterion)s",
            date=f"{self.day:%d/%m/%Y}",
            criterion=self.criterion_id.display_name,
        )
