from odoo import api, fields, models

from odoo.addons.cchc_assessment.models.common.screens import open_form

from ..models.project_project import OWN


class CchcPlanTask(models.TransientModel):
    """Asks in which project a measure becomes a task."""

    _name = "cchc.plan.task"
    _description = "Make a Task of a Measure"

    measure_id = fields.Many2one("cchc.plan.measure", required=True, ondelete="cascade")
    project_id = fields.Many2one(
        "project.project",
        compute="_compute_project",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain=[("privacy_visibility", "=", OWN)],
        help="One that the unit's people alone are invited to.",
    )

    @api.depends("measure_id")
    def _compute_project(self):
        for dialog in self:
            # sudo: which one the unit took last; it is proposed to whoever may read it
            last = (
                self.env["project.task"]
                .sudo()
                .search(
                    [
                        ("cchc_unit_id", "=", dialog.measure_id.unit_id.id),
                        ("cchc_measure_id", "!=", False),
                    ],
                    order="id desc",
                    limit=1,
                )
                .project_id
            )
            dialog.project_id = (
                self.env["project.project"].browse(last.ids)._filtered_access("read")
            )

    @api.constrains("measure_id", "project_id")
    def _check_readable(self):
        # the dialog shows what it is about; constraints run as the system
        dialogs = self.sudo(False)
        dialogs.measure_id.check_access("read")
        dialogs.project_id.check_access("read")

    def action_make(self):
        """Make the task, and open it.

        :raises AccessError: when it is not the caller's to do.
        :raises UserError: without a project, or where others see it.
        """
        self.ensure_one()
        task = self.measure_id._make_task(self.project_id)
        return open_form(task, name=task.display_name)
