from odoo import models
from odoo.exceptions import UserError

from ..core.plain.names import FILE_NAME_LENGTH, as_name
from ..core.scoring import format_number, to_decimal
from ..core.word.problems import TemplateProblem
from ..core.word.writer import write_document
from ..messages.templates import say


class WordDocument(models.AbstractModel):
    """What all Word documents have in common: a template that people edit, and figures as texts."""

    _name = "report.cchc_assessment.document"
    _description = "Word Document"

    def _write_document(self, document, owner, template_field, mark=None):
        """Return ``document`` as a .docx file, made from the template that ``owner`` keeps in this field.

        :param mark: the ``SealMark`` at its end, if there is one.
        :raises UserError: when the template is broken, saying where.
        """
        try:
            return write_document(document, owner._get_template(template_field), mark)
        except TemplateProblem as error:
            raise UserError(
                self.env._(
                    "The document cannot be made: the template of “%(owner)s” is broken. %(reason)s "
                    "The council's secretary can replace it.",
                    owner=owner.display_name,
                    reason=say(self.env, error),
                )
            ) from error

    def _make_file_name(self, *parts):
        return as_name(" - ".join(parts) + ".docx", FILE_NAME_LENGTH)

    def _score_format(self, period):
        digits = period.score_digits
        return lambda value: format_number(to_decimal(value), digits=digits)

    def _paragraphs(self, text):
        return [line.strip() for line in (text or "").splitlines() if line.strip()]

    def _list_people(self, text):
        """Return the lines of a list of people without the marks that people end them with."""
        return [line.lstrip("-• ").rstrip(";., ") for line in self._paragraphs(text)]
