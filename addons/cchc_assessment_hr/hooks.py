from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_hr"


def uninstall_hook(env):
    """Take away what Odoo would leave of the unit's department."""
    remove_traces(env, ADDON)
