from collections import defaultdict
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cchc_assessment.models.common.screens import open_form
from odoo.addons.cchc_assessment.models.common.system_voice import as_system, is_system
from odoo.addons.cchc_assessment_plan.models.plan_workflow import AGREED

DONE_TASK, OPEN_TASK = "1_done", "01_in_progress"
# What the measure says, too.
FOLLOWED = {"name", "user_ids", "date_deadline", "state"}
LINKS = {"cchc_measure_id", "cchc_unit_id"}
# By what a task is a part, or a repetition, of another one.
COMING_FROM = {"parent_id", "child_ids", "recurrence_id", "recurring_task"}
# The same day in every country that has provinces.
_HOUR = time(10)


def as_deadline(day):
    """Return a day as the deadline of a task."""
    return datetime.combine(day, _HOUR) if day else False


class ProjectTask(models.Model):
    _name = "project.task"
    _inherit = ["project.task"]

    cchc_measure_id = fields.Many2one(
        "cchc.plan.measure",
        "Measure of an Improvement Plan",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    cchc_unit_id = fields.Many2one(
        "cchc.unit",
        "Unit of the Measure",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        groups=fields.NO_ACCESS,
        help="Its people alone see the task, whatever becomes of the measure or the project.",
    )
    cchc_is_measure = fields.Boolean(
        "Is a Measure",
        compute="_compute_cchc_is_measure",
        help="It is a measure of an improvement plan that you may read.",
    )

    _cchc_measure_uniq = models.UniqueIndex(
        "(cchc_measure_id) WHERE cchc_measure_id IS NOT NULL", "The measure is a task already."
    )

    @api.depends("cchc_measure_id")
    @api.depends_context("uid")
    def _compute_cchc_is_measure(self):
        for task in self:
            task.cchc_is_measure = bool(task._get_cchc_measure())

    def _get_cchc_measure(self):
        """Return the measure that this task is, as far as the caller may read it."""
        # sudo: which one it is; what of it is read is for the caller's own rights
        measures = self.env["cchc.plan.measure"].browse(self.sudo().cchc_measure_id.ids)
        return measures._filtered_access("read")

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        # also by a default that the caller's context has
        tasks._check_links({name for name in LINKS if any(tasks.sudo().mapped(name))})
        tasks._follow_unit()
        return tasks

    def write(self, vals):
        self._check_links(vals)
        names = vals.keys() & FOLLOWED
        result = super().write(vals)
        if vals.get("project_id"):
            for task in self.sudo().filtered("cchc_measure_id"):
                task.project_id.with_env(self.env)._check_is_of_unit(task.cchc_unit_id)
        if not COMING_FROM.isdisjoint(vals):
            self._follow_unit()
        if names:
            self._follow_measures(names)
        return result

    def copy(self, default=None):
        copies = super().copy(default)
        for task, copied in zip(self.sudo(), copies.sudo(), strict=True):
            copied._follow_unit(task.cchc_unit_id)
        return copies

    def _follow_unit(self, unit=None):
        """Let these tasks and all their parts be the unit's whose task they are a part, or a repetition, of.

        :param unit: the one whose task they were copied from.
        """
        # sudo: whose a task is decides who sees it, whoever made it
        tasks = self.sudo().with_context(active_test=False)
        by_unit = defaultdict(tasks.browse)
        for task in tasks:
            own = (
                task.cchc_unit_id
                or unit
                or task.parent_id.cchc_unit_id
                or task.recurrence_id.task_ids.cchc_unit_id[:1]
            )
            if own:
                by_unit[own] |= task
        for own, of_unit in by_unit.items():
            parts = tasks.search([("id", "child_of", of_unit.ids)])
            others = parts.filtered(lambda one, own=own: one.cchc_unit_id != own)
            if others:
                as_system(others).write({"cchc_unit_id": own.id})

    def _check_links(self, names):
        """Refuse to say by hand of which measure and unit a task is, for the superuser, too."""
        if LINKS & set(names) and not is_system(self.env):
            raise AccessError(
                self.env._("A task is made of a measure by the button on the measure alone.")
            )

    def _follow_measures(self, names):
        """Let the measures say what these tasks say now, with the caller's own rights.

        :param names: the fields that were written: of no other one is anything said.
        """
        for task in self.sudo():
            measure = task.cchc_measure_id
            if measure.state == AGREED:
                measure.with_env(self.env)._follow_task(task, names)

    def _get_cchc_day(self):
        """Return the day of the deadline, by the calendar of the unit's company."""
        if not self.date_deadline:
            return False
        # sudo: whose task it is decides
        company = self.sudo().cchc_unit_id.company_id or self.env.company
        return company._cchc_local(self.date_deadline).date()

    def action_open_measure(self):
        """Open the measure that this task is.

        :raises UserError: where there is none that the caller may read.
        """
        self.ensure_one()
        self.check_access("read")
        measure = self._get_cchc_measure()
        if not measure:
            raise UserError(self.env._("This task is no measure of an improvement plan."))
        return open_form(measure, name=measure.display_name)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Tell what happens to a unit's measure to its people alone, whoever follows the project."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: whose task it is decides
        unit = self.sudo().cchc_unit_id
        if not unit:
            return recipients
        people = unit._get_people().partner_id.ids
        return [one for one in recipients if one["id"] in people]
