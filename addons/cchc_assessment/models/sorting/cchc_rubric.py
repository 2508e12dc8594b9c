"""Sorting: what the criteria of a rubric are about."""

from types import MappingProxyType

from odoo import models


class CchcRubric(models.Model):
    _name = "cchc.rubric"
    _inherit = ["cchc.rubric"]

    def _get_telling_texts(self):
        """Return ``{criterion id: (what it is called, the texts that say what it is about)}``, to be read alone."""
        return self._get_made("_make_telling_texts")

    def _make_telling_texts(self):
        said = {
            one.id: (
                one.code or one.name or "",
                tuple(
                    filter(
                        None,
                        (
                            one.name,
                            one.parent_id.name,
                            one.guidance,
                            *one.requirement_ids.mapped("name"),
                        ),
                    )
                ),
            )
            for one in self.criterion_ids
        }
        return MappingProxyType(said)
