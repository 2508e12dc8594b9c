"""Figures from records: a criterion of a unit takes them, by the rights of whoever asks."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cchc_assessment.models.common.reading import find_readable
from odoo.addons.cchc_assessment.models.common.screens import notify
from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .takable import is_takable


class CchcAssessmentLine(models.Model):
    """A criterion whose figures may come from the agency's own records."""

    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    record_figure_ids = fields.One2many(
        "cchc.record.figure", "line_id", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    has_record_source = fields.Boolean(
        "Figure Is Computed from Records", compute="_compute_record_figure"
    )
    record_figure_text = fields.Text(
        "Figures from the Agency's Records", compute="_compute_record_figure"
    )

    @api.depends("criterion_id", "numerator", "denominator", "quantity", "not_applicable")
    @api.depends_context("uid", "lang")
    def _compute_record_figure(self):
        newest = self.env["cchc.record.figure"]._find_newest(self._origin)
        for line in self:
            figure = newest.get(line._origin)
            line.has_record_source = line._has_record_source() and line._is_own()
            line.record_figure_text = figure and "\n".join(line._say_taken(figure))

    def _get_sheet_rows(self):
        places = self.env["cchc.record.source"]._get_places()
        return [
            {
                **row,
                # nothing is asked of each row where nothing is computed
                "has_records": row["criterion_id"] in places and line._has_record_source(),
            }
            for line, row in zip(self, super()._get_sheet_rows(), strict=True)
        ]

    def _has_record_source(self):
        """Whether figures of this criterion are computed for its unit. It asks the database nothing."""
        units = self.env["cchc.record.source"]._get_places().get(self.criterion_id.id, {})
        return 0 in units or self.unit_id.id in units

    def _is_own(self):
        """Whether the user is one of the people of the unit."""
        return get_asker(self.env) in self.unit_id._get_people()

    def get_record_figure(self):
        """Return what is known of this criterion's figure from the agency's records; it computes nothing.

        :return: False where there is none. Else a dict with ``name``, what is counted; ``conditions``, in words, for
            the people of the unit; ``taken``, what was taken last, as sentences, or False; ``may_ask``, whether the
            user may have it computed, and ``may_take``, whether it may be entered now.
        """
        self.ensure_one()
        self.check_access("read")
        figure = self._get_record_figure()
        is_own = self._is_own()
        source = self._find_record_source() if is_own else self.env["cchc.record.source"]
        if not (source or figure):
            return False
        may_take = bool(source) and self.is_editable
        return {
            "name": source.name if may_take or not figure else figure.name,
            "conditions": self._describe_conditions(source, figure, may_take) if is_own else [],
            "taken": bool(figure) and self._say_taken(figure, source),
            "may_ask": bool(source),
            "may_take": may_take,
            "has_list": is_own,
        }

    def _get_record_figure(self):
        """Return the figure that was taken last, if any was, and the user may read it."""
        return (
            self.env["cchc.record.figure"]
            ._find_newest(self)
            .get(self, self.env["cchc.record.figure"])
        )

    def _describe_conditions(self, source, figure, may_take):
        """Return in words what would be asked now, or, where nothing can be taken, what was asked."""
        try:
            question = (
                source._get_question(self.sudo().criterion_id)
                if may_take or not figure
                else figure._get_question()
            )
        except ValidationError as error:
            return [str(error)]
        if question.model not in self.env:
            return []
        return question.describe(source._get_records_of_caller(question.model))

    def count_record_figure(self):
        """Compute the figure as it is now, by the user's rights; nothing is entered.

        :return: a dict with ``sentence``, what it is now and how that differs from what was taken.
        :raises AccessError: for whoever is none of the unit's people, or may not read the records.
        :raises UserError: when none is set up, or when it takes too long.
        """
        source = self._get_own_record_source()
        _question, reckoned = self._reckon_record_figure(source)
        now = {
            "now": self._write_figures(reckoned.values),
            "count": reckoned.count,
        }
        figure = self._get_record_figure()
        if not figure:
            return {"sentence": self.env._("%(now)s now, of %(count)s records.", **now)}
        taken = {"taken": figure._describe(), "date": self._write_moment(figure.date)}
        if figure._get_values() == reckoned.values:
            return {
                "sentence": self.env._(
                    "%(now)s now, of %(count)s records: as taken on %(date)s.", **now, **taken
                )
            }
        return {
            "sentence": self.env._(
                "%(now)s now, of %(count)s records; %(taken)s taken on %(date)s.", **now, **taken
            )
        }

    def _reckon_record_figure(self, source):
        """Compute what is set up for this criterion by the caller's rights; return what was asked, and the answer."""
        # sudo: what the criterion's rule asks for
        question = source._get_question(self.sudo().criterion_id)
        records = source._get_records_of_caller(question.model)
        return question, source._reckon(question, records, self.assessment_id.year)

    def take_record_figure(self, seen_revision=None):
        """Enter the figure as it is now, by the user's rights, as if it were typed.

        :param seen_revision: the ``revision`` of the row when the user read it; None where nobody can have overtaken.
        :return: a dict with ``line_id``, and ``before`` and ``after``, what the inputs said and say, for undoing.
        :raises AccessError: when the criterion is not the user's to fill in, or the records not theirs to read.
        :raises ConflictError: when somebody else has changed the same fields since.
        :raises UserError: when the assessment is closed, or the figure makes no sense for the rule.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_editable:
            # says why, and nothing has to be computed for it
            self._check_unit_may_edit()
        source = self._get_own_record_source()
        # before anything is locked: nobody else has to wait for it
        question, figure = self._reckon_record_figure(source)
        # it excludes those who change what is compared next
        self._check_unit_may_edit()
        self.check_access("write")
        after = {**figure.values, "not_applicable": False}
        if self.option_id:
            # a level that was chosen without figures
            after["option_id"] = False
        before = {name: self[name] for name in after}
        if "option_id" in before:
            before["option_id"] = self.option_id.id
        self._save(after, seen_revision)
        kept = self.env["cchc.record.figure"]._keep(self, source.name, question, figure)
        self._log_taking(kept)
        return {"line_id": self.id, "before": before, "after": after}

    def action_take_record_figure(self):
        """Enter the figure as it is now, as a button of the form does; see ``take_record_figure``.

        :return: the form once more, where it lies over the page: Odoo closes it after a button.
        """
        self.take_record_figure()
        return self.action_open_form() if self.env.context.get("cchc_in_dialog") else None

    def action_count_record_figure(self):
        """Say what the figure is now, as a button of the form does; see ``count_record_figure``."""
        return notify(self.count_record_figure()["sentence"], kind="info")

    def action_view_records(self):
        """Open the records behind the figure: those of now, or, once it was sent, those that it was computed from.

        Whoever opens the list reads it by their own rights.

        :raises AccessError: for whoever is none of the unit's people.
        :raises UserError: when there is nothing to open.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_own()
        figure = self._get_record_figure()
        source = self._find_record_source()
        if figure and (figure._is_frozen() or not source):
            model, name = figure.sudo().model, figure.name
            ids, count = self._find_taken_records(figure)
        elif source:
            question, reckoned = self._reckon_record_figure(source)
            model, name, ids, count = question.model, source.name, reckoned.ids, reckoned.count
        else:
            self._refuse_none()
        if len(ids) < count:
            name = self.env._(
                "%(name)s (%(shown)s of %(count)s)", name=name, shown=len(ids), count=count
            )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            # numbers of records that this person may read, and no conditions: they may name others
            "domain": [("id", "in", ids)],
            "context": {"create": False, "active_test": False},
        }

    def _find_taken_records(self, figure):
        """Return the ids of those of the records of a figure that the caller may read, and how many there were."""
        # sudo: which they were is kept from everybody; it is told of those that this person may read
        kept = figure.sudo()
        sources = self.env["cchc.record.source"]
        if not is_takable(self.env, kept.model):
            raise UserError(
                self.env._("The app that kept these records is not installed any more.")
            )
        records = sources._get_records_of_caller(kept.model)
        if not records.has_access("read"):
            sources._refuse_reading(records, kept.name)
        return sorted(find_readable(records, kept.record_ids or [])), kept.record_count

    def _check_own(self):
        if not self._is_own():
            raise AccessError(self.env._("The people of the unit alone ask for its records."))

    def _find_record_source(self):
        return self.env["cchc.record.source"]._find_for(self)

    def _get_own_record_source(self):
        """Return what is set up for this criterion, for the people of its unit.

        :raises UserError: when there is nothing.
        """
        self.ensure_one()
        self.check_access("read")
        self._check_own()
        return self._find_record_source() or self._refuse_none()

    def _refuse_none(self):
        raise UserError(self.env._("No figure of this criterion is computed from records."))

    @api.model
    def _write_figures(self, values):
        """Return inputs as people write them: “60/70”, or “12”."""
        return "/".join(self._format_number(value) for value in values.values())

    def _write_moment(self, moment):
        return self.env["cchc.assessment"].browse(self.assessment_id.id)._format_datetime(moment)

    def _say_taken(self, figure, source=None):
        """Return what was taken, by whom and when, and what is otherwise now; a sentence for each.

        :param source: what is set up now, where whether that is something else may be told.
        """
        said = [
            self.env._(
                "%(figure)s taken by %(user)s on %(date)s, of %(count)s records: %(name)s.",
                figure=figure._describe(),
                # sudo: who took it is told by name, whichever company they work in
                user=figure.sudo().user_id.name,
                date=self._write_moment(figure.date),
                count=figure.record_count,
                name=figure.name,
            )
        ]
        if any(self[name] != value for name, value in figure._get_values().items()):
            said.append(self.env._("What is entered now is something else."))
        if source and not self._is_asked_so(source, figure):
            said.append(
                self.env._("Since then the administrator has set up something else to be counted.")
            )
        return said

    def _is_asked_so(self, source, figure):
        """Whether a figure was computed as it is set up now."""
        try:
            return source._get_question(self.sudo().criterion_id) == figure._get_question()
        except ValidationError:
            return False

    def _make_sealed_figure(self):
        """Return what a seal says of the figure that was taken: what whoever reads the criterion may read of it.

        Which records it came from is told to nobody who may not read them, and so by no seal either.
        """
        figure = self.record_figure_ids[:1]
        if not figure:
            return None
        return self.env["cchc.submission"]._serialize(
            {
                "name": figure.name,
                "figure": {name: str(value) for name, value in figure._get_values().items()},
                "records": figure.record_count,
                "taken_by": figure.user_id.id,
                "taken_at": figure.date.isoformat(),
            }
        )

    def _log_taking(self, figure):
        self = self.env["cchc.log"]._in_users_language(self)
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": self.assessment_id.id,
                    "line_id": self.id,
                    "action": "fill",
                    "field": "record_figure_text",
                    "new_value": self.env._(
                        "%(figure)s, of %(count)s records: %(name)s",
                        figure=self._write_figures(figure._get_values()),
                        count=figure.record_count,
                        name=figure.name,
                    ),
                }
            ]
        )
