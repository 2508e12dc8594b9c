from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..common.groups import SECRETARY_GROUP

# How many lines of what was found are shown at once; all of them stay with the check.
MOST_SHOWN = 10
# What is compared while somebody waits: records, and bytes of their files.
MOST_AT_ONCE = 3
MOST_BYTES_AT_ONCE = 500_000_000


class CchcCheckedMixin(models.AbstractModel):
    """What is sealed and compared with its seal now and then.

    A model that inherits it has ``check_ids``, its checks.
    """

    _name = "cchc.checked.mixin"
    _inherit = ["cchc.sealed.mixin"]
    _description = "Checked Against Its Seal"

    check_state = fields.Selection(
        [("ok", "All is as sealed"), ("bad", "Differs from what was sealed")],
        compute="_compute_check",
    )
    checked_at = fields.Datetime(compute="_compute_check")
    check_report = fields.Text(compute="_compute_check")

    @api.depends("check_ids")
    def _compute_check(self):
        for record in self:
            # by number: one that was made just now comes last in the cache
            last = record.check_ids.sorted("id")[-1:]
            record.check_state = last.state
            record.checked_at = last.checked_at
            record.check_report = last.report

    def action_check_files(self):
        """Compare what is stored with what was sealed; the result is kept and shown.

        Of more than a few it is done piece by piece afterwards, and the secretary is told when it is done.

        :raises AccessError: when somebody else than a secretary asks.
        """
        self._check_may_check_seals()
        if self._are_too_many():
            return self.env["cchc.seal.review"]._begin("comparison", self)._show()
        return self._check_seals()._show()

    def _check_seals(self):
        self._check_may_check_seals()
        return self.env["cchc.submission.check"]._check(self)

    def _check_may_check_seals(self):
        self.check_access("read")
        if not self.env.user.has_group(SECRETARY_GROUP):
            raise AccessError(self.env._("Only a secretary checks what was sealed."))

    def _are_too_many(self):
        """Whether to compare all of these takes longer than anybody waits for."""
        return len(self) > MOST_AT_ONCE or self._get_sealed_size() > MOST_BYTES_AT_ONCE

    def _get_sealed_size(self):
        """Return how many bytes the sealed files of these records have, as far as they can be told quickly."""
        return 0

    def _get_seal_key(self):
        """Return by what the log of an assessment tells this seal from others."""
        return str(self.number)

    def _get_sealed_assessments(self):
        """Return the assessments whose logs note this seal."""
        return self.assessment_id

    def _log_seal(self):
        """Note the seal in the logs, so that neither can be changed without the other."""
        self.env["cchc.log"]._append(
            [
                {
                    "assessment_id": assessment.id,
                    "action": "seal",
                    "field": "seal",
                    "new_value": f"{self._get_seal_key()}: {self.seal}",
                    "reason": self.display_name,
                }
                for assessment in self._get_sealed_assessments()
            ]
        )

    def _find_seal_breaks(self, version):
        problems = super()._find_seal_breaks(version)
        key = self._get_seal_key()
        # sudo: whether it is whole does not depend on who asks
        assessments = self.sudo()._get_sealed_assessments()
        rows = self.env["cchc.log"].sudo()
        noted = rows.search(
            [
                ("assessment_id", "in", assessments.ids),
                ("action", "=", "seal"),
                ("new_value", "=like", f"{key}: %"),
            ]
        )
        expected = f"{key}: {self._make_seal(self.sudo().manifest)}"
        is_noted = noted.assessment_id == assessments and set(noted.mapped("new_value")) == {
            expected
        }
        if (noted or version > 1) and not is_noted:
            problems.append(self.env._("The seal is not the one that the log notes."))
        return problems
