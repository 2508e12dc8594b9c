from odoo import api, fields, models
from odoo.exceptions import UserError

from ...compat import get_window
from ...fields import (
    NUMBER_LENGTH,
    REASON_LENGTH,
    SUBJECT_LENGTH,
    LimitedChar,
    LimitedText,
    VisibleOne2many,
)
from ..common.screens import download


class CchcFigureBatch(models.Model):
    """One version of a common figure: what was brought in together, from where, by whom and why.

    It stays as it was brought in. A later one takes the place of the units' values that it names; one that was
    withdrawn gives the place back to what stood there before.
    """

    _name = "cchc.figure.batch"
    _description = "Version of a Common Figure"
    _inherit = ["cchc.own.defaults.mixin", "cchc.closed.mixin", "cchc.owned.mixin"]
    _order = "common_id, number desc"
    _rec_name = "label"

    common_id = fields.Many2one(
        "cchc.common.figure",
        "Common Figure",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="common_id.company_id", store=True, index=True)
    number = fields.Integer("Version", required=True, readonly=True, aggregator=None)
    source = LimitedChar(
        required=True,
        readonly=True,
        max_length=SUBJECT_LENGTH,
        help="The report, system or authority that the figures come from.",
    )
    date = fields.Date(
        "Figures as of", required=True, readonly=True, help="The day that the figures speak of."
    )
    document_number = LimitedChar(readonly=True, max_length=NUMBER_LENGTH)
    document_date = fields.Date(readonly=True)
    document_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    reason = LimitedText(
        "Reason of the Change",
        readonly=True,
        max_length=REASON_LENGTH,
        help="Why an earlier version was replaced.",
    )
    label = LimitedChar(
        readonly=True,
        max_length=2 * SUBJECT_LENGTH,
        help="Source and document in one line, as units read it.",
    )
    # the one of then, whoever answers now
    agency_name = LimitedChar("Agency", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Brought In By", required=True, readonly=True, ondelete="restrict"
    )
    brought_in_at = fields.Datetime(required=True, readonly=True)
    withdrawn_at = fields.Datetime(readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    withdrawal_reason = LimitedText(readonly=True, max_length=REASON_LENGTH)
    figure_ids = VisibleOne2many("cchc.figure", "batch_id", "Figures")
    # for record rules: what they read of it as the system must not be what a reader finds in the cache
    every_figure_ids = fields.One2many(
        "cchc.figure", "batch_id", "Figures", groups=fields.NO_ACCESS
    )
    is_mine = fields.Boolean(related="common_id.is_mine")

    _number_uniq = models.Constraint("UNIQUE(common_id, number)", "This version is there already.")

    @api.model
    def _make(self, common, details, document=None):
        """Create the next version of ``common``, whose right to be brought in was checked.

        :raises UserError: saying what is missing.
        """
        last = self.sudo().search([("common_id", "=", common.id)], limit=1)
        # sudo: whoever may bring in reads what stands
        standing = last and self.env["cchc.figure"].sudo().search(
            [("common_id", "=", common.id), ("is_standing", "=", True)], limit=1
        )
        self._check_details(details, document, needs_reason=bool(standing))
        values = {
            name: details.get(name) or False
            for name in ("source", "date", "document_number", "document_date", "reason")
        }
        [batch] = self._create_as_system(
            [
                {
                    **values,
                    "common_id": common.id,
                    "number": last.number + 1,
                    "label": self._make_label(details),
                    "document_id": details.get("document_id", False),
                    "agency_name": common.sudo().agency_name,
                    "user_id": self.env.uid,
                    "brought_in_at": fields.Datetime.now(),
                }
            ]
        )
        if document:
            file = common._keep_document(batch, *document)
            batch._write_as_system({"document_id": file.id})
        return batch

    @api.model
    def _check_details(self, details, document, needs_reason):
        has_document = (
            document
            or details.get("document_id")
            or (details.get("document_number") and details.get("document_date"))
        )
        problem = ""
        if not (details.get("source") and details.get("date")):
            problem = self.env._("Say where the figures come from, and of which day they are.")
        elif not has_document:
            problem = self.env._(
                "Name the document that the figures stand in, by number and date, or attach it."
            )
        elif needs_reason and not (details.get("reason") or "").strip():
            problem = self.env._(
                "There are figures already: say why others take their place, as the units will read it."
            )
        if problem:
            raise UserError(problem)

    @api.model
    def _make_label(self, details):
        """Return source, document and day in one line, in no language of the addon's."""
        number, day = details.get("document_number"), details.get("document_date")
        document = " ".join(filter(None, (number, day and f"({_write_day(day)})")))
        return "; ".join(filter(None, (details["source"], document, _write_day(details["date"]))))

    def action_download(self):
        """Download the document that the figures stand in.

        :raises UserError: when there is none.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.document_id:
            raise UserError(self.env._("No file was attached to this version."))
        return download(f"/web/content/{self.document_id.id}?download=true")

    def action_withdraw(self):
        """Open the dialog that withdraws this version."""
        self.ensure_one()
        self.check_access("read")
        self.common_id._check_may_bring_in()
        return get_window(
            self.env,
            "cchc_assessment.cchc_figure_step_action",
            context={"default_batch_id": self.id, "default_step": "withdraw"},
        )

    def _withdraw(self, reason):
        """Withdraw this version: what stood before stands again, in forms that are being worked on.

        :raises AccessError: when the user may not
        :raises UserError: without a reason, or where it is withdrawn already
        """
        self.ensure_one()
        self.common_id._check_may_bring_in()
        self.common_id._lock_for_update()
        batch = self.sudo()
        if batch.withdrawn_at:
            raise UserError(self.env._("This version is withdrawn already."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, as the units will read it."))
        self._write_as_system(
            {
                "withdrawn_at": fields.Datetime.now(),
                "withdrawn_by_id": self.env.uid,
                "withdrawal_reason": reason,
            }
        )
        figures = batch.figure_ids
        figures._settle_objections(reason)
        figures._settle(figures.line_id)
        figures.line_id.with_env(self.env)._follow_figures()


def _write_day(day):
    return f"{fields.Date.to_date(day):%d/%m/%Y}"
