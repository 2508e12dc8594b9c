{
    "name": "CCHC Assessment: Timestamps",
    "summary": "When seals were made, by an authority whose clock is not the province's",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    # it asks for cryptography 43 or newer, which Odoo 19 pins
    "external_dependencies": {"python": ["packaging", "rfc3161-client>=1.0.9,<2"]},
    "data": [
        "data/ir_cron_data.xml",
        "views/cchc_checkpoint_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
