import logging
import re

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.mail import html2plaintext

from ...core.scoring import format_number, to_decimal
from ..common.cchc_met_mixin import try_again
from ..common.system_voice import as_system

_logger = logging.getLogger(__name__)

NOTICE_STATES = [
    ("queued", "To be sent"),
    ("waiting", "Waiting to be sent"),
    ("sent", "Sent"),
    ("failed", "Not sent"),
]


class CchcResult(models.Model):
    """The notice to a unit: its own result by e-mail, with its result sheet.

    Notices are made one by one by a job, each in a transaction of its own: whatever goes wrong with them,
    the publication stands.
    """

    _inherit = "cchc.result"

    notice_state = fields.Selection(NOTICE_STATES, "Notice", readonly=True, copy=False, index=True)
    notice_failure = fields.Text("Why the Notice Was Not Sent", readonly=True, copy=False)
    notice_recipients = fields.Char(
        compute="_compute_notice_recipients",
        compute_sudo=True,
        help="The unit's leaders and its contact, for the template.",
    )
    score_text = fields.Char(compute="_compute_texts", help="The result in words for a message.")
    rank_text = fields.Char(compute="_compute_texts", help="The place in words for a message.")
    decision_text = fields.Char(compute="_compute_texts", help="Number and date of the decision.")
    assessment_link = fields.Html(compute="_compute_texts", sanitize=False)

    @api.depends("unit_id.leader_ids", "unit_id.partner_id")
    def _compute_notice_recipients(self):
        for result in self:
            unit = result.unit_id
            people = unit.leader_ids.partner_id | unit.partner_id
            result.notice_recipients = ",".join(
                str(partner.id) for partner in people if partner.email
            )

    @api.depends("score", "maximum", "percent", "rank", "group_id", "publication_id")
    def _compute_texts(self):
        for result in self:
            result.score_text = "{}/{} ({} %)".format(
                *map(result._format_score, (result.score, result.maximum, result.percent or 0))
            )
            result.rank_text = f"{result.rank} ({result.group_id.name})" if result.rank else "–"
            decision = result.publication_id
            result.decision_text = (
                decision.decision_date
                and f"{decision.decision_number}, {decision.decision_date:%d/%m/%Y}"
            )
            url = f"{result.get_base_url()}/odoo/cchc.assessment/{result.assessment_id.id}"
            result.assessment_link = Markup('<a href="%s">%s</a>') % (url, url)

    @api.model
    def mail_allowed_qweb_expressions(self):
        """What the secretary may put into the notice without being trusted with code."""
        return {
            *super().mail_allowed_qweb_expressions(),
            "object.assessment_link",
            "object.company_id.email_formatted",
            "object.company_id.name",
            "object.decision_text",
            "object.group_id.name",
            "object.notice_recipients",
            "object.period_id.council_email",
            "object.period_id.name",
            "object.publication_id.decision_date",
            "object.publication_id.decision_number",
            "object.rank",
            "object.rank_overall",
            "object.rank_text",
            "object.rating",
            "object.score_text",
            "object.unit_id.name",
            "object.year",
        }

    def _get_on_their_way(self):
        """Return those of these results whose notice was made, and is only waiting for the mail server."""
        # sudo: messages are the system's
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                [
                    ("model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "outgoing"),
                ]
            )
        )
        return self.browse(mails.mapped("res_id")).filtered(
            lambda result: result.notice_state == "waiting"
        )

    def _queue_notices(self):
        """Let the job send these units their results, as soon as this transaction is over."""
        self._write_as_system({"notice_state": "queued", "notice_failure": False})
        # sudo: whoever publishes need not know of jobs
        self.env.ref("cchc_assessment.cchc_result_notice_cron").sudo()._trigger()

    @api.model
    def _cron_send_notices(self):
        """Send the notices that are to be sent, one transaction each."""
        # what was corrected meanwhile is not said any more
        queued = self.search(
            [("notice_state", "=", "queued"), ("is_effective", "=", True)], order="id"
        )
        self.env["ir.cron"]._commit_progress(remaining=len(queued))
        for result in queued:
            try_again(self.env, result._send_queued_notice)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _send_queued_notice(self):
        """Send the notice if it still is to be sent: since the job began, a correction may have been published."""
        if self.notice_state == "queued" and self.is_effective:
            self._send_notice()

    def _send_notice(self):
        """Send the unit its result. What becomes of the message is told to ``_note_mail_result``."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                mail = self._make_notice()
        except OperationalError:
            # two transactions met: the whole of it starts again
            raise
        except Exception as error:
            # a template that people edit may fail in any way
            if not isinstance(error, UserError):
                _logger.warning("The notice of result %s cannot be made", self.id, exc_info=True)
            self._note_mail_result(self.env._("The notice cannot be made: %(error)s", error=error))
            return
        self._write_as_system({"notice_state": "waiting", "notice_failure": False})
        mail.send_after_commit()

    def _make_notice(self):
        template = self.company_id._cchc_get_own("cchc_result_mail_template")
        if not template:
            raise UserError(self.env._("The template has been deleted."))
        if not self.notice_recipients:
            raise UserError(
                self.env._("Nobody of “%(unit)s” has an e-mail address.", unit=self.unit_id.name)
            )
        mail_id = as_system(template).send_mail(
            self.id,
            email_values={
                "attachment_ids": [Command.link(self._make_sheet().id)],
                "auto_delete": False,
            },
        )
        mail = self.env["mail.mail"].browse(mail_id)
        if not html2plaintext(mail.body_html or "").strip():
            raise UserError(self.env._("It is empty."))
        if not (mail.email_to or mail.recipient_ids):
            raise UserError(self.env._("It names no recipient."))
        return mail

    def _make_sheet(self):
        """Return the unit's result sheet as a file that those see who see this result."""
        return self.env["ir.attachment"].create(
            {
                "name": f"{self._get_sheet_name()}.xlsx",
                "raw": self._render_sheet(),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _render_sheet(self):
        """Return the workbook that shows these results. The documents above the models give it."""
        raise NotImplementedError

    def _note_mail_result(self, failure=None):
        """Keep whether the unit was let know."""
        state = "failed" if failure else "sent"
        self._write_as_system({"notice_state": state, "notice_failure": failure})

    def _format_score(self, value):
        return format_number(to_decimal(value), "vi", self.score_digits)

    def _get_sheet_name(self):
        """Return the sheet's file name without its ending: "Kết quả CCHC - Sở Nội vụ - 2026"."""
        name = f"Kết quả CCHC - {self.unit_id.name} - {self.year}"
        return re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip()
