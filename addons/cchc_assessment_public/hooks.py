from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_public"


def uninstall_hook(env):
    """Take away what Odoo would leave of what periods showed to everybody."""
    remove_traces(env, ADDON)
