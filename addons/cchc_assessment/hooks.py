"""What an installation does before the addon's own data is loaded."""


def pre_init_hook(env):
    """Activate Vietnamese, in which the documents are written; the addon's own words then come with its data.

    The addon's models are not there yet, so Odoo's own dialog does it.
    """
    languages = env["res.lang"].with_context(active_test=False)
    vietnamese = languages.search([("code", "=", "vi_VN")])
    if not vietnamese.active:
        dialog = env["base.language.install"].create({"lang_ids": [(6, 0, vietnamese.ids)]})
        dialog.lang_install()
