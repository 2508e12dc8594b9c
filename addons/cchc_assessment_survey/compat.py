"""The part of Odoo's surveys that it promises to nobody: the pages, as ``test_survey_answers`` reads them."""

from odoo.addons.survey.controllers.main import Survey

# To inherit from: who may enter, what a token is of, and what happens to what is sent off.
__all__ = ["Survey"]
