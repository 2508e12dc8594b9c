from odoo import models
from odoo.exceptions import UserError

from ..models.common.screens import open_dialog


class CchcRubric(models.Model):
    """The dialogs about a whole rubric."""

    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    def action_compare(self):
        """Show what changed since the version that this rubric was copied from."""
        self.ensure_one()
        if not self.origin_id:
            raise UserError(
                self.env._(
                    "“%(rubric)s” was not made as a new version of another rubric, so there is "
                    "nothing to compare it with.",
                    rubric=self.name,
                )
            )
        return open_dialog(
            self.env["cchc.rubric.comparison"],
            self.env._("Comparison with the previous version"),
            context={"default_rubric_id": self.id, "dialog_size": "extra-large"},
        )

    def _open_findings(self):
        dialog = self.env["cchc.rubric.publish"].create({"rubric_id": self.id})
        dialog._show_findings()
        return dialog._reopen()
