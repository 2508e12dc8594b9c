"""A unit's plan of what it does about the points that it has lost."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from odoo.addons.cchc_assessment.compat import get_window
from odoo.addons.cchc_assessment.core.scoring import difference, to_decimal
from odoo.addons.cchc_assessment.fields import (
    NUMBER_LENGTH,
    REASON_LENGTH,
    SCORE_DIGITS,
    LimitedChar,
    LimitedText,
    choices_of,
)
from odoo.addons.cchc_assessment.models.assessment.assessment_workflow import (
    ACTOR_GROUPS,
    LEADER,
    OFFICER,
)
from odoo.addons.cchc_assessment.models.common.screens import (
    download,
    notify,
    open_dialog,
    open_form,
)
from odoo.addons.cchc_assessment.models.common.system_voice import as_system, get_asker

from .losses import find_losses
from .plan_workflow import (
    AGREED,
    CLOSED,
    DONE,
    DRAFT,
    IN_FORCE,
    REPLACED,
    STATES,
    STEPS,
    SUBMITTED,
)

# Of what a plan lacks, so much is named.
_MOST_NAMED = 20
# What a new version says like the one before.
_COPIED = (
    "general",
    "place",
    "recipients",
    "signer_title",
    "signer_name",
)


class CchcPlan(models.Model):
    """What a unit does in a year about the points that it lost in the year before, version by version.

    It is the unit's alone until its leader has agreed to it. Then the secretary reads it, and it stays as it is but
    for the progress: whoever wants to change it makes a new version, which the leader agrees to again.
    """

    _name = "cchc.plan"
    _description = "Improvement Plan"
    _inherit = [
        "cchc.own.defaults.mixin",
        "cchc.closed.mixin",
        "cchc.thread.mixin",
        "mail.activity.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
    ]
    _stays = False
    _order = "year desc, unit_id, version desc, id desc"
    _mail_post_access = "read"
    _rec_names_search = ["unit_id"]

    assessment_id = fields.Many2one(
        "cchc.assessment",
        "Assessed in",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        help="The assessment whose published result has lost the points.",
    )
    unit_id = fields.Many2one(
        "cchc.unit",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        help="Who carries it out: the unit that was assessed, or the one into which it was merged since.",
    )
    group_id = fields.Many2one(related="unit_id.group_id", string="Unit Group", store=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    score_digits = fields.Integer(related="assessment_id.score_digits")
    year = fields.Integer(
        "Plan for", required=True, readonly=True, aggregator=None, help="The year after the result."
    )
    state = fields.Selection(STATES, default=DRAFT, required=True, readonly=True, index=True)
    version = fields.Integer(default=1, required=True, readonly=True, aggregator=None)
    replaces_id = fields.Many2one(
        "cchc.plan",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The version before.",
    )
    result_id = fields.Many2one(
        "cchc.result",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        groups=fields.NO_ACCESS,
        help="The published result that the lines were proposed from: what is printed stays as it was.",
    )
    return_reason = LimitedText(
        "Why It Was Returned",
        readonly=True,
        max_length=REASON_LENGTH,
        help="Between the leader and the unit's people: gone when the plan is agreed.",
    )
    is_in_force = fields.Boolean(
        "In Force", compute="_compute_is_in_force", search="_search_is_in_force"
    )
    agreed_by_id = fields.Many2one(
        "res.users", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    agreed_at = fields.Datetime(readonly=True)
    closing_note = LimitedText(
        "What Came of It",
        readonly=True,
        max_length=REASON_LENGTH,
        help="What the leader said when the plan was closed.",
    )
    general = LimitedText(
        "Purpose", help="Printed before the table; left empty, a standard sentence."
    )
    number = LimitedChar(tracking=True, max_length=NUMBER_LENGTH, help="Such as “12/KH-SNV”.")
    date = fields.Date(
        tracking=True, help="Of the printed plan; left empty, it is written by hand."
    )
    place = LimitedChar(
        "Place of Issue", tracking=True, help="Left empty, the city of unit or company is used."
    )
    recipients = LimitedText(
        "Recipients", tracking=True, max_length=REASON_LENGTH, help="One on each line."
    )
    signer_title = LimitedChar("Position of the Signer", help="Such as “Giám đốc”.")
    signer_name = LimitedChar("Name of the Signer")
    line_ids = fields.One2many("cchc.plan.line", "plan_id", "Criteria")
    measure_ids = fields.One2many("cchc.plan.measure", "plan_id", "Measures", readonly=True)
    lost = fields.Float(
        "Points Lost",
        digits=SCORE_DIGITS,
        readonly=True,
        aggregator=None,
        help="Of all criteria together, as far as a maximum above them lets them count.",
    )
    expected = fields.Float(
        "Points Aimed At",
        digits=SCORE_DIGITS,
        compute="_compute_expected",
        store=True,
        aggregator=None,
    )
    line_count = fields.Integer("Number of Criteria", compute="_compute_counts", aggregator=None)
    measure_count = fields.Integer("Number of Measures", compute="_compute_counts", aggregator=None)
    done_count = fields.Integer("Done", compute="_compute_counts", aggregator=None)
    late_count = fields.Integer("Late Measures", compute="_compute_counts", aggregator=None)
    progress = fields.Float("Progress (%)", compute="_compute_counts", aggregator=None)
    is_late = fields.Boolean("Late", compute="_compute_counts", search="_search_is_late")
    is_officer = fields.Boolean(compute="_compute_actor")
    is_leader = fields.Boolean(compute="_compute_actor")

    _version_uniq = models.Constraint(
        "UNIQUE(assessment_id, version)", "This version of the plan is there already."
    )
    # of all versions one is being written, and one holds
    _one_draft = models.UniqueIndex(
        "(assessment_id) WHERE state IN ('draft', 'submitted')",
        "A version of this plan is being written already: go on with that one.",
    )
    _one_in_force = models.UniqueIndex(
        "(assessment_id) WHERE state IN ('agreed', 'closed')",
        "Another version of this plan is in force already.",
    )

    @api.depends("unit_id", "year", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            unit = plan.unit_id.name
            # sudo: which unit was assessed is known to whoever reads the plan that follows from it
            if (assessed := plan.sudo().assessment_id.unit_id) != plan.unit_id.sudo():
                unit = f"{unit} ({assessed.name})"
            name = self.env._("Improvement plan %(year)s, %(unit)s", year=plan.year, unit=unit)
            if plan.version > 1:
                name = self.env._("%(plan)s (version %(number)s)", plan=name, number=plan.version)
            plan.display_name = name

    @api.depends("state")
    def _compute_is_in_force(self):
        for plan in self:
            plan.is_in_force = plan.state in IN_FORCE

    def _search_is_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", IN_FORCE)]

    @api.depends("line_ids.expected", "line_ids.no_measure_reason", "lost")
    def _compute_expected(self):
        for plan in self:
            # several criteria below one maximum win back no more than that
            plan.expected = min(sum(plan.line_ids.mapped("aimed")), plan.lost)

    @api.depends(
        "line_ids", "measure_ids.progress", "measure_ids.percent", "measure_ids.date", "state"
    )
    def _compute_counts(self):
        for plan in self:
            measures = plan.measure_ids
            plan.line_count = len(plan.line_ids)
            plan.measure_count = len(measures)
            plan.done_count = len(measures.filtered(lambda one: one.progress == DONE))
            plan.late_count = len(measures.filtered("is_late"))
            plan.is_late = bool(plan.late_count)
            plan.progress = measures and sum(measures.mapped("percent")) / len(measures)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self.env["cchc.plan.measure"]._search([("is_late", "=", True)])
        return [("measure_ids", "in", late)]

    @api.depends("unit_id")
    @api.depends_context("uid")
    def _compute_actor(self):
        user = self.env.user
        for plan in self:
            unit = plan.unit_id
            plan.is_officer = bool(unit) and unit._is_officer(user)
            plan.is_leader = bool(unit) and plan._is_actor(LEADER, user)

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self.env["cchc.assessment"]._thread_fields()),
            "line_ids": "_check_is_drafted",
            **dict.fromkeys(("general", "signer_title", "signer_name"), "_check_is_drafted"),
            # of the paper, not of what was agreed: the discussion tells who changed them
            **dict.fromkeys(("number", "date", "place", "recipients"), "_check_is_open"),
        }

    @api.model
    def _get_creation_fields(self):
        return set()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_is_drafted()

    def unlink(self):
        # as the system: what is written of criteria goes with its plan
        self.check_access("unlink")
        self._check_is_drafted()
        as_system(self.sudo().line_ids).unlink()
        return super().unlink()

    # who may do what

    def _is_actor(self, actor, user):
        self.ensure_one()
        unit = self.sudo().unit_id
        is_one = unit._is_leader(user) if actor == LEADER else unit._is_officer(user)
        return is_one and user.has_group(ACTOR_GROUPS[actor])

    def _check_actor(self, actor):
        """Refuse whoever is no officer, or leader, of the unit, whoever Odoo has become on the way."""
        self.check_access("read")
        user = get_asker(self.env).sudo()
        for plan in self:
            if not plan._is_actor(actor, user):
                raise AccessError(
                    self.env._("Only a leader of “%(unit)s” may do this.", unit=plan.unit_id.name)
                    if actor == LEADER
                    else self.env._(
                        "Only an officer or a leader of “%(unit)s” may do this.",
                        unit=plan.unit_id.name,
                    )
                )

    def _check_is_open(self):
        self._check_actor(OFFICER)
        for plan in self:
            if plan.state in (CLOSED, REPLACED):
                raise UserError(
                    self.env._(
                        "“%(plan)s” was closed or replaced: it stays as it is.",
                        plan=plan.display_name,
                    )
                )

    def _check_is_drafted(self):
        """Refuse a change of what the leader has before them, or has agreed to; and whoever is no officer."""
        self._check_actor(OFFICER)
        for plan in self:
            if plan.state != DRAFT:
                raise UserError(
                    self.env._(
                        "“%(plan)s” is in the state “%(state)s” and stays as it is. What was agreed is changed "
                        "by a new version, which the leader agrees to again.",
                        plan=plan.display_name,
                        state=plan._get_state_label(),
                    )
                )

    def _get_state_label(self):
        return dict(choices_of(self._fields["state"], self.env))[self.state]

    # the way of a plan

    # no @api.model: the button of a list sends the ids that are ticked, or none
    def action_make(self):
        """Open the plan for the user's newest published result, and make it where there is none yet.

        Whoever works for several units, or for one into which others were merged, gets one for each.

        :raises UserError: when no result of the user's units is published, or none has lost points.
        """
        found = self._find_results_of(self.env.user)
        if not found:
            raise UserError(
                self.env._("No result of your unit is published yet: a plan begins with one.")
            )
        newest = found.filtered(lambda one: one.year == max(found.mapped("year")))
        plans = self.union(*(self._get_or_make(result) for result in newest))
        if not plans:
            raise UserError(
                self.env._("In the published result of your unit no criterion has lost points.")
            )
        if len(plans) == 1:
            return open_form(plans, name=plans.display_name)
        return get_window(
            self.env,
            "cchc_assessment_plan.cchc_plan_action",
            domain=[("id", "in", plans.ids)],
            context={},
        )

    @api.model
    def _find_results_of(self, user):
        """Return the results in force, as the system sees them, of the units that ``user`` is an officer of."""
        of_user = Domain("successor_id.officer_ids", "in", user.ids) | Domain(
            "successor_id.leader_ids", "in", user.ids
        )
        # sudo: a result of a unit that was merged is the other one's to work with; whose it is decides
        results = self.env["cchc.result"].sudo()
        return results.search(
            of_user
            & Domain("is_effective", "=", True)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    @api.model
    def _get_or_make(self, result):
        """Return the newest plan for this result, made where there is none; nothing where no points were lost.

        :param result: one in force, as the system sees it.
        """
        plans = self.search([("assessment_id", "=", result.assessment_id.id)])
        return plans[:1] or self._make_for(result)

    @api.model
    def _make_for(self, result):
        """Make the first version for a result, with a line for each criterion that has lost points."""
        unit, user = result.successor_id, get_asker(self.env).sudo()
        if not (unit._is_officer(user) and user.has_group(ACTOR_GROUPS[OFFICER])):
            raise AccessError(
                self.env._("Only an officer or a leader of “%(unit)s” may do this.", unit=unit.name)
            )
        assessment = result.assessment_id
        if not find_losses(result):
            return self
        plan = self._create_as_system(
            [
                {
                    "assessment_id": assessment.id,
                    "unit_id": unit.id,
                    "year": result.year + 1,
                    "place": assessment.report_place,
                    "signer_title": assessment.report_head_title,
                    "signer_name": assessment.report_signer_name,
                }
            ]
        )
        plan._propose(result)
        return plan

    def action_propose(self):
        """Bring the lines up to the published result as it is now: what has lost points, the most first.

        What was written of a criterion stays; one that has lost nothing any more goes, unless something was
        written of it.
        """
        self.ensure_one()
        self._check_is_drafted()
        result = self.sudo().assessment_id.result_ids.filtered("is_effective")
        if not result:
            raise UserError(self.env._("The result was taken back: nothing is published now."))
        count = self._propose(result)
        return notify(
            self.env._("%(count)s criteria have lost points.", count=count),
            next={"type": "ir.actions.client", "tag": "soft_reload"},
        )

    def _propose(self, result):
        """Write a line for each criterion that has lost points; return how many there are."""
        self._lock_for_update()
        losses = find_losses(result)
        present = {line.line_id: line for line in self.sudo().line_ids}
        # sudo: whose plan it is was asked; nobody else's lines are touched
        lines, new = self.env["cchc.plan.line"].sudo(), []
        for place, loss in enumerate(losses):
            vals = {
                "sequence": place,
                "maximum": float(loss.maximum),
                "score": float(loss.score),
                "lost": float(loss.lost),
            }
            if line := present.pop(loss.line, None):
                line._write_as_system({**vals, "expected": min(line.expected, vals["lost"])})
            else:
                new.append(
                    {
                        **vals,
                        "plan_id": self.id,
                        "line_id": loss.line.id,
                        "criterion_id": loss.line.criterion_id.id,
                        "expected": vals["lost"],
                    }
                )
        lines._create_as_system(new)
        self._leave_out(present.values())
        self._write_as_system({"lost": self._add_up_losses(result, losses), "result_id": result.id})
        return len(losses)

    def _leave_out(self, lines):
        """Take out lines that have lost nothing any more; of one on which something was written, say so."""
        for line in lines:
            if line.measure_ids or line.cause or line.cause_id:
                line._write_as_system({"lost": 0, "expected": 0, "score": line.maximum})
            else:
                as_system(line).unlink()

    def _add_up_losses(self, result, losses):
        """Return what all criteria together have lost: no more than is missing in the result."""
        digits = result.score_digits
        score, bonus, penalty = map(to_decimal, (result.score, result.bonus, result.penalty))
        missing = difference(result.maximum, score - bonus + penalty, digits)
        base = sum(one.lost for one in losses if one.maximum)
        taken_off = sum(one.lost for one in losses if not one.maximum)
        return float(min(base, missing) + min(taken_off, difference(penalty, 0, digits)))

    def _check_is_complete(self):
        """Refuse a plan of which criteria say neither what is done nor why nothing is.

        :raises UserError: naming them.
        """
        missing = [sentence for line in self.line_ids for sentence in line._find_gaps()]
        if not self.line_ids:
            missing = [self.env._("There is no criterion in it.")]
        if missing:
            more = len(missing) - _MOST_NAMED
            if more > 0:
                missing = [*missing[:_MOST_NAMED], self.env._("… and %(count)s more", count=more)]
            raise UserError(
                "\n".join(
                    (self.env._("The plan is not complete:"), *(f"- {one}" for one in missing))
                )
            )

    def _check_is_newest(self):
        if self.search_count([("replaces_id", "in", self.ids)]):
            raise UserError(self.env._("There is a newer version: go on with that one."))

    def action_submit(self):
        """Send the plan to the unit's leader."""
        return self._transition("action_submit")

    def action_take_back(self):
        """Take the plan back before the leader has acted on it."""
        return self._transition("action_take_back")

    def action_agree(self):
        """Agree to the plan, as the unit's leader: it is carried out from now on, and the secretary reads it."""
        return self._transition("action_agree")

    def action_return(self):
        """Open the dialog in which the leader gives the plan back, with a word."""
        return self._ask_for("action_return", self.env._("Return the Plan"))

    def action_close(self):
        """Open the dialog in which the leader closes the plan and says what came of it."""
        return self._ask_for("action_close", self.env._("Close the Plan"))

    def action_reopen(self):
        """Go on with a plan that was closed."""
        return self._transition("action_reopen")

    def _ask_for(self, action, title):
        self.ensure_one()
        self._check_actor(STEPS[action].actor)
        dialog = self.env["cchc.plan.step"].create({"plan_id": self.id, "action": action})
        return open_dialog(dialog, title)

    def _transition(self, action, reason=""):
        """Take a step of the table of ``STEPS``, or refuse it and change nothing."""
        self.ensure_one()
        step = STEPS[action]
        self._check_actor(step.actor)
        self._lock_for_update()
        if self.state != step.source:
            raise UserError(
                self.env._(
                    "“%(plan)s” is in the state “%(state)s” now.",
                    plan=self.display_name,
                    state=self._get_state_label(),
                )
            )
        if step.condition:
            getattr(self, step.condition)()
        if action == "action_agree" and (before := self.sudo().replaces_id):
            # in the database, too, before there is another one: of rows written together any may be the first
            before._write_as_system({"state": REPLACED})
            before.flush_recordset(["state"])
        self._write_as_system({"state": step.target})
        if step.effect:
            getattr(self, step.effect)(reason)
        self._tell(action, reason)
        return True

    def _do_agree(self, _reason):
        if before := self.sudo().replaces_id:
            self.sudo().measure_ids._take_over_progress()
            before.measure_ids._schedule()
        self._write_as_system(
            {
                "agreed_by_id": get_asker(self.env).id,
                "agreed_at": fields.Datetime.now(),
                "return_reason": False,
            }
        )
        self.sudo().line_ids._keep_causes()
        self._follow()

    def _do_return(self, reason):
        self._write_as_system({"return_reason": reason})

    def _do_close(self, reason):
        self._write_as_system({"closing_note": reason})
        self._follow()

    def _do_reopen(self, _reason):
        self._write_as_system({"closing_note": False})
        self._follow()

    def _follow(self):
        """Let follow what depends on a plan that holds: people's tasks, and what next year's sheet shows."""
        # sudo: whose tasks they are does not matter to whoever agrees
        plan = self.sudo()
        # somebody may be leaving at the same moment
        plan.unit_id._lock_for_update()
        plan.measure_ids._schedule()
        lines = plan.line_ids.line_id | plan.replaces_id.line_ids.line_id
        self.env.add_to_compute(lines._fields["has_measures"], lines)

    def _tell(self, action, reason):
        """Say in the discussion who did what, and let those know whom it concerns."""
        unit = self.sudo().unit_id
        people = {
            "action_submit": unit._get_acting_leaders(),
            "action_return": unit.officer_ids,
            "action_agree": unit.officer_ids | self.sudo().measure_ids.assignee_ids,
        }.get(action, unit.browse().officer_ids)
        body = Markup("<p>%s</p>") % self.env._(
            "New state: %(state)s", state=self._get_state_label()
        )
        people = people.sudo() - self.env.user
        if action == "action_return":
            # the unit's own: what stands in the discussion is read by the secretary one day
            as_system(self.sudo()).message_notify(
                partner_ids=people.partner_id.ids,
                subject=self.env._("Returned: %(plan)s", plan=self.display_name),
                body=Markup("<p>%s</p>") % reason,
            )
            people = people.browse()
        elif reason:
            body += Markup("<p>%s</p>") % reason
        self._say(body, people)

    def _say(self, body, people=None):
        """Say in the discussion, in the user's name, what has happened."""
        # sudo: only the system may say that something has happened
        as_system(self.sudo()).message_post(
            body=body,
            author_id=get_asker(self.env).sudo().partner_id.id,
            partner_ids=people.partner_id.ids if people else [],
        )

    def action_new_version(self):
        """Make a new version of a plan that is being carried out, to change what was agreed, and open it.

        Until the leader agrees to it the present one holds, and its progress goes on.
        """
        self.ensure_one()
        self._check_actor(OFFICER)
        self._lock_for_update()
        if self.state != AGREED:
            raise UserError(
                self.env._("Only a plan that is being carried out has a new version made of it.")
            )
        newer = self.search([("replaces_id", "=", self.id)], limit=1)
        return open_form(newer or self._make_version())

    def _make_version(self):
        # sudo: what the system copies is the unit's own, which its officer may read
        plan = self.sudo()
        newer = plan._create_as_system(
            [
                {
                    "assessment_id": plan.assessment_id.id,
                    "unit_id": plan.unit_id.id,
                    "year": plan.year,
                    "version": plan.version + 1,
                    "replaces_id": plan.id,
                    "lost": plan.lost,
                    "result_id": plan.result_id.id,
                    **{name: plan[name] for name in _COPIED},
                }
            ]
        )
        plan.line_ids._copy_into(newer)
        return newer.sudo(False).with_env(self.env)

    def _leave_behind_people(self):
        """Take those out who are not of the unit that carries the plan out now: its own people are named then."""
        if self.state not in (DRAFT, SUBMITTED, AGREED):
            return
        measures = as_system(self.measure_ids)
        for measure in measures.filtered("division_ids"):
            measure._write_as_system({"division_ids": [Command.clear()]})
        everybody = measures.with_context(active_test=False).user_ids
        measures._take_out(everybody - self.unit_id._get_people())
        measures._schedule()

    def action_view_measures(self):
        """Open the plan's measures."""
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment_plan.cchc_plan_measure_action",
            display_name=self.display_name,
            domain=[("plan_id", "=", self.id)],
            context={},
        )

    def action_print(self):
        """Download the plan as a Word document."""
        self.ensure_one()
        self.check_access("read")
        return download(f"/cchc/plan/{self.id}")
