"""Loads the sample province, once: it is played on afterwards by whoever tries it out."""

from odoo.tools.convert import convert_file

from .council import Year
from .this_year import ADDON

# Loaded here and not as the manifest's data: an update of the addon would write over what is published by then.
FILES = (
    "data/cchc_unit_demo.xml",
    "data/cchc_rubric_demo.xml",
    "data/cchc.criterion.csv",
    "data/cchc.criterion.option.csv",
    "data/cchc.criterion.requirement.csv",
    "data/cchc_period_demo.xml",
)


def post_init_hook(env):
    """Make the sample province and play its years, unless the database has it from a time before this addon."""
    if _adopt(env):
        return
    for path in FILES:
        convert_file(env, ADDON, path, {}, mode="init", noupdate=True)
    Year(env).play()


def _adopt(env):
    """Take over the sample records that the main addon brought along up to 19.0.1.0.0; tells whether there were any."""
    env.cr.execute(
        "UPDATE ir_model_data SET module = %s WHERE module = 'cchc_assessment' AND name LIKE %s",
        [ADDON, r"%\_demo"],
    )
    env.registry.clear_cache()
    return bool(env.cr.rowcount)
