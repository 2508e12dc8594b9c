from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_dms"


def uninstall_hook(env):
    """Take away what Odoo would leave of the dialog's fields; what was filed stays, and knows its source no more."""
    remove_traces(env, ADDON)
