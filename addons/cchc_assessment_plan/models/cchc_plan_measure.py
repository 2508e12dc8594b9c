"""What is done about a criterion that has lost points, who does it, and how far it has come."""

import base64
import io
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from odoo.addons.cchc_assessment.compat import get_model_id
from odoo.addons.cchc_assessment.core.documents import DocumentError, inspect
from odoo.addons.cchc_assessment.core.plain.names import FILE_NAME_LENGTH, as_name
from odoo.addons.cchc_assessment.fields import (
    REASON_LENGTH,
    STATEMENT_LENGTH,
    LimitedChar,
    LimitedText,
    choices_of,
)
from odoo.addons.cchc_assessment.messages.documents import say_refusal
from odoo.addons.cchc_assessment.models.common.cchc_lock_mixin import try_again
from odoo.addons.cchc_assessment.models.common.groups import CONTRIBUTOR_GROUP
from odoo.addons.cchc_assessment.models.common.screens import open_form
from odoo.addons.cchc_assessment.models.common.system_voice import as_system, get_asker, is_system

from .field_files import as_field
from .plan_workflow import AGREED, DONE, DRAFT, NOT_BEGUN, PROGRESS, SUBMITTED, UNDER_WAY

# What whoever is charged with a measure keeps up.
PROGRESS_FIELDS = ("progress", "percent", "note", "document", "document_name")
PEOPLE_FIELDS = ("user_ids", "division_ids")
# How many days ahead of its date people are reminded of a measure, once.
REMIND_AHEAD = 7
_COPIED = ("sequence", "name", "date")


class CchcPlanMeasure(models.Model):
    """A measure of a plan. What is to be done is said before the leader agrees; how far it is, by who is charged."""

    _name = "cchc.plan.measure"
    _description = "Measure of an Improvement Plan"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _stays = False
    _order = "plan_id, line_sequence, line_id, sequence, id"

    line_id = fields.Many2one(
        "cchc.plan.line",
        "Criterion in the Plan",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    plan_id = fields.Many2one(related="line_id.plan_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    year = fields.Integer(related="line_id.year", store=True, aggregator=None)
    state = fields.Selection(related="plan_id.state", store=True, string="State of the Plan")
    criterion_id = fields.Many2one(related="line_id.criterion_id", store=True, index=True)
    domain_id = fields.Many2one(related="line_id.domain_id", string="Domain", store=True)
    line_sequence = fields.Integer(
        "Order in the Plan", related="line_id.sequence", store=True, aggregator=None
    )
    sequence = fields.Integer(default=10, aggregator=None)
    name = LimitedText("Measure", required=True, max_length=STATEMENT_LENGTH)
    user_ids = fields.Many2many(
        "res.users", "cchc_plan_measure_user_rel", "measure_id", "user_id", string="Persons"
    )
    division_ids = fields.Many2many(
        "cchc.division",
        "cchc_plan_measure_division_rel",
        "measure_id",
        "division_id",
        string="Divisions",
        check_company=True,
        domain="[('unit_id', '=', unit_id)]",
        # the unit's own, which nobody else reads
        groups=CONTRIBUTOR_GROUP,
    )
    people_text = fields.Char(
        "Who Does It",
        compute="_compute_people_text",
        compute_sudo=True,
        help="Divisions and persons.",
    )
    assignee_ids = fields.Many2many(
        "res.users",
        "cchc_plan_measure_assignee_rel",
        "measure_id",
        "user_id",
        string="Charged",
        compute="_compute_assignees",
        store=True,
        help="The people, and those of the divisions.",
    )
    choice_ids = fields.Many2many(
        "res.users", compute="_compute_choices", string="People to Choose"
    )
    date = fields.Date("Until", index=True)
    progress = fields.Selection(PROGRESS, default=NOT_BEGUN, required=True, copy=False, index=True)
    percent = fields.Integer("Done (%)", copy=False, aggregator="avg")
    note = LimitedText("How Far It Is", copy=False, max_length=REASON_LENGTH)
    document = fields.Binary(attachment=True, copy=False, help="What shows how far it is.")
    document_name = LimitedChar(copy=False)
    origin_id = fields.Many2one(
        "cchc.plan.measure",
        "In the Version Before",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        check_company=True,
    )
    reminded_for = fields.Date(
        readonly=True, copy=False, help="The day for which people were reminded."
    )
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean("My Measure", compute="_compute_is_mine", search="_search_is_mine")
    may_report = fields.Boolean(compute="_compute_may")
    may_assign = fields.Boolean(compute="_compute_may")
    may_edit = fields.Boolean(compute="_compute_may")

    _percent_bounds = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100 AND (percent = 100) = (progress = 'done')"
        " AND (percent = 0 OR progress != 'not_begun'))",
        "Progress lies between 0 and 100 percent: what is done is at 100, what is not begun at 0.",
    )

    @api.depends("user_ids", "division_ids.user_ids", "division_ids.active")
    def _compute_assignees(self):
        for measure in self:
            divisions = measure.division_ids.filtered("active")
            measure.assignee_ids = measure.user_ids | divisions.user_ids

    @api.depends("user_ids", "division_ids")
    def _compute_people_text(self):
        for measure in self:
            measure.people_text = ", ".join(
                (
                    *measure.division_ids.mapped("name"),
                    *measure.with_context(active_test=False).user_ids.mapped("name"),
                )
            )

    @api.depends("line_id")
    def _compute_choices(self):
        for measure in self:
            unit = measure.line_id.unit_id
            measure.choice_ids = unit and unit._get_workers()

    @api.depends("date", "progress", "state")
    def _compute_is_late(self):
        for measure in self:
            measure.is_late = (
                bool(measure.date)
                and measure.state == AGREED
                and measure.progress != DONE
                and measure.date < measure.company_id._cchc_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "=", AGREED),
            ("progress", "!=", DONE),
            ("date", "<", self.env.company._cchc_today()),
        ]

    @api.depends("assignee_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for measure in self:
            measure.is_mine = self.env.user in measure.assignee_ids

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("assignee_ids", "in", self.env.user.ids)]

    @api.depends("state", "assignee_ids", "unit_id")
    @api.depends_context("uid")
    def _compute_may(self):
        user = self.env.user
        for measure in self:
            unit = measure.unit_id
            is_officer = bool(unit) and unit._is_officer(user)
            measure.may_edit = is_officer and measure.state in (False, DRAFT)
            measure.may_report = measure.state == AGREED and (
                is_officer or (bool(unit) and measure._is_charged(user))
            )
            measure.may_assign = measure.may_edit or (
                measure.state == AGREED and bool(unit) and unit._may_give_out(user)
            )

    @api.depends("name")
    def _compute_display_name(self):
        for measure in self:
            measure.display_name = " ".join((measure.name or "").split())[:200]

    @api.constrains("user_ids", "division_ids", "line_id")
    def _check_people(self):
        if is_system(self.env):
            return
        for measure in self:
            measure.unit_id._check_are_people(measure.user_ids)
            if measure.division_ids.unit_id - measure.unit_id:
                raise ValidationError(
                    self.env._("The divisions have to be of “%(unit)s”.", unit=measure.unit_id.name)
                )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(("name", "date", "sequence"), "_check_is_drafted"),
            **dict.fromkeys(PEOPLE_FIELDS, "_check_may_assign"),
            **dict.fromkeys(PROGRESS_FIELDS, "_check_may_report"),
        }

    @api.model
    def _get_creation_fields(self):
        return {"line_id", "sequence", "name", "date", *PEOPLE_FIELDS}

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        # the plan may be on its way to the leader at this moment
        measures.plan_id.sudo()._lock_for_share()
        measures._check_is_drafted()
        return measures

    def write(self, vals):
        self.check_access("write")
        done = self.filtered(lambda one: one.percent == 100)
        if vals.get("progress") == UNDER_WAY and "percent" not in vals and done and done < self:
            # what was called done is said anew, and the others are as far as they are
            return all(records.write(vals) for records in (self - done, done) if records)
        vals = self._complete_progress(dict(vals))
        # sudo: who is charged with it does not depend on who asks
        people = {
            measure: measure.sudo()._get_charged()
            for measure in self
            if not vals.keys().isdisjoint(PEOPLE_FIELDS)
        }
        is_report = not (is_system(self.env) or vals.keys().isdisjoint(PROGRESS_FIELDS))
        before = {}
        if is_report:
            # first: no file is read for whom nothing is to be reported
            self._check_may_report()
            self._check_document(vals)
            before = {measure: measure._get_reported() for measure in self}
        result = super(CchcPlanMeasure, as_field(self)).write(vals)
        if not vals.keys().isdisjoint((*PEOPLE_FIELDS, *PROGRESS_FIELDS, "date")):
            self._schedule()
        if not vals.keys().isdisjoint(PEOPLE_FIELDS):
            self._pass_on_people(people)
        for measure, said in before.items():
            measure._tell_progress(said, "document" in vals)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_is_drafted()

    def unlink(self):
        self.check_access("unlink")
        self._check_is_drafted()
        self._get_activities().unlink()
        return super(CchcPlanMeasure, as_field(self)).unlink()

    def _complete_progress(self, vals):
        """Let state and percentage say the same, whichever of them somebody has changed."""
        if "progress" in vals and vals["progress"] != UNDER_WAY:
            return {**vals, "percent": 100 if vals["progress"] == DONE else 0}
        if "progress" in vals and "percent" not in vals and 100 in self.mapped("percent"):
            # what was called done is not: how far it is has to be said anew
            return {**vals, "percent": 0}
        if "percent" in vals and "progress" not in vals and isinstance(vals["percent"], int):
            percent = vals["percent"]
            named = DONE if percent == 100 else UNDER_WAY if percent else NOT_BEGUN
            return {**vals, "progress": named}
        return vals

    @api.onchange("progress")
    def _onchange_progress(self):
        if self.progress != UNDER_WAY:
            self.percent = 100 if self.progress == DONE else 0
        elif self.percent == 100:
            self.percent = 0

    @api.onchange("percent")
    def _onchange_percent(self):
        if self.percent == 100:
            self.progress = DONE
        elif self.percent:
            self.progress = UNDER_WAY

    def _check_document(self, vals):
        """Refuse a document that is none, or that is too large, by what its bytes say.

        The name is kept as a name of a file.
        """
        if vals.get("document_name"):
            vals["document_name"] = as_name(str(vals["document_name"]), FILE_NAME_LENGTH)
        if not vals.get("document"):
            return
        documents = self.env["cchc.evidence"]
        name = vals.get("document_name") or self[:1].document_name or "?"
        try:
            content = base64.b64decode(vals["document"])
        except (ValueError, TypeError) as error:
            raise UserError(
                self.env._("The file did not arrive whole: choose it again.")
            ) from error
        if len(content) > documents._get_max_bytes():
            raise UserError(documents._too_large_sentence(name))
        try:
            inspect(io.BytesIO(content), name)
        except DocumentError as error:
            raise UserError(say_refusal(self.env, error)) from error

    def _check_is_drafted(self):
        self.plan_id._check_is_drafted()

    def _check_may_assign(self):
        """Refuse whoever may not say who does what: in a draft its officers do, later who gives out work."""
        self.check_access("read")
        for measure in self:
            if measure.state == AGREED:
                # sudo: what the unit is decides
                measure.unit_id.sudo()._check_may_give_out()
            else:
                measure._check_is_drafted()
        # at this moment somebody may be leaving
        self.unit_id.sudo()._lock_for_update()

    def _is_charged(self, user):
        self.ensure_one()
        measure = self.sudo()
        return user in measure.assignee_ids and measure.unit_id._is_member(user)

    def _check_may_report(self):
        """Refuse whoever is neither charged with it nor an officer of the unit, and when it is not its time."""
        self.check_access("read")
        user = get_asker(self.env).sudo()
        for measure in self.sudo():
            if measure.state != AGREED:
                raise UserError(
                    self.env._(
                        "“%(measure)s”: progress is reported while the plan is carried out.",
                        measure=measure.display_name,
                    )
                )
            if not (measure.unit_id._is_officer(user) or measure._is_charged(user)):
                raise AccessError(
                    self.env._("Who is charged with a measure says how far it is, or an officer.")
                )

    def action_done(self):
        """Note that the measure is done."""
        self.check_access("read")
        self.write({"progress": DONE})

    def action_open_plan(self):
        """Open the plan that this is a part of."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.plan_id, name=self.plan_id.display_name)

    def _get_progress_label(self):
        return dict(choices_of(self._fields["progress"], self.env))[self.progress]

    def _get_reported(self):
        self.ensure_one()
        return {name: self[name] for name in ("progress", "percent", "note", "document_name")}

    def _tell_progress(self, before, has_other_document):
        """Keep in the plan's discussion what was said of the progress, and by whom.

        :param before: what was said until then, as ``_get_reported`` returns it.
        """
        now = self._get_reported()
        if now == before and not has_other_document:
            return
        body = Markup("<p>%s</p>") % self.env._(
            "%(measure)s: %(state)s, %(percent)s%%",
            measure=self.display_name,
            state=self._get_progress_label(),
            percent=self.percent,
        )
        if self.note and self.note != before["note"]:
            body += Markup("<p>%s</p>") % self.note
        if has_other_document:
            body += Markup("<p>%s</p>") % (
                self.env._("Document: %(name)s", name=self.document_name or "–")
                if self.document
                else self.env._(
                    "The document was taken away: %(name)s", name=before["document_name"] or "–"
                )
            )
        self.plan_id._say(body)

    def _get_charged(self):
        self.ensure_one()
        return self.user_ids, self.division_ids

    def _pass_on_people(self, before):
        """Let the copies in a version that is still being written be the people's that do it now.

        Of those about which nobody has said anything else there.

        :param before: ``{measure: who was charged until now}``.
        """
        # sudo: who does what was said by whoever may say it of the version that holds
        copies = self.sudo().search([("origin_id", "in", self.ids)])
        said = {measure.id: charged for measure, charged in before.items()}
        for copy in copies.filtered(
            lambda one: (
                one.state in (DRAFT, SUBMITTED) and one._get_charged() == said[one.origin_id.id]
            )
        ):
            as_system(copy)._write_as_system(
                {name: [Command.set(copy.origin_id[name].ids)] for name in PEOPLE_FIELDS}
            )

    def _take_out(self, users):
        """Take ``users``, who have left, out of measures that are still to be carried out, and say so."""
        for measure in self.filtered(lambda one: one.user_ids & users and one.progress != DONE):
            as_system(measure)._write_as_system(
                {"user_ids": [Command.unlink(user.id) for user in users]}
            )
            if not measure.assignee_ids:
                measure.plan_id._say(
                    Markup("<p>%s</p>")
                    % self.env._(
                        "Nobody is charged with “%(measure)s” any more: who was has left the unit.",
                        measure=measure.display_name,
                    )
                )

    def _make_copies(self, lines):
        """Copy these measures to a new version; how far they are follows when it is agreed.

        :param lines: ``{line: its copy}``.
        """
        workers = {unit: unit._get_workers() for unit in self.unit_id}
        self._create_as_system(
            [
                {
                    "line_id": lines[measure.line_id].id,
                    "origin_id": measure.id,
                    # who has left is asked about before it goes to the leader
                    "user_ids": [Command.set((measure.user_ids & workers[measure.unit_id]).ids)],
                    "division_ids": [
                        Command.set(
                            measure.division_ids.filtered(
                                lambda one, unit=measure.unit_id: one.unit_id == unit
                            ).ids
                        )
                    ],
                    **{name: measure[name] for name in _COPIED},
                }
                for measure in self
            ]
        )

    def _take_over_progress(self):
        """Let measures of a new version be as far as those that they were copied from are now."""
        for measure in self.filtered("origin_id"):
            origin = measure.origin_id.with_context(bin_size=False)
            names = [*PROGRESS_FIELDS, "reminded_for"]
            if not origin.document:
                names.remove("document")
            as_system(measure)._write_as_system({name: origin[name] for name in names})

    # what people have to do

    def _get_activities(self):
        """Return the activities that were made for these measures, those that were ticked off included."""
        # sudo: they are their owners'
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        return activities.search([("cchc_measure_id", "in", self.ids)])

    def _schedule(self):
        """See to it that everybody charged has one activity for each measure that is not done, until its day.

        Who has ticked theirs off gets no other, unless the day has moved.
        """
        wanted = {
            (measure.id, user.id): measure
            for measure in self.sudo()
            if measure.state == AGREED and measure.progress != DONE and measure.date
            for user in measure.assignee_ids & measure.unit_id._get_workers()
        }
        over, present = [], set()
        for activity in self._get_activities():
            key = activity.cchc_measure_id.id, activity.user_id.id
            if key not in wanted or key in present:
                over.append(activity.id)
            elif activity.date_deadline == wanted[key].date:
                present.add(key)
            elif activity.active:
                activity.date_deadline = wanted[key].date
                present.add(key)
        activities = as_system(self.env["mail.activity"].sudo())
        activities.browse(over).unlink()
        todo = self.env.ref("mail.mail_activity_data_todo").id
        model = get_model_id(self.env, "cchc.plan")
        # quick update: they are told by a message that says it all
        activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "cchc_measure_id": measure.id,
                    "res_model_id": model,
                    "res_id": measure.plan_id.id,
                    "user_id": user_id,
                    "summary": measure.display_name,
                    "date_deadline": measure.date,
                    "activity_type_id": todo,
                    "automated": True,
                }
                for (measure_id, user_id), measure in wanted.items()
                if (measure_id, user_id) not in present
            ]
        )

    @api.model
    def _cron_follow(self):
        """Bring people's tasks up to date, and remind them of what is due soon: plan by plan, each by itself."""
        plans = self.env["cchc.plan"].search([("state", "=", AGREED)])
        self.env["ir.cron"]._commit_progress(remaining=len(plans))
        for plan in plans:
            try_again(self.env, plan.measure_ids._follow_day)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _follow_day(self):
        """Do what is to be done today about the measures of one plan."""
        self._schedule()
        today = self.company_id._cchc_today() if self else None
        self.filtered(
            lambda one: (
                one.date
                and one.progress != DONE
                and today <= one.date <= today + timedelta(days=REMIND_AHEAD)
                and one.reminded_for != one.date
            )
        )._remind()

    def _remind(self):
        """Write to those who are charged with these measures which of theirs are due."""
        for plan, measures in self.grouped("plan_id").items():
            for user in measures.assignee_ids & plan.unit_id._get_workers():
                env = self.with_context(lang=user.lang).env
                own = measures.filtered(lambda one, user=user: user in one.assignee_ids)
                as_system(plan).message_notify(
                    partner_ids=user.partner_id.ids,
                    subject=env._("Due soon: measures of the improvement plan"),
                    body=Markup("<p>%s</p><ul>%s</ul>")
                    % (
                        env._(
                            "These measures of %(plan)s are due soon:",
                            plan=plan.with_env(env).display_name,
                        ),
                        Markup().join(
                            Markup("<li>%s</li>") % f"{one.display_name} ({one.date:%d/%m/%Y})"
                            for one in own
                        ),
                    ),
                )
        for day, measures in self.grouped("date").items():
            as_system(measures)._write_as_system({"reminded_for": day})
