from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_plan_project"


def uninstall_hook(env):
    """Take away what Odoo would leave of the tasks of measures; the tasks themselves are the units'."""
    remove_traces(env, ADDON)
