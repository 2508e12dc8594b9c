"""Who of a unit does what of its assessment, until when."""

from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from ...compat import get_window
from ..assessment.assessment_workflow import DRAFT
from ..common.screens import open_form
from ..common.system_voice import as_system, is_system

PEOPLE_FIELDS = {"user_ids", "division_ids"}


class CchcTask(models.Model):
    """A part of a unit's assessment that is given to people or divisions of the unit, until a day.

    A domain or a criterion is given with all that is below it, and the nearest giving counts. Of a criterion a
    single required document may be given besides. It is the unit's alone: no part of its log or of what is sealed.
    """

    _name = "cchc.task"
    _description = "Task Within the Unit"
    _inherit = ["cchc.owned.mixin", "cchc.given.out.mixin"]
    _order = "assessment_id, sequence, criterion_id, requirement_id, id"
    _rec_name = "criterion_id"

    assessment_id = fields.Many2one(
        "cchc.assessment", required=True, ondelete="cascade", index=True, check_company=True
    )
    unit_id = fields.Many2one(related="assessment_id.unit_id", store=True, index=True)
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, index=True)
    period_id = fields.Many2one(related="assessment_id.period_id", store=True, index=True)
    rubric_id = fields.Many2one(related="assessment_id.rubric_id")
    criterion_id = fields.Many2one(
        "cchc.criterion",
        "Domain or Criterion",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        domain="[('rubric_id', '=', rubric_id)]",
        help="With all that is below it.",
    )
    sequence = fields.Integer(related="criterion_id.sequence", store=True)
    requirement_id = fields.Many2one(
        "cchc.criterion.requirement",
        "Required Document",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('criterion_id', '=', criterion_id)]",
        help="Where no more than one document is given, and not the criterion.",
    )
    user_ids = fields.Many2many(
        "res.users", "cchc_task_user_rel", "task_id", "user_id", string="Persons"
    )
    division_ids = fields.Many2many(
        "cchc.division",
        "cchc_task_division_rel",
        "task_id",
        "division_id",
        string="Divisions",
        check_company=True,
        domain="[('unit_id', '=', unit_id)]",
    )
    assignee_ids = fields.Many2many(
        "res.users",
        "cchc_task_assignee_rel",
        "task_id",
        "user_id",
        string="Given To",
        compute="_compute_assignees",
        store=True,
        help="The people, and those of the divisions.",
    )
    choice_ids = fields.Many2many(
        "res.users", compute="_compute_choices", string="People to Choose"
    )
    date = fields.Date("Until", index=True)
    line_count = fields.Integer("Criteria", compute="_compute_progress", aggregator=None)
    done_count = fields.Integer("Finished Criteria", compute="_compute_progress", aggregator=None)
    is_done = fields.Boolean("Finished", compute="_compute_progress")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    is_mine = fields.Boolean("My Task", compute="_compute_is_mine", search="_search_is_mine")

    _once = models.UniqueIndex(
        "(assessment_id, criterion_id, COALESCE(requirement_id, 0))",
        "This is given already: change the people or the day there.",
    )

    # not of the divisions' people: what was sent on stays as it was, see _gather_assignees
    @api.depends("user_ids", "division_ids")
    def _compute_assignees(self):
        for task in self:
            task.assignee_ids = task.user_ids | task.division_ids.filtered("active").user_ids

    @api.depends("assessment_id")
    def _compute_choices(self):
        for task in self:
            unit = task.assessment_id.unit_id
            task.choice_ids = unit and unit._get_workers()

    # not of the lines: whoever saves one would look for tasks
    @api.depends("criterion_id", "requirement_id")
    def _compute_progress(self):
        progress = self._count_progress(self.assessment_id._find_task_lines())
        for task, (done, total) in progress.items():
            task.line_count, task.done_count = total, done
            task.is_done = total == done

    def _count_progress(self, lines):
        """Return ``{task: (criteria that are finished, all of them)}``.

        :param lines: what ``_find_task_lines`` returns of their assessments.
        """
        unsettled = self.env["cchc.mark"]._find_handed_back(self.assessment_id)
        progress = {}
        for task in self:
            own = lines.get(task._origin.id, self.env["cchc.assessment.line"])
            if task.requirement_id:
                done = own.filtered(
                    lambda line, part=task.requirement_id: part not in line.missing_requirement_ids
                )
            else:
                done = own.filtered(lambda line: line._is_finished() and line.id not in unsettled)
            progress[task] = len(done), len(own)
        return progress

    @api.depends("date", "done_count", "assessment_id.state")
    def _compute_is_late(self):
        for task in self:
            task.is_late = task._is_overdue() and not task.is_done

    def _is_overdue(self):
        """Whether its day has passed, and the unit works on it still."""
        return (
            bool(self.date)
            and self.date < self.company_id._cchc_today()
            and self.assessment_id.state == DRAFT
        )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = self.search(
            [("date", "<", self.env.company._cchc_today()), ("assessment_id.state", "=", DRAFT)]
        )
        return [("id", "in", due.filtered("is_late").ids)]

    @api.depends("assignee_ids")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for task in self:
            task.is_mine = self.env.user in task.assignee_ids

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("assignee_ids", "in", self.env.user.ids)]

    @api.depends("criterion_id", "requirement_id")
    def _compute_display_name(self):
        for task in self:
            task.display_name = ": ".join(
                filter(None, (task.criterion_id.display_name, task.requirement_id.name))
            )

    @api.constrains("assessment_id", "criterion_id", "requirement_id")
    def _check_place(self):
        for task in self:
            if task.criterion_id.rubric_id != task.assessment_id.rubric_id or (
                task.requirement_id and task.requirement_id.criterion_id != task.criterion_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” is no part of %(assessment)s.",
                        task=task.display_name,
                        assessment=task.assessment_id.display_name,
                    )
                )

    @api.constrains("user_ids", "division_ids", "assessment_id")
    def _check_people(self):
        for task in self:
            unit = task.assessment_id.unit_id
            unit._check_are_people(task.user_ids)
            if task.division_ids.unit_id - unit:
                raise ValidationError(
                    self.env._("The divisions have to be of “%(unit)s”.", unit=unit.name)
                )
            if not (task.user_ids or task.division_ids):
                raise ValidationError(
                    self.env._("“%(task)s”: say to whom it is given.", task=task.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        tasks._check_may_give()
        tasks._settle()
        tasks._tell({task: task.assignee_ids for task in tasks})
        return tasks

    def write(self, vals):
        self.check_access("write")
        self._check_may_give()
        if vals.keys() & {"assessment_id", "criterion_id", "requirement_id"}:
            raise UserError(
                self.env._("What is given stays as it is: take it back, and give the other part.")
            )
        before = {task: task.assignee_ids for task in self}
        result = super().write(vals)
        if vals.keys() & PEOPLE_FIELDS:
            self._settle()
            self._tell({task: task.assignee_ids - before[task] for task in self})
        elif "date" in vals:
            self._schedule()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._check_may_give()
        assessments = self.assessment_id
        self._get_activities().unlink()
        result = super().unlink()
        assessments._note_assignees()
        return result

    def action_open(self):
        """Open the assessment that this is a part of."""
        self.ensure_one()
        self.check_access("read")
        return open_form(self.assessment_id, name=self.assessment_id.display_name)

    def action_nudge(self):
        """Open the dialog in which an officer writes to those whose tasks these are."""
        self.check_access("read")
        self._check_may_check()
        return get_window(
            self.env,
            "cchc_assessment.cchc_task_nudge_action",
            context={"default_task_ids": self.ids},
        )

    def _check_may_give(self):
        """Refuse whoever may not give out the unit's work, and to move what was sent on already."""
        if is_system(self.env):
            return
        self.unit_id._check_may_give_out()
        self._check_is_worked_on()

    def _check_is_worked_on(self):
        """Refuse what concerns work that was sent on already."""
        for assessment in self.assessment_id.sudo():
            if assessment.state != DRAFT:
                raise UserError(
                    self.env._(
                        "%(assessment)s is in the state “%(state)s”: who does what is said while the unit "
                        "works on it.",
                        assessment=assessment.display_name,
                        state=assessment._get_state_label(),
                    )
                )

    def _check_may_check(self):
        """Refuse whoever is no officer or leader of the unit."""
        for assessment in self.assessment_id:
            assessment._check_looks_after()

    def _settle(self):
        """Let what follows from these tasks follow: who may fill in what, and the activities."""
        self.assessment_id._note_assignees()
        # somebody may be leaving at the same moment
        self.unit_id.sudo()._lock_for_update()
        self._schedule()

    def _gather_assignees(self):
        """Let these tasks be of those who are in their divisions now."""
        self.env.add_to_compute(self._fields["assignee_ids"], self)

    def _come_back(self):
        """Let tasks that are worked on again be of the people of now: meanwhile somebody may have left."""
        self._gather_assignees()
        for unit, tasks in self.grouped("unit_id").items():
            tasks._take_from(tasks.with_context(active_test=False).user_ids - unit._get_people())
        self.exists()._settle()

    @api.model
    def _forget(self, unit, users, divisions):
        """Take ``users``, who have left ``unit``, out of its divisions and tasks."""
        tasks = self.search(
            [
                ("unit_id", "in", unit.ids),
                ("assignee_ids", "in", users.ids),
                ("assessment_id.state", "=", DRAFT),
            ]
        )
        tasks._take_from(users)
        as_system(divisions).write({"user_ids": [Command.unlink(user.id) for user in users]})

    def _take_from(self, users):
        """Take ``users`` out of these tasks; what nobody has any more is the officers' again."""
        tasks = as_system(self).filtered(lambda task: task.user_ids & users)
        empty = tasks.filtered(lambda task: not (task.division_ids or task.user_ids - users))
        empty.unlink()
        (tasks - empty).write({"user_ids": [Command.unlink(user.id) for user in users]})

    def _tell(self, news):
        """Tell those to whom something was given, and give them an activity for it.

        :param news: ``{task: users}``, as the system sees them.
        """
        by_person = defaultdict(self.browse)
        for task, users in news.items():
            for user in users.sudo() - self.env.user:
                by_person[task.assessment_id, user] |= task
        for (assessment, user), tasks in by_person.items():
            env = self.with_context(lang=user.lang).env
            assessment.message_notify(
                partner_ids=user.partner_id.ids,
                subject=env._("Work was given to you"),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    env._(
                        "%(user)s has given you a part of %(assessment)s:",
                        user=self.env.user.name,
                        assessment=assessment.display_name,
                    ),
                    Markup().join(
                        Markup("<li>%s</li>") % task.with_env(env)._describe() for task in tasks
                    ),
                ),
            )

    def _get_users(self):
        """Return the people of this task, with ``id`` and ``name``, which says who is archived."""
        # sudo: people of one unit know each other by name
        users = self.sudo().with_context(active_test=False).user_ids
        return [
            {
                "id": one.id,
                "name": one.name
                if one.active
                else self.env._("%(name)s (archived)", name=one.name),
            }
            for one in users
        ]

    def _describe(self):
        """Return what is given, and until when, in one line."""
        if not self.date:
            return self.display_name
        return self.env._(
            "%(task)s, until %(date)s", task=self.display_name, date=f"{self.date:%d/%m/%Y}"
        )

    def _nudge(self, text):
        """Write ``text`` to those whose tasks these are, and see to it that each has an activity for it.

        :raises AccessError: when the user is no officer or leader of the unit.
        :raises UserError: when it was sent on.
        """
        self._check_may_check()
        self._check_is_worked_on()
        for assessment, tasks in self.grouped("assessment_id").items():
            people = tasks.sudo().assignee_ids
            assessment.message_notify(
                partner_ids=people.partner_id.ids,
                subject=self.env._("Nudge: %(assessment)s", assessment=assessment.display_name),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    text,
                    Markup().join(Markup("<li>%s</li>") % task._describe() for task in tasks),
                ),
            )
        self._schedule()

    @api.model
    def _forget_progress(self):
        """Let what is left of tasks be seen anew: no change of a line or a mark looks for them."""
        names = ["line_count", "done_count", "is_done", "is_late"]
        self.env["cchc.task"].invalidate_model(names, flush=False)

    @api.model
    def _follow_assessments(self, assessments):
        """Let the activities of what was given of ``assessments`` be as these are now."""
        # sudo: whose they are does not matter to whoever moves an assessment on
        self.sudo().search([("assessment_id", "in", assessments.ids)])._schedule()

    @api.model
    def _find_worked_on(self):
        """Return the assessments, as the system sees them, of which something is given and being worked on."""
        return self.sudo().search([("assessment_id.state", "=", DRAFT)]).assessment_id

    def _get_activities(self):
        """Return the activities that were made for these tasks."""
        # sudo: they are their owners'
        return self.env["mail.activity"].sudo().search([("cchc_task_id", "in", self.ids)])

    def _schedule(self):
        """See to it that everybody has one activity for each of their tasks that is not finished, until its day."""
        if not self:
            return
        self._forget_progress()
        present = self._get_activities()
        wanted = {
            (task.id, user.id): task
            for task in self.sudo()
            if task.assessment_id.state == DRAFT and not task.is_done
            for user in task.assignee_ids
        }
        kept = present.filtered(lambda one: (one.cchc_task_id.id, one.user_id.id) in wanted)
        (present - kept).unlink()
        for activity in kept:
            task = activity.cchc_task_id
            day = task.date or (task.assessment_id.deadline and task.assessment_id._get_task_end())
            if day and activity.date_deadline != day:
                activity.date_deadline = day
        known = {(one.cchc_task_id.id, one.user_id.id) for one in kept}
        # quick update: they are told by a message that says it all
        # sudo: an activity of somebody else, of no record that others read
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "cchc_task_id": task_id,
                    "user_id": user_id,
                    "summary": task.with_context(
                        lang=self.env["res.users"].sudo().browse(user_id).lang
                    )._describe()[:200],
                    "date_deadline": task.date or task.assessment_id._get_task_end(),
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "automated": True,
                }
                for (task_id, user_id), task in wanted.items()
                if (task_id, user_id) not in known
            ]
        )
