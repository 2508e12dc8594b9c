from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_signature"


def uninstall_hook(env):
    """Take away what Odoo would leave of this addon's models."""
    remove_traces(env, ADDON)
