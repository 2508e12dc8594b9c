{
    "name": "CCHC Assessment: Timestamps",
    "summary": "The date of each day's register of seals, by an authority that the province does not choose the time of",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Public Administration",
    "author": "CCHC Assessment contributors",
    "license": "AGPL-3",
    "depends": ["cchc_assessment"],
    # below 1.0.9 it took certificates of others for the signer's; it asks for cryptography 43 or newer, which Odoo 19 pins
    "external_dependencies": {"python": ["packaging", "rfc3161-client>=1.0.9,<2"]},
    "data": [
        "data/ir_cron_data.xml",
        "views/cchc_checkpoint_views.xml",
        "views/res_config_settings_views.xml",
    ],
}
