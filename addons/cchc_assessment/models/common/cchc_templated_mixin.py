import base64

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import ValidationError

from ...core.word.problems import TemplateProblem
from ...core.word.writer import check_template
from ...messages.templates import say


class CchcTemplatedMixin(models.AbstractModel):
    """Something that keeps the templates of Word documents in binary fields of its own."""

    _name = "cchc.templated.mixin"
    _description = "Has Templates of Word Documents"

    #: By the name of each field that keeps a template: what the documents say, a class of ``core.word``.
    _template_kinds = {}

    def _check_template(self, field_name, content):
        """Refuse a template for this field that cannot be filled in, saying what is wrong and where.

        Asked by ``ir.attachment``, by which every template comes in: from the form, by a call, by an import.
        """
        self.ensure_one()
        try:
            check_template(content, self._template_kinds[field_name])
        except TemplateProblem as problem:
            raise ValidationError(say(self.env, problem)) from problem

    def _get_template(self, field_name):
        """Return the bytes of this record's own template; None when it uses the standard one."""
        self.ensure_one()
        template = self.with_context(bin_size=False)[field_name]
        return base64.b64decode(template) if template else None

    def _get_checked_template(self, field_name):
        """Return the bytes of this record's own template, for someone who will open it in Word.

        :raises ValidationError: when it is broken, however it came in.
        """
        template = self._get_template(field_name)
        if template:
            self._check_template(field_name, template)
        return template

    @api.model
    def _list_fields(self, descriptions, prefix=""):
        """Return the fields that a template may use, as they are written in it."""
        # an item of a list within a list bears another name than its list's item
        item = "item" if prefix else "row"
        return Markup("<ul class='mb-0'>%s</ul>") % Markup().join(
            Markup("<li><code>%s</code> – %s%s</li>")
            % (
                f"{{%p for {item} in {prefix}{one.name} %}}"
                if one.is_list
                else f"{{{{ {prefix}{one.name} }}}}",
                one.description,
                self._list_fields(one.parts, f"{item}.") if one.parts else "",
            )
            for one in descriptions
        )
