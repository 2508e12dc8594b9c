from odoo.addons.cchc_assessment.hooks import remove_traces

ADDON = "cchc_assessment_queue"


def uninstall_hook(env):
    """Take away what Odoo would leave; what still waits is done by Odoo's scheduled jobs, which begin at once.

    Our jobs go, also those that are done: where the models go as well, the queue could not even list them.
    """
    models = [model for model in env.values() if getattr(model, "_piece_job", None)]
    env["queue.job"].search([("model_name", "in", [model._name for model in models])]).unlink()
    for model in models:
        model._trigger_job()
    remove_traces(env, ADDON)
