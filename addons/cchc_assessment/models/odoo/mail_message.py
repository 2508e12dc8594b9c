"""What a message says of a change is as much a part of it as its words."""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize

from ...compat import get_operation_to_post, get_reply_to
from ...fields import HTML_LENGTH, NAME_LENGTH, fold_line
from ..common.reading import filter_hidden
from ..common.system_voice import as_system, get_asker, is_system

MILESTONE = "cchc_assessment.cchc_assessment_milestone"

# What makes a message say what it says: the rest (stars, reactions, notifications) goes on changing.
CONTENT_FIELDS = {
    "attachment_ids",
    "author_guest_id",
    "author_id",
    "body",
    "child_ids",
    "create_date",
    "create_uid",
    "date",
    "email_from",
    "incoming_email_cc",
    "incoming_email_to",
    "is_internal",
    "mail_activity_type_id",
    "mail_server_id",
    "message_type",
    "model",
    "outgoing_email_to",
    "parent_id",
    "partner_ids",
    "record_alias_domain_id",
    "record_company_id",
    "reply_to",
    "reply_to_force_new",
    "res_id",
    "subject",
    "subtype_id",
    "tracking_value_ids",
}
# How long its texts may be where it belongs to a record of ours.
MESSAGE_LENGTHS = {"subject": NAME_LENGTH, "body": HTML_LENGTH}
# What people say; everything else is told by the system.
SAID_BY_PEOPLE = {"comment", "email_outgoing", "user_notification"}
# How far a message's date may lie from the moment at which it is written.
NOW = timedelta(minutes=1)
# In the data of the transaction: the messages that are being posted in it.
POSTED = "cchc_posted_messages"


class MailMessage(models.Model):
    """Messages of the addon's records: whoever asked for one is its author, whatever Odoo becomes in between."""

    _name = "mail.message"
    _inherit = ["mail.message", "cchc.limited.texts.mixin"]
    _limited_lengths = MESSAGE_LENGTHS

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if (vals.get("model") or "").startswith("cchc."):
                # a subject ends where its line ends, and what comes after is read as anything else
                vals["subject"] = fold_line(vals.get("subject"))
        messages = super().create(vals_list)
        ours = messages.filtered(lambda message: (message.model or "").startswith("cchc."))
        if ours and not is_system(self.env):
            # afterwards, since it may also come from a default that the caller sends
            of_record = ours._get_of_record()
            if ours - of_record:
                raise AccessError(
                    self.env._("What this record has to say is sent by the system alone.")
                )
            of_record._check_origin()
            of_record._check_is_new()
            posted = self.env.cr.precommit.data.setdefault(POSTED, set())
            posted.update(of_record.ids)
        return messages

    def write(self, vals):
        changed = vals.keys() & CONTENT_FIELDS
        if not changed or is_system(self.env):
            return super().write(vals)
        if changed != {"attachment_ids"} or not self._are_being_posted():
            self._check_not_of_record()
        result = super().write(vals)
        of_record = self._get_of_record()
        of_record._check_origin()
        if "date" in vals:
            of_record._check_is_new()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_record(self):
        if not is_system(self.env):
            self._check_not_of_record()

    def _compute_record_name(self):
        hidden = filter_hidden(self, "model")
        hidden.record_name = False
        return super(MailMessage, self - hidden)._compute_record_name()

    @api.model
    def _is_of_record_model(self, model):
        """Whether the discussions of ``model`` are part of a record of ours."""
        registry = self.env.registry
        return (
            bool(model)
            and model in registry
            and issubclass(registry[model], registry["cchc.thread.mixin"])
        )

    def _get_of_record(self):
        """Return those of these messages, as the system sees them, that stand in a record of ours."""
        # sudo: a message is judged by what it says, whoever may see it
        return self.sudo().filtered(lambda m: m.res_id and self._is_of_record_model(m.model))

    def _are_being_posted(self):
        """Whether this transaction has made them: files of an activity follow its message."""
        return self.env.cr.precommit.data.get(POSTED, set()).issuperset(self.ids)

    def _check_origin(self):
        """Refuse what somebody would put into the discussion of a record that isn't theirs to say.

        A message bears the name of whoever asked for it, goes to those who may read the record, stands where
        its writer may post, and tells no milestone: what has happened is said by the system alone.
        """
        asker = get_asker(self.env)
        milestone = self.env.ref(MILESTONE)
        for message in self:
            record = self.env[message.model].sudo().browse(message.res_id)
            own = record.with_user(asker)
            is_notice = message.message_type == "user_notification"
            own.check_access("read" if is_notice else get_operation_to_post(own))
            if asker.id == SUPERUSER_ID:
                is_theirs = message.message_type in SAID_BY_PEOPLE | {"notification"}
            else:
                if message.message_type == "notification":
                    # Odoo posts so for whoever calls without saying what kind of message it is
                    as_system(message).message_type = "comment"
                is_theirs = message.message_type in SAID_BY_PEOPLE
            if (
                not is_theirs
                or message.subtype_id == milestone
                or message.tracking_value_ids
                or not message._is_in_name_of(asker.sudo().partner_id)
            ):
                raise AccessError(
                    self.env._(
                        "In the discussion of an assessment people write in their own name, and what has "
                        "happened to it is told by the system alone."
                    )
                )
            message._check_recipients(record)

    def _is_in_name_of(self, partner):
        own_addresses = {False, "", partner.email, partner.email_formatted}
        return (
            self.author_id == partner
            and not self.author_guest_id
            and self.email_from in own_addresses
        )

    def _check_recipients(self, record):
        """Refuse a message that would go to, or bring its answers to, somebody who may not read ``record``."""
        self.ensure_one()
        parent = self.parent_id
        if parent and (parent.model, parent.res_id) != (self.model, self.res_id):
            raise AccessError(self.env._("A message answers one of the same discussion."))
        reply_to = get_reply_to(record, self.email_from, self.author_id.id)
        if (
            self.outgoing_email_to
            or self.incoming_email_to
            or self.incoming_email_cc
            or self.mail_server_id
            or (self.reply_to and email_normalize(self.reply_to) != email_normalize(reply_to))
            or self.partner_ids - record._get_addressees(self.partner_ids)
        ):
            raise UserError(self._outsider_sentence(record))

    @api.model
    def _outsider_sentence(self, record):
        return self.env._(
            "Messages of “%(record)s” go to people who may read it, and to nobody else. Take the others "
            "out and write to them from your own mailbox.",
            record=record.display_name,
        )

    def _check_is_new(self):
        """Refuse a message that claims to be of another day."""
        now = fields.Datetime.now()
        if any(abs(message.date - now) > NOW for message in self):
            raise AccessError(self.env._("A message bears the date on which it is written."))

    def _check_not_of_record(self):
        """Refuse to change what the discussion of a record keeps for later readers.

        These are what the system has told always, what others have said, and every message of an assessment
        that has left its officers' hands.
        """
        messages = self._get_of_record()
        if not messages:
            return
        author = get_asker(self.env).sudo().partner_id
        milestone = self.env.ref(MILESTONE)
        for message in messages:
            if (
                message.subtype_id == milestone
                or message.message_type not in SAID_BY_PEOPLE
                or message.tracking_value_ids
                or message.author_id != author
                or self.env[message.model].sudo().browse(message.res_id)._is_closed_discussion()
            ):
                raise UserError(
                    self.env._(
                        "The messages of an assessment are part of its record and stay as they are."
                    )
                )
