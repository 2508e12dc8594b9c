"""Gathering: files that lie elsewhere in the ERP become documents, by the rights of whoever takes them."""

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...fields import LimitedChar
from ..common.reading import MAX_NUMBER
from ..common.screens import open_form
from ..common.system_voice import KEEPERS, get_asker
from .sources import name_sources, split_reference

# A file of people's own, not of a field, no link to elsewhere, and none that this addon keeps itself.
TAKABLE = [
    ("res_field", "=", False),
    ("type", "=", "binary"),
    ("url", "=", False),
    ("res_model", "not in", sorted(KEEPERS)),
]
MOST_AT_ONCE = 20


class CchcEvidence(models.Model):
    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    source_ref = LimitedChar(
        "Source", readonly=True, copy=False, exportable=False, groups=fields.NO_ACCESS
    )
    source_name = fields.Char(
        "Taken From",
        compute="_compute_source_name",
        exportable=False,
        help="The record of another app that the file was taken from, if you may read it.",
    )

    @api.depends("source_ref")
    @api.depends_context("uid", "lang")
    def _compute_source_name(self):
        # sudo: the reference is nobody's to read; what it leads to is named to those who may read that
        references = {evidence: evidence.sudo().source_ref for evidence in self}
        names = name_sources(self.env, filter(None, references.values()))
        for evidence in self:
            evidence.source_name = names.get(references[evidence], False)

    def action_open_source(self):
        """Open the record that the file was taken from.

        :raises UserError: when there is none that the user may read.
        """
        self.ensure_one()
        self.check_access("read")
        if not self.source_name:
            raise UserError(
                self.env._("Nothing that you may read is known of where the file was taken from.")
            )
        # sudo: that the user may read what it leads to is what its name says
        model, number = split_reference(self.sudo().source_ref)
        return open_form(self.env[model].browse(number))

    @api.model
    def get_attachment_domain(self):
        """Return the domain of the attachments that may become documents, among those that the user may read."""
        return [*TAKABLE, ("mimetype", "in", sorted(self._get_allowed_types()))]

    @api.model
    def _use_attachments(self, attachment_ids, *, line=None, assessment=None):
        """File attachments as ``_upload`` files what people send: with its checks, all of them or none.

        :param attachment_ids: numbers as a caller sends them.
        :param line: the criterion that they prove, or
        :param assessment: the assessment where they are filed without one.
        :return: a sentence for each.
        :raises AccessError: the same for what is hidden, what does not exist and what may not be taken.
        """
        sentences = []
        for attachment in self._find_takable("ir.attachment", attachment_ids, TAKABLE):
            with self._open_attachment(attachment) as stream:
                sentences.append(
                    self._take(
                        stream,
                        attachment.name,
                        attachment._get_cchc_source(),
                        line=line,
                        assessment=assessment,
                    )
                )
        return sentences

    @api.model
    def _take(self, stream, name, source, *, line=None, assessment=None):
        """File what lies elsewhere, and return a sentence that says what became of it.

        :param source: what it is taken from, as ``make_reference`` says it.
        """
        evidence, created, _guess = self._upload(stream, name, line=line, assessment=assessment)
        if created:
            evidence._write_as_system({"source_ref": source})
        return evidence._describe_filing(created)

    @api.model
    def _check_at_once(self, count):
        """Refuse more files than may be taken at once, from wherever they are."""
        if count > MOST_AT_ONCE:
            raise UserError(
                self.env._("At most %(limit)s files can be taken at once.", limit=MOST_AT_ONCE)
            )

    @api.model
    def _find_takable(self, model, numbers, domain):
        """Return the records of these numbers, in their order, if whoever asked may read and take them all.

        :param domain: which of them may be taken at all.
        """
        if not isinstance(numbers, list | tuple) or any(type(one) is not int for one in numbers):
            raise UserError(self.env._("“attachment_ids” has to be a list of numbers."))
        wanted = list(dict.fromkeys(numbers))
        if not wanted:
            raise UserError(self.env._("Choose the files to use as evidence."))
        self._check_at_once(len(wanted))
        possible = [number for number in wanted if 0 < number <= MAX_NUMBER]
        files = self.env[model].with_user(get_asker(self.env))
        found = files.search([("id", "in", possible), *domain])
        if len(found) < len(wanted):
            raise AccessError(
                self.env._(
                    "One of these files does not exist, or is not yours to use as evidence. Reload the "
                    "page and choose again."
                )
            )
        return found.browse(wanted)

    @contextmanager
    def _open_attachment(self, attachment):
        """Open the file of an attachment that the user may read, unless it is too large or gone."""
        # sudo: where and how it is stored is no matter of rights; that it may be read was checked
        file = attachment.sudo()
        if (file.file_size or 0) > self._get_max_bytes():
            raise UserError(self._too_large_sentence(file.name))
        try:
            stream = file._open_stored()
        except FileNotFoundError as error:
            raise self._explain_gone(file.name) from error
        with stream:
            yield stream
