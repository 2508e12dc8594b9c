from odoo import fields, models


class CchcWork(models.Model):
    """What the council takes over from many units, or settles for them, is done behind the request."""

    _name = "cchc.work"
    _inherit = ["cchc.work"]

    kind = fields.Selection(
        selection_add=[
            ("agreement", "Agree with the Unit"),
            ("relative", "Settle Points Relative to the Best"),
            ("asking", "Ask for the Figures"),
        ],
        ondelete=dict.fromkeys(("agreement", "relative", "asking"), "cascade"),
    )

    def _get_units_at_once(self):
        # who decides in one of them meanwhile waits until all are agreed with
        return 1 if self.kind == "agreement" else super()._get_units_at_once()

    def _do_asking(self, parts):
        forms, refused = self._find_forms(parts)
        forms._get_lacking_figures()._mark_figures()
        return refused

    def _do_relative(self, parts):
        self._write_as_system({"details": {"settled": self.period_id._confirm_relative()}})

    def _say_how_far(self):
        # sudo: it is nobody's to read
        settled = (self.sudo().details or {}).get("settled")
        if settled is None:
            return super()._say_how_far()
        return self.period_id._say_settled(settled)

    def _do_agreement(self, parts):
        forms, refused = self._find_forms(parts)
        untouched, left = forms._agree()
        if left:
            done = forms - forms.browse().union(*untouched)
            parts._note(
                {
                    form.unit_id: self.env._(
                        "Taken over, but for %(count)s criteria that do not apply by the unit's word: confirm them "
                        "apart.",
                        count=form.not_applicable_count,
                    )
                    for form in done
                    if form.not_applicable_count
                }
            )
        return refused | {form.unit_id: sentence for form, sentence in untouched.items()}
