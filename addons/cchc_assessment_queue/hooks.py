from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_queue"


def uninstall_hook(env):
    """Take away what Odoo would leave; what still waits is done by Odoo's scheduled jobs, which begin at once."""
    for job in (
        "cchc_work_cron",
        "cchc_assessment_tell_cron",
        "cchc_result_notice_cron",
        "cchc_seal_review_cron",
    ):
        env.ref(f"cchc_assessment.{job}")._trigger()
    remove_traces(env, ADDON)
