from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_plan"


def uninstall_hook(env):
    """Take away what Odoo would leave of the improvement plans: people's tasks for them first."""
    # sudo: they are their owners'
    env["mail.activity"].sudo().search([("cchc_measure_id", "!=", False)]).unlink()
    remove_traces(env, ADDON)
