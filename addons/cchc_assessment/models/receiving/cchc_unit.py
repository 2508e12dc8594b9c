"""Receiving: each unit has a mailbox, and what its own people send there waits in its tray."""

import hashlib
import io
from datetime import datetime, timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...compat import find_open_alias_name, send_back
from ...core.plain.letters import find_files, find_sender, is_automatic, is_proven
from ...core.plain.names import safe_name
from ...fields import CODE_LENGTH, LimitedChar
from ..assessment.assessment_workflow import DRAFT, PUBLISHED, SET_ASIDE
from ..gathering.cchc_evidence import MOST_AT_ONCE

# By which name the agency's own mail server signs what it found out of a letter; empty: no letter is taken.
SERVICE_PARAMETER = "cchc_assessment.mail_authentication_service"
# Before a unit's code.
_PREFIX = "tlkc-"
# How many units of one domain may have the same code.
_MOST_ALIKE = 50
# Documents that a unit's mailbox takes within 24 hours.
MOST_A_DAY = 200


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
            is_open = alias.alias_domain_id and self._get_service()
            unit.mail_address = alias.alias_full_name if is_open else False

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        units._check_service()
        units.filtered("mailbox")._give_alias()
        return units

    def write(self, vals):
        result = super().write(vals)
        if "mailbox" in vals:
            self._check_service()
            self._give_alias()
        return result

    def unlink(self):
        # sudo: whoever may delete a unit need not keep the aliases
        aliases = self.sudo().mail_alias_id
        result = super().unlink()
        aliases.unlink()
        return result

    def action_give_mailboxes(self):
        """Give those of these units that have no mailbox one by their code, with a figure where it is taken.

        :return: the action that shows how far that is, where they are many; else None.
        :raises UserError: where nobody proves senders yet.
        """
        self.check_access("write")
        works, left = self.env["cchc.work"], self.filtered(lambda one: not one.mailbox)
        if not works._is_long(len(left)):
            return left._give_mailboxes()
        if not self._get_service():
            raise UserError(self._say_no_service())
        period = self.env["cchc.period"]
        return works.union(
            *(
                works._begin("mailboxes", period, units, company_id=company.id)
                for company, units in left.grouped("company_id").items()
            )
        )._show()

    def _give_mailboxes(self):
        for unit in self.filtered(lambda one: not one.mailbox):
            unit.mailbox = unit._propose_mailbox()

    def _propose_mailbox(self):
        name = f"{_PREFIX}{self.code}"[: CODE_LENGTH - 3]
        names = (name, *(f"{name}-{number}" for number in range(2, _MOST_ALIKE)))
        none = self.env["mail.alias"].browse()
        return next(
            (one for one in names if find_open_alias_name(self.env, one, self.company_id, none)),
            name,
        )

    def _check_service(self):
        """Refuse mailboxes as long as anybody could write to them in anybody's name."""
        if any(self.mapped("mailbox")) and not self._get_service():
            raise UserError(self._say_no_service())

    def _say_no_service(self):
        return self.env._(
            "There are no mailboxes yet: the administrator first names the mail server that proves senders, in the "
            "settings."
        )

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
            }
            if alias:
                alias.write(values)
            else:
                unit.mail_alias_id = alias.create(values)

    def _is_mailbox(self, alias):
        """Whether a letter to ``alias`` is one to this unit's mailbox."""
        # sudo: nobody but the job that fetches letters asks
        return len(self) == 1 and bool(alias) and self.sudo().mail_alias_id == alias

    def _receive(self, letter, values):
        """File the attachments of a letter as its writer, among the documents to sort.

        Only the writer is ever answered, at the address of their user, and no program is.

        :param letter: the ``EmailMessage``
        :param values: what Odoo has read in it
        """
        writer = self._find_writer(letter)
        if not writer:
            return
        unit = self._as_writer(writer)
        # no attachments at all: the server is told to keep none
        files = find_files(letter) if "attachments" in values else []
        problems = unit._file_attachments(files, values.get("subject") or "", find_sender(letter))
        if problems and not is_automatic(letter):
            answer = Markup("<br/>").join(problems)
            # sudo: the answer goes out in the name of the system
            threads = self.env["mail.thread"].sudo()
            send_back(threads, values, answer, letter, writer.email_normalized)

    def _as_writer(self, writer):
        return self.with_user(writer).with_context(
            allowed_company_ids=self.company_id.ids, lang=writer.lang
        )

    def _file_attachments(self, files, subject, address):
        """File what is attached to a letter, and return a sentence for each that was not filed."""
        if not files:
            return [self.env._("Nothing is attached to the e-mail: there was nothing to file.")]
        assessment = self._find_assessment_to_file_in(subject)
        if not assessment and not self._waits_for_a_period():
            return [
                self.env._(
                    "Nothing was filed: “%(unit)s” is filling in no self-assessment at present. Documents for an "
                    "explanation are uploaded with it.",
                    unit=self.name,
                )
            ]
        if self._count_received() + len(files[:MOST_AT_ONCE]) > MOST_A_DAY:
            return [
                self.env._(
                    "Nothing was filed: at most %(limit)s documents a day are taken by e-mail. Upload them instead.",
                    limit=MOST_A_DAY,
                )
            ]
        sentences = []
        for sent_name, content in files[:MOST_AT_ONCE]:
            name = safe_name(sent_name)
            try:
                with self.env.cr.savepoint():
                    if assessment:
                        self._file_attachment(name, content, assessment, address)
                    else:
                        self._gather_attachment(name, content, address)
            except (AccessError, UserError) as error:
                sentences.append(f"{name}: {error}")
        sentences += [
            self.env._(
                "%(name)s: at most %(limit)s files can be taken at once.",
                name=safe_name(name),
                limit=MOST_AT_ONCE,
            )
            for name, _content in files[MOST_AT_ONCE:]
        ]
        return sentences

    def _file_attachment(self, name, content, assessment, address):
        evidences = self.env["cchc.evidence"]
        # what is there already stays as it is, what was archived too
        if evidences._find_same(assessment, {hashlib.sha256(content).hexdigest()}):
            return
        evidence, _created, _guess = evidences._upload(
            io.BytesIO(content), name, assessment=assessment
        )
        evidence._note_letter(address)

    def _waits_for_a_period(self):
        """Whether the unit has no form under way at all, and gathers for the next one."""
        # sudo: whether there is one decides, whatever the writer sees of it
        forms = self.env["cchc.assessment"].sudo()
        over = (PUBLISHED, *SET_ASIDE)
        return not forms.search_count(
            [("unit_id", "=", self.id), ("state", "not in", over)], limit=1
        )

    def _gather_attachment(self, name, content, address):
        documents = self.env["cchc.tray.document"]
        document, created = documents._take_in_file(io.BytesIO(content), name, self)
        if created:
            document._write_as_system({"received_from": address})

    def _count_received(self):
        """Return how many documents came to the unit's mailbox within 24 hours."""
        # sudo: a bound holds whatever the writer sees of the documents
        received = [
            ("unit_id", "=", self.id),
            ("received_from", "!=", False),
            ("create_date", ">", fields.Datetime.now() - timedelta(days=1)),
        ]
        return sum(
            self.env[model].sudo().with_context(active_test=False).search_count(received)
            for model in ("cchc.evidence", "cchc.tray.document")
        )

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
        """Return the one user who may file for this unit and whom a letter is proven to come from, if there is one.

        Everybody else is treated alike: nothing is kept, and nobody is answered, since an answer would go to whoever
        was named, and tell who belongs to the unit.
        """
        nobody = self.env["res.users"]
        # sudo: who is written to in the job's name is looked up for it alone
        unit = self.sudo()
        if not is_proven(letter, self._get_service()) or not unit.active:
            return nobody
        address = find_sender(letter)
        writers = unit._get_own_people().filtered(
            lambda user: user.active and not user.share and user.email_normalized == address
        )
        return writers if len(writers) == 1 and self._is_open_to(writers) else nobody

    def _get_own_people(self):
        """Return the users who file for this unit."""
        return self.officer_ids | self.leader_ids | self.deputy_ids._get_acting().user_id

    def _is_open_to(self, user):
        """Whether the user, named by the unit, still has the rights to file for it."""
        # sudo: which companies are a user's
        if self.company_id not in user.sudo().company_ids:
            return False
        unit = self._as_writer(user)
        return unit.has_access("read") and unit.env["cchc.evidence"].has_access("create")

    @api.model
    def _get_service(self):
        return self.env["ir.config_parameter"]._get_cchc_text(SERVICE_PARAMETER)
