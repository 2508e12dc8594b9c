import base64

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import ValidationError

from ...core.word.problems import TemplateProblem
from ...core.word.writer import check_template


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
            raise ValidationError(self._describe_template_problem(problem)) from problem

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

    def _describe_template_problem(self, problem):
        """Return a ``TemplateProblem`` as a sentence that says what is wrong, and where."""
        detail = problem.detail
        sentences = {
            "not_docx": self.env._(
                "The template is not a Word document. Save it in Word as “Word Document (.docx)”."
            ),
            "damaged": self.env._(
                "The template is damaged and cannot be read. Save it in Word again."
            ),
            "too_large": self.env._(
                "The template is too large. Remove pictures and text that it does not need."
            ),
            "macros": self.env._("The template has macros. Save it as a .docx without them."),
            "external": self.env._(
                "The template fetches something from elsewhere when it is opened, such as a linked "
                "picture or a template of its own. Put it into the document, or remove it."
            ),
            "embedded": self.env._(
                "The template has another file, a control or an add-in inside (%(what)s). Remove it.",
                what=detail,
            ),
            "field": self.env._(
                "The template has a field of Word that it may not have: “%(field)s”. Press Alt+F9 in Word "
                "to see the fields, and remove it.",
                field=detail,
            ),
            "syntax": self.env._(
                "A mark in the template cannot be read: %(reason)s", reason=detail
            ),
            "unknown_field": self.env._(
                "There is no field “%(field)s”. The list of fields below has those that there are.",
                field=detail,
            ),
            "needs_loop": self.env._(
                "The field “%(field)s” is a list: repeat it with %(mark)s.",
                field=detail,
                mark=f"{{%p for … in {detail} %}}",
            ),
            "not_a_list": self.env._(
                "The field “%(field)s” is one text and cannot be repeated.", field=detail
            ),
            "not_allowed": self.env._("A template may not do this: “%(what)s”.", what=detail),
            "structure": self.env._(
                "A mark opens in one place and closes in another where the document does not allow it. "
                "Put %(paragraph)s into paragraphs and %(row)s into rows of their own.",
                paragraph="{%p … %}",
                row="{%tr … %}",
            ),
        }
        return " ".join(
            filter(None, (sentences[problem.kind], self._describe_place(problem.place)))
        )

    def _describe_place(self, place):
        if not place:
            return ""
        parts = {
            "body": self.env._("the text"),
            "header": self.env._("the header"),
            "footer": self.env._("the footer"),
            "footnotes": self.env._("the footnotes"),
        }
        where = parts[place.part]
        if place.table:
            where = self.env._("%(part)s, table %(number)s", part=where, number=place.table)
        return self.env._("Place: %(where)s, “%(text)s”.", where=where, text=place.text)

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
