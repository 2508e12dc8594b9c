from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_survey"


def uninstall_hook(env):
    """Take away what Odoo would leave of the surveys."""
    remove_traces(env, ADDON)
