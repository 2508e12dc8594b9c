"""Figures from records: a criterion of a unit takes them, by the rights of whoever asks."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.cchc_assessment.models.common.screens import notify
from odoo.addons.cchc_assessment.models.common.system_voice import get_asker

from .conditions import Conditions


class CchcAssessmentLine(models.Model):
    """A criterion whose figures may come from the agency's own records."""

    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

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

    def _get_sheet_row(self):
        return {**super()._get_sheet_row(), "has_records": self._has_record_source()}

    def _has_record_source(self):
        """Whether figures of this criterion are computed for its unit. It asks the database nothing."""
        units = self.env["cchc.record.source"]._get_places().get(self.criterion_id.id, ())
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
        figure = self.env["cchc.record.figure"]._find_newest(self).get(self)
        is_own = self._is_own()
        source = self._find_record_source() if is_own else self.env["cchc.record.source"]
        if not (source or figure):
            return False
        return {
            "name": source.name or figure.name,
            "conditions": source._describe_conditions(source._get_records_of_caller())
            if source
            else [],
            "taken": bool(figure) and self._say_taken(figure),
            "may_ask": bool(source),
            "may_take": bool(source) and self.is_editable,
            "has_list": is_own,
        }

    def count_record_figure(self):
        """Compute the figure as it is now, by the user's rights; nothing is entered.

        :return: a dict with ``sentence``, what it is now and how that differs from what was taken.
        :raises AccessError: for whoever is none of the unit's people, or may not read the records.
        :raises UserError: when none is set up, or when it takes too long.
        """
        source = self._get_own_record_source()
        reckoned = source._reckon(source._get_records_of_caller(), self.assessment_id.year)
        now = {
            "now": self._write_figures(reckoned.values),
            "count": reckoned.count,
        }
        figure = self.env["cchc.record.figure"]._find_newest(self).get(self)
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
        # first, since it excludes those who change what is compared next
        self._check_unit_may_edit()
        self.check_access("write")
        source = self._get_own_record_source()
        records = source._get_records_of_caller()
        year = self.assessment_id.year
        figure = source._reckon(records, year)
        after = {**figure.values, "not_applicable": False}
        if self.option_id:
            # a level that was chosen without figures
            after["option_id"] = False
        before = {name: self[name] for name in after}
        if "option_id" in before:
            before["option_id"] = self.option_id.id
        self._save(after, seen_revision)
        kept = self.env["cchc.record.figure"]._keep(
            self, source, figure, source._get_domains(records, year)
        )
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
        figure = self.env["cchc.record.figure"]._find_newest(self).get(self)
        source = self._find_record_source()
        if figure and (figure._is_frozen() or not source):
            model, domain, name = self._get_taken_records(figure)
        elif source:
            records = source._get_records_of_caller()
            model, name = records._name, source.name
            source._check_fields()
            domain = source._get_domains(records, self.assessment_id.year)[0]
        else:
            self._refuse_none()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    def _get_taken_records(self, figure):
        """Return model, domain and name of what a figure was computed from, as far as it is remembered."""
        # sudo: what is remembered is given to the unit's people alone; they read the records by their own rights
        kept = figure.sudo()
        if kept.model not in self.env:
            raise UserError(
                self.env._("The app that kept these records is not installed any more.")
            )
        if len(kept.record_ids or []) == kept.record_count:
            return kept.model, [("id", "in", kept.record_ids)], kept.name
        return kept.model, Conditions(self.env[kept.model], kept.domain).listed, kept.name

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

    def _say_taken(self, figure):
        """Return what was taken, by whom and when, and whether that is what stands there now; a sentence for each."""
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
        return said

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
