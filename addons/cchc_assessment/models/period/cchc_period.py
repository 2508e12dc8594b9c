import re
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...compat import get_window
from ...fields import NUMBER_LENGTH, STATEMENT_LENGTH, LimitedChar, LimitedText, VisibleOne2many
from ..common.groups import SECRETARY_GROUP
from ..common.opening import open_fields
from . import cchc_work

PERIOD_STATES = [
    ("draft", "In preparation"),
    ("open", "Under way"),
    ("appraisal", "In appraisal"),
    ("published", "Results Published"),
]
# From the opening to the publication. That the council has begun closes nothing for the units that are
# still at work: each one's own state does.
UNDER_WAY = ("open", "appraisal")

# One address without a name: neither blanks nor what a mail server reads as anything else.
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")

# What the assessments of an opened period stand on.
FIXED_FIELDS = {"rubric_ids", "company_id", "year", "score_digits"}

# How many units a sentence names.
MOST_NAMED = 10

# Nobody is written to at midnight: the day's reminders go from this hour of the company's clock.
FIRST_REMINDER_HOUR = 7


class CchcPeriod(models.Model):
    """One year's assessment: which rubrics apply to whom, and until when."""

    _name = "cchc.period"
    _description = "Assessment Period"
    _inherit = [
        "cchc.closed.mixin",
        "cchc.thread.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
        "cchc.packaged.mixin",
    ]
    _stays = False
    _order = "year desc, id desc"
    _equips_company = True

    name = LimitedChar(required=True, tracking=True)
    year = fields.Integer(
        required=True, tracking=True, default=lambda self: self.env.company._cchc_today().year
    )
    subject = LimitedChar(
        "What Is Assessed",
        help="As the titles of appendices and results say it, such as “chuyển đổi số” or “thi đua, khen thưởng”. "
        "Empty: cải cách hành chính.",
    )
    legal_basis = LimitedText(
        help="The plan or decision by which this year's assessment is held.",
        max_length=STATEMENT_LENGTH,
    )
    self_deadline = fields.Datetime(
        "Self-assessment Deadline",
        tracking=True,
        help="Until then units score themselves and send the result to their leaders.",
    )
    explanation_deadline = fields.Datetime(tracking=True)
    appraisal_deadline = fields.Datetime(tracking=True)
    rubric_ids = fields.Many2many(
        "cchc.rubric",
        string="Rubrics",
        check_company=True,
        domain="[('state', '=', 'published'), ('company_id', '=', company_id)]",
        help="Published rubrics, at most one for each unit group.",
    )
    rating_scale_id = fields.Many2one(
        "cchc.rating.scale",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        check_company=True,
        help="The classes into which this period's results fall. "
        "Once the period is open its scale is fixed.",
    )
    score_digits = fields.Integer(
        "Decimals",
        default=2,
        required=True,
        help="Scores are rounded to this many decimals, half up, when shown.",
    )
    reminders_on = fields.Boolean(
        "Remind Units",
        default=True,
        tracking=True,
        help="Write to a unit's officers, or to its leaders once it lies with them, as the deadline "
        "comes near.",
    )
    reminder_days = LimitedChar(
        "Days Before the Deadline",
        default="7, 3, 1",
        help="On which days units are reminded: numbers of days before the deadline, with commas.",
        max_length=NUMBER_LENGTH,
    )
    reminders_when_late = fields.Boolean(
        "Each Day After",
        default=True,
        help="Remind units that are late on each day until they have sent their work.",
    )
    council_email = LimitedChar(
        "Council's E-mail",
        help="Where units' submissions are sent: one address, or several with commas.",
    )
    state = fields.Selection(
        PERIOD_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    assessment_ids = VisibleOne2many("cchc.assessment", "period_id", "Assessments")
    assessment_count = fields.Integer(compute="_compute_assessment_count")
    work_ids = fields.One2many("cchc.work", "period_id", "Long Works", groups=SECRETARY_GROUP)
    is_at_work = fields.Boolean(compute="_compute_is_at_work", groups=SECRETARY_GROUP)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)

    _score_digits_range = models.Constraint(
        "CHECK(score_digits BETWEEN 0 AND 4)", "Scores are shown with 0 to 4 decimals."
    )

    _year_range = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2100)", "The year of a period has four digits, such as 2026."
    )

    @api.depends("name", "year")
    def _compute_display_name(self):
        """Tell periods of one name from each other by their years."""
        alike = {
            name
            for name, count in self._read_group(
                [("name", "in", self.mapped("name"))], ["name"], ["__count"]
            )
            if count > 1
        }
        for period in self:
            period.display_name = (
                f"{period.name} ({period.year})" if period.name in alike else period.name
            )

    @api.depends("assessment_ids")
    def _compute_assessment_count(self):
        counts = dict(
            self.env["cchc.assessment"]._read_group(
                [("period_id", "in", self.ids)], ["period_id"], ["__count"]
            )
        )
        for period in self:
            period.assessment_count = counts.get(period, 0)

    @api.depends("work_ids.state")
    def _compute_is_at_work(self):
        for period in self:
            period.is_at_work = "running" in period.work_ids.mapped("state")

    @api.constrains("reminder_days")
    def _check_reminder_days(self):
        for period in self:
            try:
                valid = all(0 <= day <= 365 for day in period._get_reminder_days())
            except ValueError:
                valid = False
            if not valid:
                raise ValidationError(
                    self.env._(
                        "“%(days)s” are not days before a deadline. Write numbers with commas between "
                        "them, such as “7, 3, 1”.",
                        days=period.reminder_days,
                    )
                )

    @api.constrains("council_email")
    def _check_council_email(self):
        for period in self:
            addresses = (period.council_email or "").replace(";", ",")
            if addresses and not all(
                ADDRESS.fullmatch(address.strip(" ")) for address in addresses.split(",")
            ):
                raise ValidationError(
                    self.env._(
                        "“%(address)s” is no e-mail address of the council. Write it such as "
                        "“hoidong@example.gov.vn”; several with commas between them.",
                        address=period.council_email,
                    )
                )

    @api.constrains("rubric_ids")
    def _check_rubrics(self):
        for period in self:
            seen = {}
            for rubric in period.rubric_ids:
                for group in rubric.group_ids:
                    if group in seen:
                        raise ValidationError(
                            self.env._(
                                "The unit group “%(group)s” has two rubrics in this period: "
                                "“%(first)s” and “%(second)s”. Keep one of them.",
                                group=group.name,
                                first=seen[group].name,
                                second=rubric.name,
                            )
                        )
                    seen[group] = rubric

    @api.model_create_multi
    def create(self, vals_list):
        # whatever a caller sends, a period begins in preparation
        return super().create([{**vals, "state": "draft"} for vals in vals_list])

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            # fields of other addons too: what closes is said by name
            **dict.fromkeys(self._fields.keys() - {"state"}),
            **dict.fromkeys(FIXED_FIELDS, "_check_not_fixed"),
            "rating_scale_id": "_check_scale_is_open",
        }

    def _check_may_write(self, vals):
        super()._check_may_write(vals)
        if "self_deadline" in vals and not vals["self_deadline"]:
            self._check_needs_no_deadline()

    @contextmanager
    def _following(self, vals):
        opened = self.filtered(lambda period: period.state != "draft")
        if "self_deadline" in vals:
            # who begins such a work writes the period's row too
            opened._check_forms_are_made()
        assessments = opened.assessment_ids if "self_deadline" in vals else ()
        if assessments:
            # also those that keep their deadline: one of them may be getting another extension
            assessments._exclude_saves()
        before = {assessment: assessment.deadline for assessment in assessments}
        with super()._following(vals):
            yield
        if "rating_scale_id" in vals:
            opened._fix_scale()
        if before:
            self._log_deadlines(before)

    def _check_forms_are_made(self):
        """Refuse what a form takes of its period while forms are made behind a request."""
        for period in self:
            if self.env["cchc.work"]._find_running("opening", period):
                raise UserError(
                    self.env._(
                        "“%(period)s”: the forms of its units are still being made. Wait until that has ended, or "
                        "cancel the rest under “Long Works”.",
                        period=period.name,
                    )
                )

    def _fix_scale(self):
        # from now on the scale must not change: a change at this moment has to notice
        self.rating_scale_id._lock_for_update()
        for period in self:
            if misfits := period.rating_scale_id._find_misfits(period.rubric_ids):
                raise UserError("\n".join(misfits))

    def _log_deadlines(self, before):
        """Log each assessment whose deadline is no longer the one in ``before``, and move its activities."""
        moved = self.env["cchc.assessment"].union(
            *(assessment for assessment, old in before.items() if assessment.deadline != old)
        )
        self.env["cchc.reminder"].sudo()._reschedule(moved.sudo())
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": assessment.id,
                    "action": "deadline",
                    "field": "deadline",
                    "old_value": assessment._format_datetime(before[assessment]),
                    "new_value": assessment._format_datetime(assessment.deadline),
                    "reason": self.env._("The period's deadline was moved."),
                }
                for assessment in moved
            ]
        )

    def _check_not_fixed(self):
        """Refuse to change what the assessments of an opened period stand on."""
        for period in self:
            if period.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(period)s” is open: its year, company, rubrics and decimals are fixed.",
                        period=period.name,
                    )
                )

    def _check_needs_no_deadline(self):
        for period in self:
            if period.state != "draft":
                raise UserError(
                    self.env._("“%(period)s” is open and needs a deadline.", period=period.name)
                )

    def _check_scale_is_open(self):
        """Refuse another rating scale than the one that an opened period has."""
        for period in self:
            if period.state != "draft" and period.rating_scale_id:
                raise UserError(
                    self.env._(
                        "“%(period)s” is open: its rating scale is fixed.", period=period.name
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        for period in self:
            if period.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(period)s” has been opened and stays. Archive it instead.",
                        period=period.name,
                    )
                )

    def action_open(self):
        """Open the period: one assessment for each active unit of the rubrics' groups.

        Of many units the assessments are made behind this request, unit by unit.

        :return: the action that shows how far that is; None where all is done.
        :raises UserError: when the period lacks a rubric or a deadline, or a rubric isn't published.
        """
        self.check_access("write")
        self._check_can_open()
        return self._do_open()

    def _check_can_open(self):
        for period in self:
            if period.state != "draft":
                raise UserError(self.env._("“%(period)s” is open already.", period=period.name))
            if obstacles := period._get_open_obstacles():
                raise UserError(
                    self.env._(
                        "“%(period)s” cannot be opened yet:\n%(obstacles)s",
                        period=period.name,
                        obstacles="\n".join(f"• {obstacle}" for obstacle in obstacles),
                    )
                )

    def _do_open(self):
        open_fields(self, {"state"}).write({"state": "open"})
        self._fix_scale()
        # until this is committed they stay in force
        self.rubric_ids._lock_for_share()
        return self._add_missing()

    def action_prepare_opening(self):
        """Open the dialog that says for whom the period will be opened, and which units cannot be reached."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_period_open_action",
            context={"default_period_id": self.id},
        )

    def action_add_missing_units(self):
        """Make assessments for units that joined a group since the period was opened.

        :return: the action that shows how far that is; None where all is done.
        :raises UserError: when the period is not under way, or its assessments are being made.
        """
        self.check_access("write")
        self._check_under_way()
        # at this moment the results may be published without those that join
        self._lock_for_update()
        return self._add_missing()

    def _add_missing(self):
        """Make the assessments that these periods lack, of many units piece by piece."""
        works = self.env["cchc.work"]
        for period in self:
            works._check_none_runs("opening", period)
            missing = period._get_missing_units()
            if len(missing) > cchc_work.MOST_AT_ONCE:
                works |= works._begin("opening", period, missing)
            else:
                period._create_assessments(missing)
        return works[:1]._show()

    def _open_for(self, unit):
        """Make the assessment of one unit, if it has none yet.

        :raises UserError: when the period is not under way any more, or the unit is none of its units.
        """
        self.check_access("write")
        self._check_under_way()
        # its group is the form's
        unit.sudo()._lock_for_share()
        if not self.env["cchc.unit"].search([*self._get_units_domain(), ("id", "=", unit.id)]):
            raise UserError(
                self.env._(
                    "“%(unit)s” is not active any more, or no rubric of “%(period)s” applies to its group.",
                    unit=unit.name,
                    period=self.name,
                )
            )
        of_unit = [("period_id", "=", self.id), ("unit_id", "=", unit.id)]
        if not self.env["cchc.assessment"].search_count(of_unit):
            self._create_assessments(unit)

    def _check_under_way(self):
        for period in self:
            if period.state not in UNDER_WAY:
                raise UserError(self.env._("“%(period)s” is not under way.", period=period.name))

    def action_view_work(self):
        """Open what is being done for this period behind the requests of its secretaries."""
        self.ensure_one()
        self.check_access("write")
        return get_window(
            self.env,
            "cchc_assessment.cchc_work_action",
            domain=[("period_id", "=", self.id)],
            context={},
        )

    def action_check_files(self):
        """Compare all submissions and publications with their seals, piece by piece where they are many."""
        submissions = self.assessment_ids.submission_ids
        published = self.publication_ids.filtered(lambda one: one.state == "published")
        for records in (submissions, published):
            records._check_may_check_seals()
        if submissions._are_too_many() or published._are_too_many():
            reviews = self.env["cchc.seal.review"]
            return reviews._begin("comparison", submissions, published)._show()
        return (submissions._check_seals() | published._check_seals())._show()

    def action_view_assessments(self):
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_assessment_action",
            domain=[("period_id", "=", self.id)],
            context={},
        )

    def action_view_board(self):
        """Open the secretary's board of this period's units."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_board_action",
            display_name=self.display_name,
            domain=[("period_id", "=", self.id)],
            context={},
        )

    def _get_class(self, percent):
        """Return the rating class of ``percent``, by the figure that this period's documents print."""
        return self.rating_scale_id._get_class(percent, self.score_digits)

    def _get_reminder_days(self):
        """Return the days before the deadline on which units are reminded, as numbers.

        :raises ValueError: when something else than numbers is written there.
        """
        return [int(part) for part in (self.reminder_days or "").split(",") if part.strip()]

    def _get_reminder_step(self, deadline):
        """Return which reminder of ``deadline`` is due now: the deadline's day, and the step or None.

        The step is the number of days before the deadline for which the reminder was asked, or, after it,
        minus the number of days since. Days are those of the company's calendar.
        """
        local = self.company_id._cchc_local
        now, day = local(fields.Datetime.now()), local(deadline).date()
        days_left = (day - now.date()).days
        if now.hour < FIRST_REMINDER_HOUR:
            return day, None
        if days_left < 0:
            return day, days_left if self.reminders_when_late else None
        steps = [step for step in self._get_reminder_days() if days_left <= step]
        return day, min(steps, default=None)

    def _get_open_obstacles(self):
        """Return sentences, each a reason why this period cannot be opened."""
        self.ensure_one()
        # once more: the groups of a rubric may have changed since it was chosen
        self._check_rubrics()
        obstacles = []
        if not self.self_deadline:
            obstacles.append(self.env._("It has no deadline for the self-assessment."))
        if not self.rubric_ids:
            obstacles.append(self.env._("It has no rubric."))
        obstacles += [
            self.env._("The rubric “%(rubric)s” is not published.", rubric=rubric.name)
            for rubric in self.rubric_ids
            if rubric.state != "published"
        ]
        obstacles += self.rating_scale_id._find_misfits(self.rubric_ids)
        if self.rubric_ids and not self._get_units():
            obstacles.append(self.env._("No active unit belongs to the groups of its rubrics."))
        return obstacles

    def _get_units(self):
        self.ensure_one()
        return self.env["cchc.unit"].search(self._get_units_domain())

    def _get_units_domain(self):
        return [
            ("group_id", "in", self.rubric_ids.group_ids.ids),
            ("company_id", "=", self.company_id.id),
        ]

    def _find_opening_obstacles(self):
        """Return sentences on units whose forms were to be made behind a request, and are not there."""
        # sudo: what goes on behind does not depend on who asks
        parts = (
            self.env["cchc.work.part"]
            .sudo()
            .search(
                [
                    ("work_id.period_id", "=", self.id),
                    ("work_id.kind", "=", "opening"),
                    ("state", "!=", "done"),
                ]
            )
        )
        if not parts:
            return []
        if "waiting" in parts.mapped("state"):
            return [self.env._("The forms of its units are still being made.")]
        if left := parts.unit_id & self.sudo()._get_missing_units():
            names = left[:MOST_NAMED].mapped("name") + (["…"] if len(left) > MOST_NAMED else [])
            return [
                self.env._(
                    "%(count)s units have no form, since their making was cancelled or has failed: %(units)s. Add "
                    "them, or archive the units.",
                    count=len(left),
                    units=", ".join(names),
                )
            ]
        return []

    def _get_left_out(self):
        """Return the active units of the company to whose groups no rubric of this period applies."""
        self.ensure_one()
        return self.env["cchc.unit"].search(
            [
                ("group_id", "not in", self.rubric_ids.group_ids.ids),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def _get_open_remarks(self):
        """Return sentences, each something that is missing and may be added later."""
        missing = {
            "rating_scale_id": self.env._("It has no rating scale: results will have no class."),
            "appraisal_deadline": self.env._("It has no deadline of the appraisal."),
            "explanation_deadline": self.env._("It has no deadline of the explanation."),
            "council_email": self.env._(
                "It has no e-mail address of the council: submissions are not sent to it."
            ),
        }
        return [
            *(sentence for name, sentence in missing.items() if not self[name]),
            *self._get_scale_remarks(),
        ]

    def _get_scale_remarks(self):
        """Return sentences, each of a rubric in which a class asks for what nobody is asked."""
        needing = self.rating_scale_id.class_ids.filtered("needs_met")
        if not needing:
            return []
        return [
            self.env._(
                "Class “%(rating)s” asks that all met-or-not criteria are met; the rubric “%(rubric)s” has none.",
                rating="”, “".join(needing.mapped("name")),
                rubric=rubric.name,
            )
            for rubric in self.rubric_ids
            if all(criterion._has_points() for criterion in rubric.criterion_ids)
        ]

    def _get_missing_units(self):
        """Return the units of this period that have no assessment yet."""
        return self._get_units() - self.with_context(active_test=False).assessment_ids.unit_id

    def _create_assessments(self, units):
        """Create the assessments of these units and their lines, in one go."""
        rubric_of = {group: rubric for rubric in self.rubric_ids for group in rubric.group_ids}
        vals_list = [
            {
                "period_id": self.id,
                "unit_id": unit.id,
                "group_id": unit.group_id.id,
                "rubric_id": rubric_of[unit.group_id].id,
            }
            for unit in units
        ]
        # nobody has the right to create an assessment: they come from opening a period, and only so
        assessments = (
            self.env["cchc.assessment"]
            .sudo()
            .with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
            .create(vals_list)
        )
        self.env["cchc.assessment.line"].sudo()._open(assessments)
