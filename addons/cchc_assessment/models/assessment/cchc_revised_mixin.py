from odoo import models
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS

from ...exceptions import ConflictError
from ..common.together import are_judged_afterwards, was_asked
from ..log.cchc_log import COUNCIL_ACTIONS, NO_CHANGES
from .assessment_workflow import ACTOR_GROUPS, APPRAISER

SEES_COUNCIL = ACTOR_GROUPS[APPRAISER]


class CchcRevisedMixin(models.AbstractModel):
    """What several people fill in: each change is logged, and nobody overwrites another's unawares.

    A model that inherits it has ``assessment_id``, ``criterion_id`` and ``revision``, of how many changes of the
    criterion the reader was told when the record was read. Whoever saves names it as ``seen_revision``, among
    the values that ``write`` takes: a ``ConflictError`` says that somebody else has changed the same fields since.
    """

    _name = "cchc.revised.mixin"
    _inherit = ["cchc.closed.mixin", "cchc.logged.mixin"]
    _description = "Filled in by Several People"
    # what two people can overwrite of each other's
    _single_fields = frozenset()

    def _get_logged_line(self):
        """Return the assessment lines whose log tells of these records."""
        return self

    def _get_log_action(self, name):
        """Return the action under which a change of this field is logged."""
        return "fill"

    def _save(self, values, seen_revision):
        """Write what was typed by somebody who read these records at ``seen_revision``.

        :param values: as ``write`` takes them.
        :raises ConflictError: when somebody else has changed the same fields since.
        """
        if not isinstance(values, dict):
            raise UserError(self.env._("“values” has to name fields with their values."))
        self.write({**values, "seen_revision": seen_revision})

    def _save_each(self, typed):
        """Write what was typed in each record, as ``_save`` does; one that is refused stops no other.

        :param typed: ``{record: (values, seen revision)}``.
        :return: ``{record: error}`` of those that are refused.
        """
        refused = {}
        for record, (values, seen_revision) in typed.items():
            try:
                with self.env.cr.savepoint():
                    record._save(values, seen_revision)
            except UserError as error:
                refused[record] = error
        return refused

    def _check_access(self, operation):
        if operation == "write" and was_asked(self):
            return None
        return super()._check_access(operation)

    def _check_named(self, vals_list):
        if len(vals_list) != 1 or not was_asked(self, *vals_list):
            super()._check_named(vals_list)

    def _check_company(self, fnames=None):
        names = {*(fnames or self._fields)} - {*MAGIC_COLUMNS}
        if not are_judged_afterwards(self, names):
            super()._check_company(fnames)

    def _check_may_write(self, vals):
        seen_revision = vals.pop("seen_revision", None)
        super()._check_may_write(vals)
        if seen_revision is not None:
            self._check_not_overtaken(seen_revision, vals)

    def _check_not_overtaken(self, seen_revision, vals):
        """Refuse values for fields that somebody has changed since the user read them.

        :raises ConflictError: saying who changed what to what, and when.
        """
        if not isinstance(seen_revision, int):
            raise UserError(self.env._("“seen_revision” has to be a number."))
        if all(record.revision <= seen_revision for record in self):
            return
        for record in self:
            record._check_one_not_overtaken(seen_revision, self._single_fields & vals.keys())

    def _check_one_not_overtaken(self, seen_revision, names):
        # sudo: members of the council don't read the log, but are told who was here before them
        rows = (
            self.env["cchc.log"]
            .sudo()
            .search(
                [
                    ("line_id", "=", self._get_logged_line().id),
                    ("id", ">", self._find_seen_id(seen_revision)),
                    ("field", "in", list(names)),
                    ("action", "in", list(set(map(self._get_log_action, names)))),
                ]
            )
        )
        if not rows:
            return
        # rows come with the last one first: that one's value stands
        last = {row.field: row for row in reversed(rows)}
        sentences = [
            self.env._(
                "%(user)s set “%(field)s” to “%(value)s” on %(date)s.",
                user=row.user_id.name,
                field=row.field_label,
                value=row.new_value or "",
                date=self.env["cchc.assessment"]._format_datetime(row.date),
            )
            for row in last.values()
        ]
        raise ConflictError(
            self.env._(
                "%(criterion)s was changed since you opened it:\n%(changes)s\n"
                "What you entered has not been saved. It is still here.",
                criterion=self.criterion_id.display_name,
                changes="\n".join(f"• {sentence}" for sentence in sentences),
            ),
            line_id=self.id,
            revision=self.revision,
            theirs=self.web_read(
                {
                    name: {"fields": {"display_name": {}}} if self._fields[name].relational else {}
                    for name in last
                }
            )[0],
        )

    def _find_seen_id(self, seen_revision):
        """Return the id of the last row of the criterion's log that the user knew of.

        A member of the council counts every change, a unit's people those that they may see. Changes of one
        criterion are in the order of their ids, since who makes one meets all others on its line first; those of
        different criteria may become visible in any order.
        """
        hidden = set(NO_CHANGES)
        if not self.env.user.has_group(SEES_COUNCIL):
            hidden |= COUNCIL_ACTIONS
        if seen_revision < 1:
            return 0
        # sudo: as above; only the id of the row is taken
        told = (
            self.env["cchc.log"]
            .sudo()
            .search(
                [
                    ("line_id", "=", self._get_logged_line().id),
                    ("action", "not in", list(hidden)),
                ],
                order="id",
                offset=seen_revision - 1,
                limit=1,
            )
        )
        return told.id

    def _get_log_row(self, name):
        return {
            "assessment_id": self.assessment_id.id,
            "line_id": self._get_logged_line().id,
            "action": self._get_log_action(name),
        }

    def _make_readable(self, name):
        if self._fields[name].type == "float":
            return "" if self[name] is False else self._format_number(self[name])
        return super()._make_readable(name)
