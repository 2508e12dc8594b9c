"""What people of a unit were given to do, and what its officers see of that."""

from odoo import models

from ..assessment.assessment_workflow import DRAFT, OFFICER
from ..common.groups import CONTRIBUTOR_GROUP

# How many tasks the dashboard shows; all others are in their list.
SHOWN = 30


class CchcDashboard(models.AbstractModel):
    _name = "cchc.dashboard"
    _inherit = ["cchc.dashboard"]

    def _get_team_sections(self):
        """Return what was given to the user, and who of the user's units is late."""
        if not self.env.user.has_group(CONTRIBUTOR_GROUP):
            return []
        # those of the user's units: a few hundred at most
        tasks = self.env["cchc.task"].search(
            [("assessment_id.state", "=", DRAFT)], order="date, id"
        )
        sections = []
        mine = tasks.filtered(lambda task: task.is_mine and not task.is_done)[:SHOWN]
        # whoever is of no unit is told that
        is_contributor = self.env["cchc.unit"]._get_contributor_places(self.env.uid)
        if mine or (is_contributor and not self._is(OFFICER)):
            sections.append(
                {
                    "key": "mine",
                    "title": self.env._("My Tasks"),
                    "rows": [self._make_task_row(task) for task in mine],
                }
            )
        units = tasks.unit_id.filtered(lambda unit: unit._is_officer(self.env.user))
        led = tasks.filtered(lambda task: task.unit_id in units)
        if led:
            late, unfinished = led.filtered("is_late"), led.filtered(lambda task: not task.is_done)
            sections.append(
                {
                    "key": "team",
                    "title": self.env._("Division of Work"),
                    "late": [
                        {**self._make_task_row(task), "who": self._name_people(task)}
                        for task in late[:SHOWN]
                    ],
                    "late_ids": late.ids,
                    "open": self._make_tile(
                        "open",
                        self.env._("Tasks not finished"),
                        len(unfinished),
                        "cchc_assessment.cchc_task_action",
                        [("id", "in", unfinished.ids)],
                        group_by="group_by_assignee",
                    ),
                }
            )
        return sections

    def _name_people(self, task):
        # sudo: people of one unit know each other by name
        task = task.sudo()
        return ", ".join((task.division_ids.mapped("name")) + task.user_ids.mapped("name"))

    def _make_task_row(self, task):
        return {
            "id": task.id,
            "name": task.display_name,
            "detail": self.env._(
                "%(done)s of %(all)s finished", done=task.done_count, all=task.line_count
            ),
            "deadline": bool(task.date)
            and {
                "text": f"{task.date:%d/%m/%Y}",
                "days": (task.date - task.company_id._cchc_today()).days,
                "is_past": task.date < task.company_id._cchc_today(),
            },
            "action": self._make_record_action(task.assessment_id),
        }
