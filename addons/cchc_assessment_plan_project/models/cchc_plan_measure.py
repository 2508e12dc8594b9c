from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.cchc_assessment.models.common.screens import open_dialog, open_form
from odoo.addons.cchc_assessment.models.common.system_voice import as_system, get_asker
from odoo.addons.cchc_assessment_plan.models.plan_workflow import AGREED, DONE, UNDER_WAY

from .project_task import DONE_TASK, OPEN_TASK, as_deadline

PROJECT_USER = "project.group_project_user"


class CchcPlanMeasure(models.Model):
    """A measure that is a task, too: while the plan is carried out, what is said of one is said of the other."""

    _name = "cchc.plan.measure"
    _inherit = ["cchc.plan.measure"]

    task_ids = fields.One2many(
        "project.task", "cchc_measure_id", groups=fields.NO_ACCESS, copy=False
    )
    has_task = fields.Boolean(
        "Is a Task",
        compute="_compute_has_task",
        help="There is a task of it that you may read.",
    )
    may_make_task = fields.Boolean(compute="_compute_has_task")

    @api.depends("task_ids", "state", "unit_id")
    @api.depends_context("uid")
    def _compute_has_task(self):
        user = self.env.user
        is_project_user = user.has_group(PROJECT_USER)
        for measure in self:
            measure.has_task = bool(measure._get_task())
            measure.may_make_task = (
                is_project_user
                and measure.state == AGREED
                and measure.unit_id._is_officer(user)
                # sudo: there is one for each measure, whoever reads it
                and not measure.sudo().task_ids
            )

    def _get_task(self):
        """Return the task of this measure, as far as the caller may read it."""
        # sudo: which one it is; what of it is read is for the caller's own rights
        tasks = self.env["project.task"].browse(self.sudo().task_ids.ids)
        return tasks._filtered_access("read")

    def action_make_task(self):
        """Open the dialog in which the project is chosen in which this measure becomes a task."""
        self.ensure_one()
        self._check_may_make_task()
        dialog = self.env["cchc.plan.task"].create({"measure_id": self.id})
        return open_dialog(dialog, self.env._("Make a Task of It"))

    def action_open_task(self):
        """Open the task of this measure.

        :raises UserError: where there is none that the caller may read.
        """
        self.ensure_one()
        self.check_access("read")
        task = self._get_task()
        if not task:
            raise UserError(self.env._("There is no task of this measure."))
        return open_form(task, name=task.display_name)

    def _check_may_make_task(self):
        """Refuse whoever is no officer of the unit, and when the plan is not being carried out."""
        self.check_access("read")
        user = get_asker(self.env).sudo()
        for measure in self.sudo():
            if not measure.unit_id._is_officer(user):
                raise AccessError(
                    self.env._("The officers of the unit make tasks of its measures.")
                )
            if measure.state != AGREED:
                raise UserError(
                    self.env._(
                        "“%(measure)s”: tasks are made while the plan is carried out.",
                        measure=measure.display_name,
                    )
                )
            if measure.task_ids:
                raise UserError(
                    self.env._("“%(measure)s” is a task already.", measure=measure.display_name)
                )

    def _make_task(self, project):
        """Make a task of this measure in ``project``, with the caller's own rights, and return it.

        :raises AccessError: when the caller may not, here or there.
        :raises UserError: when others than the unit's people see the project, or it is not the time.
        """
        self.ensure_one()
        self._check_may_make_task()
        project.check_access("read")
        project._check_is_of_unit(self.unit_id)
        # sudo: who is charged with it is told by name to whoever reads the measure
        values = self.sudo()._get_task_values()
        task = self.env["project.task"].create({**values, "project_id": project.id})
        # sudo: nobody says by hand which measure a task is of
        as_system(task.sudo()).write({"cchc_measure_id": self.id, "cchc_unit_id": self.unit_id.id})
        return task

    def _get_task_values(self):
        """Return what the task says of this measure."""
        return {
            "name": self.display_name,
            "user_ids": [Command.set(self._get_all_charged().ids)],
            "date_deadline": as_deadline(self.date),
            "state": DONE_TASK if self.progress == DONE else OPEN_TASK,
        }

    def _get_all_charged(self):
        # who has left may still be charged with what is done
        return self.with_context(active_test=False).assignee_ids

    def _schedule(self):
        super()._schedule()
        self._follow_tasks()

    def _follow_tasks(self):
        """Let the tasks of these measures say what the measures say, as long as the plan is carried out."""
        # sudo: the right to change the measure was checked; its task is to say the same, whoever reads it
        for measure in self.sudo():
            task = measure.task_ids
            if not task or measure.state != AGREED:
                continue
            values, differing = measure._get_task_values(), measure._find_differing(task)
            if differing:
                task.write({name: values[name] for name in differing})
            if task.cchc_unit_id != measure.unit_id:
                as_system(task).write({"cchc_unit_id": measure.unit_id.id})
                task._follow_unit()

    def _find_differing(self, task):
        """Return the names of the task's fields that do not say what this measure says."""
        # what is not done may be waiting, or cancelled, as the unit keeps its tasks
        same = {
            "name": task.name == self.display_name,
            "user_ids": task.user_ids == self._get_all_charged(),
            "date_deadline": task._get_cchc_day() == self.date,
            "state": (task.state == DONE_TASK) == (self.progress == DONE),
        }
        return {name for name, is_same in same.items() if not is_same}

    def _follow_task(self, task, names):
        """Write here what ``task`` says now, with the caller's own rights: what was agreed is refused.

        :param task: as the system sees it.
        :param names: the task's fields that somebody has written.
        """
        differing = self.sudo()._find_differing(task) & names
        said = {
            "name": ("name", lambda: task.name),
            "date_deadline": ("date", task._get_cchc_day),
            # the people of the divisions stay charged by them
            "user_ids": (
                "user_ids",
                lambda: [Command.set((task.user_ids - self.sudo().division_ids.user_ids).ids)],
            ),
            "state": ("progress", lambda: DONE if task.state == DONE_TASK else UNDER_WAY),
        }
        values = {name: say() for field, (name, say) in said.items() if field in differing}
        if values:
            self.write(values)

    def _take_over_tasks(self):
        """Let the tasks of the version before be of these measures of the new one, which hold now."""
        for measure in self.filtered("origin_id"):
            if tasks := measure.origin_id.task_ids:
                as_system(tasks).write({"cchc_measure_id": measure.id})
        self._follow_tasks()
