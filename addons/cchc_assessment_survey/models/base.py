from odoo import models

# Odoo asks its rules before a write only, and tells the name of whatever a record leads to: without this, what
# somebody may write could be moved onto the pages of an assessment. Models of Odoo that name pages and answers.
NAMING = frozenset(
    {
        "survey.question",
        "survey.question.answer",
        "survey.user_input",
        "survey.user_input.line",
        "survey.invite",
    }
)


class Base(models.AbstractModel):
    """Models of surveys name nothing that the caller may not read: pages and answers of ours among it."""

    _inherit = "base"

    def _checks_names(self):
        return super()._checks_names() or (not self.env.su and self._name in NAMING)
