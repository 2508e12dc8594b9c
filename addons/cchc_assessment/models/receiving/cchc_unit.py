"""Receiving: each unit has a mailbox, and what its own people send there waits in its tray."""

import io
from datetime import datetime

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...compat import find_open_alias_name, send_back
from ...core.plain.letters import find_sender, is_automatic, is_proven
from ...core.plain.names import safe_name
from ...fields import CODE_LENGTH, LimitedChar
from ..assessment.assessment_workflow import DRAFT
from ..gathering.cchc_evidence import MOST_AT_ONCE

# By which name the agency's own mail server signs what it found out of a letter; empty: nobody looks.
SERVICE_PARAMETER = "cchc_assessment.mail_authentication_service"
# Before a unit's code.
_PREFIX = "tlkc-"
# What Odoo adds where the whole letter is to be kept.
_ORIGINAL = "original_email.eml"
# What Odoo calls a part of a letter that has no name.
_NAMELESS = "attachment"


class CchcUnit(models.Model):
    _name = "cchc.unit"
    _inherit = ["cchc.unit"]

    mailbox = LimitedChar(
        copy=False,
        max_length=CODE_LENGTH,
        help="What stands before the @ of the address to which the unit's people send documents. Empty: no mailbox.",
    )
    mail_alias_id = fields.Many2one(
        "mail.alias",
        "Alias",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    mail_address = fields.Char(
        "Address for Documents",
        compute="_compute_mail_address",
        help="What the unit's own people send there waits among its documents to sort.",
    )

    def _compute_mail_address(self):
        # sudo: the address is told to whoever sees the unit
        for unit, unit_sudo in zip(self, self.sudo(), strict=True):
            alias = unit_sudo.mail_alias_id
            unit.mail_address = alias.alias_full_name if alias.alias_domain_id else False

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units.filtered("mailbox")._give_alias()
        return units

    def write(self, vals):
        result = super().write(vals)
        if "mailbox" in vals:
            self._give_alias()
        return result

    def unlink(self):
        # sudo: whoever may delete a unit need not keep the aliases
        aliases = self.sudo().mail_alias_id
        result = super().unlink()
        aliases.unlink()
        return result

    def action_give_mailboxes(self):
        """Give those of these units that have no mailbox one by their code."""
        self.check_access("write")
        for unit in self.filtered(lambda one: not one.mailbox):
            unit.mailbox = f"{_PREFIX}{unit.code}"[:CODE_LENGTH]

    def _give_alias(self):
        """Let Odoo's alias of each of these units follow the name of its mailbox."""
        # sudo: whoever keeps the units need not keep the aliases, of which no other is touched
        for unit in self.sudo():
            alias = unit.mail_alias_id
            if not unit.mailbox:
                alias.unlink()
                continue
            name = find_open_alias_name(self.env, unit.mailbox, unit.company_id, alias)
            if not name:
                raise UserError(
                    self.env._(
                        "The mailbox “%(mailbox)s” of “%(unit)s” cannot be had. Choose another name, of Latin "
                        "letters, figures, dots and hyphens.",
                        mailbox=unit.mailbox,
                        unit=unit.name,
                    )
                )
            model = self.env["ir.model"].sudo()._get(unit._name).id
            values = {
                "alias_name": name,
                "alias_domain_id": unit.company_id.alias_domain_id.id,
                "alias_model_id": model,
                "alias_force_thread_id": unit.id,
                "alias_parent_model_id": model,
                "alias_parent_thread_id": unit.id,
            }
            if alias:
                alias.write(values)
            else:
                unit.mail_alias_id = alias.create(values)

    def _is_mailbox(self, alias):
        """Whether a letter to ``alias`` is one to this unit's mailbox."""
        # sudo: nobody but the job that fetches letters asks
        return len(self) == 1 and bool(alias) and self.sudo().mail_alias_id == alias

    def _may_receive(self, letter, values):
        """Tell whether a letter to this unit's mailbox is read; of one that is not, no word is kept.

        Who is none of the unit's people is told one sentence, whoever they are. Nobody is answered where a program
        wrote the letter, or where the mail server knows that it does not come from whom it names.

        :param letter: the ``EmailMessage``
        :param values: what Odoo has read in it
        """
        if is_automatic(letter) or self._is_own_address(find_sender(letter)):
            return False
        service = self._get_service()
        if service and not is_proven(letter, service):
            return False
        if self._find_writer(letter):
            return True
        # whose language a stranger reads nobody knows
        unit = self.env["res.lang"]._in_vietnamese(self)
        unit._send_back(
            letter,
            values,
            unit.env._(
                "This address takes documents of its agency's own people only. Nothing was kept of your e-mail."
            ),
        )
        return False

    def _receive(self, letter, values):
        """File the attachments of a letter that may be received, as its writer, among the documents to sort."""
        writer = self._find_writer(letter)
        unit = self.with_user(writer).with_context(
            allowed_company_ids=self.company_id.ids, lang=writer.lang
        )
        problems = unit._file_attachments(letter, values)
        if problems:
            unit._send_back(letter, values, "\n".join(problems))

    def _file_attachments(self, letter, values):
        """File what is attached to a letter, and return a sentence for each that was not filed."""
        attachments = [
            (safe_name(name), content)
            for name, content, info in values.get("attachments") or ()
            # pictures of a signature stand in the text; of a letter in a letter its files are here as well
            if name != _ORIGINAL
            and f"cid:{info.get('cid')}" not in (values.get("body") or "")
            and isinstance(content, bytes | str)
            # a text that nobody named is one of a letter
            and not (isinstance(content, str) and name == _NAMELESS)
        ]
        if not attachments:
            return [self.env._("Nothing is attached to the e-mail: there was nothing to file.")]
        assessment = self._find_assessment_to_file_in(values.get("subject") or "")
        if not assessment:
            return [
                self.env._(
                    "Nothing was filed: no assessment of “%(unit)s” is open for documents.",
                    unit=self.name,
                )
            ]
        sentences = []
        address, is_sure = find_sender(letter), bool(self._get_service())
        for name, content in attachments[:MOST_AT_ONCE]:
            try:
                with self.env.cr.savepoint():
                    self._file_attachment(name, content, assessment, address, is_sure)
            except (AccessError, UserError) as error:
                sentences.append(f"{name}: {error}")
        sentences += [
            self.env._(
                "%(name)s: at most %(limit)s files can be taken at once.",
                name=name,
                limit=MOST_AT_ONCE,
            )
            for name, _content in attachments[MOST_AT_ONCE:]
        ]
        return sentences

    def _file_attachment(self, name, content, assessment, address, is_sender_proven):
        content = content.encode() if isinstance(content, str) else content
        evidence, created, _guess = self.env["cchc.evidence"]._upload(
            io.BytesIO(content), name, assessment=assessment
        )
        if created:
            evidence._note_letter(address, is_sender_proven)

    def _find_assessment_to_file_in(self, subject):
        """Return the one of the unit's assessments in which the user may file that is meant.

        It is that of the year that the subject names, else the one that has to be sent first.
        """
        open_ones = (
            self.env["cchc.assessment"]
            .search([("unit_id", "=", self.id), ("state", "=", DRAFT)], order="year, id")
            .filtered("is_editable")
        )
        named = open_ones.filtered(lambda one: str(one.year) in subject)
        return (named or open_ones).sorted(lambda one: one.deadline or datetime.max)[:1]

    def _find_writer(self, letter):
        """Return the one active user of this unit whose address a letter says to come from, if there is one."""
        address = find_sender(letter)
        # sudo: who is written to in the job's name is looked up for it alone
        unit = self.sudo()
        if not address or not unit.active:
            return self.env["res.users"]
        people = unit.officer_ids | unit.leader_ids | unit.deputy_ids._get_acting().user_id
        writers = people.filtered(
            lambda user: user.active and not user.share and user.email_normalized == address
        )
        return writers if len(writers) == 1 else writers.browse()

    @api.model
    def _is_own_address(self, address):
        # sudo: the job's own look
        return bool(
            address
            and self.env["mail.alias"].sudo().search_count([("alias_full_name", "=", address)])
        )

    @api.model
    def _get_service(self):
        return self.env["ir.config_parameter"]._get_cchc_text(SERVICE_PARAMETER)

    def _send_back(self, letter, values, sentence):
        """Answer a letter, in such a way that the answer to it is not answered."""
        # sudo: the answer goes out in the name of the system
        answer = Markup("<br/>").join(sentence.split("\n"))
        send_back(self.env["mail.thread"].sudo(), values, answer, letter, is_last=True)
