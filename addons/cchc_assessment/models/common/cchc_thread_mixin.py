from odoo import models
from odoo.exceptions import AccessError, UserError

from .system_voice import as_system, is_system

# What would let somebody write to whom they like, or under another's name, past the fields of the message.
FORBIDDEN_IN_NOTICES = {"force_email_company", "force_record_name", "mail_headers"}


class CchcThreadMixin(models.AbstractModel):
    """A discussion that belongs to a record of the year.

    People write in it in their own name and to those who may read it; what has happened is told by the system
    alone. ``mail.message`` sees to it that it stays so.
    """

    _name = "cchc.thread.mixin"
    _description = "Discussion of a Record"
    _inherit = ["cchc.single.line.mixin", "mail.thread"]

    def unlink(self):
        # the messages go with their record, whoever wrote them
        return super(CchcThreadMixin, as_system(self)).unlink()

    def _get_addressees(self, partners):
        """Return those of ``partners`` to whom messages of this record may go: whoever may read it."""
        self.ensure_one()
        # sudo: whoever posts need not see the others' users
        users = partners.sudo().with_context(active_test=False).user_ids
        readers = users.filtered(lambda user: self._may_be_read_by(user.id))
        return partners & readers.partner_id.with_env(partners.env)

    def _tell_people(self, users, word):
        """Write to ``users`` and to nobody else, in the caller's name, each in their own language.

        Nobody but them finds it in the record's discussion, and nobody of them who may not read the record gets it.
        The letters wait in Odoo's queue for ``mail.mail._send_soon``: no one waits for a mail server.

        :param word: what returns subject and body, given an environment in the reader's language.
        """
        self.ensure_one()
        # sudo: whoever has done something need not see whom it concerns, or their record
        for lang, people in (users.sudo() - self.env.user).grouped("lang").items():
            told = as_system(self.sudo().with_context(lang=lang))
            subject, body = word(told.env)
            told.message_notify(
                partner_ids=people.partner_id.ids,
                author_id=self.env.user.partner_id.id,
                subject=subject,
                body=body,
                force_send=False,
            )

    def _may_be_read_by(self, user_id):
        # sudo: whoever posts need not see the other's record
        user = self.env["res.users"].sudo().browse(user_id or [])
        return bool(user.active) and self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        ).has_access("read")

    def _is_closed_discussion(self):
        """Whether even its writer changes a message of this record no more."""
        return False

    def _message_log_batch(self, *args, **kwargs):
        """Keep a note of the system's own: that a record was made, or what of it has changed."""
        return super(CchcThreadMixin, as_system(self))._message_log_batch(*args, **kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Tell only those who may read the record: a follower may have left the unit since."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        partners = self.env["res.partner"].browse(
            recipient["id"] for recipient in recipients if recipient["id"]
        )
        allowed = self._get_addressees(partners)._ids if self else partners._ids
        return [recipient for recipient in recipients if recipient["id"] in allowed]

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        if self and kwargs.keys() & FORBIDDEN_IN_NOTICES and not is_system(self.env):
            raise AccessError(
                self.env._("A message of a record goes out under its writer's name as it is.")
            )
        return super()._notify_thread(message, msg_vals, **kwargs)

    def _notify_by_email_get_base_mail_values(self, message, *args, **kwargs):
        values = super()._notify_by_email_get_base_mail_values(message, *args, **kwargs)
        if "subject" in values:
            # Odoo gives a message without a subject its record's name when it goes out, also when a job sends it
            as_system(message.sudo()).subject = values.pop("subject")
        return values

    def _notify_thread_with_out_of_office(self, message, recipients_data, msg_vals=False, **kwargs):
        """Write nothing in somebody's name who is not here."""
        return self.env["mail.message"]

    def _check_can_update_message_content(self, messages):
        messages._check_not_of_record()
        return super()._check_can_update_message_content(messages)

    def message_new(self, msg_dict, custom_values=None):
        raise UserError(self._no_email_sentence())

    def message_update(self, msg_dict, update_vals=None):
        raise UserError(self._no_email_sentence())

    def _no_email_sentence(self):
        return self.env._(
            "An e-mail does not prove who wrote it: messages of this record are written in the system."
        )
