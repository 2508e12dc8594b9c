"""Loads the sample province, once: it is played on afterwards by whoever tries it out."""

from odoo.modules import Manifest
from odoo.tools.convert import convert_file

from .council import Year
from .this_year import ADDON

MAIN = "cchc_assessment"
# Whose the sample records are while this addon is not installed.
LEFT = "__cchc_assessment_demo__"


def post_init_hook(env):
    """Make the sample province and play its years, unless the database has it from a time before this addon."""
    if _adopt(env):
        return
    # here and not as the manifest's data: an update of the addon would write over what is published by then
    for path in Manifest.for_addon(ADDON)["oca_data_manual"]:
        convert_file(env, ADDON, path, {}, mode="init", noupdate=True)
    Year(env).play()


def uninstall_hook(env):
    """Leave the sample province where it is, unless the main addon goes too: what is sealed cannot be deleted."""
    main = env["ir.module.module"].search([("name", "=", MAIN)])
    # their passwords are known to everybody
    _get_people(env).active = False
    if main.state != "to remove":
        env.cr.execute("UPDATE ir_model_data SET module = %s WHERE module = %s", [LEFT, ADDON])


def _adopt(env):
    """Take over the sample records that are there already; tells whether there is a sample province among them.

    The main addon brought them along before 19.0.1.2.0; or this one was uninstalled. The province went if the main
    addon did meanwhile: what is left then is loaded over.
    """
    env.cr.execute(
        "UPDATE ir_model_data SET module = %s "
        "WHERE module = %s OR module = %s AND name ~ '_demo(_res_partner)?$'",
        [ADDON, LEFT, MAIN],
    )
    env.registry.clear_cache()
    _get_people(env).active = True
    periods = [("module", "=", ADDON), ("model", "=", "cchc.period")]
    return bool(env["ir.model.data"].search_count(periods, limit=1))


def _get_people(env):
    names = env["ir.model.data"].search([("module", "=", ADDON), ("model", "=", "res.users")])
    users = env["res.users"].with_context(active_test=False)
    return users.browse(names.mapped("res_id")).exists()
