from functools import partial

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import get_window
from ...fields import REASON_LENGTH, LimitedText, choices_of
from ..assessment.assessment_workflow import OFFICER, SECRETARY
from ..assessment.cchc_scored_mixin import INPUT_FIELDS

OBJECTIONS = [
    ("none", "No objection"),
    ("open", "Objected"),
    ("kept", "Figure kept"),
    ("corrected", "Figure corrected"),
    ("withdrawn", "Figure withdrawn"),
]


class CchcFigure(models.Model):
    """What one version of a common figure says of one unit, what the unit says to that, and what it was answered."""

    _name = "cchc.figure"
    _description = "Figure of a Unit"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.scored.mixin",
        "cchc.closed.mixin",
        "cchc.owned.mixin",
    ]
    _order = "common_id, unit_name, number desc, id desc"
    _rec_name = "unit_name"

    batch_id = fields.Many2one(
        "cchc.figure.batch",
        "Brought In With",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    common_id = fields.Many2one(related="batch_id.common_id", store=True, index=True)
    criterion_id = fields.Many2one(readonly=True)
    line_id = fields.Many2one(
        "cchc.assessment.line",
        "Assessment Line",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    assessment_id = fields.Many2one(related="line_id.assessment_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    # the agency's people do not read other units
    unit_name = fields.Char("Unit Name", related="line_id.unit_id.name", store=True)
    number = fields.Integer(related="batch_id.number", store=True, aggregator=None)
    label = fields.Char(related="batch_id.label", string="Source")
    figure_text = fields.Char("Figure", compute="_compute_figure_text")
    is_standing = fields.Boolean(
        "Stands", readonly=True, help="No later version has taken its place."
    )
    objection_state = fields.Selection(
        OBJECTIONS, "Objection", default="none", required=True, readonly=True
    )
    objection = LimitedText("What the Unit Says", readonly=True, max_length=REASON_LENGTH)
    objected_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    objected_at = fields.Datetime(readonly=True)
    answer = LimitedText("What It Was Answered", readonly=True, max_length=REASON_LENGTH)
    answered_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    answered_at = fields.Datetime(readonly=True)
    is_mine = fields.Boolean(related="common_id.is_mine")

    _line_uniq = models.Constraint(
        "UNIQUE(batch_id, line_id)", "The unit stands twice in this version."
    )

    @api.depends("criterion_id", *INPUT_FIELDS)
    @api.depends_context("lang")
    def _compute_figure_text(self):
        for figure in self:
            figure.figure_text = figure._describe_figure()

    @api.model
    def _make(self, batch, plan):
        """Create the figures of a version, and let the units' lines follow."""
        lines = self.env["cchc.assessment.line"].union(*(planned.line for planned in plan))
        replaced = self.sudo().search([("line_id", "in", lines.ids), ("is_standing", "=", True)])
        created = self._create_as_system(
            [
                {
                    **planned.values,
                    "batch_id": batch.id,
                    "criterion_id": planned.line.criterion_id.id,
                    "line_id": planned.line.id,
                }
                for planned in plan
            ]
        )
        values = {one.line: one.values for one in plan}
        answered = replaced._settle_objections(batch.sudo().reason, values)
        same = replaced.filtered(lambda one: one._has_inputs(values[one.line_id]))
        self._settle(lines)
        lines.with_env(self.env)._follow_figures()
        known = (answered | same).line_id
        answered._tell_unit()
        created.sudo().filtered(lambda one: one.line_id not in known).with_env(
            self.env
        )._tell_unit()

    @api.model
    def _settle(self, lines):
        """Say anew which figure of each of ``lines`` stands: the newest that was not withdrawn."""
        figures = self.sudo().search([("line_id", "in", lines.ids)], order="number desc, id desc")
        newest = {}
        for figure in figures:
            if not figure.batch_id.withdrawn_at:
                newest.setdefault(figure.line_id, figure)
        standing = figures.browse().union(*newest.values())
        (figures - standing).filtered("is_standing")._write_as_system({"is_standing": False})
        again = standing.filtered(lambda one: not one.is_standing)
        again._write_as_system({"is_standing": True})
        # what took its place, and answered the objection by that, is gone
        again.filtered(lambda one: one.objection_state == "corrected")._write_as_system(
            {"objection_state": "open"}
        )

    def _settle_objections(self, answer, values_by_line=None):
        """Answer what units object to these figures by what takes their place; by their withdrawal, if nothing does.

        :return: those that were answered.
        """
        answered = (
            self.sudo().filtered(lambda one: one.objection_state == "open").with_env(self.env)
        )
        for figure in answered.sudo():
            state = "withdrawn"
            if values_by_line is not None:
                is_same = figure._has_inputs(values_by_line[figure.line_id])
                state = "kept" if is_same else "corrected"
            figure.with_env(self.env)._answer(state, answer)
        return answered

    def action_object(self):
        """Open the dialog in which the unit says why this figure is not right."""
        return self._open_step("object")

    def action_keep(self):
        """Open the dialog in which an objection is answered: the figure stays."""
        return self._open_step("keep")

    def action_correct(self):
        """Open the dialog in which an objection is accepted: another figure takes its place."""
        return self._open_step("correct")

    def _open_step(self, step):
        self.ensure_one()
        self.check_access("read")
        return get_window(
            self.env,
            "cchc_assessment.cchc_figure_step_action",
            context={"default_figure_id": self.id, "default_step": step},
        )

    def _may_object(self):
        """Whether the user may object to this figure now: for the unit, while it works on its form."""
        assessment = self.assessment_id
        return (
            self.is_standing
            and self.objection_state == "none"
            and assessment.has_access("read")
            and assessment.is_editable
        )

    def _object(self, reason):
        """Say for the unit why this figure is not right.

        :raises AccessError: when the user is no officer or leader of the unit
        :raises UserError: when it cannot be said now, or without a reason
        """
        self.ensure_one()
        self.assessment_id._check_actor(OFFICER)
        self.line_id._check_unit_may_edit()
        if not self._may_object():
            raise UserError(
                self.env._(
                    "An objection to this figure is known already, or another has taken its place."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the figure is not right."))
        self._write_as_system(
            {
                "objection_state": "open",
                "objection": reason,
                "objected_by_id": self.env.uid,
                "objected_at": fields.Datetime.now(),
            }
        )
        self.line_id._follow_objection(self)
        self._log("object", reason)
        self._tell_objection()

    def _keep(self, answer):
        """Answer an objection: the figure stays.

        :raises AccessError: when the user does not bring in these figures
        :raises UserError: where nothing is to be answered, or without a word
        """
        self._check_may_answer(answer)
        self._answer("kept", answer)
        self._tell_unit()

    def _check_may_answer(self, answer):
        self.ensure_one()
        self.common_id._check_may_bring_in()
        self.common_id._lock_for_update()
        if self.sudo().objection_state != "open":
            raise UserError(self.env._("There is no objection to be answered."))
        if not (answer or "").strip():
            raise UserError(self.env._("Answer with a word, as the unit will read it."))

    def _answer(self, state, answer):
        self._write_as_system(
            {
                "objection_state": state,
                "answer": answer,
                "answered_by_id": self.env.uid,
                "answered_at": fields.Datetime.now(),
            }
        )
        self.sudo().line_id.with_env(self.env)._follow_objection(self)
        self._log("import", answer)

    def _log(self, action, reason):
        """Tell the log of the unit's form."""
        figure = self.sudo()
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": figure.assessment_id.id,
                    "line_id": figure.line_id.id,
                    "action": action,
                    "new_value": figure._describe_figure(),
                    "reason": reason,
                }
            ]
        )

    def _tell_unit(self):
        """Let the officers of each figure's unit know what has become of it; of many units behind this request."""
        works, figures = self.env["cchc.work"], self.sudo()
        if works._is_long(len(figures)):
            details = {"figure_ids": figures.ids}
            period = figures.common_id.period_id.with_env(self.env)
            works._begin("news", period, figures.unit_id, often=True, details=details)
        else:
            self._tell_now()

    def _tell_now(self):
        """Write to the officers of each figure's unit what has become of it; the figure itself is read in the sheet."""
        for figure in self.sudo():
            assessment = figure.assessment_id
            unit = assessment.unit_id
            assessment.with_env(self.env)._tell_people(
                unit.officer_ids or unit.leader_ids, partial(figure._word_news, self.env.user)
            )
        self.env["mail.mail"]._send_soon()

    def _word_news(self, user, env):
        """Return subject and body of what the unit is told, in the language of ``env``."""
        batch, names = self.batch_id, {"criterion": self.with_env(env).criterion_id.display_name}
        if self.objection_state in ("kept", "corrected", "withdrawn"):
            subject = env._("Answer to your objection: %(criterion)s", **names)
            said = dict(choices_of(self._fields["objection_state"], env))[self.objection_state]
            reason = self.answer
        elif batch.withdrawn_at:
            subject = env._("Figure withdrawn: %(criterion)s", **names)
            said = env._("What was there before stands again in a form that is being worked on.")
            reason = batch.withdrawal_reason
        else:
            subject = env._("Figure brought in: %(criterion)s", **names)
            said = env._(
                "It stands in the score sheet, where you may object to it as long as the form is yours."
            )
            reason = batch.reason
        parts = (f"{user.name}: {subject}", said, reason)
        return subject, Markup().join(Markup("<p>%s</p>") % part for part in parts if part)

    def _tell_objection(self):
        """Write to whoever may answer what the unit objects: the agency's people and the secretaries."""
        figure = self.sudo()
        common = figure.common_id
        people = common._get_agency_people() | figure.assessment_id._get_people(SECRETARY)
        # their own thread: the agency's people do not read the unit's form
        common.period_id.with_env(self.env)._tell_people(people, figure._word_objection)
        self.env["mail.mail"]._send_soon()

    def _word_objection(self, env):
        """Return subject and body of what those who may answer are told, in the language of ``env``."""
        common = self.with_env(env).common_id
        subject = env._(
            "%(unit)s objects to a figure: %(figure)s",
            unit=self.unit_name,
            figure=common.display_name,
        )
        link = f"{common.get_base_url()}/odoo/{common._name}/{common.id}"
        return subject, Markup('<p>%s</p><p><a href="%s">%s</a></p>') % (
            self.objection,
            link,
            env._("Answer it among the figures of the units"),
        )

    def _tell(self):
        """Return what the unit and the council read of this figure, who said what and when."""
        # sudo: who said it is told by name, whichever company they work in
        figure, batch = self.sudo(), self.sudo().batch_id
        return {
            "id": self.id,
            "number": batch.number,
            "text": self._describe_figure(),
            "source": batch.label,
            "agency": batch.agency_name or batch.user_id.name,
            "user": batch.user_id.name,
            "at": fields.Datetime.to_string(batch.brought_in_at),
            "reason": batch.reason or "",
            "document_id": batch.document_id.id,
            "withdrawal_reason": batch.withdrawal_reason or "",
            "is_withdrawn": bool(batch.withdrawn_at),
            "is_standing": self.is_standing,
            "objection_state": self.objection_state,
            "objection": self.objection or "",
            "objected_by": figure.objected_by_id.name or "",
            "answer": self.answer or "",
            "answered_by": figure.answered_by_id.name or "",
            "may_object": self._may_object(),
        }
