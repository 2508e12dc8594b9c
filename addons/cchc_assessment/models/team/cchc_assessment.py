"""Who of the unit does what of its assessment."""

from collections import defaultdict

from markupsafe import Markup

from odoo import fields, models
from odoo.api import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, groupby

from ..assessment.assessment_workflow import DRAFT, OFFICER
from ..common.system_voice import as_system, get_asker, is_system
from .cchc_mark import CHECKED, HANDED_BACK


class CchcAssessment(models.Model):
    _name = "cchc.assessment"
    _inherit = ["cchc.assessment"]

    def _check_unit_may_edit(self, *written):
        super()._check_unit_may_edit(*written)
        self._check_is_given(*written)

    def _transition(self, action, **details):
        result = super()._transition(action, **details)
        # sudo: whose activities they are does not matter to whoever sends the form on
        tasks = self.env["cchc.task"].sudo().search([("assessment_id", "in", self.ids)])
        # whoever brought it back gives out nothing by that
        back = as_system(tasks.filtered(lambda task: task.assessment_id.state == DRAFT))
        back._come_back()
        (tasks - back).exists()._schedule()
        return result

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Let contributors read the discussion, which the council reads, and write in notes alone."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        places = self.env["cchc.unit"]._get_contributor_places(get_asker(self.env).id)
        if not places or message_operation == "read" or is_system(self.env):
            return operations
        # sudo: of which unit it is decides
        return {
            assessment: "write" if assessment.sudo().unit_id.id in places else operation
            for assessment, operation in operations.items()
        }

    def _check_is_given(self, *written):
        """Refuse a contributor whatever of these assessments was not given to them.

        :param written: as ``_check_unit_may_edit`` takes it; nothing is what belongs to the whole of it.
        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        # sudo: who may do it decides, also where a record rule has closed it
        for assessment in self.sudo() if places else ():
            if assessment.unit_id.id not in places:
                continue
            touched = [records for records in written if records]
            if not touched:
                raise AccessError(
                    self.env._(
                        "Of %(assessment)s you fill in what was given to you: everything else is its officers'.",
                        assessment=assessment.display_name,
                    )
                )
            if touched[0]._name == "cchc.evidence":
                touched[0]._check_given()
            else:
                touched[0]._check_given(user, "filer_ids")

    def _find_task_lines(self):
        """Return ``{task id: lines}``: which criteria each task of these assessments is about.

        Of all that is given the nearest giving has a criterion; a required document is one criterion's.
        """
        found = {}
        # sudo: who may do what is the same for everybody who asks
        tasks = self.env["cchc.task"].sudo().search([("assessment_id", "in", self.ids)])
        for assessment, given in tasks.grouped("assessment_id").items():
            by_criterion = {task.criterion_id: task for task in given if not task.requirement_id}
            by_leaf = {line.criterion_id: line for line in assessment.line_ids}
            for task in given:
                found[task.id] = []
                if task.requirement_id and task.criterion_id in by_leaf:
                    found[task.id].append(by_leaf[task.criterion_id].id)
            for leaf, line in by_leaf.items():
                node = leaf
                while node and node not in by_criterion:
                    node = node.parent_id
                if node:
                    found[by_criterion[node].id].append(line.id)
        # what is asked of one is asked of all, whichever task they are of
        everything = [number for numbers in found.values() for number in numbers]
        lines = self.env["cchc.assessment.line"].sudo()
        return {
            number: lines.browse(ids).with_prefetch(everything) for number, ids in found.items()
        }

    def _note_assignees(self):
        """Note on the criteria to whom they are given: the rows are what the record rules look at."""
        assessments = self.sudo()
        if not assessments:
            return
        # two who give something at the same moment derive the same rows
        assessments._lock_for_update()
        self.env["cchc.task"].flush_model()
        lines = assessments._find_task_lines()
        tasks = self.env["cchc.task"].sudo().browse(lines)
        pairs = {"assignee": set(), "filer": set()}
        for task in tasks:
            for line in lines[task.id]:
                for user in task.assignee_ids:
                    pairs["filer"].add((line.id, user.id))
                    if not task.requirement_id:
                        pairs["assignee"].add((line.id, user.id))
        for name, rows in pairs.items():
            self._replace_rows(SQL.identifier(f"cchc_line_{name}_rel"), sorted(rows))
        self.env["cchc.assessment.line"].invalidate_model(["assignee_ids", "filer_ids"])
        assessments._notify_own_people()

    def _replace_rows(self, table, rows):
        """Let ``table`` hold these pairs of line and user of these assessments, and no others."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %s rel USING cchc_assessment_line line
                      WHERE line.id = rel.line_id AND line.assessment_id IN %s
                """,
                table,
                tuple(self.ids),
            )
        )
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (line_id, user_id) SELECT * FROM unnest(%s, %s)",
                    table,
                    [line for line, _user in rows],
                    [user for _line, user in rows],
                )
            )

    def _check_looks_after(self):
        """Refuse whoever is no officer or leader of this unit.

        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        user = get_asker(self.env)
        if user.id != SUPERUSER_ID and not self.sudo().unit_id._is_officer(user):
            self.with_user(user)._check_actor(OFFICER)
            raise AccessError(self.env._("Only an officer or a leader of the unit may do this."))

    def _get_task_end(self):
        """Return the day until which something is done that was given without one."""
        return self._get_deadline_day() if self.deadline else self.company_id._cchc_today()

    def get_team(self):
        """Return who of the unit does what here.

        :return: a dict with ``tasks``, of each what is given (``criterion_id``, ``requirement_id``), to whom
            (``users`` and ``divisions``, each with ``id`` and ``name``), until when (``date``, ``is_late``) and
            its ``line_ids``; ``marks``, by the id of the line: ``kind``, ``reason``, ``user``, ``date``,
            ``is_current`` and ``changed_by``; ``mine``, the ids of the lines that are the user's; ``parts``, of
            those of which a single document is; ``may_give`` and ``may_check``, what the user may do; for a
            leader ``coordinators``, the officers and whether each gives out work; ``unit_id``, ``people``
            and ``divisions`` to choose from.
        """
        self.ensure_one()
        self.check_access("read")
        unit = self.unit_id.sudo()
        if not unit._is_member(self.env.user):
            return False
        lines = self._find_task_lines()
        tasks = self.env["cchc.task"].search([("assessment_id", "=", self.id)])
        progress = tasks._count_progress(lines)
        own = self.sudo().line_ids
        divisions = self.env["cchc.division"].search([("unit_id", "=", unit.id)])
        return {
            "tasks": [
                {
                    "id": task.id,
                    "name": task.display_name,
                    "criterion_id": task.criterion_id.id,
                    "requirement_id": task.requirement_id.id,
                    "users": task._get_users(),
                    "divisions": [{"id": one.id, "name": one.name} for one in task.division_ids],
                    "date": fields.Date.to_string(task.date),
                    "is_late": task._is_overdue() and done < total,
                    "is_mine": task.is_mine,
                    "done": done,
                    "all": total,
                    "line_ids": lines[task.id].ids,
                }
                for task, (done, total) in progress.items()
            ],
            "marks": self._get_marks(),
            "mine": own.filtered(lambda line: self.env.user in line.assignee_ids).ids,
            "parts": own.filtered(
                lambda line: self.env.user in line.filer_ids - line.assignee_ids
            ).ids,
            "may_give": self.state == DRAFT and self.unit_id._may_give_out(self.env.user),
            "may_check": self.state == DRAFT and self.unit_id._is_officer(self.env.user),
            "unit_id": unit.id,
            "coordinators": self.unit_id._is_leader(self.env.user) and unit._get_coordinators(),
            "people": [
                {"id": one.id, "name": one.name} for one in unit._get_workers().sorted("name")
            ],
            "divisions": [{"id": one.id, "name": one.name} for one in divisions],
        }

    def _get_marks(self):
        """Return what ``get_team`` says of the marks."""
        marks = self.env["cchc.mark"].search([("assessment_id", "=", self.id)])
        changed = marks.filtered(lambda mark: not mark.is_current)
        last = {
            line.id: log
            for line, log in self.env["cchc.log"]._read_group(
                [
                    ("line_id", "in", changed.line_id.ids),
                    ("action", "in", ("fill", "document", "file", "remove")),
                ],
                ["line_id"],
                ["id:max"],
            )
        }
        logs = self.env["cchc.log"].browse(last.values())
        names = {log.line_id.id: log.sudo().user_id.name for log in logs}
        return {
            mark.line_id.id: {
                "kind": mark.kind,
                "reason": mark.reason or "",
                # sudo: people of one unit know each other by name
                "user": mark.sudo().user_id.name,
                "date": fields.Datetime.to_string(mark.date),
                "is_current": mark.is_current,
                "changed_by": names.get(mark.line_id.id, ""),
            }
            for mark in marks
        }

    def action_check_off(self, line_ids, is_checked=True):
        """Note that an officer has checked these criteria, or take that back.

        :param line_ids: ids of lines of this assessment.
        """
        lines = self._browse_marked(line_ids)
        if is_checked:
            self.env["cchc.mark"]._mark(lines, CHECKED)
        else:
            marks = (
                self.env["cchc.mark"]
                .sudo()
                .search([("line_id", "in", lines.ids), ("kind", "=", CHECKED)])
            )
            self._lock_for_update()
            marks.unlink()
            self._notify_own_people()

    def action_hand_back(self, line_ids, reason):
        """Give criteria back to those who fill them in, with a word of what has to be mended.

        :param line_ids: ids of lines of this assessment.
        :raises UserError: when nothing is said.
        """
        lines = self._browse_marked(line_ids)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say what has to be mended."))
        self.env["cchc.mark"]._mark(lines, HANDED_BACK, reason)
        self.env["cchc.task"]._follow_assessments(self)
        self._tell_handed_back(lines)

    def _tell_handed_back(self, lines):
        """Write to those to whom ``lines`` were given, to each once, which ones have come back to them."""
        by_person = defaultdict(lines.browse)
        for line in lines:
            # sudo: the system sees to whom it was given
            for user in line.sudo().assignee_ids - self.env.user:
                by_person[user] |= line
        for own, users in groupby(by_person, by_person.get):
            self.message_notify(
                partner_ids=[user.partner_id.id for user in users],
                subject=self.env._("Handed back: %(criterion)s", criterion=own.display_name)
                if len(own) == 1
                else self.env._("Handed back: %(count)s criteria", count=len(own)),
                body=Markup("<p>%s</p><ul>%s</ul>")
                % (
                    self.env._(
                        "%(user)s has handed back criteria of %(assessment)s to you. Why stands in the score "
                        "sheet, beside each of them.",
                        user=self.env.user.name,
                        assessment=self.display_name,
                    ),
                    Markup().join(Markup("<li>%s</li>") % line.display_name for line in own),
                ),
            )

    def _browse_marked(self, line_ids):
        self.ensure_one()
        self.check_access("read")
        self._check_looks_after()
        if self.state != DRAFT:
            raise UserError(
                self.env._(
                    "%(assessment)s is in the state “%(state)s”: it is checked while the unit works on it.",
                    assessment=self.display_name,
                    state=self._get_state_label(),
                )
            )
        is_well_formed = isinstance(line_ids, (list, tuple)) and all(
            type(number) is int for number in line_ids
        )
        lines = self.line_ids.filtered(lambda line: is_well_formed and line.id in line_ids)
        if not lines or len(lines) < len(set(line_ids)):
            raise UserError(self.env._("“line_ids” has to name criteria of this assessment."))
        return lines

    def action_take_over_tasks(self):
        """Give out what was given in the year before, to the same people, where nobody has said anything yet.

        A criterion is the same as the one that it was copied from, whatever became of its code. Who has left is
        left out. Days are not taken over: the deadline of this year holds.

        :return: how many parts were given.
        """
        self.ensure_one()
        self.check_access("read")
        tasks = self.env["cchc.task"]
        tasks.check_access("create")
        self.unit_id._check_may_give_out()
        before = self._find_last_years_tasks()
        people = self.unit_id._get_workers()
        given = {
            (task.criterion_id.id, task.requirement_id.id)
            for task in tasks.search([("assessment_id", "=", self.id)])
        }
        now = self._match_last_years_criteria(before.criterion_id)
        values = []
        # sudo: whoever gave it then
        for task in before.sudo():
            criterion = now.get(task.criterion_id.id)
            requirement = (
                criterion
                and task.requirement_id
                and criterion.requirement_ids.filtered(
                    lambda one, name=task.requirement_id.name: one.name == name
                )[:1]
            )
            users = task.user_ids & people
            divisions = task.division_ids.filtered(
                lambda one: one.active and one.unit_id == self.unit_id
            )
            if (
                not criterion
                or (task.requirement_id and not requirement)
                or not (users or divisions)
                or (criterion.id, (requirement or task.requirement_id).id) in given
            ):
                continue
            given.add((criterion.id, (requirement or task.requirement_id).id))
            values.append(
                {
                    "assessment_id": self.id,
                    "criterion_id": criterion.id,
                    "requirement_id": requirement.id if requirement else False,
                    "user_ids": [fields.Command.set(users.ids)],
                    "division_ids": [fields.Command.set(divisions.ids)],
                }
            )
        return len(tasks.create(values))

    def _find_last_years_tasks(self):
        """Return the tasks of the latest earlier year in which the unit or its predecessors have any, its own first.

        Those that the user may read, that is: whoever was not of a predecessor does not learn who did what there.
        """
        # sudo: which units were merged into this one
        units = self.unit_id.sudo() | self.unit_id.sudo().predecessor_ids
        found = self.env["cchc.task"].search(
            [("unit_id", "in", units.ids), ("assessment_id.year", "<", self.year)]
        )
        latest = max(found.assessment_id.mapped("year"), default=0)
        return found.filtered(lambda task: task.assessment_id.year == latest).sorted(
            lambda task: task.unit_id != self.unit_id
        )

    def _match_last_years_criteria(self, criteria):
        """Return ``{id of an earlier criterion: the criterion of this year}``, by what each was copied from.

        Both are the same where two years have one rubric. Only what was copied from nothing is found by its code, if
        that is one criterion's alone in each. No criterion is found twice.
        """
        wanted = set(criteria.ids)
        matched = {one.id: one for one in self.rubric_id.criterion_ids if one.id in wanted}
        # sudo: the origin of a criterion may be of a rubric that is no longer shown
        for criterion in self.rubric_id.criterion_ids.sudo():
            origin = criterion.origin_id
            while origin:
                if origin.id in wanted:
                    # the first one, where one was copied twice
                    if origin.id in matched:
                        break
                    matched[origin.id] = criterion.sudo(False).with_env(self.env)
                    break
                origin = origin.origin_id
        taken = {one.id for one in matched.values()}
        by_code = self.rubric_id.criterion_ids.grouped("code")
        for criterion in criteria:
            same = by_code.get(criterion.code, criterion.browse())
            twins = criterion.rubric_id.criterion_ids.filtered(
                lambda one, code=criterion.code: one.code == code
            )
            if (
                criterion.id not in matched
                and criterion.code
                and len(same) == len(twins) == 1
                # sudo: the origin of a criterion may be of a rubric that is no longer shown
                and not same.sudo().origin_id
                and same.id not in taken
            ):
                matched[criterion.id] = same
                taken.add(same.id)
        return matched
