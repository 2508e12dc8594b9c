from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_records"


def uninstall_hook(env):
    """Take away what Odoo would leave of computed figures; what was taken stays on the criteria, and in their log."""
    remove_traces(env, ADDON)
